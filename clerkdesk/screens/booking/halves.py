"""The two halves of the booking screen: the list with its reading, the patient in hand, and moving on after an act.

Keys, bars and what is kept over a crash are in `screen`.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.timer import Timer

from clerkdesk.rules.values.entries import EntryKind
from clerkdesk.screens.acts.slots_pane import SlotsPane
from clerkdesk.screens.booking.patient import PatientPane
from clerkdesk.screens.booking.waiting import (
    PAGE,
    ListKey,
    ListPage,
    WaitingRow,
    columns_for,
    empty_sentence,
    headings,
    read_page,
    sought,
    tone_of,
)
from clerkdesk.screens.desk.base import DeskScreen
from clerkdesk.services.acts.answers import WrongInput
from clerkdesk.widgets.columns import Tone
from clerkdesk.widgets.filter_box import FilterBox
from clerkdesk.widgets.row_table import RowTable

if TYPE_CHECKING:
    from clerkdesk.services.card.patient_panel import PatientPanel
    from clerkdesk.services.desk.facade import Desk


_RESTS_SECONDS = 0.1
"""After which the cursor rests, and there is time to read ahead."""


class Halves(DeskScreen):
    """One list in its order at the left; the patient under the cursor and their slots at the right."""

    WAITS_FOR = frozenset({"list"})
    ACTED_ON = frozenset({"list"})

    def __init__(self) -> None:
        """Begin without a list; the longest list of new patients is shown first."""
        super().__init__()
        self.page = ListPage((), None, None, ())
        self.beside: PatientPanel | None = None
        """What stands beside the patient under the cursor; None until it was read."""
        self._ahead: PatientPanel | None = None
        """What stands beside a patient to whom the cursor may come next."""
        self._place = 0
        self._stride = 0
        """Where the cursor stood last, and by how many rows it came there."""
        self._resting: Timer | None = None
        self._wanted: ListKey | None = None
        self._limit: int | None = PAGE
        self._moving_on = True
        """Whether the cursor goes to the next patient once the list has been read."""
        self._worked: int | None = None

    def compose_body(self) -> ComposeResult:
        """Make the two halves."""
        self.table: RowTable[WaitingRow] = RowTable(
            columns_for(EntryKind.NEW),
            lambda row: row.key,
            tone_of=tone_of,
            sought=sought,
            reading="The list is being read.",
            id="waiting",
        )
        self.patient = PatientPane()
        self.slots = SlotsPane()
        with Horizontal(id="halves"):
            with Vertical(id="list"):
                yield FilterBox(self.table, placeholder="name, number, priority or need").line
                yield self.table
            with Vertical(id="in-hand"):
                yield self.patient
                yield self.slots

    # Reading

    @property
    def read_ahead(self) -> int | None:
        """The entry that the cursor may come to next and whose patient was read already."""
        return None if self._ahead is None else self._ahead.choices.entry_id

    def load(self) -> None:
        """Read the list as far as it is shown."""
        self.questions.ask("list", partial(read_page, wanted=self._wanted, limit=self._limit), self._show_page)

    def _show_list(self, key: ListKey | None) -> None:
        if self.bar.is_open:
            self.host.refuse("Leave the bar first: Escape.")
        elif key is not None:
            self._wanted, self._limit = key, PAGE
            self._moving_on, self._worked = True, None
            for box in self.query(FilterBox):
                box.leave()
            self.questions.wait_for("list")
            self.load()

    def _show_page(self, page: ListPage) -> None:
        if page.key is not None and (self.page.key is None or page.key.kind != self.page.key.kind):
            self.table.set_columns(columns_for(page.key.kind))
        another = page.key != self.page.key
        self.page = page
        self._ahead = None
        self._wanted = page.key
        self.frame.set_heading(*headings(page))
        self.table.set_empty(empty_sentence(page))
        self.table.set_rows(page.rows, complete=page.complete)
        if another and self.table.rows and not self.table.frozen:
            # The row number of the list before says nothing of this one.
            self.table.move_to(self.table.rows[0].key)
        if self._moving_on and not self.table.frozen:
            self._go_to_next()
        if not self.bar.is_open:
            self._read_beside()
        if self._limit is not None and self._moving_on and not page.complete:
            self._limit *= 2
            self.load()

    def _go_to_next(self) -> None:
        """Go to the next patient in turn below the one just worked on, or else to the first from the top."""
        rows = list(self.table.rows)
        place = self.table.row_number
        if self._worked is not None and place < len(rows) and rows[place].key == self._worked:
            place += 1
        for row in (*rows[place:], *rows[:place]):
            if row.entry.passed_by is None and row.key != self._worked:
                self.table.move_to(row.key)
                self._moving_on = False
                return
        self._moving_on = not self.page.complete

    def _read_beside(self) -> None:
        row = self.table.row
        if row is None:
            self._show_beside(None)
            return
        if self.beside is not None and self.beside.choices.entry_id != row.key:
            self._show_beside(None)
        self.questions.ask("beside", lambda desk: beside_of(desk, row), self._show_beside)

    def _read_ahead(self) -> None:
        """Read what stands beside the row to which the same step would lead: a cursor that moves mostly goes on so."""
        rows, place, loaded = self.table.rows, self._place + self._stride, self.page
        if self._stride == 0 or not 0 <= place < len(rows) or self.bar.is_open:
            return
        row = rows[place]

        def keep(beside: PatientPanel | WrongInput) -> None:
            if self.page is loaded and not isinstance(beside, WrongInput):
                self._ahead = beside

        self.questions.ask("ahead", lambda desk: beside_of(desk, row), keep)

    def _show_beside(self, beside: PatientPanel | WrongInput | None) -> None:
        # While a bar is open nothing moves: the answer may be to a question from before it was opened.
        if not self.bar.is_open:
            self.beside = None if isinstance(beside, WrongInput) else beside
            self.patient.show(self.table.row, self.beside)
            self.slots.show(None if self.beside is None else self.beside.choices)
            self.beside_shown()
            if self._resting is not None:
                self._resting.stop()
            self._resting = self.set_timer(_RESTS_SECONDS, self._read_ahead)

    def beside_shown(self) -> None:
        """Do what waited for the slots of the patient under the cursor."""

    def on_row_table_cursor_moved(self, event: RowTable.CursorMoved) -> None:
        """Show the patient whom the cursor has come to."""
        if event.table is not self.table or self.bar.is_open:
            return
        place, row = self.table.row_number, self.table.row
        self._place, self._stride = place, place - self._place
        if row is not None and self.read_ahead == row.key:
            self._show_beside(self._ahead)
        else:
            self._read_beside()

    def on_row_table_more_wanted(self) -> None:
        """Read further down."""
        if self._limit is not None:
            self._limit *= 2
            self.load()

    def moved_on(self, sentence: str, tone: Tone = "", *, stays: bool = False) -> None:
        """Say what an act did, read the list, and go to the next patient unless the clerk stays with this one."""
        row = self.table.row
        self._worked = None if row is None else row.key
        self._moving_on = not stays
        self.table.thaw()
        self.load()
        self.bars.answer(sentence, tone)


def beside_of(desk: Desk, row: WaitingRow) -> PatientPanel | WrongInput:
    """Read what stands beside a row of the list."""
    return desk.waiting_list.beside(row.key, row.entry.row.patient_id)
