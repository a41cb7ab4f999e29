"""Judges whether the clock accepts the end of a wait; a refused end closes nothing (R-113, R-125, RULES 13.25)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from clerkdesk.rules.acts.consequences import PolicyRefusal
from clerkdesk.rules.acts.ways import Way
from clerkdesk.rules.rtt.details import effective_date
from clerkdesk.rules.rtt.engine import clock_at
from clerkdesk.rules.rtt.kinds import MISSED_APPOINTMENTS, Group, kind_of
from clerkdesk.rules.rtt.model import Clock, ClockEvent
from clerkdesk.rules.values.clocks import ClockEffect, ClockEventKind, ClockState
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.settings import PolicySettings

WAITS = (ClockState.RUNNING, ClockState.UNKNOWN_START)
"""States of a clock that counts on this hospital's own list."""
_ENDS = (ClockEffect.STOP, ClockEffect.NULLIFY)
_DECIDED_OR_TREATED = (
    ClockEventKind.FIRST_DEFINITIVE_TREATMENT,
    ClockEventKind.DECISION_NOT_TO_TREAT,
    ClockEventKind.ACTIVE_MONITORING_START,
    ClockEventKind.PATIENT_DECLINED_TREATMENT,
    ClockEventKind.DISCHARGE_TO_GP,
    *MISSED_APPOINTMENTS,
)
"""Ends of a wait that a later visit contradicts if the wait went on at it, such as a missed first appointment."""


def why_rejected(
    events: Sequence[ClockEvent], event: ClockEvent, today: date, settings: PolicySettings
) -> PolicyRefusal | None:
    """Return why the clock would refuse an event, or None if it would accept it."""
    clock = clock_at([*events, event], today, settings)
    rejected = next((found for found in clock.rejected if found.event == event), None)
    return PolicyRefusal(rejected.rule, rejected.sentence) if rejected is not None else None


def why_awaited_beside(waits: Sequence[str]) -> PolicyRefusal | None:
    """Return why a decision not to treat does not end a wait: the pathway also waits for a treatment or test (R-124).

    Args:
        waits: the pathway's other waits, such as `awaiting procedure`.
    """
    if not waits:
        return None
    sentence = f"Another need of this pathway stands open ({', '.join(waits)}): record first what becomes of it."
    return PolicyRefusal("R-124", sentence)


def why_still_waiting(
    events: Sequence[ClockEvent], event: ClockEvent, today: date, settings: PolicySettings
) -> PolicyRefusal | None:
    """Return why a wait would go on after an event that is to end it, or None if it would end.

    Args:
        events: the events of the pathway.
        event: the proposed end.
        today: the local day.
        settings: in force for the pathway's specialty.
    """
    if effective_date(event) > today:
        return PolicyRefusal("R-113", f"{day_words(effective_date(event))} is still to come: it ends no wait yet.")
    # A death before the referral would undo the wait, so this asks the clock before the event.
    too_early = _before_the_wait(clock_at(events, today, settings), event)
    if too_early is not None:
        return too_early
    rejected = why_rejected(events, event, today, settings)
    if rejected is not None:
        return rejected
    seen_later = _before_a_visit(clock_at(events, today, settings), event)
    if seen_later is not None:
        return seen_later
    clock = clock_at([*events, event], today, settings)
    if clock.state not in WAITS:
        return None
    return PolicyRefusal(
        "RULES 13.25",
        f"The clock would run on after {day_words(effective_date(event))}, so nothing was closed. "
        f"{_explained(clock, event)}",
    )


def why_too_early(
    events: Sequence[ClockEvent], event: ClockEvent, today: date, settings: PolicySettings
) -> PolicyRefusal | None:
    """Return why an outcome cannot belong to the running wait: its date is before the start of the wait."""
    clock = clock_at([*events, event], today, settings)
    ended = any(said.event == event and said.effect in _ENDS for said in clock.explanation)
    return None if ended else _before_the_wait(clock, event)


def _before_the_wait(clock: Clock, event: ClockEvent) -> PolicyRefusal | None:
    # A decision from before the wait does not end it, whenever the patient was told.
    day = event.event_date
    if clock.state not in WAITS or clock.start is None or day >= clock.start:
        return None
    return PolicyRefusal(
        "RULES 13.25",
        f"{day_words(day)} is before this wait began, on {day_words(clock.start)}: it does not end the wait, and "
        "nothing was closed. Check the day, or correct the start first (“correct it”).",
    )


def _before_a_visit(clock: Clock, event: ClockEvent) -> PolicyRefusal | None:
    """Return why a wait did not end on a day: the patient was seen later, and the wait went on (RULES 13.25)."""
    day = effective_date(event)
    if event.event not in _DECIDED_OR_TREATED or clock.state not in WAITS:
        return None
    visits = (Group.ATTENDANCE, Group.ADMISSION)
    seen = [
        effective_date(said.event)
        for said in clock.explanation
        if said.effect == ClockEffect.CONTINUE and kind_of(said.event.event).group in visits
        and said.event.event not in MISSED_APPOINTMENTS and effective_date(said.event) > day
    ]  # fmt: skip
    if not seen:
        return None
    return PolicyRefusal(
        "RULES 13.25",
        f"The patient was seen on {day_words(max(seen))}, and the wait went on: it did not end on {day_words(day)}. "
        "Check the day, and give the one on which it ended after that visit. “unsure, clinician looks” "
        "asks a clinician.",
    )


def _explained(clock: Clock, event: ClockEvent) -> str:
    said = next((found for found in clock.explanation if found.event == event), None)
    return said.sentence if said is not None else f"Check what was recorded: {Way.SHOW_WHY.here()}."
