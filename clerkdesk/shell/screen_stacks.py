"""Textual's stacks of screens, one for each mode: the only module that reaches into them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from textual.app import App, ScreenStackError
from textual.events import ScreenResume, ScreenSuspend
from textual.screen import Screen

from clerkdesk.screens.desk.base import DeskScreen
from clerkdesk.widgets.ready_for_keys import is_covered


class ScreenStacks:
    """The existing screens, in their order over each other."""

    def __init__(self, app: App[Any]) -> None:
        """Take the app of the screens."""
        self._app = app

    @property
    def current_mode(self) -> str:
        """The mode of the visible stack."""
        return self._app.current_mode

    @property
    def top(self) -> Screen[Any] | None:
        """The top screen; None before there is one."""
        try:
            return self._app.screen
        except ScreenStackError:
            return None

    @property
    def is_covered(self) -> bool:
        """Whether a screen of the visible stack covers the desk."""
        return self.top is not None and is_covered(self._app.screen_stack)

    def of(self, name: str) -> list[Screen[Any]]:
        """Return the stack of a mode itself, the top screen last; an empty list without one."""
        return self._app._screen_stacks.get(name, [])

    def made(self, name: str) -> list[Screen[Any]]:
        """Return a stack without a mode, made if necessary."""
        return self._app._screen_stacks.setdefault(name, [])

    def all(self) -> Iterable[list[Screen[Any]]]:
        """Return every stack."""
        return self._app._screen_stacks.values()

    def desk_screens(self) -> list[DeskScreen]:
        """Return the existing screens, in every mode."""
        return [screen for stack in self.all() for screen in stack if isinstance(screen, DeskScreen)]

    def show_top(self, before: Screen[Any] | None) -> None:
        """Tell Textual that another screen of the mode is on top, as its own push and pop do.

        `before` was on top before the stacks changed.
        """
        app, top = self._app, self._app.screen
        if top is before:
            return
        app.capture_mouse(None)
        if before is not None:
            before.post_message(ScreenSuspend())
        if top._css_update_count != app._css_update_count:
            app.refresh_css()
        top._screen_resized(app.size)
        top.post_message(ScreenResume())
        app.screen_change_signal.publish(top)
