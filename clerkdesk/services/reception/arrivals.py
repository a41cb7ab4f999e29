"""Reception: arrivals, and the steps of each patient until they leave (R-700 to R-705). `board` reads the day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlmodel import col

from clerkdesk.data.current_columns import write
from clerkdesk.data.project import project_appointment
from clerkdesk.data.queries.booking.slots import names_of
from clerkdesk.data.queries.reception.visits import own_reception, receptions, visits_of_session
from clerkdesk.data.tables import Appointment, AppointmentEvent, Patient
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.booking.rows import AppointmentRow
from clerkdesk.rules.booking.slots import FACE_TO_FACE
from clerkdesk.rules.patients.residence import RESIDENCE_ANSWERS, ResidenceAnswer, ResidenceDecision, judge_residence
from clerkdesk.rules.reception.appointment_steps import refused_as_it_is
from clerkdesk.rules.reception.arrivals import ArrivalDecision, ArrivalFacts, PersonToday, clinic_delay, judge_arrival
from clerkdesk.rules.reception.rows import ReceptionRow
from clerkdesk.rules.values.age import is_child_on
from clerkdesk.rules.values.appointments import AppointmentEventKind, AppointmentStatus, Attendance, AttendanceOutcome
from clerkdesk.rules.values.clocks import RttStatus
from clerkdesk.rules.values.date_words import count_words, short_day_words
from clerkdesk.rules.values.text import clean
from clerkdesk.services.acts.answers import Answer, Refused, WrongInput, no_such_patient
from clerkdesk.services.acts.carried_out import answers_once
from clerkdesk.services.acts.consequences import About, follow
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.acts.stopped_by_death import nobody_dead_is_here
from clerkdesk.services.booking.ending_appointments import appointment_of
from clerkdesk.services.reception.board import Board, board, near_on_the_day

_IN_THE_BUILDING = (
    AppointmentStatus.ARRIVED,
    AppointmentStatus.WITH_CLINICIAN,
    AppointmentStatus.SEEN,
    AppointmentStatus.LEFT,
)
_NEXT_STEP: Mapping[str, tuple[AppointmentStatus, ...]] = {
    AppointmentEventKind.CALLED: (AppointmentStatus.ARRIVED,),
    AppointmentEventKind.SEEN: (AppointmentStatus.ARRIVED, AppointmentStatus.WITH_CLINICIAN),
    AppointmentEventKind.LEFT: (AppointmentStatus.WITH_CLINICIAN, AppointmentStatus.SEEN),
}
"""Step -> states from which it can be taken."""
_BACK_TO: Mapping[str, tuple[AppointmentEventKind, tuple[AppointmentStatus, ...]]] = {
    "waiting": (AppointmentEventKind.STILL_WAITING, _IN_THE_BUILDING[1:]),
    AppointmentEventKind.CALLED: (AppointmentEventKind.STILL_WITH_CLINICIAN, _IN_THE_BUILDING[2:]),
    AppointmentEventKind.SEEN: (AppointmentEventKind.STILL_HERE, _IN_THE_BUILDING[3:]),
}
"""True step of a visit -> the event that takes back later steps, and the states with later steps."""
IN_ERROR = AppointmentEventKind.NOT_ARRIVED
"""The act, and the event, that takes back an arrival."""
_AT: Mapping[str, str] = {
    AppointmentEventKind.CALLED: "The patient is called in.",
    AppointmentEventKind.SEEN: "The patient is seen.",
    AppointmentEventKind.LEFT: "The patient has left.",
}
_BACK_AT: Mapping[str, str] = {
    "waiting": "The patient still waits.",
    AppointmentEventKind.CALLED: "The patient is still with the clinician.",
    AppointmentEventKind.SEEN: "The patient is seen, and has not left.",
}
"""Step -> where the patient is, if later steps were recorded in error."""


@dataclass(frozen=True, slots=True)
class Arrived(Answer):
    """The recorded arrival."""

    appointment: AppointmentRow
    decision: ArrivalDecision
    overseas_question: bool
    """Whether the question of residence is still open (R-705)."""
    directions: str
    """Where to sit; empty if the clinic has none."""
    minutes_behind: int
    """Minutes by which the clinic runs late (R-704)."""

    @property
    def sentence(self) -> str:
        """Whether the patient came in time, where they sit, and how late the clinic runs."""
        where = f"{self.directions.rstrip('.')}." if self.directions else ""
        behind = self.minutes_behind
        late = f"The clinic runs {count_words(behind, 'minute')} late: say so." if behind else ""
        return " ".join(filter(None, (self.decision.sentence, where, late)))


@dataclass(frozen=True, slots=True)
class StepTaken(Answer):
    """The recorded next step of a visit, `called`, `seen` or `left`; or the later steps taken back to `step`."""

    appointment: AppointmentRow
    """As it was before."""
    step: str

    @property
    def sentence(self) -> str:
        """Where the patient is."""
        if self.step == IN_ERROR:
            return "The arrival is taken back, and the patient is expected again."
        return (_BACK_AT if is_step_back(self.appointment, self.step) else _AT)[self.step]


@dataclass(frozen=True, slots=True)
class ResidenceKept(Answer):
    """The recorded answer to the baseline question."""

    patient_id: int
    decision: ResidenceDecision

    @property
    def sentence(self) -> str:
        """What follows from the answer."""
        return self.decision.sentence


class Arrivals:
    """The board and the acts of a reception."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context

    def receptions(self) -> tuple[ReceptionRow, ...]:
        """Return every reception desk."""
        with self.context.reading() as session:
            return tuple(receptions(session))

    def own_reception(self) -> int | None:
        """Return the id of this clerk's reception desk; None for everybody else."""
        with self.context.reading() as session:
            return own_reception(session, self.context.clerk.clerk_id)

    def board(self, day: date | None = None, site: str | None = None, reception_desk_id: int | None = None) -> Board:
        """Return the appointments of a day (None for today) of a site code or reception, or of all."""
        return board(self.context, day or self.context.today, site, reception_desk_id)

    def near_names(self, reference: str) -> tuple[PersonToday, ...]:
        """Return the patients in clinics that day who could be mistaken for the patient of an appointment."""
        with self.context.reading() as session:
            row = appointment_of(session, reference)
            return near_on_the_day(session, row) if isinstance(row, AppointmentRow) else ()

    @answers_once
    def arrive(self, reference: str, *, hospital_caused: bool = False) -> Arrived | Refused | WrongInput:
        """Record the arrival of an identified patient.

        Args:
            reference: of the appointment, typed in any usual way.
            hospital_caused: whether the hospital made them late, so that the clinician is always asked.
        """
        with self.context.act("arrive") as act:
            row = appointment_of(act.session, reference)
            if not isinstance(row, AppointmentRow):
                return row
            refusal = nobody_dead_is_here(act.session, row.patient_id) or why_no_arrival(row, self.context.today)
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
            decision = judge_arrival(facts, self.context.settings.policy_for(row.specialty_code))
            add_event(act, row, AppointmentEventKind.ARRIVED, attendance_code=decision.attendance_if_seen)
            ask_overseas = patient.overseas_answer == ""
            directions = names_of(act.session, [row.slot_id])[row.slot_id].directions
            behind = clinic_delay(visits_of_session(act.session, row.session_id), act.event_at)
            return act.commit(Arrived(row, decision, ask_overseas, directions, behind))

    @answers_once
    def not_arrived(self, reference: str, because: str) -> StepTaken | Refused | WrongInput:
        """Take back an arrival recorded in error, with its later steps; all stays on record.

        Args:
            reference: of the appointment, typed in any usual way.
            because: how the clerk knows that the patient has not come, such as which row was meant.
        """
        reason = clean(because)
        if not reason:
            return WrongInput("because", "because", "Say how you know that they have not come, such as who was meant.")
        with self.context.act(IN_ERROR) as act:
            row = appointment_of(act.session, reference)
            if not isinstance(row, AppointmentRow):
                return row
            refusal = why_not_taken_back(row)
            if refusal is not None:
                return refusal
            add_event(act, row, IN_ERROR, note=reason)
            return act.commit(StepTaken(row, IN_ERROR))

    @answers_once
    def overseas(self, patient_id: int, answer: str) -> ResidenceKept | WrongInput:
        """Record where a patient has lived, with the day; the overseas visitor manager is told if needed (R-705).

        Args:
            patient_id: of the patient.
            answer: `resident`, `not_resident` or `in_doubt`.
        """
        if answer not in RESIDENCE_ANSWERS:
            return WrongInput("no_such_answer", "answer", f"The answer is one of: {', '.join(RESIDENCE_ANSWERS)}.")
        with self.context.act("overseas_question") as act:
            patient = act.session.get(Patient, patient_id)
            if patient is None:
                return no_such_patient()
            decision = judge_residence(ResidenceAnswer(answer), act.event_at.date())
            write(patient, {"overseas_answer": answer})
            tasks = () if decision.task is None else (decision.task,)
            follow(act, self.context, About(patient_id), tasks=tasks)
            return act.commit(ResidenceKept(patient_id, decision))

    @answers_once
    def step(self, reference: str, step: str, because: str = "") -> StepTaken | Refused | WrongInput:
        """Record that a patient was called in, was seen, or has left; or take back the later steps.

        Args:
            reference: of the appointment, typed in any usual way.
            step: `called`, `seen` or `left`; `waiting`, `called` or `seen` if later steps were recorded in error.
            because: how the clerk knows that those are wrong; all stays on record.
        """
        if step not in {*_NEXT_STEP, *_BACK_TO}:
            return WrongInput("step", "step", f"A step is one of: {', '.join(_NEXT_STEP)}.")
        with self.context.act(step) as act:
            row = appointment_of(act.session, reference)
            if not isinstance(row, AppointmentRow):
                return row
            if is_step_back(row, step):
                return self._step_back(act, row, step, clean(because))
            refusal = why_no_step(row, step) or nobody_dead_is_here(act.session, row.patient_id)
            if refusal is not None:
                return refusal
            add_event(act, row, AppointmentEventKind(step))
            return act.commit(StepTaken(row, step))

    def _step_back(self, act: ActWork, row: AppointmentRow, step: str, because: str) -> StepTaken | WrongInput:
        """Take back the steps after one, recorded in error."""
        if not because:
            sentence = "A later step is recorded. Say how you know that it is wrong, such as which row was meant."
            return WrongInput("because", "because", sentence)
        add_event(act, row, _BACK_TO[step][0], note=because)
        return act.commit(StepTaken(row, step))

    def _clinician_ready(self, act: ActWork, row: AppointmentRow) -> datetime | None:
        """Return whether the clinician was ready: somebody booked after this patient had already been called in."""
        bound = {"of_session": row.session_id, "after": row.starts_at}
        return act.session.execute(_called_in(), bound).scalars().first()


@cache
def _called_in() -> Select[datetime | None]:
    return (
        select(col(Appointment.called_at))
        .where(
            col(Appointment.session_id) == bindparam("of_session"),
            col(Appointment.starts_at) > bindparam("after"),
            col(Appointment.called_at).is_not(None),
        )
        .order_by(col(Appointment.called_at))
    )


def why_not_taken_back(row: AppointmentRow) -> Refused | None:
    """Return why an arrival can't be taken back, or None if it can, before any result of the visit."""
    if row.status in _IN_THE_BUILDING:
        return None
    if row.status == AppointmentStatus.BOOKED:
        return Refused("wrong_state", "No arrival is recorded here, so none can be taken back.", "R-702")
    sentence = refused_as_it_is(row.status, ": an arrival is taken back only before anything came of it")
    return Refused("wrong_state", sentence, "R-702")


def why_no_arrival(row: AppointmentRow, today: date) -> Refused | None:
    """Return why an arrival can't be recorded, or None if it can."""
    if row.status != AppointmentStatus.BOOKED:
        return Refused("wrong_state", refused_as_it_is(row.status, "and takes no arrival"), "R-702")
    if row.starts_at.date() != today:
        return Refused(
            "another_day",
            f"The appointment is on {short_day_words(row.starts_at)}, not today: check the letter.",
            "R-702",
        )
    if row.medium != FACE_TO_FACE:
        return Refused("no_journey", "This is a telephone or video appointment: nobody arrives.", "RULES 13.11")
    return None


def is_step_back(row: AppointmentRow, step: str) -> bool:
    """Return whether a visit is past a step, so that the step takes back the later ones."""
    return step in _BACK_TO and row.status in _BACK_TO[step][1]


def why_no_step(row: AppointmentRow, step: str) -> Refused | None:
    """Return why a patient can't be called in, seen, or have left (`step`), or None if they can, or have not."""
    if is_step_back(row, step) or row.status in _NEXT_STEP.get(step, ()):
        return None
    if row.status == AppointmentStatus.BOOKED:
        return Refused("wrong_state", "The patient has not arrived yet: record the arrival first.", "R-702")
    if row.status == AppointmentStatus.ARRIVED:
        needed = (
            "Record that they were called in or seen; if they left without being seen, record that as the outcome; if "
            "they never came, take the arrival back."
        )
        return Refused("wrong_state", f"The patient has arrived and was not seen yet. {needed}", "R-702")
    return Refused("wrong_state", refused_as_it_is(row.status, f": “{step}” can't follow"), "R-702")


def add_event(
    act: ActWork,
    row: AppointmentRow,
    kind: AppointmentEventKind,
    *,
    attendance_code: Attendance | None = None,
    outcome_code: AttendanceOutcome | None = None,
    rtt_code: RttStatus | None = None,
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
