"""Cancels a whole clinic session in one transaction that loses nobody (R-240 to R-248, RULES 13.7 and 13.8).

`cancellations` has the consequences of each appointment, `sessions` stops a session.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.machine_time import machine_time
from clerkdesk.data.queries.clerks.clerks import clerk_rows
from clerkdesk.data.queries.clinics.clinic_changes import booked_into, days_of_booking, entries_booked_into, lock_clinic
from clerkdesk.data.queries.clinics.sessions import session_row
from clerkdesk.data.queries.waiting_list.entries import entry_row
from clerkdesk.data.tables import Clinic, Slot, SlotHold
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.addressees import SecretaryOf
from clerkdesk.rules.acts.consequences import Notice
from clerkdesk.rules.booking.cancel_reasons import CancelReason
from clerkdesk.rules.booking.cancellation import CancelDecision
from clerkdesk.rules.booking.rows import AppointmentRow
from clerkdesk.rules.clerks.rights import Right, has_right, judge_right
from clerkdesk.rules.clinics.clinic_changes import (
    Approval,
    CallTurn,
    ChangeKind,
    Displaced,
    approval_needed,
    approval_task,
    calling_order,
    contact_task,
    rebooking_order,
    why_not_of_a_clinic,
)
from clerkdesk.rules.clinics.rows import SessionRow
from clerkdesk.rules.rtt.measuring import days_waited
from clerkdesk.rules.values.appointments import AppointmentStatus
from clerkdesk.rules.values.date_words import count_words, moment_words
from clerkdesk.rules.values.entries import EntryKind, EntryStatus
from clerkdesk.rules.values.inbox import NoticeKind, TaskKind
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.slots import SessionEventKind
from clerkdesk.rules.values.text import clean
from clerkdesk.rules.waiting_list.rows import EntryRow
from clerkdesk.rules.waiting_list.targets import nearest_target
from clerkdesk.services.acts.answers import Answer, Refused, WrongInput, by_rule, no_such_session
from clerkdesk.services.acts.carried_out import answers_once
from clerkdesk.services.acts.consequences import About, Followed, follow
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.booking.cancellations import decide, end_within
from clerkdesk.services.booking.ending_appointments import HOSPITAL_REASONS, Ending, reason_of
from clerkdesk.services.clinics.session_events import record_on_session, why_shut

_STILL_TO_COME = (AppointmentStatus.BOOKED, AppointmentStatus.ARRIVED)
_PATIENT_BY_PATIENT = "stop booking into it, and cancel the patients who are still to come one by one."


@dataclass(frozen=True, slots=True)
class ClinicToCancel:
    """The request to cancel a clinic."""

    session_id: int
    reason: str
    """Code of `local_hospital_cancel_reason`."""
    comment: str = ""
    """Free text, such as the cover that was tried."""
    approved_by: str = ""
    """Who approved it, in words, if it needs approval first (R-241)."""


@dataclass(frozen=True, slots=True)
class Affected:
    """One patient of the clinic, with the consequences of its cancellation for them."""

    appointment: AppointmentRow
    entry: EntryRow
    displaced: Displaced
    decision: CancelDecision
    """The decision as for a single cancellation, with the task to tell this patient."""
    times: int
    """Number of hospital cancellations of this patient, with this one (R-244)."""

    @property
    def is_here(self) -> bool:
        """Whether the patient has arrived already."""
        return self.appointment.status == AppointmentStatus.ARRIVED


@dataclass(frozen=True, slots=True)
class ClinicPlan:
    """The consequences of cancelling a clinic, with patients in the order of rebooking (RULES 13.7)."""

    session: SessionRow
    specialty_id: int
    reason: CancelReason
    approval: Approval
    patients: tuple[Affected, ...]

    @property
    def words(self) -> str:
        """The affected patients, for the request for approval (R-241)."""
        urgent = sum(each.displaced.priority >= Priority.URGENT for each in self.patients)
        again = sum(each.times > 1 for each in self.patients)
        longest = max((each.displaced.days_waited for each in self.patients), default=0)
        parts = [count_words(len(self.patients), "patient")]
        parts += [f"longest wait {count_words(longest // 7, 'week')}"] if longest >= 7 else []
        parts += [f"{urgent} urgent or suspected cancer"] if urgent else []
        parts += [f"{again} cancelled by the hospital before"] if again else []
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class PatientCancelled:
    """One patient whose appointment ended with the clinic, and the new status of their need."""

    appointment: AppointmentRow
    decision: CancelDecision
    entry_id: int
    list_position_date: date | None
    stands_on: date | None
    """The day of the position: for follow-ups and planned care the due date."""
    entry_status: EntryStatus
    followed: Followed


@dataclass(frozen=True, slots=True)
class ClinicCancelled(Answer):
    """The cancelled clinic, with the need of every patient."""

    session: SessionRow
    approval: Approval
    patients: tuple[PatientCancelled, ...]
    followed: Followed
    """The items about the clinic as a whole: the secretary's notice, the approval to follow."""

    @property
    def sentence(self) -> str:
        """How many patients are on the list again, and who was told."""
        people = count_words(len(self.patients), "patient")
        back = f"{people} back on the list" if self.patients else "nobody was booked"
        return " ".join((f"{self.session.words} is cancelled: {back}.", *self.followed.sentences))


@dataclass(frozen=True, slots=True)
class NotConfirmed(Answer):
    """The number of patients was missing or wrong, so nothing was done. `plan` is there to look at."""

    plan: ClinicPlan
    sentence: str


PlanAnswer = ClinicPlan | Refused | WrongInput
CancelClinicAnswer = ClinicCancelled | NotConfirmed | Refused | WrongInput


class ClinicChanges:
    """The acts on a whole clinic."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context

    def preview(self, wanted: ClinicToCancel) -> PlanAnswer:
        """Return where everybody would go, without doing it and even without approval."""
        with self.context.reading() as session:
            return self._plan(session, wanted)

    def why_not(self, session_id: int) -> str:
        """Return why a session cannot be cancelled for any reason; empty if it can."""
        with self.context.reading() as session:
            row = session_row(session, session_id, machine_time())
            refusal = no_such_session() if row is None else self._may_cancel(row)
        return refusal.sentence if refusal is not None else ""

    def approval(self, clinic_day: date, reason: str, specialty_code: str) -> Approval:
        """Return whether cancelling a clinic of a day needs approval, and whose (R-240, R-241)."""
        policy = self.context.settings.policy_for(specialty_code)
        return approval_needed(ChangeKind.CANCEL, clinic_day, reason.upper(), self.context.today, policy)

    @answers_once
    def cancel(self, wanted: ClinicToCancel, patients: int | None) -> CancelClinicAnswer:
        """Cancel a session with everybody in it, or nothing at all (R-246).

        Args:
            wanted: the session, the reason, and the approval.
            patients: the number that the clerk confirmed; a wrong number, or none, gets the plan as the answer.
        """
        with self.context.act("cancel_clinic") as act:
            if lock_clinic(act.session, wanted.session_id) is None:
                return no_such_session()
            plan = self._plan(act.session, wanted)
            if not isinstance(plan, ClinicPlan):
                return plan
            refusal = (
                _not_approved(plan, wanted)
                or self._may_not_approve(act.session, wanted)
                or _not_confirmed(plan, patients)
            )
            if refusal is not None:
                return refusal
            answer = self._carry_out(act, plan, wanted)
            act.commit(answer)
        return answer

    def _may_not_approve(self, session: Session, wanted: ClinicToCancel) -> Refused | None:
        """Refuse the approval of somebody at this desk without the right; others sign elsewhere."""
        named = clean(wanted.approved_by).casefold()
        people = [each for each in clerk_rows(session) if each.is_active]
        may = [each for each in people if has_right(each.role, Right.APPROVE_CANCELLED_CLINIC)]
        found = [each for each in people if named in (each.username.casefold(), each.name.casefold())]
        if not found or any(each in may for each in found):
            return None
        refusal = judge_right(found[0].role, Right.APPROVE_CANCELLED_CLINIC, [each.name for each in may])
        return None if refusal is None else by_rule(refusal)

    def _plan(self, session: Session, wanted: ClinicToCancel) -> PlanAnswer:
        row = session_row(session, wanted.session_id, machine_time())
        if row is None:
            return no_such_session()
        why = reason_of(wanted.reason, (HOSPITAL_REASONS,))
        if isinstance(why, WrongInput):
            return why
        people = booked_into(session, wanted.session_id)
        refusal = self._may_cancel(row) or _unfit(why, wanted.comment) or _called_in(people)
        if refusal is not None:
            return refusal
        specialty_id = session.get_one(Clinic, row.clinic_id).specialty_id
        approval = self.approval(row.day, why.code, row.specialty_code)
        patients = self._affected(session, people, why, wanted)
        if isinstance(patients, Refused):
            return patients
        return ClinicPlan(row, specialty_id, why, approval, self._with_contact(patients))

    def _may_cancel(self, row: SessionRow) -> Refused | None:
        shut = why_shut(row.status)
        if shut is not None:
            return shut
        if row.starts_at <= self.context.now():
            return Refused(
                "session_began", f"It began on {moment_words(row.starts_at)}: {_PATIENT_BY_PATIENT}", "R-141"
            )
        return None

    def _affected(
        self, session: Session, people: list[AppointmentRow], why: CancelReason, wanted: ClinicToCancel
    ) -> tuple[Affected, ...] | Refused:
        """Return the rules' decision for each, in the order of rebooking, without the task to tell them."""
        entries = entries_booked_into(session, wanted.session_id)
        booked_on = days_of_booking(session, wanted.session_id)
        found: dict[int, Affected] = {}
        for row in people:
            decision = decide(session, self.context, row, why, Ending(row.reference, why.code, wanted.comment))
            if isinstance(decision, Refused):
                return decision
            entry = entries[row.entry_id]
            displaced = self._displaced(row, entry, decision, booked_on[row.appointment_id])
            times = displaced.hospital_cancellations + 1
            found[row.appointment_id] = Affected(row, entry, displaced, decision, times)
        return tuple(found[each.appointment] for each in rebooking_order(each.displaced for each in found.values()))

    def _displaced(self, row: AppointmentRow, entry: EntryRow, decision: CancelDecision, booked_on: date) -> Displaced:
        today, policy = self.context.today, self.context.settings.policy_for(row.specialty_code)
        facts = entry.target_facts()
        arranged = {task.kind for task in decision.tasks}
        return Displaced(
            appointment=row.appointment_id,
            starts=row.starts_at,
            priority=row.priority,
            target=nearest_target(facts, today, policy),
            days_waited=days_waited(facts.clock_start, today) if facts.clock_start is not None else 0,
            is_follow_up=entry.kind == EntryKind.FOLLOW_UP,
            booked_on=booked_on,
            hospital_cancellations=entry.hospital_cancellations,
            interpreter=TaskKind.STAND_DOWN_INTERPRETER in arranged,
            by_transport=TaskKind.STAND_DOWN_TRANSPORT in arranged,
        )

    def _with_contact(self, patients: tuple[Affected, ...]) -> tuple[Affected, ...]:
        """Give each the task to tell them, with their turn: on the day by when they leave home (RULES 13.8)."""
        today, holidays = self.context.today, self.context.closed_days(self.context.today)
        # Nobody rings or writes to a patient with word of a death (RULES 13.24).
        displaced = tuple(each.displaced for each in patients if not each.entry.word_of_death)
        on_the_day = any(each.starts.date() == today for each in displaced)
        turns = [each.appointment for each in (calling_order(displaced) if on_the_day else displaced)]
        found = []
        for each in patients:
            row = each.appointment
            if each.entry.word_of_death:
                others = tuple(task for task in each.decision.tasks if task.kind != TaskKind.REBOOK)
                found.append(replace(each, decision=replace(each.decision, tasks=others)))
                continue
            turn = CallTurn(turns.index(row.appointment_id) + 1, len(turns))
            policy = self.context.settings.policy_for(row.specialty_code)
            task = contact_task(row.starts_at, row.specialty_id, turn, today, holidays, policy)
            found.append(replace(each, decision=replace(each.decision, tasks=(task, *each.decision.tasks))))
        return tuple(found)

    def _carry_out(self, act: ActWork, plan: ClinicPlan, wanted: ClinicToCancel) -> ClinicCancelled:
        ended = tuple(self._end(act, each, wanted) for each in plan.patients)
        approved = f", approved by {clean(wanted.approved_by)}" if clean(wanted.approved_by) else ""
        why, session_id = plan.reason, plan.session.session_id
        record_on_session(act, session_id, SessionEventKind.CANCELLED, f"{why.description.lower()}{approved}", why.code)
        # A desk that offers one of its places at this moment tells its clerk that it was withdrawn.
        act.session.execute(
            delete(SlotHold).where(
                col(SlotHold.slot_id).in_(select(col(Slot.id)).where(col(Slot.session_id) == session_id))
            ),
            execution_options={"clerkdesk_unaudited": True, "synchronize_session": False},
        )
        followed = self._tell(act, plan, wanted)
        after = session_row(act.session, session_id, machine_time())
        return ClinicCancelled(after or plan.session, plan.approval, ended, followed)

    def _end(self, act: ActWork, affected: Affected, wanted: ClinicToCancel) -> PatientCancelled:
        row = affected.appointment
        ending = Ending(row.reference, wanted.reason, wanted.comment)
        followed = end_within(act, self.context, row, ending, affected.decision)
        entry = entry_row(act.session, row.entry_id)
        if entry is None:
            raise LookupError("an appointment without its entry")
        return PatientCancelled(
            row, affected.decision, entry.entry_id, entry.list_position_date, entry.stands_on, entry.status, followed
        )  # fmt: skip

    def _tell(self, act: ActWork, plan: ClinicPlan, wanted: ClinicToCancel) -> Followed:
        """Tell the specialty's secretary, and ask for approval afterwards if it could not wait."""
        clinic = f"{plan.session.clinic_name} of {moment_words(plan.session.starts_at)}"
        by = f" Approved by {clean(wanted.approved_by)}." if clean(wanted.approved_by) else ""
        sentence = f"{clinic} is cancelled, {plan.reason.description.lower()}: {plan.words}.{by}"
        notice = Notice(SecretaryOf(plan.specialty_id), NoticeKind.CLINIC_CANCELLED, sentence)
        task = approval_task(
            plan.approval,
            f"{clinic} ({plan.words})",
            plan.specialty_id,
            self.context.today,
            self.context.closed_days(self.context.today),
        )
        about = About(session_id=plan.session.session_id)
        return follow(act, self.context, about, notices=(notice,), tasks=() if task is None else (task,))


def _unfit(why: CancelReason, comment: str) -> Refused | None:
    refusal = why_not_of_a_clinic(why, comment)
    return None if refusal is None else by_rule(refusal)


def _called_in(people: list[AppointmentRow]) -> Refused | None:
    if all(each.status in _STILL_TO_COME for each in people):
        return None
    return Refused("session_began", f"Somebody has been called in already: {_PATIENT_BY_PATIENT}", "R-246")


def _not_approved(plan: ClinicPlan, wanted: ClinicToCancel) -> Refused | None:
    if not plan.approval.before_acting or clean(wanted.approved_by):
        return None
    return Refused("approval_missing", f"{plan.approval.sentence} Say who approved it.", "R-241")


def _not_confirmed(plan: ClinicPlan, patients: int | None) -> NotConfirmed | None:
    if patients == len(plan.patients):
        return None
    booked = count_words(len(plan.patients), "patient")
    stated = "" if patients is None else f", not {patients}"
    return NotConfirmed(plan, f"This cancels {booked}{stated}. See where they go, then give the number of patients.")
