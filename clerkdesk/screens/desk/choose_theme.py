"""The dialog that chooses the colours: the cursor shows a theme, Enter keeps it, Escape restores the previous one."""

from __future__ import annotations

from textual.events import ScreenResume, ScreenSuspend
from textual.theme import Theme

from clerkdesk.widgets.choose_row import ChooseRow
from clerkdesk.widgets.columns import Column
from clerkdesk.widgets.row_table import RowTable

_OURS = "clerkdesk-"


class ChooseTheme(ChooseRow[Theme, str]):
    """Returns the name of the chosen theme, or None; a theme that was only shown is undone."""

    def __init__(self, themes: tuple[Theme, ...], current: str) -> None:
        """Take the available themes, and the name of the current one."""
        super().__init__(
            "Choose a theme",
            (Column("Theme", theme_words, 16, 30), Column("Background", _background, 10)),
            themes,
            lambda theme: theme.name,
            current,
            placeholder="dark, light, high-contrast or monochrome",
            enter="keeps it",
        )
        self._before = current

    def on_row_table_cursor_moved(self, event: RowTable.CursorMoved) -> None:
        """Show the theme under the cursor."""
        event.stop()
        if event.row is not None and self.is_on_top():
            self.app.theme = event.row.name

    def on_screen_suspend(self, event: ScreenSuspend) -> None:
        """Restore the current theme: the clerk leaves the dialog, or opens another screen."""
        del event
        self.app.theme = self._before

    def on_screen_resume(self, event: ScreenResume) -> None:
        """Show the theme under the cursor again."""
        del event
        if self.is_attached and self._table.row is not None:
            self.app.theme = self._table.row.name

    def _choose(self) -> None:
        if self._table.row is not None:
            self._before = self._table.row.name
        super()._choose()


def theme_words(theme: Theme) -> str:
    """Return the name of a theme in words: `high contrast`."""
    return theme.name.removeprefix(_OURS).replace("-", " ")


def _background(theme: Theme) -> str:
    return "dark" if theme.dark else "light"
