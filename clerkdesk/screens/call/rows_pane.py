"""The rows of a call's patient: appointments, needs and messages, with the slots of an offer beside them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from clerkdesk.screens.acts.slots_pane import SlotsPane
from clerkdesk.screens.call.proceed import Proceed
from clerkdesk.screens.call.view import CallerRow, columns
from clerkdesk.widgets.plain import MUTED, plain
from clerkdesk.widgets.row_table import RowTable
from clerkdesk.widgets.still_text import StillText

if TYPE_CHECKING:
    from clerkdesk.services.booking.slot_choices import SlotChoices


TABLE: Final = "places"
"""Id of the table of rows; saved calls name it when it has the focus."""


class RowsTable(RowTable[CallerRow]):
    """The patient's rows; Enter goes on with the call."""

    def action_choose(self) -> None:
        """Go on with the call."""
        self.post_message(Proceed())


class RowsPane(Horizontal):
    """The patient's rows, and the slots beside them."""

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__(id="places-pane")
        self.table = RowsTable(columns(), lambda row: row.key, id=TABLE)
        self.slots = SlotsPane()
        self.choices: SlotChoices | None = None
        """The shown slots."""
        self._freed = StillText(id="freed")
        self._move_to: str | None = None

    def compose(self) -> ComposeResult:
        """Put the slots beside the rows."""
        yield self.table
        with Vertical(id="beside-places"):
            yield self.slots
            yield self._freed

    def show(self, rows: Iterable[CallerRow], empty: str) -> None:
        """Show the rows; `empty` says why there are none."""
        self.table.reading.set_empty(empty)
        self.table.set_rows(rows)
        if self._move_to is not None and self.table.move_to(self._move_to):
            self._move_to = None

    def go_to_row(self, key: str) -> None:
        """Put the cursor on a row as soon as the row is shown: `entry:7`, `appointment:9`."""
        self._move_to = key

    def show_slots(self, choices: SlotChoices | None, freed: str = "") -> None:
        """Show slots, with the patients who may take a slot that has come free; None hides them."""
        self.choices = choices
        self.slots.show(choices)
        self._freed.update(plain((freed, MUTED)))
        self.set_class(choices is not None or bool(freed), "-with-slots")
