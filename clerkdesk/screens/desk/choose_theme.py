"""The dialog that chooses the colours: the cursor shows a theme, Enter keeps it, Escape brings back the one before."""

from __future__ import annotations

from textual.events import ScreenResume, ScreenSuspend
from textual.theme import Theme

from clerkdesk.widgets.choose_row import ChooseRow
from clerkdesk.widgets.columns import Column
from clerkdesk.widgets.row_table import RowTable

_OURS = "clerkdesk-"


class ChooseTheme(ChooseRow[Theme, str]):
    """Answers the name of the theme that was chosen, or None; what it only showed is taken back."""

    def __init__(self, themes: tuple[Theme, ...], current: str) -> None:
        """Take the themes there are, and the name of the one that stands."""
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
        """Take back what was only shown: the dialog is left, or another screen was asked for."""
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
    """Return what a theme is called: `high contrast`."""
    return theme.name.removeprefix(_OURS).replace("-", " ")


def _background(theme: Theme) -> str:
    return "dark" if theme.dark else "light"
