"""Lays aside the call, reviews or question over a screen when the clerk presses that screen's key.

A screen's key always leads to it. Whatever was open over it stays unchanged, one step back.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from textual.screen import Screen

from clerkdesk.widgets.ready_for_keys import ReadyForKeys

_ASIDE = "aside of "
"""Prefix of the stack for screens laid aside from a mode; no mode has such a name."""


class Stacks(Protocol):
    """The stacks of screens, one for each mode."""

    @property
    def current_mode(self) -> str:
        """The mode of the visible stack."""

    @property
    def top(self) -> Screen[Any] | None:
        """The visible screen."""

    def of(self, name: str) -> list[Screen[Any]]:
        """Return the stack of a mode itself, the top screen last; an empty list without one."""

    def made(self, name: str) -> list[Screen[Any]]:
        """Return a stack without a mode, made if necessary."""

    def all(self) -> Iterable[list[Screen[Any]]]:
        """Return every stack."""

    def show_top(self, before: Screen[Any] | None) -> None:
        """Tell the screens that another one is on top."""


class LaidAside:
    """Lays screens aside and brings them back. They wait in their own stacks, so that Textual knows them."""

    def __init__(self, stacks: Stacks) -> None:
        """Take the stacks of the app."""
        self._stacks = stacks

    def lay_aside(self, mode: str) -> None:
        """Leave only a mode's screen on its stack; the screens over it are laid aside."""
        stack = self._stacks.of(mode)
        above = stack[1:]
        if above:
            before = self._stacks.top
            del stack[1:]
            self._stacks.made(_ASIDE + mode).extend(above)
            self._stacks.show_top(before)

    def kept(self, mode: str) -> list[Screen[Any]]:
        """Return the screens laid aside from a mode, the latest at the end."""
        return list(self._stacks.of(_ASIDE + mode))

    def bring_back(self) -> bool:
        """Bring back the screen laid aside last in this mode; return whether there was one."""
        aside = self.kept(self._stacks.current_mode)
        if aside:
            self.bring_here(aside[-1])
        return bool(aside)

    def bring_here(self, screen: Screen[Any]) -> None:
        """Lay an existing screen over the visible one, from any stack."""
        before = self._stacks.top
        if screen is before:
            return
        for stack in self._stacks.all():
            if screen in stack:
                stack.remove(screen)
        self._stacks.of(self._stacks.current_mode).append(screen)
        self._stacks.show_top(before)

    def words(self, back: str) -> str:
        """Return a sentence on the screens laid aside from the visible one; empty if none are.

        `back` is the name of the key that goes back to it.
        """
        aside = self.kept(self._stacks.current_mode)
        if not aside:
            return ""
        title = aside[-1].called if isinstance(aside[-1], ReadyForKeys) else "What was open"
        return f"{title} is kept as it is: {back} goes back to it."
