"""Switches the display: initials or names, function keys or keys of the map in the footer."""

from __future__ import annotations

from typing import Protocol

from clerkdesk.keys import Keymap
from clerkdesk.keys.placeholders import key_for
from clerkdesk.screens.desk.abilities import HidesNames
from clerkdesk.shell.app_protocols import HasDeskScreens, ShowsScreens, Speaks


class ShowsLists(Speaks, ShowsScreens, HasDeskScreens, Protocol):
    """The app, as the display needs it."""


class Display:
    """Keeps the clerk's choice of display, and carries out the commands that change it."""

    def __init__(self, app: ShowsLists, keymap: Keymap, *, private: bool, twins_shown: bool) -> None:
        """Take the app, the keys in force, and the initial display."""
        self._app = app
        self._keymap = keymap
        self.private = private
        """Whether only initials are shown, for a public counter."""
        self.twins_shown = twins_shown
        """Whether the footer shows the keys of the map in place of the function keys."""

    def command_privacy(self) -> None:
        """Show initials only on the lists that a public counter shows, or the names again."""
        self.private = not self.private
        for screen in self._app.desk_screens():
            if isinstance(screen, HidesNames):
                screen.privacy_changed()
        key = self._keymap.shown("privacy")
        shown = (
            f"Initials only on {key_for('today')}, {key_for('inbox')} and {key_for('handover')}; "
            f"letters still find by name. {key} shows the names."
        )
        self._app.say(shown if self.private else "")

    def command_twins(self) -> None:
        """Show the keys of the map in the footer, or the function keys again."""
        self.show_twins(not self.twins_shown)

    async def command_key_check(self) -> None:
        """Find out which function keys this terminal sends."""
        from clerkdesk.screens.desk.key_check import KeyCheck

        def checked(arrived: bool | None) -> None:
            if arrived is not None:
                self.show_twins(not arrived)

        await self._app.push_screen(KeyCheck(), checked)

    def show_twins(self, shown: bool) -> None:
        """Show the keys of the map in the footers, or the function keys."""
        self.twins_shown = shown
        for screen in self._app.desk_screens():
            screen.frame.draw()
        keys = f"the keys after {self._keymap.shown('map')}" if shown else "the function keys"
        self._app.say(f"The footer shows {keys}.")
