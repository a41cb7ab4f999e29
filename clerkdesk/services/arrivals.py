"""Reception: the day's board, arrivals, and what becomes of each patient until they leave (R-700 to R-704)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import col

from clerkdesk.data.project import project_appointment
from clerkdesk.data.queries.appointments import AppointmentRow
from clerkdesk.data.queries.board import (
    Reception,
    appointments_on,
    needs_and_flags,
    receptions,
    unnoted_cancellations,
)
from clerkdesk.data.tables import Appointment, AppointmentEvent, Patient
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.age import is_child_on
from clerkdesk.rules.arrivals import (
    ArrivalDecision,
    ArrivalFacts,
    PersonToday,
    WaitingAlert,
    judge_arrival,
    near_names_today,
    waiting_alert,
)
from clerkdesk.rules.slots import FACE_TO_FACE
from clerkdesk.services.answers import Refused, WrongInput
from clerkdesk.services.ending import appointment_of
from clerkdesk.services.office import Office

_NEXT_STEP = {"called": ("arrived",), "seen": ("arrived", "with_clinician"), "left": ("with_clinician", "seen")}
"""Step -> states from which it can be taken."""


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One appointment of the day as reception sees it."""

    appointment: AppointmentRow
    state: str
    """`expected`, `arrived`, `with clinician`, `seen`, `left`, `done`; or `did not attend`, `late not seen`,
    `cancelled`."""
    minutes_waited: int | None
    alert: WaitingAlert | None
    codes: frozenset[str]
    """Codes of alert flags and accessible needs."""
    to_note: int | None
    """Inbox item of a cancellation of the day that nobody has taken note of yet."""
    near_names: tuple[PersonToday, ...]
    """Others of today who could be taken for this patient."""


@dataclass(frozen=True, slots=True)
class Board:
    """The day of a reception, a site or the hospital: unnoted cancellations first, then by time."""

    day: date
    rows: tuple[BoardRow, ...]


@dataclass(frozen=True, slots=True)
class Arrived:
    """The arrival is recorded."""

    appointment: AppointmentRow
    decision: ArrivalDecision
    overseas_question: bool
    """Whether the question of residence is still to be asked (R-705)."""


@dataclass(frozen=True, slots=True)
class StepTaken:
    """The next step of a visit is recorded: `called`, `seen` or `left`."""

    appointment: AppointmentRow
    step: str


class Arrivals:
    """The board and the acts of a reception."""

    def __init__(self, office: Office) -> None:
        self.office = office

    def receptions(self) -> tuple[Reception, ...]:
        """Return every reception desk."""
        with self.office.reading() as session:
            return tuple(receptions(session))

    def board(self, day: date | None = None, site: str | None = None, reception_desk_id: int | None = None) -> Board:
        """Return the appointments of a day (today where None) of a site code or reception; of all where neither."""
        day = day or self.office.today
        with self.office.reading() as session:
            rows = appointments_on(session, day, site, reception_desk_id)
            codes = needs_and_flags(session, [row.patient_id for row in rows])
            unnoted = unnoted_cancellations(session, [row.appointment_id for row in rows])
        people = [_person(row) for row in rows]
        listed = [
            self._row(row, codes.get(row.patient_id, frozenset()), unnoted.get(row.appointment_id), people)
            for row in rows
        ]
        return Board(day, tuple(sorted(listed, key=lambda row: row.to_note is None)))

    def arrive(self, reference: str, *, hospital_caused: bool = False) -> Arrived | Refused | WrongInput:
        """Record that a patient is here, once they were identified.

        Args:
            reference: of the appointment, typed in any usual way.
            hospital_caused: whether the hospital made them late; then the clinician is always asked.
        """
        with self.office.act("arrive") as act:
            row = appointment_of(act.session, reference)
            if not isinstance(row, AppointmentRow):
                return row
            refusal = self._may_arrive(row)
            if refusal is not None:
                return refusal
            patient = act.session.get_one(Patient, row.patient_id)
            facts = ArrivalFacts(
                starts=row.starts_at,
                arrived=act.event_at,
                clinician_ready=self._clinician_ready(act, row),
                priority=row.priority,
                is_child=is_child_on(row.date_of_birth, row.starts_at.date()),
                by_transport=row.transport_needed,
                hospital_caused=hospital_caused,
            )
            decision = judge_arrival(facts, self.office.settings.policy_for(row.specialty_code))
            add_event(act, row, "arrived", attendance_code=decision.attendance_if_seen)
            ask_overseas = patient.overseas_answer == ""
            act.commit()
        return Arrived(row, decision, ask_overseas)

    def step(self, reference: str, step: str) -> StepTaken | Refused | WrongInput:
        """Record that a patient was called in, was seen, or has left."""
        if step not in _NEXT_STEP:
            return WrongInput("step", "step", f"A step is one of: {', '.join(_NEXT_STEP)}.")
        with self.office.act(step) as act:
            row = appointment_of(act.session, reference)
            if not isinstance(row, AppointmentRow):
                return row
            if row.status not in _NEXT_STEP[step]:
                words = row.status.replace("_", " ")
                return Refused("wrong_state", f"The patient is {words}: record the arrival first.", "R-702")
            add_event(act, row, step)
            act.commit()
        return StepTaken(row, step)

    def _may_arrive(self, row: AppointmentRow) -> Refused | None:
        if row.status != "booked":
            state = row.status.replace("_", " ")
            return Refused("wrong_state", f"This appointment is {state}: an arrival can't be recorded.", "R-702")
        if row.starts_at.date() != self.office.today:
            day = f"{row.starts_at:%a} {row.starts_at.day} {row.starts_at:%b}"
            return Refused("another_day", f"The appointment is on {day}, not today: check the letter.", "R-702")
        if row.medium != FACE_TO_FACE:
            return Refused("no_journey", "This is a telephone or video appointment: nobody arrives.", "RULES 13.11")
        return None

    def _clinician_ready(self, act: ActWork, row: AppointmentRow) -> datetime | None:
        """The clinician was ready when somebody booked after this patient had already been called in."""
        return act.session.execute(
            select(col(Appointment.called_at))
            .where(
                col(Appointment.session_id) == row.session_id,
                col(Appointment.starts_at) > row.starts_at,
                col(Appointment.called_at).is_not(None),
            )
            .order_by(col(Appointment.called_at))
        ).scalars().first()  # fmt: skip

    def _row(
        self, row: AppointmentRow, codes: frozenset[str], to_note: int | None, people: list[PersonToday]
    ) -> BoardRow:
        now = self.office.now()
        waiting = row.status == "arrived" and row.arrived_at is not None
        policy = self.office.settings.policy_for(row.specialty_code)
        arrived = row.arrived_at if waiting else None
        return BoardRow(
            appointment=row,
            state=_STATES.get(row.status, row.status.replace("_", " ")),
            minutes_waited=None if arrived is None else int((now - arrived).total_seconds()) // 60,
            alert=None if arrived is None else waiting_alert(row.starts_at, arrived, now, policy),
            codes=codes,
            to_note=to_note,
            near_names=near_names_today(_person(row), people),
        )


_STATES = {"booked": "expected", "outcome_recorded": "done"}


def _person(row: AppointmentRow) -> PersonToday:
    return PersonToday(row.patient_id, row.family_name, row.given_name, row.date_of_birth)


def add_event(
    act: ActWork,
    row: AppointmentRow,
    kind: str,
    *,
    attendance_code: str | None = None,
    outcome_code: str | None = None,
    rtt_code: str | None = None,
    note: str = "",
    details: str = "{}",
) -> None:
    """Write a fact about an appointment and project it with its entry."""
    act.add(
        AppointmentEvent(
            appointment_id=row.appointment_id,
            kind=kind,
            at=act.event_at,
            attendance_code=attendance_code,
            outcome_code=outcome_code,
            rtt_code=rtt_code,
            note=note,
            details=details,
            act_id=act.act_id,
        )
    )
    project_appointment(act.session, row.appointment_id)
