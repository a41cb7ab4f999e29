"""The right half of F3: the patient under the cursor with their slots, read on arrival or ahead of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from clerkdesk.screens.acts.of_screen import HasBar, HasQuestions
from clerkdesk.screens.acts.slots_pane import SlotsPane
from clerkdesk.screens.booking.patient_pane import PatientPane
from clerkdesk.services.acts.answers import WrongInput

if TYPE_CHECKING:
    from textual.timer import Timer

    from clerkdesk.screens.booking.waiting import WaitingRow
    from clerkdesk.services.card.patient_panel import PatientPanel
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.widgets.row_table import RowTable

_RESTS_SECONDS = 0.1
"""Pause of the cursor before a prefetch."""
_NEXT = "next patient"
"""Subject of the prefetch; an offer reads who is ahead under a subject of its own."""
BESIDE = "beside"
"""Subject of the read of the patient under the cursor."""


class ShowsPatient(HasBar, HasQuestions, Protocol):
    """A screen that shows the patient under its cursor."""

    def set_timer(self, delay: float, callback: Callable[[], None]) -> Timer:
        """Call a function after some seconds."""


class PatientBeside:
    """Shows the patient under the cursor of a list."""

    def __init__(self, screen: ShowsPatient, table: RowTable[WaitingRow], on_shown: Callable[[], None]) -> None:
        """Take the screen and its list; `on_shown` is called each time it shows a patient or nobody."""
        self._screen = screen
        self._table = table
        self._on_shown = on_shown
        self.pane = PatientPane()
        self.slots = SlotsPane()
        self.panel: PatientPanel | None = None
        """The patient under the cursor; None until the read."""
        self._ahead: PatientPanel | None = None
        """The prefetched next patient."""
        self._times_listed = 0
        self._row_number = 0
        self._stride = 0
        """The last row of the cursor, and the number of rows of its last move."""
        self._resting: Timer | None = None

    @property
    def read_ahead(self) -> int | None:
        """The entry of the prefetched patient."""
        return None if self._ahead is None else self._ahead.choices.entry_id

    def list_shown(self) -> None:
        """Read the patient again after a read of the list, and drop the prefetched one, who may have changed."""
        self._ahead = None
        self._times_listed += 1
        if not self._screen.bar.is_open:
            self._read()

    def cursor_moved(self) -> None:
        """Show the patient under the cursor."""
        if self._screen.bar.is_open:
            return
        number, row = self._table.row_number, self._table.row
        self._row_number, self._stride = number, number - self._row_number
        if row is not None and self.read_ahead == row.key:
            self._show(self._ahead)
        else:
            self._read()

    def _read(self) -> None:
        row = self._table.row
        if row is None:
            self._show(None)
            return
        if self.panel is not None and self.panel.choices.entry_id != row.key:
            self._show(None)
        self._screen.questions.ask(BESIDE, lambda desk: _panel_of(desk, row), self._show)

    def _read_ahead(self) -> None:
        """Prefetch the next row in the direction of travel."""
        rows, number, times = self._table.rows, self._row_number + self._stride, self._times_listed
        if self._stride == 0 or not 0 <= number < len(rows) or self._screen.bar.is_open:
            return
        row = rows[number]

        def keep(panel: PatientPanel | WrongInput) -> None:
            if self._times_listed == times and not isinstance(panel, WrongInput):
                self._ahead = panel

        self._screen.questions.ask(_NEXT, lambda desk: _panel_of(desk, row), keep)

    def _show(self, panel: PatientPanel | WrongInput | None) -> None:
        # While a bar is open nothing moves: the answer may belong to an earlier question.
        if not self._screen.bar.is_open:
            self.panel = None if isinstance(panel, WrongInput) else panel
            self.pane.show(self._table.row, self.panel)
            self.slots.show(None if self.panel is None else self.panel.choices)
            self._on_shown()
            if self._resting is not None:
                self._resting.stop()
            self._resting = self._screen.set_timer(_RESTS_SECONDS, self._read_ahead)


def _panel_of(desk: Desk, row: WaitingRow) -> PatientPanel | WrongInput:
    return desk.waiting_list.beside(row.key, row.entry.row.patient_id)
