"""The commands that act on every screen: help, back, palette, theme, footer, leaving."""

from __future__ import annotations

from textual.screen import Screen

from clerkdesk.screens.desk.base import DeskScreen
from clerkdesk.settings import Settings
from clerkdesk.shell.aside import AsideApp
from clerkdesk.widgets.themes import THEMES


class CommandingApp(AsideApp, inherit_bindings=False):
    """Has a method `command_<name>` for each command of the registry that no screen carries out by itself."""

    settings: Settings

    twins_shown = False
    """Whether the footer shows the keys of the map in place of the function keys."""

    private = False
    """Whether only initials are shown."""

    _leaving: Screen[bool] | None = None
    """The question whether to leave, once it was asked."""

    modes_before: list[str]
    """The modes to which `back` returns, the last one first."""

    async def command_help(self) -> None:
        """Say what the screen can do."""
        from clerkdesk.screens.desk.help import HelpScreen, help_for

        top = self.screen
        if isinstance(top, DeskScreen):
            await self.push_screen(HelpScreen(help_for(top, self.keymap)))
        else:
            self.say("Escape or F12 leaves this; then F1 helps with the screen beneath.")

    async def command_back(self) -> None:
        """Leave what is open on the screen, else the overlay; then go back to what was laid aside, or before."""
        top = self.screen
        if isinstance(top, DeskScreen) and top.go_back():
            return
        if len(self.screen_stack) > 1:
            top.dismiss(None)
        elif self.bring_back():
            return
        elif self.modes_before:
            await self.switch_mode(self.modes_before.pop())
        else:
            self.say(f"There is nothing to go back to. {self.keymap.shown('quit')} leaves clerkdesk.")

    async def command_palette(self) -> None:
        """Offer every command by its name."""
        from clerkdesk.screens.desk.palette import DeskPalette

        if not isinstance(self.screen, DeskPalette):
            await self.push_screen(DeskPalette(id="--command-palette"))

    async def command_quit(self) -> None:
        """Leave after a question."""
        from clerkdesk.widgets.dialog import Question

        def leave(answer: bool | None) -> None:
            if answer:
                self.run_worker(self.leave(), exit_on_error=False)

        if self.screen is not self._leaving or self._leaving is None:
            kept = "What is half done is kept, and offered when the desk opens again."
            self._leaving = Question("Leave clerkdesk?", kept, enter="leaves", back="stays")
            await self.push_screen(self._leaving, leave)

    async def leave(self) -> None:
        """End the desk."""
        self.exit()

    def command_undo(self) -> None:
        """Name the last act and its way back; what was typed in a field is taken back before it comes to this."""
        # By itself: while a database does not answer, the keys behind it still act.
        self.run_worker(self._say_last_act(), exit_on_error=False)

    async def _say_last_act(self) -> None:
        from clerkdesk.services.acts.last_act import last_act

        found = await self.read(lambda desk: last_act(desk.office))
        minutes = self.settings.policy.undo_minutes
        nothing = f"You did nothing in the last {minutes} minutes; Ctrl+Z in a field takes back typing."
        self.say(found.sentence if found is not None else nothing)

    async def command_theme(self) -> None:
        """Offer the themes; the one that is chosen is kept for the clerk."""
        from clerkdesk.screens.desk.choose_theme import ChooseTheme

        if not isinstance(self.screen, ChooseTheme):
            await self.push_screen(ChooseTheme(THEMES, self.theme), self._take_theme)

    def _take_theme(self, name: str | None) -> None:
        if name is not None:
            self.theme = name
            self.run_worker(self._keep_theme(name), exit_on_error=False)

    async def _keep_theme(self, name: str) -> None:
        from clerkdesk.services.desk.likings import THEME, like

        if self.desk_state == "open":
            await self.write_silently(lambda desk: like(desk.drafts, THEME, name))
            self.say("This theme is kept for you.")

    async def show_liked_theme(self) -> None:
        """Show the theme that the clerk chose last, in place of the one in the settings."""
        from clerkdesk.services.desk.likings import THEME, liked

        name = await self.read(lambda desk: liked(desk.drafts, THEME))
        if name in {theme.name for theme in THEMES}:
            self.theme = name

    def command_settings(self) -> None:
        """Say where the settings are."""
        from clerkdesk.settings.places import user_settings_file

        self.say(f"Your settings: {user_settings_file()}. `clerkdesk settings` shows them and says what each does.")

    def command_privacy(self) -> None:
        """Show initials only on the lists that a public counter shows, or the names again."""
        self.private = not self.private
        for screen in self.desk_screens():
            screen.privacy_changed()
        key = self.keymap.shown("privacy")
        shown = f"Initials only on F6, F9 and F10; letters still find by name. {key} shows the names."
        self.say(shown if self.private else "")

    async def command_map(self) -> None:
        """Show every screen with its key, and go to the one that is chosen."""
        from clerkdesk.screens.desk.house_map import HouseMap

        here = self.screen.NAME if isinstance(self.screen, DeskScreen) else ""
        await self.push_screen(HouseMap(self.keymap, here), self._go_to)

    async def _go_to(self, name: str | None) -> None:
        if name is not None:
            await self.run_command(name)

    def command_twins(self) -> None:
        """Show the keys of the map in the footer, or the function keys again."""
        self.show_twins(not self.twins_shown)

    async def command_key_check(self) -> None:
        """Find out which function keys this terminal sends."""
        from clerkdesk.screens.desk.key_check import KeyCheck

        await self.push_screen(KeyCheck(), lambda arrived: None if arrived is None else self.show_twins(not arrived))

    def show_twins(self, shown: bool) -> None:
        """Show the keys of the map in the footers, or the function keys."""
        self.twins_shown = shown
        for screen in self.desk_screens():
            screen.refresh_lines_round()
        self.say(
            f"The footer shows the keys after {self.keymap.shown('map')}."
            if shown
            else "The footer shows the function keys."
        )

    def desk_screens(self) -> list[DeskScreen]:
        """Return the screens that are made, in every mode."""
        return [screen for stack in self._screen_stacks.values() for screen in stack if isinstance(screen, DeskScreen)]
