"""What is laid aside: the call, the reviews or the question that lay over a screen whose own key was pressed.

A key that stands for a screen always leads to it. What was open over it is kept as it is, one step back.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from textual.screen import Screen

from clerkdesk.widgets.ready_for_keys import ReadyForKeys

_ASIDE = "aside of "
"""Begins the name of the stack that holds what lies beside a mode; no mode has such a name."""


class Stacks(Protocol):
    """The stacks of screens, one for each mode."""

    @property
    def current_mode(self) -> str:
        """The mode of the stack that the clerk sees."""

    @property
    def top(self) -> Screen[Any] | None:
        """The screen that the clerk sees."""

    def of(self, name: str) -> list[Screen[Any]]:
        """Return the stack of a mode itself, the top screen last; an empty list if none was made."""

    def made(self, name: str) -> list[Screen[Any]]:
        """Return a stack that is no mode, and make it if there is none."""

    def all(self) -> Iterable[list[Screen[Any]]]:
        """Return every stack."""

    def show_top(self, before: Screen[Any] | None) -> None:
        """Tell the screens that another one is on top."""


class LaidAside:
    """Lays screens aside and brings them back. They wait in stacks of their own, so that Textual knows them."""

    def __init__(self, stacks: Stacks) -> None:
        """Take the stacks of the app."""
        self._stacks = stacks

    def lay_aside(self, mode: str) -> None:
        """Leave the screen of a mode alone on its stack; what lay over it waits beside it."""
        stack = self._stacks.of(mode)
        above = stack[1:]
        if above:
            before = self._stacks.top
            del stack[1:]
            self._stacks.made(_ASIDE + mode).extend(above)
            self._stacks.show_top(before)

    def kept(self, mode: str) -> list[Screen[Any]]:
        """Return what waits beside the screen of a mode, the last laid aside at the end."""
        return list(self._stacks.of(_ASIDE + mode))

    def bring_back(self) -> bool:
        """Put back what was laid aside last where the clerk is; return whether there was anything."""
        aside = self.kept(self._stacks.current_mode)
        if aside:
            self.bring_here(aside[-1])
        return bool(aside)

    def bring_here(self, screen: Screen[Any]) -> None:
        """Lay a screen that is made already over what the clerk sees, wherever it lies."""
        before = self._stacks.top
        if screen is before:
            return
        for stack in self._stacks.all():
            if screen in stack:
                stack.remove(screen)
        self._stacks.of(self._stacks.current_mode).append(screen)
        self._stacks.show_top(before)

    def words(self, back: str) -> str:
        """Return what waits beside the screen that the clerk sees, as a sentence; empty if nothing does.

        `back` is the key that goes back to it, as the clerk knows it.
        """
        aside = self.kept(self._stacks.current_mode)
        if not aside:
            return ""
        title = aside[-1].called if isinstance(aside[-1], ReadyForKeys) else "What was open"
        return f"{title} is kept as it is: {back} goes back to it."
