"""The letters of F7: their acts on the session or the patient under the cursor, and why one can't act."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from clerkdesk.keys.placeholders import key_for
from clerkdesk.screens.acts.asked_first import ask_why_not
from clerkdesk.screens.acts.ending_acts import EndingActs
from clerkdesk.screens.clinics.bars import close_bar, hold_bar
from clerkdesk.screens.clinics.cancel_clinic import cancel_clinic_bar
from clerkdesk.screens.clinics.giving import offer_new_date
from clerkdesk.screens.clinics.lines import TimetableLine
from clerkdesk.screens.clinics.timetable import Timetable, in_hand_of, session_facts
from clerkdesk.widgets.bar_spec import BarSpec
from clerkdesk.widgets.dialog import why_sheet

if TYPE_CHECKING:
    from clerkdesk.keys import Command
    from clerkdesk.screens.clinics.holds_timetable import HoldsTimetable

_OF_A_SESSION = frozenset({"hold", "take", "why", "book"})
_OF_A_PATIENT = frozenset({"move", "escalate", "outcome"})
_SEVERAL = "This clinic has several sessions in the week: Enter lists them, 1 to 7 shows one day."
_A_FREE_SLOT = (
    f"Here Enter and 1 to 3 offer the slot; {key_for('back')} goes back to the week, and there this letter acts."
)
_A_NEW_DATE = f"This letter acts on sessions: {key_for('back')} goes back to them."
_ON_THE_CARD = f"This letter acts on the patient's card: {key_for('card')} opens it."
_NOBODY = "Put the cursor on a patient: Enter lists those of a session."


class SessionLetters:
    """Opens the bars of a session, and the bars of an appointment in it."""

    def __init__(self, screen: HoldsTimetable, timetable: Timetable, name: str) -> None:
        """Take the screen with its list, and its name, for the way back after an outcome."""
        self._screen = screen
        self._timetable = timetable
        self._name = name
        self._ending = EndingActs(
            screen,
            cancelled=lambda result: screen.bars.answer(result.sentence),
            corrected=lambda result: screen.bars.answer(result.sentence),
        )

    @property
    def commands(self) -> dict[str, Callable[[], Awaitable[None] | None]]:
        """Command -> its function."""
        return {
            "outcome": self._outcome,
            "hold": self._hold,
            "take": self._close,
            "unfilled": self._timetable.show_unfilled,
            "book": self._book,
            "why": self._why,
            "cancel": self._cancel,
        }

    def why_not(self, item: Command) -> str:
        """Return why a letter can't act on the row under the cursor."""
        line = self._timetable.line
        if line is not None and line.displaced is not None and item.name == "cancel":
            return _A_NEW_DATE
        if item.name not in (*_OF_A_SESSION, *_OF_A_PATIENT):
            return ""
        if line is None:
            return "Nothing is under the cursor."
        if item.name in _OF_A_PATIENT and line.displaced is not None:
            return _ON_THE_CARD
        if item.name in _OF_A_PATIENT:
            return "" if line.patient is not None else _NOBODY
        if line.session is not None or (line.displaced is not None and item.name == "book"):
            return ""
        if line.displaced is not None:
            return _A_NEW_DATE
        return _SEVERAL if line.sessions else _A_FREE_SLOT

    async def _book(self) -> None:
        """Offer the new date under the cursor, or list the new dates for those whom the session displaces."""
        line = self._timetable.line
        if line is not None and line.displaced is not None:
            await offer_new_date(self._screen.host, line)
        else:
            self._timetable.show_new_dates()

    async def _outcome(self) -> None:
        """Record the outcome of the appointment under the cursor in its list of F6, and come back."""
        line = self._timetable.line
        if line is not None and line.patient is not None:
            await self._screen.host.open_visit(line.patient.appointment_id, "outcome", self._name)

    def _hold(self) -> None:
        """Stop booking into the session at once on every desk, or open the session again."""
        line = self._timetable.line
        if line is not None and line.session is not None:
            self._screen.bars.open(hold_bar(self._screen, line.session))

    def _close(self) -> None:
        """Close the session after the clinic."""
        line = self._timetable.line
        if line is not None and line.session is not None:
            self._screen.bars.open(close_bar(self._screen, line.session))

    def _why(self) -> None:
        """Say how full the session is, and why it cannot be booked."""
        line = self._timetable.line
        if line is not None and line.session is not None:
            self._screen.app.push_screen(why_sheet(line.session.words, session_facts(line)))

    def _cancel(self) -> None:
        """Cancel the appointment under the cursor, or the whole clinic."""
        line = self._timetable.line
        if line is None:
            self._screen.host.refuse("Nothing is under the cursor.")
        elif line.patient is None:
            self._cancel_clinic(line)
        else:
            patient = line.patient
            self._screen.host.take_in_hand(in_hand_of(patient))
            self._ending.cancel(patient)

    def _cancel_clinic(self, line: TimetableLine) -> None:
        row = line.session
        if row is None:
            self._screen.host.refuse(_SEVERAL if line.sessions else _A_FREE_SLOT)
        else:
            ask_why_not(
                self._screen,
                lambda desk: desk.clinics.why_not_cancelled(row.session_id),
                lambda: self._screen.bars.open(cancel_clinic_bar(self._screen, row)),
            )

    def rebuild(self, name: str, context: Mapping[str, Any]) -> BarSpec | None:
        """Declare a saved bar again; None if it is about another row."""
        line = self._timetable.line
        if line is None:
            return None
        if line.patient is not None and context.get("appointment") == line.patient.appointment_id:
            return self._ending.bar_of(name, line.patient)
        bars = {"hold": hold_bar, "take": close_bar, "cancel": cancel_clinic_bar}
        is_about_it = line.session is not None and context.get("session") == line.session.session_id
        return (
            bars[name](self._screen, line.session)
            if name in bars and is_about_it and line.session is not None
            else None
        )
