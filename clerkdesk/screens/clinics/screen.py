"""The letters of F7: what each does to the session or the patient under the cursor, and why it can not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from clerkdesk.keys import Command
from clerkdesk.keys.placeholders import key_for
from clerkdesk.screens.acts.acts_here import ACT
from clerkdesk.screens.acts.asked_first import ask_why_not
from clerkdesk.screens.acts.ending_acts import EndingActs
from clerkdesk.screens.acts.told import cancelled_words
from clerkdesk.screens.clinics.bars import close_bar, hold_bar, session_words
from clerkdesk.screens.clinics.cancel_clinic import cancel_clinic_bar
from clerkdesk.screens.clinics.lines import TimetableLine, TimetablePosition
from clerkdesk.screens.clinics.timetable import Timetable, in_hand_of, session_facts
from clerkdesk.widgets.bar_spec import BarSpec
from clerkdesk.widgets.dialog import why_sheet

if TYPE_CHECKING:
    pass

_OF_A_SESSION = frozenset({"hold", "take", "why"})
_OF_A_PATIENT = frozenset({"move", "escalate", "outcome"})
_SEVERAL = "This clinic has several sessions in the week: Enter lists them, 1 to 7 shows one day."
_A_FREE_SLOT = (
    f"Here Enter and 1 to 3 offer the slot; {key_for('back')} goes back to the week, and there this letter acts."
)
_NOBODY = "Put the cursor on a patient: Enter lists those of a session."


class ClinicsScreen(Timetable):
    """F7."""

    NAME = "clinics"
    TITLE = "Clinics"
    ABOUT = "the clinics of a week, with how many of their slots are booked"
    HINTS = (
        ("Left, Right", "go back and on by a week, or by a day where a day is shown"),
        ("0 and 1-7", "show the week, or Monday to Sunday of it"),
        ("Enter", "list the sessions of a clinic, then the slots of a session with their patients, then the card"),
        ("Enter", "on a free slot: offer it to the patient in hand, on their card; else it is asked to whom"),
        ("1-3", "on a free slot: offer it to who could come, on their card"),
        (
            key_for("cancel"),
            "on a session or a free slot of it: cancel the whole clinic; on a patient: their appointment",
        ),
        (key_for("back"), "go back one step: from the slots to the day or clinic, from there to the week"),
        ("8/12+1", "means 8 of 12 slots booked and one being offered; ■ that booking is stopped"),
    )
    CSS_PATH = "clinics.tcss"

    def __init__(self) -> None:
        """Begin with this week."""
        super().__init__()
        self.bars.rebuild = self.rebuild_bar
        self.bars.when_closed(self.load)
        self._ending = EndingActs(
            self,
            cancelled=lambda result: self.bars.answer(cancelled_words(result)),
            corrected=lambda result: self.bars.answer(result.sentence),
        )

    # Letters

    def row_known(self) -> tuple[object, ...]:
        """The appointment under the cursor."""
        return () if self.table.row is None else (self.table.row.patient,)

    def why_not(self, item: Command) -> str:
        """Return why a letter can not act on the row under the cursor."""
        reason = super().why_not(item)
        line = self.table.row
        if reason or item.name not in (*_OF_A_SESSION, *_OF_A_PATIENT):
            return reason
        if line is None:
            return "Nothing is under the cursor."
        if item.name in _OF_A_PATIENT:
            return "" if line.patient is not None else _NOBODY
        if line.session is not None:
            return ""
        return _SEVERAL if line.sessions else _A_FREE_SLOT

    async def command_outcome(self) -> None:
        """Record the outcome of the appointment under the cursor on its list of F6, and come back."""
        line = self.table.row
        if line is not None and line.patient is not None:
            await self.host.open_visit(line.patient.appointment_id, "outcome", self.NAME)

    def command_hold(self) -> None:
        """Stop booking into the session at once on every desk, or open it again."""
        line = self.table.row
        if line is not None and line.session is not None:
            self.bars.open(hold_bar(self, line.session))

    def command_take(self) -> None:
        """Close the session after the clinic."""
        line = self.table.row
        if line is not None and line.session is not None:
            self.bars.open(close_bar(self, line.session))

    def command_unfilled(self) -> None:
        """List the free slots of the next ten working days."""
        if self.page is not None and self.page.place.level != "unfilled":
            self._go(TimetablePosition("unfilled", self.host.now().date()), down=True)

    def command_why(self) -> None:
        """Say how full the session is, and why it can not be booked."""
        line = self.table.row
        if line is not None and line.session is not None:
            self.app.push_screen(why_sheet(session_words(line.session), session_facts(line)))

    async def command_cancel(self) -> None:
        """Cancel what is under the cursor: an appointment, or a whole clinic."""
        line = self.table.row
        if line is None:
            self.host.refuse("Nothing is under the cursor.")
        elif line.patient is None:
            self._cancel_clinic(line)
        else:
            patient = line.patient
            self.host.take_in_hand(in_hand_of(line))
            self._ending.cancel(patient)

    def is_ready_for(self, key: str) -> bool:
        """Hold keys until the bar that they are meant for stands."""
        return super().is_ready_for(key) and not self.questions.is_pending(ACT)

    def _cancel_clinic(self, line: TimetableLine) -> None:
        row = line.session
        if row is None:
            self.host.refuse(_SEVERAL if line.sessions else _A_FREE_SLOT)
        else:
            ask_why_not(
                self,
                lambda desk: desk.clinics.why_not_cancelled(row.session_id),
                lambda: self.bars.open(cancel_clinic_bar(self, row)),
            )

    def rebuild_bar(self, name: str, context: Mapping[str, Any]) -> BarSpec | None:
        """Declare a bar again that was written down."""
        line = self.table.row
        if line is None:
            return None
        if line.patient is not None and context.get("appointment") == line.patient.appointment_id:
            return self._ending.bar_of(name, line.patient)
        bars = {"hold": hold_bar, "take": close_bar, "cancel": cancel_clinic_bar}
        is_about_it = line.session is not None and context.get("session") == line.session.session_id
        return bars[name](self, line.session) if name in bars and is_about_it and line.session is not None else None
