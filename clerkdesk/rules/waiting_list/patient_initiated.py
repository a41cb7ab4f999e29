"""Patient-initiated follow-up (PIFU): who may ask, the last day to be seen, and its end.

R-180, R-181, D05, D06. It has no 18-week clock of its own; `clerkdesk.rules.rtt` applies its events to one.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from clerkdesk.rules.acts.consequences import PolicyRefusal, ReviewNeeded
from clerkdesk.rules.acts.due_dates import review_due
from clerkdesk.rules.acts.ways import Way
from clerkdesk.rules.rtt import details
from clerkdesk.rules.rtt.model import ClockEvent
from clerkdesk.rules.values.clocks import ClockEventKind
from clerkdesk.rules.values.closed_set import ClosedSet
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.reviews import ReviewKind
from clerkdesk.rules.values.working_days import add_working_days
from clerkdesk.settings import PolicySettings


class EndAction(ClosedSet):
    """The agreed act at its end (R-180)."""

    CLINICAL_REVIEW = "clinical_review"
    DISCHARGE = "discharge"


NO_PLAN = PolicyRefusal(
    "R-180", f"No patient-initiated follow-up runs here: {Way.ASK_FOR_REVIEW.here()} asks the clinician."
)

HELD_BECAUSE = "patient-initiated follow-up"
"""Reason for the hold of such a need: nobody books it before the patient asks."""

WHAT_ACTS = (
    f"{Way.RECORD_REQUEST.on_card()} records that the patient asks, {Way.END_ASKING.here()} that the time for asking "
    f"is over; {Way.ASK_FOR_REVIEW.here()} asks a clinician."
)
"""The possible acts on such a need, as a sentence: it is not taken off hold (R-180)."""
NOT_TAKEN_OFF = f"Patient-initiated follow-up is not taken off hold: {WHAT_ACTS}"


def held_words(hold_reason: str, takes_off: str) -> str:
    """Return the reason for a hold and the possible acts, as sentences.

    Args:
        hold_reason: the reason for the hold.
        takes_off: a sentence with the key that takes any other need off hold.
    """
    return f"On hold: {hold_reason}. {WHAT_ACTS if hold_reason == HELD_BECAUSE else takes_off}"


@dataclass(frozen=True, slots=True)
class Plan:
    """A running patient-initiated follow-up."""

    began: date
    ends: date | None
    """The last day on which the patient may ask; None for an open-ended plan (RULES 13.29)."""
    end_action: EndAction
    decided_by: str
    """The clinician who agreed it; empty if nobody is named."""

    def words_on(self, today: date) -> str:
        """The words for the last day to ask, past or future, and what comes then."""
        if self.ends is None:
            return "the patient may ask at any time: no end was agreed"
        then = "discharge" if self.end_action == EndAction.DISCHARGE else "a clinical review"
        may = "could" if self.ends < today else "may"
        return f"the patient {may} ask until {day_words(self.ends)}, then {then}"


_ONCE_OVER = f"{Way.END_ASKING_OR_REVIEW.here()}."


def plan_of(events: Iterable[ClockEvent]) -> Plan | None:
    """Return the running plan of a pathway, or None; `events` are clock events."""
    found: Plan | None = None
    for event in sorted(events, key=lambda event: (event.event_date, event.event == ClockEventKind.PIFU_END)):
        if event.event == ClockEventKind.PIFU_START:
            action = details.words(event, "end_action")
            found = Plan(
                event.event_date,
                details.day(event, "ends"),
                EndAction.DISCHARGE if action == EndAction.DISCHARGE else EndAction.CLINICAL_REVIEW,
                details.words(event, "decided_by"),
            )
        elif event.event == ClockEventKind.PIFU_END:
            found = None
    return found


def why_no_request(plan: Plan | None, asked_on: date) -> PolicyRefusal | None:
    """Return why a patient cannot come back by asking on a day, or None if they can."""
    if plan is None:
        return NO_PLAN
    if asked_on < plan.began:
        return PolicyRefusal("R-180", f"The plan begins on {day_words(plan.began)}: nobody can have asked before.")
    if plan.ends is not None and plan.ends < asked_on:
        return PolicyRefusal("R-180", f"The patient could ask until {day_words(plan.ends)}. {_ONCE_OVER}")
    return None


def why_not_over(plan: Plan | None, today: date) -> PolicyRefusal | None:
    """Return why a patient-initiated follow-up cannot be ended yet, or None if its last day has passed.

    On the last day the patient may still ask, until midnight.
    """
    if plan is None:
        return NO_PLAN
    if plan.ends is None:
        return PolicyRefusal("R-180", "It has no end: a clinician ends it, by a review.")
    if plan.ends >= today:
        until = f"until the end of {day_words(plan.ends)}"
        return PolicyRefusal("R-180", f"The patient may ask {until}: a clinician ends it sooner, by a review.")
    return None


def look_again_at_open_plan(began: date, settings: PolicySettings) -> date:
    """Return the day of the next look at a plan without an end; the patient may still ask."""
    return began + timedelta(days=settings.follow_ups.patient_initiated_look_again_days)


def book_by(today: date, closed: Container[date], settings: PolicySettings, *, urgent: bool) -> date:
    """Return the last day to see a patient who asks (R-181); `closed` are the bank holidays."""
    if urgent:
        return add_working_days(today, settings.follow_ups.patient_initiated_urgent_working_days, closed)
    return today + timedelta(days=settings.follow_ups.patient_initiated_routine_days)


def review_at_end(
    plan: Plan, priority: Priority, today: date, closed: Container[date], settings: PolicySettings
) -> ReviewNeeded:
    """Return the review agreed for the end, or the review in place of a discharge without a clinician."""
    reason = f"Patient-initiated follow-up since {day_words(plan.began)} is over, and the patient has not asked."
    return ReviewNeeded("R-180", ReviewKind.VALIDATION, reason, review_due(priority, today, closed, settings), priority)
