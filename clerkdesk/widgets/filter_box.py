"""The box that narrows a list while the clerk types. Enter or Down goes to the row, Escape shows all rows again."""

from __future__ import annotations

from typing import Any

from textual.events import Key
from textual.message import Message
from textual.widgets import Input

from clerkdesk.widgets.desk_input import DeskInput
from clerkdesk.widgets.row_table import RowTable


class FilterBox(DeskInput):
    """Stands above a table, hidden until it is opened; or always there, on a screen that begins in it."""

    class Entered(Message):
        """Enter, Down or Tab went from the box to the list; `key` says which."""

        def __init__(self, box: FilterBox, key: str) -> None:
            super().__init__()
            self.box = box
            self.key = key

    def __init__(
        self, table: RowTable[Any], *, placeholder: str = "type to narrow the list", stays: bool = False
    ) -> None:
        """Take the table it narrows, and whether it is always there."""
        super().__init__(placeholder=placeholder)
        self._table = table
        self._stays = stays
        self.display = stays

    def open(self) -> None:
        """Show the box and give it the focus."""
        self.display = True
        self.screen.set_focus(self)

    def leave(self) -> bool:
        """Show all rows again and go back to the list; answer whether the box was open.

        A box that is always there keeps the focus, and only gives up its text.
        """
        if not (self.value if self._stays else self.display):
            return False
        self.value = ""
        self._table.filter_by("")
        if not self._stays:
            self._to_table()
            self.display = False
        return True

    def begin_again(self) -> None:
        """Show all rows, and wait for the letters of the next patient."""
        self.value = ""
        self._table.filter_by("")
        self.open()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the list."""
        event.stop()
        self._table.filter_by(event.value)

    def on_key(self, event: Key) -> None:
        """Go to the row with Enter or Down."""
        if event.key in ("enter", "down", "tab"):
            event.stop()
            event.prevent_default()
            self.display = self._stays or bool(self.value)
            self._to_table()
            self.post_message(self.Entered(self, event.key))

    def _to_table(self) -> None:
        self.screen.set_focus(self._table)
