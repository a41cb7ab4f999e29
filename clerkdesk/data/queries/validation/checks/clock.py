"""Checks of the 18-week clock: its facts, its state, and its agreement with the lists (DQ04, 05, 07 to 11, 13, 22)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from clerkdesk.data.queries.base.conditions import CLOCK_OPEN, LISTED
from clerkdesk.data.queries.base.dialects import days_between, json_text
from clerkdesk.data.queries.base.joins import entry_with_pathway
from clerkdesk.data.queries.validation.checks.base import (
    RTT_STOPS,
    SEEN,
    Check,
    CheckContext,
    Probe,
    found,
    has_open_review,
    later_fact,
    stands,
)
from clerkdesk.data.tables import (
    Appointment,
    ClinicalReview,
    Pathway,
    Patient,
    Referral,
    RttEvent,
    Specialty,
    WaitingListEntry,
)
from clerkdesk.rules.acts.ways import Way
from clerkdesk.rules.pathways.start_days import CONFIRMED, last_long_ago
from clerkdesk.rules.rtt.kinds import EVENT_KINDS, Group
from clerkdesk.rules.rtt.transitions import MONITORING_CODES
from clerkdesk.rules.validation.findings import Mend, Severity
from clerkdesk.rules.values.appointments import AppointmentStatus
from clerkdesk.rules.values.clocks import ClockEventKind, ClockState, RttStatus
from clerkdesk.rules.values.entries import EntryKind, EntryStatus
from clerkdesk.rules.values.reviews import ReviewStatus
from clerkdesk.rules.waiting_list.entry_kinds import AWAITING_KINDS

_STARTS = tuple(name for name, kind in EVENT_KINDS.items() if kind.group is Group.START)
_STOPS = tuple(
    name for name, kind in EVENT_KINDS.items() if kind.group in (Group.TREATMENT, Group.DEATH) or kind.code in RTT_STOPS
)
_STATUS_UNKNOWN_DAYS = 5


def _stopped_and_listed(_context: CheckContext) -> Select[Any]:
    entry = WaitingListEntry
    query = found(entry.patient_id, entry.pathway_id, entry.id, day=Pathway.clock_stop)
    return entry_with_pathway(query).where(
        col(Pathway.clock_state) == ClockState.STOPPED,
        # A clinician may return a patient on active monitoring to the list: the wait has ended, the need has not.
        func.coalesce(col(Pathway.clock_stop_code), "").not_in(MONITORING_CODES),
        col(entry.kind) == EntryKind.NEW,
        col(entry.status).in_((EntryStatus.WAITING, EntryStatus.BOOKED)),
    )


def _two_open_periods(_context: CheckContext) -> Select[Any]:
    known_by = (col(Pathway.identifier), col(Pathway.identifier_issuer))
    twice = (
        select(*known_by)
        .where(col(Pathway.clock_state).in_(CLOCK_OPEN), col(Pathway.identifier) != "")
        .group_by(*known_by)
        .having(func.count() > 1)
        .subquery()
    )
    return (
        found(Pathway.patient_id, Pathway.id, day=Pathway.clock_start)
        .select_from(Pathway)
        .join(twice, and_(known_by[0] == twice.c.identifier, known_by[1] == twice.c.identifier_issuer))
        .where(col(Pathway.clock_state).in_(CLOCK_OPEN))
    )


def _start_after_activity(_context: CheckContext) -> Select[Any]:
    seen, stop = Appointment, RttEvent
    first_seen = func.min(seen.starts_at)
    stopped_before = exists().where(
        col(stop.pathway_id) == col(Pathway.id),
        stands(stop),
        or_(col(stop.code).in_(RTT_STOPS), col(stop.kind).in_(_STOPS)),
        col(stop.event_date) <= col(Pathway.clock_start),
    )
    return (
        found(Pathway.patient_id, Pathway.id, day=first_seen)
        .select_from(Pathway)
        .join(seen, col(seen.pathway_id) == col(Pathway.id))
        .where(
            col(seen.live).is_(True),
            col(seen.attendance_code).in_(SEEN),
            days_between(col(seen.starts_at), col(Pathway.clock_start)) > 0,
            ~stopped_before,
        )
        .group_by(col(Pathway.patient_id), col(Pathway.id))
    )


def _stop_before_start(_context: CheckContext) -> Select[Any]:
    stop, start = aliased(RttEvent), aliased(RttEvent)
    begun = later_fact(stop, start, col(start.kind).in_(_STARTS), col(start.event_date) <= col(stop.event_date))
    return (
        found(Pathway.patient_id, Pathway.id, day=func.min(stop.event_date))
        .select_from(Pathway)
        .join(stop, col(stop.pathway_id) == col(Pathway.id))
        .where(
            stands(stop),
            or_(col(stop.code).in_(RTT_STOPS), col(stop.kind).in_(_STOPS)),
            col(stop.event_date) < col(Pathway.clock_start),
            ~begun,
        )
        .group_by(col(Pathway.patient_id), col(Pathway.id))
    )


def _starts_in_the_future(context: CheckContext) -> Select[Any]:
    start = RttEvent
    return (
        found(Pathway.patient_id, Pathway.id, day=start.event_date)
        .select_from(start)
        .join(Pathway, col(Pathway.id) == col(start.pathway_id))
        .where(stands(start), col(start.kind).in_(_STARTS), col(start.event_date) > context.today)
    )


def _began_in_the_future(context: CheckContext) -> Select[Any]:
    return found(Pathway.patient_id, Pathway.id, day=Pathway.clock_start).where(
        col(Pathway.clock_start) > context.today
    )  # fmt: skip


def _ended_before_it_began(_context: CheckContext) -> Select[Any]:
    return found(Pathway.patient_id, Pathway.id, day=Pathway.clock_stop).where(
        col(Pathway.clock_state) == ClockState.STOPPED, col(Pathway.clock_stop) < col(Pathway.clock_start)
    )


def _began_before_birth(_context: CheckContext) -> Select[Any]:
    query = found(Pathway.patient_id, Pathway.id, day=Pathway.clock_start).select_from(Pathway)
    return query.join(Patient, col(Patient.id) == col(Pathway.patient_id)).where(
        col(Pathway.clock_state).in_(CLOCK_OPEN), col(Pathway.clock_start) < col(Patient.date_of_birth)
    )


def _began_long_ago(context: CheckContext) -> Select[Any]:
    start = RttEvent
    confirmed = exists().where(
        col(start.pathway_id) == col(Pathway.id), stands(start), json_text(start.details, CONFIRMED).is_not(None)
    )
    return found(Pathway.patient_id, Pathway.id, day=Pathway.clock_start).where(
        col(Pathway.clock_state).in_(CLOCK_OPEN),
        col(Pathway.clock_start) <= last_long_ago(context.today),
        ~confirmed,
    )


def _placed_before_the_referral(_context: CheckContext) -> Select[Any]:
    entry = WaitingListEntry
    query = entry_with_pathway(found(entry.patient_id, entry.pathway_id, entry.id, day=entry.list_position_date))
    return query.join(Referral, col(Referral.id) == col(Pathway.referral_id)).where(
        col(entry.status).in_(LISTED),
        col(entry.list_position_date) < col(Referral.received_date),
        # A corrected start, or one from a duplicate, shows that the patient waited from then on.
        col(entry.list_position_date) < func.coalesce(col(Pathway.clock_start), col(Referral.received_date)),
    )


def _status_99(context: CheckContext) -> Select[Any]:
    unknown, later = aliased(RttEvent), aliased(RttEvent)
    corrected = later_fact(
        unknown, later, col(later.code) != RttStatus.NOT_KNOWN, col(later.event_date) >= col(unknown.event_date)
    )  # fmt: skip
    return (
        found(Pathway.patient_id, Pathway.id, day=unknown.event_date)
        .select_from(unknown)
        .join(Pathway, col(Pathway.id) == col(unknown.pathway_id))
        .where(
            stands(unknown),
            col(unknown.code) == RttStatus.NOT_KNOWN,
            col(unknown.event_date) < context.days_ago(_STATUS_UNKNOWN_DAYS),
            ~corrected,
        )
    )


def _status_missing(context: CheckContext) -> Select[Any]:
    seen = Appointment
    return found(seen.patient_id, seen.pathway_id, seen.entry_id, seen.id, day=seen.starts_at).where(
        col(seen.live).is_(True),
        col(seen.status) == AppointmentStatus.OUTCOME_RECORDED,
        col(seen.rtt_code).is_(None),
        days_between(col(seen.starts_at), context.today) > _STATUS_UNKNOWN_DAYS,
    )


def _nullified_after_activity(_context: CheckContext) -> Select[Any]:
    missed, seen, between = aliased(RttEvent), Appointment, aliased(RttEvent)
    # Without an explicit correlation SQLAlchemy repeats a table of the outermost query two levels down.
    ended_between = (
        exists()
        .where(
            col(between.pathway_id) == col(missed.pathway_id),
            stands(between),
            col(between.code).in_(RTT_STOPS),
            col(between.event_date) < col(missed.event_date),
            days_between(col(seen.starts_at), col(between.event_date)) >= 0,
        )
        .correlate(missed, seen)
    )
    attended_before = exists().where(
        col(seen.pathway_id) == col(missed.pathway_id),
        col(seen.live).is_(True),
        col(seen.attendance_code).in_(SEEN),
        days_between(col(seen.starts_at), col(missed.event_date)) > 0,
        ~ended_between,
    )
    return (
        found(Pathway.patient_id, Pathway.id, day=missed.event_date)
        .select_from(missed)
        .join(Pathway, col(Pathway.id) == col(missed.pathway_id))
        .where(stands(missed), col(missed.code) == RttStatus.FIRST_MISSED, attended_before)
    )


def _monitored_without_review(context: CheckContext) -> Select[Any]:
    review, entry = ClinicalReview, WaitingListEntry
    within = context.setting(lambda policy: policy.reviews.monitoring_review_days)
    reviewed = (
        select(func.min(review.due_date))
        .where(col(review.pathway_id) == col(Pathway.id), col(review.status) == ReviewStatus.OPEN)
        .scalar_subquery()
    )
    looked_at = (
        select(func.min(entry.look_again_on))
        .where(
            col(entry.pathway_id) == col(Pathway.id),
            col(entry.status) == EntryStatus.ON_HOLD,
            # A look at the progress of a procedure or a test is not a review of monitoring.
            col(entry.kind).not_in(AWAITING_KINDS),
        )
        .scalar_subquery()
    )
    return (
        found(Pathway.patient_id, Pathway.id, day=Pathway.clock_stop)
        .select_from(Pathway)
        .outerjoin(Specialty, col(Specialty.id) == col(Pathway.specialty_id))
        .where(
            col(Pathway.clock_state) == ClockState.STOPPED,
            col(Pathway.clock_stop_code).in_(MONITORING_CODES),
            col(Pathway.closed_on).is_(None),
            or_(reviewed.is_(None), days_between(context.today, reviewed) > within),
            or_(looked_at.is_(None), days_between(context.today, looked_at) > within),
        )
    )


def _passed_on_and_listed(_context: CheckContext) -> Select[Any]:
    entry = WaitingListEntry
    query = entry_with_pathway(found(entry.patient_id, entry.pathway_id, entry.id))
    return query.where(col(Pathway.clock_state) == ClockState.RUNNING_ELSEWHERE, col(entry.status).in_(LISTED))


def _start_unknown(_context: CheckContext) -> Select[Any]:
    return found(Pathway.patient_id, Pathway.id).where(
        col(Pathway.clock_state) == ClockState.UNKNOWN_START, col(Pathway.closed_on).is_(None)
    )


def _pifu_over(context: CheckContext) -> Select[Any]:
    began, later = aliased(RttEvent), aliased(RttEvent)
    ended = later_fact(
        began, later, col(later.kind) == ClockEventKind.PIFU_END, col(later.event_date) >= col(began.event_date)
    )
    return (
        found(Pathway.patient_id, Pathway.id, day=began.event_date)
        .select_from(began)
        .join(Pathway, col(Pathway.id) == col(began.pathway_id))
        .where(
            stands(began),
            col(began.kind) == ClockEventKind.PIFU_START,
            json_text(col(began.details), "ends") < context.today.isoformat(),
            col(Pathway.closed_on).is_(None),
            ~ended,
            ~has_open_review(),
        )
    )


CHECKS = (
    Check(
        "DQ04", Severity.HIGH, "The clock has stopped and the list still shows it", Mend.VALIDATE,
        "Validate the entry: close it with the outcome that stopped the clock, or correct the clock.",
        (Probe("The clock stopped on {day}, and the entry still waits on the list of new patients.",
               _stopped_and_listed),),
    ),
    Check(
        "DQ05", Severity.HIGH, "Two open periods on one pathway", Mend.VALIDATE,
        "Find the duplicate by the pathway identifier, and validate it as “duplicate”.",
        (Probe("Another running clock has the same pathway identifier as this one, from {day}.", _two_open_periods),),
    ),
    Check(
        "DQ07", Severity.HIGH, "Impossible dates of the clock", Mend.CORRECT_CLOCK,
        "Correct the dates, or say that a start of years ago is right: both by validating it as “correct it”.",
        (
            Probe("The patient was first seen on {day}, before the clock began.", _start_after_activity),
            Probe("A stop on {day} is before the start of the clock.", _stop_before_start),
            Probe("The referral is dated {day}, in the future.", _starts_in_the_future),
            Probe("The clock shows a start on {day}, in the future.", _began_in_the_future),
            Probe("The clock shows a stop on {day}, before its start.", _ended_before_it_began),
            Probe("The clock shows a start on {day}, before the patient was born.", _began_before_birth),
            Probe("The clock shows a start on {day}, years ago, and nobody has said that this is right.",
                  _began_long_ago),
            Probe("The position on the list dates from {day}, before the referral came.", _placed_before_the_referral),
        ),
    ),
    Check(
        "DQ08", Severity.MEDIUM, "RTT status unknown for more than 5 days", Mend.CORRECT_CLOCK,
        "Ask the clinic for the RTT status, and validate the entry with it as “correct it”.",
        (
            Probe("RTT status 99 stands since {day} and nobody has corrected it.", _status_99),
            Probe("The attendance of {day} has an outcome but no RTT status.", _status_missing),
        ),
    ),
    Check(
        "DQ09", Severity.HIGH, "Status 33 after an attended activity", Mend.CORRECT_CLOCK,
        "It was not the first appointment: correct the status to 20, validating it as “correct it”.",
        (Probe("Status 33 of {day} follows an attended appointment.", _nullified_after_activity),),
    ),
    Check(
        "DQ10", Severity.MEDIUM, "Active monitoring without a review in time", Mend.OPEN_REVIEW,
        f"Ask for a clinical review of the monitoring ({Way.ASK_FOR_REVIEW.on_card()}).",
        (Probe("On active monitoring since {day}, and no review falls due in time.",
               _monitored_without_review),),
    ),
    Check(
        "DQ11", Severity.MEDIUM, "Passed to another provider and still listed here", Mend.VALIDATE,
        "Validate the entry: close it as “to another provider”, or say that the patient came back: "
        "“correct it”, with status 20.",
        (Probe("Status 21: the patient was passed to another provider, and the entry is still listed.",
               _passed_on_and_listed),),
    ),
    Check(
        "DQ13", Severity.MEDIUM, "Unknown clock start", Mend.VALIDATE,
        "Ask the referrer for the start, and validate the entry with it as “clock start unknown”.",
        (Probe("Nobody knows when this clock started.", _start_unknown),),
    ),
    Check(
        "DQ22", Severity.MEDIUM, "Patient-initiated follow-up is past its end", Mend.PATIENT_ASKS,
        f"Do what was agreed for its end, discharge or a review: {Way.END_ASKING.on_card()}.",
        (Probe("Patient-initiated follow-up, begun on {day}, is past its end and nothing was done.", _pifu_over),),
    ),
)  # fmt: skip
"""The checks of this module, in the order of their numbers."""
