"""Lets the mouse press a printed key, or the words after it that say what it does.

Whoever joins the text adds the mark. The app takes a click on it as the key itself, after the keys typed before.
"""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content, Span
from textual.events import Key, MouseEvent
from textual.message import Message
from textual.style import Style

from clerkdesk.keys import show_key

_MARK = "desk_presses"
"""Name of the mark in the style of painted text; it holds keys with blanks between them."""


class Pressed(Message):
    """The clicked text means these keys."""

    def __init__(self, *keys: str) -> None:
        super().__init__()
        self.keys = keys


def pressing(text: Content, keys: Sequence[str], start: int = 0, end: int | None = None) -> Content:
    """Return a text on which a click between two positions presses keys."""
    span = Span(start, len(text.plain) if end is None else end, Style.from_meta({_MARK: " ".join(keys)}))
    return text.add_spans([span])


def clicked_keys(event: MouseEvent) -> tuple[str, ...]:
    """Return the keys that the text under the mouse means, if any."""
    return tuple(str(event.style.meta.get(_MARK, "")).split())


def typed_key(key: str) -> Key:
    """Return a key as the terminal would send it."""
    shown = show_key(key)
    return Key(key, shown if len(shown) == 1 else " " if key == "space" else None)
