"""Translates keys before their lookup, since terminals send some keys as others."""

from __future__ import annotations

from textual.events import Key

_ENTER_OF_COOKED_TERMINALS = "ctrl+j"
_ESCAPE_AND_LETTER = {"ctrl+left": "b", "ctrl+right": "f"}
"""Some terminals send Escape and b or f for a word to the left or right."""


def as_enter(event: Key) -> Key:
    """Return an Enter for the line feed that Enter sends before the terminal is in raw mode."""
    return _like(event, "enter", "\r") if event.key == _ENTER_OF_COOKED_TERMINALS else event


def apart(event: Key, *, in_text: bool) -> tuple[Key, ...]:
    """Return Escape and a letter for a key that a terminal made from fast typing of both, else the key itself.

    In a text the key means a word to the left or right.
    """
    letter = _ESCAPE_AND_LETTER.get(event.key, "") if not in_text else ""
    if event.key.startswith("alt+") and len(event.key) == len("alt+x"):
        letter = event.key[-1]
    return (_like(event, "escape", None), _like(event, letter, letter)) if letter else (event,)


def _like(event: Key, key: str, character: str | None) -> Key:
    # The key keeps its time of typing, which decides whether an Enter came too early.
    other = Key(key, character)
    other.time = event.time
    return other
