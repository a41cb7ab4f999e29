"""Putting a cancer milestone right: another day, or taken out as recorded in error (R-113, RULES 13.27).

Nothing is wiped out: the wrong fact stays on record, and `why` shows what stood there, who corrected it and on what
source. What may be recorded at all is in `clerkdesk.rules.cancer_milestones`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from clerkdesk.rules.cancer import cancer_marks
from clerkdesk.rules.cancer_course import WITHDRAWN, WITHDRAWN_KIND
from clerkdesk.rules.cancer_milestones import EVENT_OF, WORDS, Milestone
from clerkdesk.rules.consequences import PolicyRefusal
from clerkdesk.rules.date_words import day_words
from clerkdesk.rules.ending_a_wait import why_rejected
from clerkdesk.rules.rtt import ClockEvent, clock_at
from clerkdesk.rules.text import clean
from clerkdesk.settings import PolicySettings

MILESTONE_OF: Mapping[str, Milestone] = {kind: milestone for milestone, kind in EVENT_OF.items()}


@dataclass(frozen=True, slots=True)
class MilestoneCorrection:
    """What is to stand instead of a recorded milestone."""

    right_day: date | None
    """None where it never happened here."""
    reason: str
    source: str
    by: str
    """Name of whoever corrects it."""


def corrected_milestone(
    events: Sequence[ClockEvent], wrong: int, correction: MilestoneCorrection, today: date, settings: PolicySettings
) -> ClockEvent | PolicyRefusal:
    """Return the fact that counts in place of the wrong one, or why it can not be put right so.

    Args:
        events: Those that count on the pathway.
        wrong: Place of the wrong milestone among them.
        correction: What is right.
        today: The local day.
        settings: The policy in force.
    """
    was, day = events[wrong], correction.right_day
    told = {"correction_reason": clean(correction.reason), "correction_source": clean(correction.source)}
    told |= {"corrected_by": correction.by, "was": was.event_date.isoformat(), "corrected_on": today.isoformat()}
    if day is None:
        told[WITHDRAWN_KIND] = was.event
        return ClockEvent(WITHDRAWN, today, details={"what": WORDS[MILESTONE_OF[was.event]], **told})
    if day == was.event_date:
        return PolicyRefusal("R-113", f"It is recorded for {day_words(day)} already.")
    if day > today:
        return PolicyRefusal("R-113", "That day is still to come: record it once it has happened.")
    rest = [event for place, event in enumerate(events) if place != wrong]
    received = cancer_marks(clock_at(rest, today, settings)).received_on
    if received is not None and day < received:
        return PolicyRefusal("R-501", f"That is before the referral came, {day_words(received)}: check the day.")
    kept = {name: value for name, value in was.details.items() if name != "communicated_on"}
    right = replace(was, event_date=day, details={**kept, **told})
    return why_rejected(rest, right, today, settings) or right
