"""Checks of missing steps: reviews, ratification, holds, refusals, dates, tellings (DQ29 to DQ35, DQ41)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Select, exists, func, or_
from sqlalchemy.orm import aliased
from sqlmodel import col

from clerkdesk.data.queries.base.conditions import CLOCK_OPEN, LISTED, OPEN_STATUSES, waits
from clerkdesk.data.queries.base.dialects import days_between, json_text
from clerkdesk.data.queries.base.joins import entry_with_pathway
from clerkdesk.data.queries.validation.checks.base import SEEN, Check, CheckContext, Probe, found, later_fact, stands
from clerkdesk.data.tables import Appointment, ClinicalReview, Pathway, Referral, RttEvent, Specialty, WaitingListEntry
from clerkdesk.rules.acts.ways import Way
from clerkdesk.rules.referrals.regrading import AGREED_WITH
from clerkdesk.rules.validation.findings import Mend, Severity
from clerkdesk.rules.values.appointments import AppointmentStatus
from clerkdesk.rules.values.clocks import ClockEventKind, ClockState
from clerkdesk.rules.values.entries import EntryKind, EntryStatus
from clerkdesk.rules.values.priority import PriorityType
from clerkdesk.rules.values.reviews import ReviewStatus
from clerkdesk.rules.waiting_list.patient_initiated import HELD_BECAUSE, WHAT_ACTS

_NOT_ACCEPTED = ("return_with_advice", "redirect", "reject")
"""Gradings of a referral that is not to be booked here."""


def _entry(day: Any = None) -> Select[Any]:
    entry = WaitingListEntry
    return entry_with_pathway(found(entry.patient_id, entry.pathway_id, entry.id, day=day))


def _other_priority(_context: CheckContext) -> Select[Any]:
    entry = WaitingListEntry
    return _entry().where(col(entry.status).in_(OPEN_STATUSES), col(entry.priority_type) != col(Pathway.priority_type))


def _lowered_without_agreement(_context: CheckContext) -> Select[Any]:
    """Return suspected cancer with a lower priority that no fact shows as agreed (13.22)."""
    changed = RttEvent
    agreed = exists().where(
        col(changed.pathway_id) == col(Pathway.id),
        col(changed.kind) == ClockEventKind.PRIORITY_CHANGED,
        func.coalesce(json_text(col(changed.details), AGREED_WITH), "") != "",
        stands(changed),
    )
    return (
        found(Pathway.patient_id, Pathway.id)
        .select_from(Pathway)
        .where(
            col(Pathway.cancer_suspected).is_(True),
            col(Pathway.left_cancer_pathway_on).is_(None),
            col(Pathway.closed_on).is_(None),
            col(Pathway.priority_type).in_((PriorityType.ROUTINE, PriorityType.URGENT)),
            ~agreed,
        )
    )


def _missed_without_review(_context: CheckContext) -> Select[Any]:
    missed, review, seen = Appointment, ClinicalReview, aliased(Appointment)
    asked = exists().where(
        col(review.pathway_id) == col(missed.pathway_id),
        col(review.status) != ReviewStatus.WITHDRAWN,
        days_between(col(missed.starts_at), col(review.opened_at)) >= 0,
    )
    seen_since = exists().where(
        col(seen.pathway_id) == col(missed.pathway_id),
        col(seen.live).is_(True),
        col(seen.attendance_code).in_(SEEN),
        col(seen.starts_at) > col(missed.starts_at),
    )
    return (
        found(missed.patient_id, missed.pathway_id, missed.entry_id, missed.id, day=missed.starts_at)
        .select_from(missed)
        .join(Pathway, col(Pathway.id) == col(missed.pathway_id))
        .where(
            col(missed.status) == AppointmentStatus.DID_NOT_ATTEND,
            col(Pathway.closed_on).is_(None),
            ~asked,
            ~seen_since,
        )
    )


def _never_ratified(_context: CheckContext) -> Select[Any]:
    received, later = aliased(RttEvent), aliased(RttEvent)
    ratified = later_fact(received, later, col(later.kind) == ClockEventKind.SELF_REFERRAL_RATIFIED)
    return (
        found(Pathway.patient_id, Pathway.id, day=received.event_date)
        .select_from(received)
        .join(Pathway, col(Pathway.id) == col(received.pathway_id))
        .where(
            stands(received),
            col(received.kind) == ClockEventKind.SELF_REFERRAL_RECEIVED,
            col(Pathway.closed_on).is_(None),
            col(Pathway.clock_state) == ClockState.NOT_APPLICABLE,
            ~ratified,
        )
    )


def _running_and_planned(_context: CheckContext) -> Select[Any]:
    entry = WaitingListEntry
    # An unmet planned date starts a clock by itself.
    before_due = or_(
        col(entry.due_date).is_(None),
        col(Pathway.clock_start).is_(None),
        col(Pathway.clock_start) < col(entry.due_date),
    )
    return _entry(Pathway.clock_start).where(
        col(entry.kind) == EntryKind.PLANNED,
        col(entry.status).in_(OPEN_STATUSES),
        col(Pathway.clock_state).in_(CLOCK_OPEN),
        before_due,
    )


def _running_and_to_ask(_context: CheckContext) -> Select[Any]:
    entry = WaitingListEntry
    return _entry(Pathway.clock_start).where(
        col(entry.status) == EntryStatus.ON_HOLD,
        col(entry.hold_reason) == HELD_BECAUSE,
        col(Pathway.clock_state).in_(CLOCK_OPEN),
    )


def _hold_is_over(*, patient_asks: bool) -> Callable[[CheckContext], Select[Any]]:
    """Return the query of holds past their day: those of patient-initiated follow-up, or all others."""
    entry = WaitingListEntry
    held_for = col(entry.hold_reason)
    whose = held_for == HELD_BECAUSE if patient_asks else held_for != HELD_BECAUSE

    def query(context: CheckContext) -> Select[Any]:
        over = col(entry.look_again_on) < context.today
        return _entry(entry.look_again_on).where(
            col(entry.status) == EntryStatus.ON_HOLD, over, whose, col(Pathway.closed_on).is_(None)
        )

    return query


def _refused_and_running(context: CheckContext) -> Select[Any]:
    return (
        found(Pathway.patient_id, Pathway.id, day=Referral.vetted_on)
        .select_from(Pathway)
        .join(Referral, col(Referral.id) == col(Pathway.referral_id))
        .where(
            waits(),
            col(Referral.vetting_outcome).in_(_NOT_ACCEPTED),
            or_(col(Referral.vetted_on).is_(None), col(Referral.vetted_on) <= context.outcome_before),
        )
    )


def _not_told(what: str) -> Callable[[CheckContext], Select[Any]]:
    """Return the query of accepted referrals whose patient was not told in the days of the settings (13.29)."""

    def query(context: CheckContext) -> Select[Any]:
        accepted, told, entry = aliased(RttEvent), aliased(RttEvent), WaitingListEntry
        known = exists().where(
            col(told.pathway_id) == col(accepted.pathway_id),
            stands(told),
            col(told.kind) == ClockEventKind.PATIENT_TOLD,
            json_text(col(told.details), "about") == what,
        )
        late = context.setting(lambda policy: policy.referrals.told_of_referral_days)
        return (
            _entry(accepted.event_date)
            .join(accepted, col(accepted.pathway_id) == col(Pathway.id))
            .outerjoin(Specialty, col(Specialty.id) == col(Pathway.specialty_id))
            .where(
                stands(accepted),
                col(accepted.kind) == ClockEventKind.REFERRAL_GRADED,
                json_text(col(accepted.details), "outcome").like("accepted%"),
                col(entry.kind) == EntryKind.NEW,
                col(entry.status).in_(LISTED),
                days_between(col(accepted.event_date), context.today) > late,
                ~known,
            )
        )

    return query


def _no_date(kind: str) -> Callable[[CheckContext], Select[Any]]:
    entry = WaitingListEntry

    def query(_context: CheckContext) -> Select[Any]:
        return _entry().where(col(entry.kind) == kind, col(entry.status).in_(LISTED), col(entry.due_date).is_(None))

    return query


def _other_specialty(_context: CheckContext) -> Select[Any]:
    entry = WaitingListEntry
    return _entry().where(col(entry.status).in_(OPEN_STATUSES), col(entry.specialty_id) != col(Pathway.specialty_id))


def _no_specialty(_context: CheckContext) -> Select[Any]:
    entry = WaitingListEntry
    return _entry().where(
        col(entry.status).in_(OPEN_STATUSES), col(entry.specialty_id).is_(None), col(Pathway.specialty_id).is_not(None)
    )


CHECKS = (
    Check(
        "DQ29", Severity.HIGH, "A list entry differs from its pathway in priority or specialty", Mend.VET,
        f"Ask the clinician which is right: enter the grading with that priority, or redirect the referral "
        f"({Way.GRADE.here()}).",
        (Probe("The list entry has one priority and its pathway another: targets and turn do not agree.",
               _other_priority),
         Probe("The list entry stands on another specialty's list than its pathway: nobody there expects it.",
               _other_specialty),
         Probe("The list entry stands on no specialty's list, and its pathway has one: nobody there sees it.",
               _no_specialty),
         Probe("Cancer is suspected, the priority is lower, and nothing says who at the referrer agreed to that.",
               _lowered_without_agreement)),
    ),
    Check(
        "DQ30", Severity.HIGH, "Missed appointment without a clinical review", Mend.OPEN_REVIEW,
        f"Ask for a clinical review ({Way.ASK_FOR_REVIEW.on_card()}): a clinician decides what follows, nobody is "
        "discharged by count.",
        (Probe("The patient did not attend on {day}, and no clinician has been asked.", _missed_without_review),),
    ),
    Check(
        "DQ31", Severity.MEDIUM, "Self-referral that nobody has ratified", Mend.VET,
        f"Have a care professional ratify it ({Way.GRADE.here()}): the clock then starts on the day of receipt.",
        (Probe("The patient referred themselves on {day}, nobody has ratified it, and no clock runs.",
               _never_ratified),),
    ),
    Check(
        "DQ32", Severity.HIGH, "Running clock on the planned list, or while the patient is to ask", Mend.CORRECT_CLOCK,
        "Correct the status that put it there (“correct it”), or record treatment: neither planned care nor "
        "patient-initiated follow-up has a running clock.",
        (Probe("The clock has run since {day}, and the patient stands on the planned list.", _running_and_planned),
         Probe("The clock has run since {day}, and nobody books the patient until they ask: patient-initiated "
               "follow-up.", _running_and_to_ask)),
    ),
    Check(
        "DQ33", Severity.MEDIUM, "Hold past its date to look again", Mend.RESUME,
        f"Look again: {Way.TAKE_OFF_HOLD.on_card()} takes it off hold, and then {Way.HOLD_TO_A_DAY.here()} holds it "
        "to a new day.",
        (Probe("On hold, and was to be looked at again on {day}.", _hold_is_over(patient_asks=False)),
         Probe("Patient-initiated follow-up, and was to be looked at again on {day}.",
               _hold_is_over(patient_asks=True), f"Ask whether it goes on: {WHAT_ACTS}", Mend.PATIENT_ASKS)),
    ),
    Check(
        "DQ34", Severity.HIGH, "Referral not accepted, and its clock still runs", Mend.VET,
        f"Tell the patient and the referrer and record each ({Way.RECORD_TOLD_OF_REFUSAL.here()}): once both know, the "
        "clock stops with status 34.",
        (Probe("A clinician did not accept the referral on {day}, and the clock still runs.", _refused_and_running),),
    ),
    Check(
        "DQ35", Severity.MEDIUM, "Follow-up or planned care without its date", Mend.BOOK,
        "Ask the clinic for the date, and book the appointment.",
        (Probe("The follow-up has no see-by date: it stands in no order and is never overdue.",
               _no_date("follow_up")),
         Probe("The planned care has no date: it stands in no order, and no wait begins when it is late.",
               _no_date("planned"))),
    ),
    Check(
        "DQ41", Severity.MEDIUM, "Patient not told that the referral is accepted, or that they are on the list",
        Mend.BOOK,
        f"Tell the patient, and record it: {Way.RECORD_TOLD_OF_REFERRAL.here()}.",
        (Probe("The referral was accepted on {day}, and the patient was not told so.", _not_told("accepted")),
         Probe("The referral was accepted on {day}, and the patient was not told that they are on the list.",
               _not_told("listed"))),
    ),
)  # fmt: skip
"""The checks of this module, in the order of their numbers."""
