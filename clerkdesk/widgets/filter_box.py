"""The box that narrows a list while the clerk types. Enter or Down goes to the row, Escape shows all rows again."""

from __future__ import annotations

from typing import Any

from textual.events import Key
from textual.widgets import Input

from clerkdesk.widgets.desk_input import DeskInput
from clerkdesk.widgets.row_table import RowTable


class FilterBox(DeskInput):
    """Stands above a table, hidden until it is opened."""

    def __init__(self, table: RowTable[Any], *, placeholder: str = "type to narrow the list") -> None:
        """Take the table it narrows."""
        super().__init__(placeholder=placeholder)
        self._table = table
        self.display = False

    def open(self) -> None:
        """Show the box and give it the focus."""
        self.display = True
        self.screen.set_focus(self)

    def leave(self) -> bool:
        """Show all rows again and go back to the list; answer whether the box was open."""
        if not self.display:
            return False
        self.value = ""
        self._table.filter_by("")
        self._to_table()
        self.display = False
        return True

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the list."""
        event.stop()
        self._table.filter_by(event.value)

    def on_key(self, event: Key) -> None:
        """Go to the row with Enter or Down."""
        if event.key in ("enter", "down", "tab"):
            event.stop()
            event.prevent_default()
            self.display = bool(self.value)
            self._to_table()

    def _to_table(self) -> None:
        self.screen.set_focus(self._table)
