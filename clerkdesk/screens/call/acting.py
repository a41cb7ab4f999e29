"""The acts of a call: on its patient, with the slots of an offer beside the patient's rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from clerkdesk.screens.acts.acts import Acts
from clerkdesk.screens.acts.booking_acts import BookingActs
from clerkdesk.screens.acts.need_acts import NeedActs
from clerkdesk.screens.acts.of_screen import HasApp, HasBar, HasBars, HasHost, HasQuestions
from clerkdesk.screens.acts.pathway_acts import PathwayActs

if TYPE_CHECKING:
    from textual.app import App

    from clerkdesk.screens.acts.acts_here import Acted
    from clerkdesk.screens.acts.under_cursor import UnderCursor
    from clerkdesk.screens.call.patient import PatientInCall
    from clerkdesk.screens.call.rows_pane import RowsPane
    from clerkdesk.screens.desk.host import Host
    from clerkdesk.services.booking.slot_choices import SlotChoices


class ActsOnPatient(HasApp, HasHost, HasBar, HasBars, HasQuestions, Protocol):
    """The screen of a call. An act done on it is a result of the call."""


class ActsInCall:
    """Acts on the patient of a call, as `ShowsNeeds` asks."""

    def __init__(self, screen: ActsOnPatient, patient: PatientInCall, rows: RowsPane) -> None:
        """Take the screen, the patient, and the pane of the patient's rows and the slots."""
        self._screen = screen
        self._patient = patient
        self._rows = rows
        self.bar, self.bars, self.questions, self.slots = screen.bar, screen.bars, screen.questions, rows.slots
        self.giving = BookingActs(self)
        self.acts = Acts(self, claimed={"contact"})
        self.acts.offer(NeedActs(self, self.acts.open_bar).acts, "contact", "review", "escalate", "why")
        self.acts.offer(self.giving.acts)
        self.acts.offer(PathwayActs(self, self.acts.open_bar).acts)

    @property
    def app(self) -> App[Any]:
        """The app; its workers outlive the screen."""
        return self._screen.app

    @property
    def host(self) -> Host:
        """The app, as screens see it."""
        return self._screen.host

    @property
    def under_cursor(self) -> UnderCursor | None:
        """The patient and the row for the letters; None before the caller may be told."""
        return self._patient.under_cursor(self._rows.table.row)

    @property
    def choices(self) -> SlotChoices | None:
        """The shown slots."""
        return self._rows.choices

    def show_slots(self, choices: SlotChoices | None, freed: str = "", of: int | None = None) -> None:
        """Show slots beside the rows, with the patients who may take a slot that has come free."""
        del of
        self._rows.show_slots(choices, freed)

    def go_to_row(self, key: str) -> None:
        """Put the cursor on a row as soon as the row has been read."""
        self._rows.go_to_row(key)

    def acted(self, done: Acted) -> None:
        """Report an act."""
        self.bars.answer(done.sentence, done.tone)
