"""Closes sessions, and lists the outcomes that are missing (R-711, R-712)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.project import at_start_of
from clerkdesk.data.project_sessions import NOT_HELD
from clerkdesk.data.queries.reception.visits import without_outcome
from clerkdesk.data.tables import Clinic, ClinicalReview, ClinicSession
from clerkdesk.rules.booking.rows import AppointmentRow
from clerkdesk.rules.clinics.rows import session_words
from clerkdesk.rules.reception.outcomes import (
    SessionLine,
    StandsInTheWay,
    outcome_overdue,
    what_keeps_it_open,
)
from clerkdesk.rules.values.appointments import AppointmentStatus, Attendance
from clerkdesk.rules.values.slots import SessionEventKind, SessionStatus
from clerkdesk.services.acts.answers import Answer, Refused, WrongInput, no_such_session
from clerkdesk.services.acts.carried_out import answers_once
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.clinics.session_events import record_on_session
from clerkdesk.services.reception.board import state_words
from clerkdesk.services.reception.outcome_needs import (
    accountable,
    has_next_booking,
    other_needs,
)


@dataclass(frozen=True, slots=True)
class SessionClosed(Answer):
    """Everything in the session is accounted for (R-711)."""

    session_id: int
    named: str
    """Clinic and time: `Dermatology new, Tue 15 Dec 09:00`."""

    @property
    def sentence(self) -> str:
        """That it is closed."""
        return f"{self.named} is closed: everybody in it is accounted for."


@dataclass(frozen=True, slots=True)
class SessionOpen(Answer):
    """What must be done before closing the session."""

    session_id: int
    in_the_way: tuple[StandsInTheWay, ...]
    appointments: tuple[AppointmentRow, ...]
    """The patients of `in_the_way`, in the same order."""

    @property
    def sentence(self) -> str:
        """Why the session stays open."""
        return "It can't be closed yet: somebody in it is not accounted for."


@dataclass(frozen=True, slots=True)
class MissingOutcome:
    """An appointment of an earlier day without an outcome."""

    appointment: AppointmentRow
    state: str
    """The state as on the board: `expected` if nobody said whether the patient came."""
    days: int
    """Days since the appointment."""
    overdue: str
    """How late the outcome is, as a sentence (R-710, R-712); empty while it is in time."""


def _line(session: Session, row: AppointmentRow) -> SessionLine:
    reviewed = session.execute(
        select(col(ClinicalReview.id)).where(col(ClinicalReview.entry_id) == row.entry_id)
    ).first()  # fmt: skip
    return SessionLine(
        appointment=row.appointment_id,
        attendance=cast("Attendance", row.attendance_code if row.status != AppointmentStatus.BOOKED else "0"),
        outcome=row.outcome_code,
        rtt_code=row.rtt_code,
        has_review=reviewed is not None,
        has_next_booking=has_next_booking(session, row),
        has_list_entry=other_needs(session, row) > 0,
    )


class ClosingSessions:
    """Closes sessions, and lists the outcomes that are missing."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context

    def missing(self) -> tuple[MissingOutcome, ...]:
        """Return the appointments before today without an outcome, by clinic and clinician (R-712)."""
        now = self.context.now()
        with self.context.reading() as session:
            rows = without_outcome(session, at_start_of(now.date()))
        return tuple(self._missing(row, now) for row in rows)

    def _missing(self, row: AppointmentRow, now: datetime) -> MissingOutcome:
        policy = self.context.settings.policy_for(row.specialty_code)
        ended = row.starts_at + timedelta(minutes=row.minutes)
        overdue = outcome_overdue(ended, now, policy) or ""
        return MissingOutcome(row, state_words(row), (now.date() - ended.date()).days, overdue)

    @answers_once
    def close_session(self, session_id: int) -> SessionClosed | SessionOpen | Refused | WrongInput:
        """Close a session once everything in it is accounted for (R-711)."""
        with self.context.act("close_session") as act:
            session = act.session.get(ClinicSession, session_id, with_for_update=True)
            if session is None:
                return no_such_session()
            if session.status in NOT_HELD:
                return Refused("session_shut", f"This session was {session.status}, so it can't be closed.", "R-246")
            if session.starts_at > self.context.now():
                return Refused("not_begun", "The session has not begun yet.", "R-711")
            rows = accountable(act.session, session_id)
            in_the_way = what_keeps_it_open(_line(act.session, row) for row in rows)
            if in_the_way:
                whose = {row.appointment_id: row for row in rows}
                return SessionOpen(session_id, in_the_way, tuple(whose[each.appointment] for each in in_the_way))
            closed = SessionClosed(
                session_id, session_words(act.session.get_one(Clinic, session.clinic_id).name, session.starts_at)
            )
            if session.status != SessionStatus.CLOSED:
                record_on_session(act, session_id, SessionEventKind.CLOSED)
                act.commit(closed)
        return closed
