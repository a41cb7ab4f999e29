"""Fits the lines of a bar on the screen: the text box always has its line, and hidden lines are one key away.

The subject, the line that says how to read on, and the sentence to the clerk stay; the clerk reads the lines between
them page by page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content

from clerkdesk.widgets.plain import KEY, MUTED, plain

FEWEST_LINES = 9
"""Lines of a bar on the smallest terminal: with the lines round the screen at their longest, the list keeps two."""
_OF_THE_SCREEN = 3
"""Lines of a larger terminal for each line of the bar."""
_SAID_BELOW = 2
"""Maximum lines of words to the patient at the bottom; more join the paged lines if there is no room."""
PAGE_KEYS = ("pagedown", "pageup")


def room_of(screen_lines: int) -> int:
    """Return the maximum lines of a bar on a terminal of this many lines."""
    return max(FEWEST_LINES, screen_lines // _OF_THE_SCREEN)


def joined_lines(lines: Sequence[Content]) -> Content:
    """Return lines as one text."""
    return Content("\n").join(lines)


@dataclass(frozen=True, slots=True)
class ShownLines:
    """The lines of a bar that fit."""

    head: tuple[Content, ...]
    say: tuple[Content, ...]
    """Words to the patient; empty if they are among the paged lines."""


class BarPages:
    """Pages the lines between the first one and the sentence if not all fit."""

    def __init__(self) -> None:
        self._first: int | None = None
        """Number of the first line shown; None until the clerk reads on."""
        self._firsts: tuple[int, ...] = (0,)
        """Line numbers at which pages start."""

    def begin(self) -> None:
        """Show the first page, for another question or sentence."""
        self._first = None

    def turn(self, key: str) -> bool:
        """Turn the page by a key; return whether there is another page."""
        if len(self._firsts) == 1:
            return False
        here = sum(first <= (self._first or 0) for first in self._firsts) - 1
        step = 1 if key == PAGE_KEYS[0] else -1
        self._first = self._firsts[max(0, min(here + step, len(self._firsts) - 1))]
        return True

    def fit(self, head: Sequence[Content], told: Sequence[Content], say: Sequence[Content], room: int) -> ShownLines:
        """Return what fits into `room` lines of the head, the sentence to the clerk, and the words to the patient.

        A sentence that takes half the room or more is paged too, from its own start.
        """
        if len(head) + len(told) + len(say) <= room:
            self._firsts, self._first = (0,), None
            return ShownLines((*head, *told), tuple(say))
        below = tuple(say) if len(say) <= _SAID_BELOW else ()
        room -= len(below)
        between = [*head[1:], *(() if below else say)]
        begins_at = 0
        if len(told) > room // 2:
            begins_at = len(head) - 1
            between, told = [*head[1:], *told, *(() if below else say)], ()
        page = room - len(told) - 2
        self._firsts = tuple(range(0, len(between), page))
        first = begins_at if self._first is None else min(self._first, self._firsts[-1])
        shown = between[first : first + page]
        return ShownLines((head[0], *shown, _where(first, len(shown), len(between)), *told), below)


def _where(first: int, shown: int, all_lines: int) -> Content:
    """Return the line with the number of hidden lines and the keys that show them."""
    behind = all_lines - first - shown
    line = plain((f"Lines {first + 1} to {first + shown} of {all_lines}", MUTED))
    if behind:
        line += plain((" · ", MUTED), ("PageDown", KEY), f" shows {behind} more")
    if first:
        line += plain((" · ", MUTED), ("PageUp", KEY), " goes back")
    return line
