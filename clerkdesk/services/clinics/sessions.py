"""The sessions of the timetable: their fill, their patients, and whether they may be booked.

`schedule` makes sessions from templates, `outcomes` closes one after the clinic.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.machine_time import machine_time
from clerkdesk.data.queries.base.places_out_of_use import out_of_use
from clerkdesk.data.queries.clinics.sessions import session_row, sessions_between, slots_in, unfilled_slots
from clerkdesk.data.tables import ClinicSession, Slot
from clerkdesk.rules.clinics.rows import SessionRow, SlotInSession, UnfilledSlot
from clerkdesk.rules.values.slots import SessionEventKind, SessionStatus
from clerkdesk.rules.values.text import clean
from clerkdesk.rules.values.working_days import add_working_days
from clerkdesk.services.acts.answers import Answer, Refused, WrongInput, no_such_session
from clerkdesk.services.acts.carried_out import answers_once
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.booking.candidates import Candidate, candidates_for, need_for_place
from clerkdesk.services.clinics.session_events import record_on_session, why_shut

_FILL_WITHIN_WORKING_DAYS = 10


@dataclass(frozen=True, slots=True)
class SessionChanged(Answer):
    """The session after the act."""

    session: SessionRow

    @property
    def sentence(self) -> str:
        """Whether the session may be booked, and that those in it stay."""
        session = self.session
        if session.status != SessionStatus.STOPPED:
            return f"{session.words}: booking is open again on every desk."
        stay = (
            "1 who is booked stays booked."
            if session.patients == 1
            else f"{session.patients} who are booked stay booked."
        )
        return f"{session.words}: booking is stopped on every desk.{f' {stay}' if session.patients else ''}"


SessionAnswer = SessionChanged | Refused | WrongInput


@dataclass(frozen=True, slots=True)
class SessionWithSlots:
    """A session, with its slots in time order."""

    session: SessionRow
    slots: tuple[SlotInSession, ...]


class Sessions:
    """Reads of the timetable, and stopping or opening a session."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context

    def between(self, first: date, last: date) -> tuple[SessionRow, ...]:
        """Return the sessions of some days, both ends included, by day and time."""
        with self.context.reading() as session:
            return tuple(sessions_between(session, first, last, machine_time()))

    def one(self, session_id: int) -> SessionWithSlots | WrongInput:
        """Return a session with its slots and the patients in them."""
        with self.context.reading() as session:
            row = session_row(session, session_id, machine_time())
            if row is None:
                return no_such_session()
            return SessionWithSlots(row, tuple(slots_in(session, session_id, machine_time())))

    def unfilled(self) -> tuple[UnfilledSlot, ...]:
        """Return the slots of the next ten working days that have a free place, soonest first (R-273)."""
        last = add_working_days(
            self.context.today, _FILL_WITHIN_WORKING_DAYS, self.context.closed_days(self.context.today)
        )
        with self.context.reading() as session:
            return tuple(unfilled_slots(session, self.context.now(), last, machine_time()))

    def candidates(self, slot_id: int) -> tuple[Candidate, ...]:
        """Return the patients on the lists who could take a place of a slot, next in turn first (R-213)."""
        with self.context.reading() as session:
            return candidates_for(session, self.context, slot_id)

    def who_could_take(
        self, slot_id: int, patient_id: int | None
    ) -> tuple[int | Refused | None, tuple[Candidate, ...]]:  # fmt: skip
        """Return one patient's need for a place, or why there is none; and the patients on the lists who could come.

        Without a patient the first is None.
        """
        with self.context.reading() as session:
            need = need_for_place(session, self.context, slot_id, patient_id) if patient_id is not None else None
            return need, candidates_for(session, self.context, slot_id)

    def stop_booking(self, session_id: int, reason: str) -> SessionAnswer:
        """Stop booking into a session on every desk at once; booked patients stay booked.

        Args:
            session_id: of the session.
            reason: why, in the words that other desks will read.
        """
        why = clean(reason)
        if not why:
            return WrongInput("reason_missing", "reason", "Say why booking stops: other desks will read it.")
        return self._change("stop_booking", session_id, SessionEventKind.STOPPED, why)

    def open_booking(self, session_id: int) -> SessionAnswer:
        """Open a session for booking again on every desk, with its places out of use."""
        return self._change("open_booking", session_id, SessionEventKind.REOPENED, "")

    @answers_once
    def _change(self, kind: str, session_id: int, event: SessionEventKind, reason: str) -> SessionAnswer:
        with self.context.act(kind) as act:
            row = act.session.get(ClinicSession, session_id, with_for_update=True)
            if row is None:
                return no_such_session()
            refusal = self._may_change(act.session, row, event)
            if refusal is not None:
                return refusal
            record_on_session(act, session_id, event, reason)
            changed = session_row(act.session, session_id, machine_time())
            return act.commit(SessionChanged(changed) if changed is not None else no_such_session())

    def _may_change(self, session: Session, row: ClinicSession, event: str) -> Refused | None:
        shut = why_shut(row.status)
        if shut is not None:
            return shut
        gives_out = event == SessionEventKind.REOPENED and out_of_use(session, (col(Slot.session_id) == row.id,))
        if (row.status == SessionStatus.STOPPED) == (event == SessionEventKind.STOPPED) and not gives_out:
            already = "stopped already" if event == SessionEventKind.STOPPED else "open already"
            return Refused("as_it_is", f"Booking into this session is {already}.")
        if row.ends_at <= self.context.now():
            return Refused("session_over", "This session is over: nobody can be booked into it.")
        return None
