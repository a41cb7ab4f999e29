"""Corrects a cancer milestone: another day, or taken out as recorded in error (R-113, RULES 13.27).

Nothing is deleted: the wrong fact stays on record, and `why` shows it with the corrector and the source.
`clerkdesk.rules.cancer.milestones` judges what may be recorded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from clerkdesk.rules.acts.consequences import PolicyRefusal
from clerkdesk.rules.cancer.course import WITHDRAWN, WITHDRAWN_KIND
from clerkdesk.rules.cancer.milestones import MILESTONE_OF, WORDS, Milestone, why_against_a_decision
from clerkdesk.rules.cancer.waiting_times import cancer_marks, last_cancer_day
from clerkdesk.rules.pathways.ending_a_wait import why_rejected
from clerkdesk.rules.rtt import ClockEvent, clock_at
from clerkdesk.rules.values.clocks import ClockEventKind
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.text import clean
from clerkdesk.settings import PolicySettings

ASKED, REFUSED = ClockEventKind.MILESTONE_CORRECTION_ASKED, ClockEventKind.MILESTONE_CORRECTION_REFUSED
"""Kinds of the facts for a requested correction, and for its refusal by the second person (RULES 13.25)."""
_BEGINS_A_DATE = (Milestone.UPGRADE, Milestone.DECISION_TO_TREAT)
"""Milestones that start a cancer date: 62 days, or 31."""


@dataclass(frozen=True, slots=True)
class MilestoneCorrection:
    """The correction of a recorded milestone."""

    right_day: date | None
    """The right day; None if it never happened here."""
    reason: str
    source: str
    by: str
    """Name of the corrector."""
    agreed_by: str = ""
    """Name of the second person who confirmed it, if needed."""


def corrected_milestone(
    events: Sequence[ClockEvent], wrong: int, correction: MilestoneCorrection, today: date, settings: PolicySettings
) -> ClockEvent | PolicyRefusal:
    """Return the fact that replaces the wrong one, or why this correction is impossible.

    Args:
        events: The counting events of the pathway.
        wrong: Index of the wrong milestone among them.
        correction: The right milestone.
        today: The local day.
        settings: The policy in force.
    """
    was, day = events[wrong], correction.right_day
    told = {"correction_reason": clean(correction.reason), "correction_source": clean(correction.source)}
    told |= {"corrected_by": correction.by, "was": was.event_date.isoformat(), "corrected_on": today.isoformat()}
    told |= {"agreed_by": correction.agreed_by} if correction.agreed_by else {}
    if day is None:
        told[WITHDRAWN_KIND] = was.event
        return ClockEvent(WITHDRAWN, today, details={"what": WORDS[MILESTONE_OF[was.event]], **told})
    if day == was.event_date:
        return PolicyRefusal("R-113", f"It is recorded for {day_words(day)} already.")
    if day > today:
        return PolicyRefusal("R-113", "That day is still to come: record it once it has happened.")
    rest = [event for index, event in enumerate(events) if index != wrong]
    received = cancer_marks(clock_at(rest, today, settings)).received_on
    if received is not None and day < received:
        return PolicyRefusal("R-501", f"That is before the referral came, {day_words(received)}: check the day.")
    kept = {name: value for name, value in was.details.items() if name != "communicated_on"}
    right = replace(was, event_date=day, details={**kept, **told})
    return why_rejected(rest, right, today, settings) or right


def needs_second_person(
    events: Sequence[ClockEvent], wrong: int, right_day: date | None, today: date, settings: PolicySettings
) -> bool:
    """Return whether a correction moves a cancer date on, removes it, or turns a breach into a met date.

    Like a later clock start it shortens a wait, so it needs a second person (RULES 13.25).
    """
    was = events[wrong]
    rest = [event for index, event in enumerate(events) if index != wrong]
    if MILESTONE_OF[was.event] in _BEGINS_A_DATE:
        return right_day is None or right_day > was.event_date
    if right_day is None or right_day >= was.event_date:
        return False
    if why_against_a_decision(rest, replace(was, event_date=right_day), today, settings) is not None:
        return True
    marks = cancer_marks(clock_at(rest, today, settings))
    begun = (
        (marks.received_on, settings.cancer.faster_diagnosis_days, marks.adjustment_days),
        (marks.received_on, settings.cancer.referral_to_treatment_days, marks.adjustment_days),
        (marks.upgraded_on, settings.cancer.referral_to_treatment_days, 0),
        (marks.decided_on, settings.cancer.decision_to_treatment_days, 0),
    )
    lasts = (last_cancer_day(start, allowed, adjusted) for start, allowed, adjusted in begun if start is not None)
    return any(right_day <= last < was.event_date for last in lasts)


def asked_event(was: ClockEvent, correction: MilestoneCorrection, today: date) -> ClockEvent:
    """Return the fact of a requested correction, which a second person answers."""
    milestone = MILESTONE_OF[was.event]
    details = {"milestone": milestone, "asked": asked_for(milestone, was.event_date, correction.right_day)}
    details |= {"was": was.event_date.isoformat(), "asked_by": correction.by}
    details |= {"reason": clean(correction.reason), "source": clean(correction.source)}
    if correction.right_day is not None:
        details["right_day"] = correction.right_day.isoformat()
    return ClockEvent(ASKED, today, details=details)


def asked_for(milestone: Milestone, was: date, right_day: date | None) -> str:
    """Return the request as a phrase after "asks": `to take out "consultant's upgrade" of Thu 20 Mar 2025`."""
    if right_day is None:
        return f'to take out "{WORDS[milestone]}" of {day_words(was)}'
    return f'to move "{WORDS[milestone]}" from {day_words(was)} to {day_words(right_day)}'


def request_words(asked: str, correction: MilestoneCorrection) -> str:
    """Return the sentence for the team leader."""
    said = f"Reason: {clean(correction.reason)}. Source: {clean(correction.source)}. Confirm it or refuse it."
    return f"{correction.by} asks {asked}: a cancer date moves on or is lost by it. {said}"


def asked_words(asked: str) -> str:
    """Return the sentence for the clerk after requesting a correction."""
    return (
        f"A team leader or a supervisor has to confirm it: asked {asked}. Until then the cancer dates count as before."
    )
