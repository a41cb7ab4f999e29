"""How the lines of a bar fit the screen: what is typed in always has its line, and what has no room is one key away.

Who and what, the line that says how to read on and the sentence to the clerk stay; what stands between them is read
page by page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content

from clerkdesk.widgets.plain import KEY, MUTED, plain

FEWEST_LINES = 9
"""Lines of a bar on the smallest terminal: with the lines round the screen at their longest, the list keeps two."""
_OF_THE_SCREEN = 3
"""A bar takes up to one line in so many of a larger terminal."""
_SAID_BELOW = 2
"""So many lines of what to say to the patient stay below; more are read with the rest where there is no room."""
PAGE_KEYS = ("pagedown", "pageup")


def room_of(screen_lines: int) -> int:
    """Return how many lines a bar may have on a terminal of so many lines."""
    return max(FEWEST_LINES, screen_lines // _OF_THE_SCREEN)


def joined_lines(lines: Sequence[Content]) -> Content:
    """Return lines as one text."""
    return Content("\n").join(lines)


@dataclass(frozen=True, slots=True)
class ShownLines:
    """The lines of a bar that have room."""

    head: tuple[Content, ...]
    say: tuple[Content, ...]
    """Empty where what to say is read with the rest."""


class BarPages:
    """Which of the lines between the first one and the sentence are shown, where not all have room."""

    def __init__(self) -> None:
        self._first: int | None = None
        """The first of the lines between that is shown; None until the clerk reads on."""
        self._firsts: tuple[int, ...] = (0,)
        """Where pages begin."""

    def begin(self) -> None:
        """Show the first page: what is asked or said is something else."""
        self._first = None

    def turn(self, key: str) -> bool:
        """Read on or back by a key; answer whether there is a further page to read."""
        if len(self._firsts) == 1:
            return False
        here = sum(first <= (self._first or 0) for first in self._firsts) - 1
        step = 1 if key == PAGE_KEYS[0] else -1
        self._first = self._firsts[max(0, min(here + step, len(self._firsts) - 1))]
        return True

    def fit(self, head: Sequence[Content], told: Sequence[Content], say: Sequence[Content], room: int) -> ShownLines:
        """Return what is shown in `room` lines of the head, the sentence that is told, and what to say.

        A sentence of half the room and more is read page by page too, and then from its own beginning.
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
    """Return the line that says how many lines are left out, and which keys show them."""
    behind = all_lines - first - shown
    line = plain((f"Lines {first + 1} to {first + shown} of {all_lines}", MUTED))
    if behind:
        line += plain((" · ", MUTED), ("PageDown", KEY), f" shows {behind} more")
    if first:
        line += plain((" · ", MUTED), ("PageUp", KEY), " goes back")
    return line
