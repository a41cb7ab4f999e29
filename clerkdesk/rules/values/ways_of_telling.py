"""The way in which somebody was told, in words that end a sentence, however it was typed: `phone` is `by telephone`."""

from __future__ import annotations

from collections.abc import Mapping

from clerkdesk.rules.values.text import clean, fold

_WORDS: Mapping[str, tuple[str, ...]] = {
    "by telephone": ("phone", "telephone", "tel", "call", "rang", "by phone"),
    "by letter": ("letter", "post", "mail", "by post"),
    "by text": ("text", "sms", "text message", "by sms", "by text message"),
    "by e-mail": ("email", "e-mail", "by email"),
    "by video": ("video", "video call"),
    "in clinic": ("clinic", "at the clinic"),
    "in person": ("face to face", "person"),
}
_WAYS = {fold(said): words for words, typed in _WORDS.items() for said in (words, *typed)}


def way_words(how: str) -> str:
    """Return how somebody was told as the end of a sentence; what the desk does not know stays as it was typed."""
    typed = clean(how)
    return _WAYS.get(fold(typed), typed)
