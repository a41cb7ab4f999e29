"""Judges a wait for a procedure without a running clock: a new decision to treat, or part of the agreed plan.

A new decision starts its own wait on the day the patient is told (R-108, R-161); surveillance, and parts of the agreed
plan, start none (R-162). The record cannot tell the two apart, so a clinician's word does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from clerkdesk.rules.acts.consequences import PolicyRefusal
from clerkdesk.rules.acts.ways import Way
from clerkdesk.rules.pathways.ending_a_wait import WAITS
from clerkdesk.rules.rtt.engine import clock_at
from clerkdesk.rules.rtt.model import Clock, ClockEvent
from clerkdesk.rules.rtt.transitions import MONITORING_CODES
from clerkdesk.rules.values.clocks import ClockEventKind, ClockState, RttStatus
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.settings import PolicySettings

NEW_TREATMENT = "new_treatment"
"""Code of the question whether a procedure is a new decision to treat."""
DECISION = ClockEventKind.DECISION_TO_TREAT
DECIDED = RttStatus.AFTER_MONITORING
"""RTT status of the decision that starts a new wait."""
_REFUSED_BEFORE = frozenset({RttStatus.NOT_TREATED, RttStatus.DECLINED})
"""Statuses after which no agreed plan of treatment is in force."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """The reason for a wait for a procedure without a running clock, with the decider."""

    new: bool
    """Whether it is a new decision to treat; otherwise it is part of the plan agreed before."""
    by: str = ""
    """Code or name of the clinician; empty if they are at the keys."""
    source: str = ""
    """Letter, e-mail or reference that proves it."""
    told_on: date | None = None
    """For a new decision: the day on which the patient was told."""
    because: str = ""
    """Why the word of another specialty's clinician counts (RULES 13.27)."""


def why_passed_on(state: ClockState) -> PolicyRefusal | None:
    """Return the refusal of a wait here while another provider has the patient; None if they are here."""
    if state != ClockState.RUNNING_ELSEWHERE:
        return None
    return PolicyRefusal(
        "R-172",
        "The patient was passed to another provider (21), and waits there. Record first that they came back "
        "(“correct it”, status 20).",
    )


def why_not_beside_planned_care(*, planned: bool) -> PolicyRefusal | None:
    """Return why no new wait starts for a need on the planned list, where no clock may run; None if it may start."""
    if not planned:
        return None
    return PolicyRefusal(
        "RULES 13.15",
        "The patient stands on the planned list, where no wait runs, and the new wait would be counted nowhere. Record "
        f"the decision with the outcome of the planned visit ({Way.RECORD_OUTCOME.on_card()}), end the planned care "
        f"first ({Way.VALIDATE.on_card()}), or, for another condition, register a referral.",
    )


def decision_event(told_on: date, by: str = "", source: str = "") -> ClockEvent:
    """Return the clock event of a new decision to treat."""
    details: dict[str, object] = {"communicated": True, "new_treatment": True}
    if by:
        details |= {"decided_by": by, "decided_by_role": "clinician", "clinical_decision": True}
    return ClockEvent(DECISION, told_on, DECIDED, details | ({"source": source} if source else {}))


def why_new_or_agreed(
    events: Sequence[ClockEvent], agreed: Agreed | None, today: date, settings: PolicySettings
) -> PolicyRefusal | None:
    """Return what a wait for a procedure still lacks, or None if it is complete.

    The question arises if a decision to treat would start a wait; a service without a clock asks nothing.

    Args:
        events: the pathway as it stands.
        agreed: the stated reason, or None.
        today: the local day.
        settings: in force for the pathway's specialty.
    """
    clock = clock_at(events, today, settings)
    if clock.state in WAITS:
        sentence = "The clock runs, so this wait counts already: leave out whether the decision is new."
        return PolicyRefusal("R-120", sentence) if agreed is not None else None
    if agreed is not None and agreed.new:
        return _why_not_new(events, agreed.told_on, today, settings)
    if agreed is not None and clock.stop_code not in _REFUSED_BEFORE:
        return None
    return _why_asked(clock, events, today, settings)


def _why_not_new(
    events: Sequence[ClockEvent], told_on: date | None, today: date, settings: PolicySettings
) -> PolicyRefusal | None:
    """A decision counts from the day told, after the end of the earlier wait; one that starts no wait is refused."""
    if told_on is None:
        return PolicyRefusal("R-161", "Say on which day the patient was told: the new wait begins on that day.")
    if told_on > today:
        return PolicyRefusal("R-113", f"{day_words(told_on)} is still to come: record it once the patient was told.")
    event = decision_event(told_on)
    clock = clock_at([*events, event], today, settings)
    rejected = next((found for found in clock.rejected if found.event == event), None)
    if rejected is not None:
        return PolicyRefusal(rejected.rule, rejected.sentence)
    if clock.state in WAITS and clock.start == told_on:
        return None
    sentence = f"No wait would begin on {day_words(told_on)}: check the day ({Way.SHOW_WHY.here()} shows why)."
    return PolicyRefusal("RULES 13.25", sentence)


def _why_asked(
    clock: Clock, events: Sequence[ClockEvent], today: date, settings: PolicySettings
) -> PolicyRefusal | None:
    decided = decision_event(today)
    would_be = clock_at([*events, decided], today, settings)
    rejected = next((found for found in would_be.rejected if found.event == decided), None)
    if rejected is not None:
        return PolicyRefusal(rejected.rule, rejected.sentence)
    if would_be.state not in WAITS:
        return None
    rule = "R-161" if clock.stop_code in MONITORING_CODES else "R-108"
    if clock.stop_code in _REFUSED_BEFORE:
        why = "No treatment was to be given or wanted, so a procedure is a new decision to treat"
        return PolicyRefusal(rule, f"{why}: say who decided it, and on which day the patient was told.", NEW_TREATMENT)
    return PolicyRefusal(
        rule,
        "No clock runs, so this wait would not count. Is it a new decision to treat (who, and the day the patient was "
        "told), or part of what was agreed before (who, and which letter says so)?",
        NEW_TREATMENT,
    )
