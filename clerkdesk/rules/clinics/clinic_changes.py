"""Decides on cancelling or reducing a clinic: who approves, moves, is rebooked first, is rung or written to.

R-240 to R-243, R-248, RULES 13.7 and 13.8. `cancellation` decides the consequences for one appointment.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from clerkdesk.rules.acts.addressees import BookingTeam, LadderLevel, Manager
from clerkdesk.rules.acts.consequences import PolicyRefusal, Task
from clerkdesk.rules.booking.cancel_reasons import BROUGHT_FORWARD, CancelReason, Consequence
from clerkdesk.rules.values.appointments import Party
from clerkdesk.rules.values.closed_set import ClosedSet
from clerkdesk.rules.values.date_words import count_words, moment_words
from clerkdesk.rules.values.inbox import TaskKind
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.working_days import add_working_days, working_days_between
from clerkdesk.rules.waiting_list.targets import Target
from clerkdesk.settings import PolicySettings

ACT_FIRST = frozenset({"HC03", "HC18"})
"""Codes of `local_hospital_cancel_reason` that need no approval first: sickness and major incident."""

_OF_ONE_PATIENT = frozenset({BROUGHT_FORWARD, "HC09", "HC11", "HC17"})
"""Reasons that free the slot but concern one patient: an earlier date, results, another clinic, an interpreter."""


class ChangeKind(ClosedSet):
    """What is done to a clinic."""

    CANCEL = "cancel"
    REDUCE = "reduce"
    TEMPLATE = "template"


@dataclass(frozen=True, slots=True)
class Approval:
    """Whether a change of a clinic needs approval."""

    notice_days: int
    approver: LadderLevel | None
    """Who approves; None if no approval is needed."""
    before_acting: bool
    """False if the change is made first and approval follows as a task (RULES 13.8)."""
    sentence: str


def approval_needed(kind: ChangeKind, clinic_day: date, reason: str, today: date, settings: PolicySettings) -> Approval:
    """Return the approval of a change: below six weeks of notice, eight for templates (R-240, R-241).

    The general manager approves; below `clinics.change_director_days` a director or the chief operating officer.
    """
    notice_days = (clinic_day - today).days
    wanted = (
        settings.clinics.template_change_notice_days
        if kind == ChangeKind.TEMPLATE
        else settings.clinics.change_notice_days
    )
    notice = f"{count_words(notice_days, 'day')} of notice"
    if notice_days >= wanted:
        return Approval(notice_days, None, False, f"{notice}: no approval is needed.")
    short = notice_days < settings.clinics.change_director_days
    approver = LadderLevel.CHIEF_OPERATING_OFFICER if short else LadderLevel.GENERAL_MANAGER
    if reason in ACT_FIRST:
        sentence = f"{notice}: act now, record who was told and when; approval of the {approver.words} follows."
        return Approval(notice_days, approver, False, sentence)
    return Approval(notice_days, approver, True, f"{notice}, fewer than {wanted}: the {approver.words} approves first.")


def is_of_a_clinic(reason: CancelReason) -> bool:
    """Return whether a whole clinic can be cancelled for a reason: the hospital's own, not about one patient alone."""
    return (
        reason.party == Party.HOSPITAL
        and reason.consequence == Consequence.REBOOK
        and reason.code not in _OF_ONE_PATIENT
    )


def why_not_of_a_clinic(reason: CancelReason, comment: str) -> PolicyRefusal | None:
    """Return why a whole clinic is not cancelled for a reason; None if it may be (RULES 13.2)."""
    if not is_of_a_clinic(reason):
        about = f"{reason.description} is about one patient: cancel that appointment by itself, or give the reason"
        return PolicyRefusal("RULES 13.2", f"{about} for which the hospital cancels the whole clinic.")
    if reason.comment_required and not comment.strip():
        return PolicyRefusal("R-230", f"{reason.description.partition(' -')[0]} needs a few words that say why.")
    return None


def approval_task(approval: Approval, clinic: str, specialty: int, today: date, closed: Container[date]) -> Task | None:
    """Return the task to approve an urgent change afterwards, due on the next working day (RULES 13.8)."""
    if approval.approver is None or approval.before_acting:
        return None
    sentence = f"Approve afterwards: {clinic} was cancelled with {count_words(approval.notice_days, 'day')} of notice."
    to = Manager(approval.approver, specialty)
    return Task(to, TaskKind.CONFIRM_APPROVAL, sentence, add_working_days(today, 1, closed))


@dataclass(frozen=True, slots=True)
class CallTurn:
    """The turn of a patient of a cancelled clinic when all are told."""

    number: int
    of: int


def contact_task(
    starts: datetime, specialty: int, turn: CallTurn, today: date, closed: Container[date], settings: PolicySettings
) -> Task:
    """Return the task to tell one patient that the clinic is cancelled (R-246, R-248).

    On the day everybody is rung; a letter alone is enough only while more than `letter_alone_working_days` remain.
    `closed` are the bank holidays.
    """
    team, when = BookingTeam(specialty), moment_words(starts)
    ring = f"Call {turn.number} of {turn.of}: ring the patient, {when} is cancelled"
    if starts.date() == today:
        return Task(team, TaskKind.TELL_PATIENT, f"{ring}; reception intercepts whoever is not reached.", today)
    due = add_working_days(today, 1, closed)
    if working_days_between(today, starts.date(), closed) > settings.clinics.letter_alone_working_days:
        return Task(team, TaskKind.SEND_LETTER, f"Write to the patient, or ring: {when} is cancelled.", due)
    return Task(team, TaskKind.TELL_PATIENT, f"{ring}; it is too late for a letter alone.", min(due, starts.date()))


@dataclass(frozen=True, slots=True)
class Displaced:
    """A patient booked into the changed clinic."""

    appointment: int
    starts: datetime
    priority: Priority
    target: Target | None
    """The nearest target, as of today."""
    days_waited: int
    is_follow_up: bool
    booked_on: date
    past_latest_date: bool = False
    """Whether a later date would pass the latest clinically appropriate one."""
    hospital_cancellations: int = 0
    interpreter: bool = False
    by_transport: bool = False
    travel_minutes: int = 0
    new_date: date | None = None
    """The earliest possible date instead, if known."""


def rebooking_order(patients: Iterable[Displaced]) -> tuple[Displaced, ...]:
    """Return displaced patients in the order in which they get the new dates (RULES 13.7).

    Suspected cancer and urgent first, by their own target; then those the hospital cancelled before; then those who
    would breach, the longest wait first; then the longest delay.
    """
    return tuple(sorted(patients, key=_worth))


def _worth(patient: Displaced) -> tuple[int, int, date, int, bool, int, int, int]:
    urgent = patient.priority >= Priority.URGENT
    target_day = patient.target.day if patient.target is not None else date.max
    return (
        0 if urgent else 1,
        -patient.priority,
        target_day if urgent else date.max,
        -patient.hospital_cancellations,
        not _would_miss_target(patient),
        -patient.days_waited,
        -_days_of_delay(patient),
        patient.appointment,
    )


def _would_miss_target(patient: Displaced) -> bool:
    """A patient who would keep the target in this clinic and miss it on the next known date."""
    if patient.target is None or patient.starts.date() > patient.target.day:
        return False
    return patient.new_date is None or patient.new_date > patient.target.day


def _days_of_delay(patient: Displaced) -> int:
    return (patient.new_date - patient.starts.date()).days if patient.new_date is not None else 0


@dataclass(frozen=True, slots=True)
class MayMove:
    """One patient of a reduced clinic, and the grounds against moving them."""

    patient: Displaced
    protected: tuple[str, ...]
    """Grounds against choosing this patient (R-243); empty if they may be moved."""


def who_may_move(patients: Iterable[Displaced], settings: PolicySettings) -> tuple[MayMove, ...]:
    """Return the patients of a reduced clinic, those to move first on top (R-243).

    Routine follow-ups come first, the latest booked before the others; protected patients come last, with the grounds.
    """
    found = [MayMove(patient, _protected(patient, settings)) for patient in patients]
    return tuple(
        sorted(
            found,
            key=lambda choice: (
                len(choice.protected),
                not choice.patient.is_follow_up,
                -choice.patient.booked_on.toordinal(),
                choice.patient.appointment,
            ),
        )
    )


def _protected(patient: Displaced, settings: PolicySettings) -> tuple[str, ...]:
    near_breach = patient.target is not None and patient.target.days <= settings.clinics.change_notice_days
    grounds = (
        (patient.priority is Priority.SUSPECTED_CANCER, "suspected cancer"),
        (patient.priority is Priority.URGENT, "urgent"),
        (patient.past_latest_date, "would pass the latest clinically appropriate date"),
        (near_breach, "close to the target or past it"),
        (patient.hospital_cancellations > 0, "cancelled by the hospital before"),
        (patient.interpreter, "interpreter arranged"),
        (patient.by_transport, "transport arranged"),
        (patient.travel_minutes >= settings.booking.travel_minutes_between_sites, "comes from far"),
    )
    return tuple(words for applies, words in grounds if applies)


def calling_order(patients: Iterable[Displaced]) -> tuple[Displaced, ...]:
    """Return the order in which patients are rung on the day itself: transport first, then by when they leave home.

    They leave at the appointment time less their travel (RULES 13.8).
    """
    return tuple(
        sorted(
            patients,
            key=lambda patient: (
                not patient.by_transport,
                patient.starts - timedelta(minutes=patient.travel_minutes),
                patient.appointment,
            ),
        )
    )
