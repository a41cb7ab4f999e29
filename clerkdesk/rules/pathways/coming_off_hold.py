"""Decides the effect on the clock when a patient on hold is ready: a new wait, or nothing (R-151, R-161, R-165).

The services know who is on hold and why; the engine in `clerkdesk.rules.rtt` starts the clock.
"""

from __future__ import annotations

from datetime import date

from clerkdesk.rules.acts.consequences import PolicyRefusal
from clerkdesk.rules.acts.ways import Way
from clerkdesk.rules.rtt import details
from clerkdesk.rules.rtt.model import Clock, ClockEvent
from clerkdesk.rules.rtt.monitoring import ABOUT_CHOICE
from clerkdesk.rules.rtt.transitions import MONITORED_BY_PATIENT, MONITORING_CODES
from clerkdesk.rules.values.clocks import ClockEffect, ClockEventKind, ClockState, RttStatus
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.hold_reasons import MONITORING_HOLD

_NEW_WAIT = RttStatus.AFTER_MONITORING


def monitored(clock: Clock) -> bool:
    """Return whether active monitoring has ended the wait and no other wait has begun (R-160)."""
    return clock.state == ClockState.STOPPED and clock.stop_code in MONITORING_CODES


def monitored_by_choice(clock: Clock) -> bool:
    """Return whether monitoring is about the patient's availability, so that it ends once they are ready (R-165)."""
    if not monitored(clock):
        return False
    stops = [said.event for said in clock.explanation if said.effect == ClockEffect.STOP]
    return clock.stop_code == MONITORED_BY_PATIENT or details.words(stops[-1], "reason") in ABOUT_CHOICE


def ready_event(clock: Clock, day: date) -> ClockEvent | None:
    """Return the clock event of being ready, or None if the clock is not touched.

    After a first appointment that was missed the new wait begins on the day the patient is in touch, slot or no slot
    (R-151); after monitoring by choice on the day they are ready, at the position they left (R-165).

    Args:
        clock: of the pathway.
        day: when the patient was in touch, or ready; not a later day of keying (RULES 13.26).
    """
    if clock.nullified:
        return ClockEvent(ClockEventKind.PATIENT_CONTACTED_TO_REBOOK, day)
    if monitored_by_choice(clock):
        return ClockEvent(ClockEventKind.PATIENT_READY_TO_PROCEED, day, _NEW_WAIT)
    return None


def why_not_in_touch(clock: Clock, day: date, today: date) -> PolicyRefusal | None:
    """Return why a patient can't have been in touch, or ready, on a day; None if they can."""
    if not clock.nullified and not monitored_by_choice(clock):
        return PolicyRefusal("R-151", "No new clock starts by this: leave the day out.")
    ended = [
        said.event.event_date for said in clock.explanation if said.effect in (ClockEffect.STOP, ClockEffect.NULLIFY)
    ]
    if day > today:
        return PolicyRefusal("R-113", f"{day_words(day)} is still to come: give the day on which they were in touch.")
    if ended and day < ended[-1]:
        return PolicyRefusal("R-113", f"The wait ended on {day_words(ended[-1])}: give a day since then.")
    return None


def why_not_resumed(clock: Clock, hold_reason: str) -> PolicyRefusal | None:
    """Return why a need may not be taken off hold: monitoring for a clinical reason ends by a decision (R-161)."""
    if hold_reason != MONITORING_HOLD or not monitored(clock) or monitored_by_choice(clock):
        return None
    sentence = (
        f"A clinician agreed this monitoring: its review {Way.REVIEWS.here()} says what comes next, and "
        f"{Way.ASK_FOR_REVIEW.here()} asks for one sooner."
    )
    return PolicyRefusal("R-161", sentence)


def resumed_words(event: ClockEvent | None, today: date, *, held: bool = True) -> str:
    """Return the effects of taking a need off hold, or of being ready while it waits, as sentences."""
    off = "Off hold: it is booked in its turn again, at its old position." if held else "Ready to be booked in turn."
    if event is None:
        return off
    since = "today" if event.event_date == today else f"on {day_words(event.event_date)}, when they were in touch"
    return f"{off} A new 18-week clock starts {since}."
