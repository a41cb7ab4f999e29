"""The commands of every screen without another home: help, back, map, palette, settings."""

from __future__ import annotations

from typing import Any, Protocol

from textual.screen import Screen

from clerkdesk.keys import Command, Keymap
from clerkdesk.keys.placeholders import key_for
from clerkdesk.screens.desk.base import DeskScreen
from clerkdesk.shell.app_protocols import ShowsScreens, Speaks, UsesDesk, WorksBeside
from clerkdesk.shell.navigation import Navigation


class ActsEverywhere(Speaks, ShowsScreens, WorksBeside, UsesDesk, Protocol):
    """The app, as these commands need it."""

    async def run_command(self, name: str) -> None:
        """Carry out a command of the registry as if its key had been pressed."""

    def why_not(self, item: Command, screen: Screen[Any]) -> str:
        """Return why a command cannot act on a screen, as a sentence; empty if it can."""


class Everywhere:
    """Has a method `command_<name>` for each of these commands."""

    def __init__(self, app: ActsEverywhere, keymap: Keymap, navigation: Navigation) -> None:
        """Take the app, the keys in force, and the ways between screens."""
        self._app = app
        self._keymap = keymap
        self._navigation = navigation

    async def command_help(self) -> None:
        """Say what the screen can do."""
        from clerkdesk.screens.desk.help import HelpScreen, help_for

        top = self._app.screen
        if isinstance(top, DeskScreen):
            await self._app.push_screen(HelpScreen(help_for(top, self._keymap)))
        else:
            self._app.say(
                f"Escape or {key_for('back')} leaves this; then {key_for('help')} helps with the screen beneath."
            )

    async def command_back(self) -> None:
        """Go back one step."""
        await self._navigation.go_back()

    async def command_map(self) -> None:
        """Show every screen with its key, and go to the one that is chosen."""
        from clerkdesk.screens.desk.house_map import HouseMap

        top = self._app.screen
        here = top.NAME if isinstance(top, DeskScreen) else ""
        shown = HouseMap(self._keymap, lambda item: self._app.why_not(item, top), here)
        await self._app.push_screen(shown, self._go_to)

    async def _go_to(self, name: str | None) -> None:
        if name is not None:
            await self._app.run_command(name)

    async def command_palette(self) -> None:
        """Offer every command by its name."""
        from clerkdesk.screens.desk.palette import DeskPalette

        if not isinstance(self._app.screen, DeskPalette):
            await self._app.push_screen(DeskPalette(id="--command-palette"))

    def command_settings(self) -> None:
        """Say where the settings are."""
        from clerkdesk.settings.files import user_settings_file

        self._app.say(
            f"Your settings: {user_settings_file()}. `clerkdesk settings` shows them and says what each does."
        )
