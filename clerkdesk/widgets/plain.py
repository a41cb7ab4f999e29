"""Joins text for the screen without markup, since a patient may be called `[/]`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.cells import cell_len
from textual.content import Content

from clerkdesk.keys import printed_key
from clerkdesk.widgets.keys_in_force import as_shown
from clerkdesk.widgets.pressing import pressing

ACT = "bold $foreground"
KEY = "bold $primary"
MUTED = "$desk-muted"
ALERT = "bold $error"
SAID = "italic $secondary"
"""Style of the words to say to the patient."""

Piece = str | tuple[str, str]
"""A text, or a text with its style, in Textual's words: `bold $primary`."""

DOT = " · "
"""Separator between two things on a line."""


def plain(*pieces: Piece) -> Content:
    """Join texts into one without control characters; line ends stay.

    A click on a printed key, or on the words after it up to the next dot, key or line end, presses it.
    """
    shown = [_without_control(piece) for piece in pieces]
    text = Content.assemble(*shown)
    for key, start, end in _printed_keys(shown):
        text = pressing(text, (key,), start, end)
    return text


def _printed_keys(pieces: Iterable[Piece]) -> Iterator[tuple[str, int, int]]:
    """Yield each printed key with the start and end of its words."""
    key, start, offset = "", 0, 0
    for piece in pieces:
        words, style = piece if isinstance(piece, tuple) else (piece, "")
        ends = style == KEY or words.startswith(DOT) or "\n" in words
        if key and ends:
            yield key, start, offset + max(0, words.find("\n"))
            key = ""
        if style == KEY:
            key, start = printed_key(words), offset
        offset += len(words)
    if key:
        yield key, start, offset


def joined(parts: Iterable[str], separator: str = DOT) -> str:
    """Join the parts that are not empty."""
    return separator.join(part for part in parts if part)


def flow(said: Sequence[tuple[str, str]], width: int) -> Iterator[Piece]:
    """Yield texts with their styles, with a dot between them, or a line end if the next one would not fit."""
    return flow_together([(each,) for each in said], width)


def flow_together(groups: Sequence[Sequence[tuple[str, str]]], width: int) -> Iterator[Piece]:
    """Yield groups of texts as `flow` yields texts; a group stays together."""
    used = 0
    for index, group in enumerate(groups):
        length = sum(cell_len(as_shown(text)) for text, _ in group)
        if index and used + len(DOT) + length > width:
            yield "\n"
            used = 0
        elif index:
            yield DOT, MUTED
            used += len(DOT)
        yield from group
        used += length


def _without_control(piece: Piece) -> Piece:
    if isinstance(piece, tuple):
        return _lines(piece[0]), piece[1]
    return _lines(piece)


def _lines(text: str) -> str:
    return "\n".join(as_shown(line) for line in text.split("\n"))
