"""The way of a telling, as the end of a sentence, from any typed form: `phone` is `by telephone`."""

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
    """Return the way of a telling as the end of a sentence; an unknown way stays as typed."""
    typed = clean(how)
    return _WAYS.get(fold(typed), typed)
