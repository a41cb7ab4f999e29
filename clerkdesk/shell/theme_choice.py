"""The theme that the clerk chose: offered, shown, and kept for the next time the desk opens."""

from __future__ import annotations

from functools import partial
from typing import Protocol

from textual.theme import Theme

from clerkdesk.shell.app_protocols import ShowsScreens, Speaks, UsesDesk, WorksBeside
from clerkdesk.widgets.themes import THEMES


class HasTheme(Speaks, ShowsScreens, WorksBeside, UsesDesk, Protocol):
    """The app, as the choice of a theme needs it."""

    theme: str

    def register_theme(self, theme: Theme) -> None:
        """Know a theme by its name."""


class ThemeChoice:
    """Offers the themes and keeps the chosen one."""

    def __init__(self, app: HasTheme, wanted: str) -> None:
        """Take the app and the name of the initial theme; an unknown name means the first theme."""
        self._app = app
        for theme in THEMES:
            app.register_theme(theme)
        app.theme = wanted if wanted in self._names else THEMES[0].name

    @property
    def _names(self) -> list[str]:
        return [theme.name for theme in THEMES]

    async def command_theme(self) -> None:
        """Offer the themes, and keep the chosen one for the clerk."""
        from clerkdesk.screens.desk.choose_theme import ChooseTheme

        if not isinstance(self._app.screen, ChooseTheme):
            await self._app.push_screen(ChooseTheme(THEMES, self._app.theme), self._take)

    async def show_liked(self) -> None:
        """Show the theme that the clerk chose last, in place of the one in the settings."""
        from clerkdesk.services.desk.likings import THEME, liked

        name = await self._app.read(lambda desk: liked(desk.drafts, THEME))
        if name in self._names:
            self._app.theme = name

    def _take(self, name: str | None) -> None:
        if name is not None:
            self._app.theme = name
            self._app.run_worker(partial(self._keep, name), exit_on_error=False)

    async def _keep(self, name: str) -> None:
        from clerkdesk.services.desk.likings import THEME, like

        if self._app.desk_state == "open":
            await self._app.write_silently(lambda desk: like(desk.drafts, THEME, name))
            self._app.say("This theme is kept for you.")
