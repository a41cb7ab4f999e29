"""Makes the facts for list order, dates to meet and desks at work, from any row with these columns."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from clerkdesk.rules.values.age import age_on
from clerkdesk.rules.values.clocks import ClockState
from clerkdesk.rules.values.entries import EntryKind, EntryStatus
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.waiting_list.claimed import claimed_elsewhere_by
from clerkdesk.rules.waiting_list.list_order import DeskFacts, OrderFacts
from clerkdesk.rules.waiting_list.patient_initiated import HELD_BECAUSE
from clerkdesk.rules.waiting_list.targets import TargetFacts, nearest_target
from clerkdesk.settings import PolicySettings

_UNTOUCHED = DeskFacts()
"""The facts of an entry that no desk holds, works on or has rung, as nearly all of a long list."""


def desk_facts_of(row: Any, desk_name: str, at: datetime) -> DeskFacts:
    """Return the desks' work on an entry, from any row with these columns of it and of its claim."""
    claimed_by = claimed_elsewhere_by(row, desk_name, at)
    if row.status != EntryStatus.ON_HOLD and claimed_by is None and not row.attempts:
        return _UNTOUCHED
    return DeskFacts(
        on_hold_because=row.hold_reason if row.status == EntryStatus.ON_HOLD else None,
        look_again=row.look_again_on,
        claimed_by=claimed_by,
        last_unanswered_call=row.last_attempt_at if row.attempts > 0 else None,
    )


def target_facts_of(row: Any, priority: Priority) -> TargetFacts:
    """Return the facts for the dates to meet, from any row with these columns of entry, pathway and referral."""
    start = row.referral_date or row.clock_start
    age = None if start is None or row.date_of_birth is None else age_on(row.date_of_birth, start)
    return TargetFacts(
        kind=row.kind,
        priority=priority,
        clock_start=row.clock_start if row.clock_state == ClockState.RUNNING else None,
        # A start corrected to before the referral shows that the referral had come by then.
        received=row.suspected_later_on
        or min((day for day in (row.referral_date, row.clock_start) if day is not None), default=None),
        suspected_cancer_type=row.suspected_cancer_type or "",
        age=age,
        cancer_suspected=row.cancer_suspected,
        upgraded_on=row.upgraded_on,
        was_urgent=row.urgent_before_upgrade,
        adjustment_days=row.cancer_adjustment_days,
        told_of_diagnosis=row.told_of_diagnosis_on is not None,
        left_cancer_pathway=row.left_cancer_pathway_on is not None,
        treatment_wait_over=row.first_treated_on is not None,
        treatment_decided_on=row.treatment_decided_on,
        # The end of patient-initiated follow-up is the last day to ask, not a see-by date.
        see_by=row.due_date if row.hold_reason != HELD_BECAUSE else None,
        latest_appropriate=row.latest_date,
    )


def order_facts_of(row: Any, facts: TargetFacts, today: date, policy: PolicySettings) -> OrderFacts:
    """Return the facts for the position of an entry, from any row with these columns of it and of its referral."""
    hurried = facts.clock_start is not None or facts.priority is Priority.SUSPECTED_CANCER
    target = nearest_target(facts, today, policy) if facts.kind == EntryKind.FOLLOW_UP and hurried else None
    referred = row.referral_date or row.list_position_date or date.max
    return OrderFacts(
        entry=row.entry_id,
        kind=row.kind,
        priority=facts.priority,
        list_position_date=row.list_position_date or referred,
        referral_date=referred,
        due=row.due_date,
        interval_days=row.interval_days,
        latest_appropriate=row.latest_date,
        target=target,
    )
