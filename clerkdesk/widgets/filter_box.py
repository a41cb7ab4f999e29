"""The box that narrows a list while the clerk types. Enter or Down goes to the row, Escape shows all rows again."""

from __future__ import annotations

from typing import Any

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Key
from textual.message import Message
from textual.widgets import Input, Static

from clerkdesk.widgets.desk_input import DeskInput
from clerkdesk.widgets.plain import ACT, MUTED, plain
from clerkdesk.widgets.row_table import RowTable

_OFF, _ON = "Filter   ", "Filter on"


class FilterBox(DeskInput):
    """A box above a table, hidden until opened, or always shown on a screen that starts in it."""

    class Entered(Message):
        """The clerk went from the box to the list by `key`: Enter, Down or Tab."""

        def __init__(self, box: FilterBox, key: str) -> None:
            super().__init__()
            self.box = box
            self.key = key

    def __init__(
        self, table: RowTable[Any], *, placeholder: str = "type to narrow the list", stays: bool = False
    ) -> None:
        """Take the table to narrow, and whether the box is always shown."""
        super().__init__(placeholder=placeholder)
        self._table = table
        self._stays = stays
        self.line = FilterLine(self)
        """The label and the box."""
        self.line.display = stays

    def open(self) -> None:
        """Show the box and give it the focus."""
        self.line.display = True
        self.screen.set_focus(self)

    def leave(self) -> bool:
        """Show all rows again and go back to the list; return whether the box was open.

        A box that is always shown keeps the focus, and only loses its text.
        """
        if not (self.value if self._stays else self.line.display):
            return False
        self.value = ""
        self._table.filter_by("")
        if not self._stays:
            self._to_table()
            self.line.display = False
        return True

    def begin_again(self) -> None:
        """Show all rows, and wait for the letters of the next patient."""
        self.begin_empty()
        self._table.filter_by("")
        self.open()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the list."""
        event.stop()
        self._table.filter_by(event.value)
        self.line.say_whether_on(on=bool(event.value.strip()))

    def on_key(self, event: Key) -> None:
        """Go to the row with Enter or Down."""
        if event.key in ("enter", "down", "tab"):
            event.stop()
            event.prevent_default()
            self.line.display = self._stays or bool(self.value)
            self._to_table()
            self.post_message(self.Entered(self, event.key))

    def _to_table(self) -> None:
        self.screen.set_focus(self._table)


class FilterLine(Horizontal):
    """The label and the box: `Filter`, or `Filter on` while it leaves rows out."""

    def __init__(self, box: FilterBox) -> None:
        """Take the box."""
        super().__init__()
        self._box = box
        self._label = Static(_OFF, classes="filter-label")

    def compose(self) -> ComposeResult:
        """Put the label before the box."""
        yield self._label
        yield self._box

    def say_whether_on(self, *, on: bool) -> None:
        """Show whether rows are left out."""
        self._label.update(plain((_ON, ACT) if on else (_OFF, MUTED)))
