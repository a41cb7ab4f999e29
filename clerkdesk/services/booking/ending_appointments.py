"""Ends an appointment before it starts, for cancelling and moving."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from types import MappingProxyType

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.codes import code_list
from clerkdesk.data.project import project_appointment
from clerkdesk.data.queries.booking.appointments import appointment_by_reference, ended_on_pathway, support_arranged
from clerkdesk.data.tables import Appointment, AppointmentEvent, ClinicalReview
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.consequences import Task
from clerkdesk.rules.booking.cancel_reasons import CancelReason, cancel_reason
from clerkdesk.rules.booking.cancellation import CancelDecision, CancelFacts
from clerkdesk.rules.booking.rows import AppointmentRow
from clerkdesk.rules.booking.support import Support
from clerkdesk.rules.reception.appointment_steps import refused_as_it_is
from clerkdesk.rules.values.age import is_child_on
from clerkdesk.rules.values.appointments import AppointmentEventKind, AppointmentStatus, Party
from clerkdesk.rules.values.clocks import ClockEventKind
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.inbox import TaskKind
from clerkdesk.rules.values.references import parse_reference
from clerkdesk.rules.values.reviews import ReviewKind, ReviewStatus
from clerkdesk.rules.values.unreadable import Unreadable
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.services.acts.consequences import About, Followed, follow
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.pathways.entries import record_rtt
from clerkdesk.services.patients.support import withdraw_unarranged

HOSPITAL_REASONS = "local_hospital_cancel_reason"
_REASON_LISTS = ("local_patient_cancel_reason", HOSPITAL_REASONS)
STOOD_DOWN_BY_MOVING: Mapping[TaskKind, TaskKind] = {
    TaskKind.REARRANGE_INTERPRETER: TaskKind.STAND_DOWN_INTERPRETER,
    TaskKind.REARRANGE_TRANSPORT: TaskKind.STAND_DOWN_TRANSPORT,
}
"""A task to move support along, and the task to stand it down that it replaces."""
CLOCK_EVENT = {
    Party.PATIENT: ClockEventKind.APPOINTMENT_CANCELLED_BY_PATIENT,
    Party.HOSPITAL: ClockEventKind.APPOINTMENT_CANCELLED_BY_PROVIDER,
}


@dataclass(frozen=True, slots=True)
class Ending:
    """The request: the appointment to end, the reason, and the source."""

    reference: str
    reason: str
    """Code of the patient's or the hospital's cancellation reasons."""
    comment: str = ""
    by_parent: bool = False
    """Whether somebody cancels for a child."""
    happened_on: date | None = None
    """The day of the cancellation, if keyed later (R-113)."""
    said_by: str = ""
    """Who said so, or what shows it."""

    @property
    def words(self) -> str:
        """The words to keep with the fact."""
        if self.happened_on is None or not self.said_by.strip():
            return self.comment
        late = f"cancelled on {day_words(self.happened_on)}, said by {self.said_by.strip()}"
        return f"{self.comment} · {late}" if self.comment else late


def reason_of(code: str, lists: Sequence[str] = _REASON_LISTS) -> CancelReason | WrongInput:
    """Return a cancellation reason by its code, in any case, from these `lists`."""
    for name in _REASON_LISTS:
        row = code_list(name).get(code.upper())
        if row is not None:
            return cancel_reason(row)
    known = ", ".join(f"{row.code} {row.description}" for name in lists for row in code_list(name).rows)
    return WrongInput("reason", "reason", f"No reason has this code. Choose one of: {known}.")


def to_be_ended(session: Session, ending: Ending) -> tuple[AppointmentRow, CancelReason] | Refused | WrongInput:
    """Return the booked appointment that is to end, with the reason, or what is wrong with either."""
    row = booked_appointment(session, ending.reference)
    if not isinstance(row, AppointmentRow):
        return row
    why = reason_of(ending.reason)
    return why if isinstance(why, WrongInput) else (row, why)


def booked_appointment(session: Session, reference: str) -> AppointmentRow | WrongInput | Refused:
    """Return the booked appointment with a reference, typed in any usual way."""
    row = appointment_of(session, reference)
    if not isinstance(row, AppointmentRow):
        return row
    if row.status != AppointmentStatus.BOOKED:
        return Refused("not_booked", refused_as_it_is(row.status, "and can't be changed any more"), "R-230")
    return row


def appointment_of(session: Session, reference: str) -> AppointmentRow | WrongInput:
    """Return the appointment with a reference, typed in any usual way, in any status."""
    parsed = parse_reference(reference)
    if isinstance(parsed, Unreadable):
        return WrongInput(parsed.code, "reference", parsed.sentence)
    row = appointment_by_reference(session, parsed)
    if row is None:
        return WrongInput("no_such_appointment", "reference", "No appointment has that reference.")
    return row


def facts_of(
    session: Session, context: ServiceContext, row: AppointmentRow, reason: CancelReason, ending: Ending
) -> CancelFacts:
    """Return the facts with which the rules decide a cancellation."""
    before = ended_on_pathway(session, row.pathway_id)
    by_patient = sum(ended.cancelled_by == Party.PATIENT for ended in before)
    arranged = support_arranged(session, row.appointment_id)
    booked_at, review_is_open = session.execute(_booked_and_asked(), {"of_appointment": row.appointment_id}).one()
    is_child = is_child_on(row.date_of_birth, row.starts_at.date())
    return CancelFacts(
        reason=reason,
        now=context.now(),
        starts=row.starts_at,
        clinic=row.clinic_id,
        specialty=row.specialty_id,
        priority=row.priority,
        comment=ending.comment,
        patient_cancellations=by_patient,
        hospital_cancellations=sum(ended.cancelled_by == Party.HOSPITAL for ended in before),
        # The person who brings a child makes the child's cancellations.
        parent_cancellations=by_patient if is_child else 0,
        is_child=is_child,
        by_parent=ending.by_parent or is_child,
        review_is_open=review_is_open,
        interpreter_booked=Support.INTERPRETER in arranged,
        transport_booked=Support.TRANSPORT in arranged,
        booked_on=booked_at.date(),
        happened_on=ending.happened_on,
        said_by=ending.said_by,
    )


@cache
def _booked_and_asked() -> Select[datetime, bool]:
    """Select when an appointment was booked, and whether a clinician is asked about the patient's cancellations."""
    open_review = select(col(ClinicalReview.id)).where(
        col(ClinicalReview.pathway_id) == col(Appointment.pathway_id),
        col(ClinicalReview.kind) == ReviewKind.PATIENT_CANCELLATIONS,
        col(ClinicalReview.status) == ReviewStatus.OPEN,
    )
    of_appointment = col(Appointment.id) == bindparam("of_appointment")
    return select(col(Appointment.booked_at), open_review.correlate(Appointment).exists()).where(of_appointment)


def end_event(
    act: ActWork,
    row: AppointmentRow,
    ending: Ending,
    decision: CancelDecision,
    kind: AppointmentEventKind = AppointmentEventKind.CANCELLED,
) -> None:
    """Write the one fact that ends an appointment and project it; its place is free at once."""
    act.add(
        AppointmentEvent(
            appointment_id=row.appointment_id,
            kind=AppointmentEventKind.ANNULLED if decision.annuls else kind,
            at=_moment(act, row, ending),
            attendance_code=decision.attendance_code,
            reason_code=ending.reason.upper(),
            party=None if decision.annuls else decision.party,
            note=ending.words,
            act_id=act.act_id,
        )
    )
    project_appointment(act.session, row.appointment_id)


def _moment(act: ActWork, row: AppointmentRow, ending: Ending) -> datetime:
    """Return when an appointment was cancelled; on an earlier day at an unknown hour before its time."""
    if ending.happened_on is None or ending.happened_on == act.event_at.date() < row.starts_at.date():
        return act.event_at
    return min(datetime.combine(ending.happened_on, time(12)), row.starts_at)


def what_follows(
    act: ActWork,
    context: ServiceContext,
    row: AppointmentRow,
    decision: CancelDecision,
    *,
    moved: bool = False,
    moved_along: Collection[Task] = (),
    corrects: Mapping[str, object] = MappingProxyType({}),
) -> Followed:
    """Tell the clock that an appointment ended, and keep the notices, tasks and review that follow.

    Support that nobody has taken up is withdrawn. A move already has its new date: it leaves out the task to give one,
    and the task to stand down support that `moved_along` moves to the new date. `corrects` names the wrong clock fact
    that the cancellation replaces, and the source.
    """
    withdraw_unarranged(act, row.appointment_id, f"The appointment was {'moved' if moved else 'cancelled'}.")
    kind = CLOCK_EVENT.get(decision.party)
    if kind is not None:
        policy = context.settings.policy_for(row.specialty_code)
        # The appointment distinguishes two cancellations of one day.
        details = {
            "appointment": row.starts_at.date(), "attendance_code": decision.attendance_code,
            "reference": row.reference, "priority": int(row.priority), **corrects,
        }  # fmt: skip
        record_rtt(act, row.pathway_id, kind, decision.happened_on, details=details, policy=policy)
    about = About(row.patient_id, row.pathway_id, row.entry_id, row.appointment_id, row.session_id)
    kept = {STOOD_DOWN_BY_MOVING[task.kind] for task in moved_along if task.kind in STOOD_DOWN_BY_MOVING}
    left_out = {"rebook", *kept} if moved else set()
    tasks = [task for task in decision.tasks if task.kind not in left_out]
    return follow(act, context, about, notices=decision.notices, tasks=tasks, review=decision.review)
