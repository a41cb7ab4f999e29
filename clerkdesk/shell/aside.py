"""The part of the app that lays aside what lies over a screen when the clerk asks for the screen itself.

A key that stands for a screen always leads to it. The call, the reviews or the question that was open over it is kept
as it is, one step back.
"""

from __future__ import annotations

from typing import Any

from textual.events import ScreenResume, ScreenSuspend
from textual.screen import Screen

from clerkdesk.shell.live import LiveApp
from clerkdesk.widgets.gated import ReadyForKeys

_ASIDE = "aside of "
"""Begins the name of the stack in which Textual keeps what lies beside a mode; no mode has such a name."""


class AsideApp(LiveApp, inherit_bindings=False):
    """Knows what lies over each screen, and beside it."""

    def lay_aside(self, mode: str) -> None:
        """Leave the screen of a mode alone on its stack; what lay over it waits beside it."""
        stack = self._screen_stacks.get(mode, [])
        above = stack[1:]
        if above:
            top_before = self.screen
            del stack[1:]
            self._screen_stacks.setdefault(_ASIDE + mode, []).extend(above)
            self._show_top(top_before)

    def kept_aside(self, mode: str) -> list[Screen[Any]]:
        """Return what waits beside the screen of a mode, the last laid aside at the end."""
        return list(self._screen_stacks.get(_ASIDE + mode, ()))

    def bring_back(self) -> bool:
        """Put back what was laid aside last where the clerk is; answer whether there was anything."""
        aside = self.kept_aside(self.current_mode)
        if aside:
            self.bring_here(aside[-1])
        return bool(aside)

    def bring_here(self, screen: Screen[Any]) -> None:
        """Lay a screen that is made already over what the clerk sees, wherever it lies."""
        top_before = self.screen
        if screen is top_before:
            return
        for stack in self._screen_stacks.values():
            if screen in stack:
                stack.remove(screen)
        self._screen_stack.append(screen)
        self._show_top(top_before)

    def tell_what_is_aside(self) -> None:
        """Say what waits beside the screen that the clerk sees, and how to come back to it."""
        aside = self.kept_aside(self.current_mode)
        if aside:
            title = aside[-1].called if isinstance(aside[-1], ReadyForKeys) else "What was open"
            self.say(f"{title} is kept as it is: {self.keymap.shown('back')} goes back to it.")

    def _show_top(self, top_before: Screen[Any]) -> None:
        """Let Textual know that another screen of the same mode is on top, as its own push and pop do."""
        top = self.screen
        if top is top_before:
            return
        self.capture_mouse(None)
        top_before.post_message(ScreenSuspend())
        if top._css_update_count != self._css_update_count:
            self.refresh_css()
        top._screen_resized(self.size)
        top.post_message(ScreenResume())
        self.screen_change_signal.publish(top)
