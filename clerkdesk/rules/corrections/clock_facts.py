"""Corrects the start of a clock, or its last RTT status (R-112, R-113, R-173, R-305).

Nothing is deleted: the wrong fact stays on record, and the right one counts in its place. A correction never sets a
status that stops a clock, which needs its own outcome and proof (R-125).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from clerkdesk.rules.acts.consequences import PolicyRefusal
from clerkdesk.rules.acts.ways import Way
from clerkdesk.rules.pathways.ending_a_wait import WAITS
from clerkdesk.rules.rtt.engine import clock_at
from clerkdesk.rules.rtt.kinds import Group, kind_of
from clerkdesk.rules.rtt.model import Clock, ClockEvent
from clerkdesk.rules.rtt.transitions import RTT_CODES, STOP_CODES
from clerkdesk.rules.values.clocks import ClockEffect, ClockEventKind, ClockState, RttStatus
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.settings import PolicySettings

_PASSED_ON = RttStatus.PASSED_ON
_ANOTHER_CONDITION = RttStatus.NEW_CONDITION
RIGHT_STATUSES = tuple(sorted(RTT_CODES - STOP_CODES - {RttStatus.NOT_KNOWN, _PASSED_ON, _ANOTHER_CONDITION}))
"""The statuses that a correction may set."""
HOW_PUT_RIGHT = (
    f"If its status is wrong and a need is open, {Way.CORRECT_STATUS.on_card_from_anywhere()} puts it right: the right "
    f"status, and the letter that shows it. Where no need is open, ask the clinician by {Way.SEND_MESSAGE.here()}."
)
"""The clerk's ways to correct the record of an appointment."""
_OUTSIDE_A_WAIT = (
    RttStatus.AFTER_TREATMENT,
    RttStatus.DURING_MONITORING,
    RttStatus.BEFORE_REFERRAL,
    RttStatus.NOT_APPLICABLE,
)
_HAS_ITS_PROOF = STOP_CODES - {RttStatus.FIRST_MISSED}
"""Stops by a decision, which are not taken back without a proof that they are wrong."""


@dataclass(frozen=True, slots=True)
class Correction:
    """The fact that counts from now on."""

    event: ClockEvent
    corrects: int | None
    """Index of the wrong fact among the given events; None if it was missing."""


def corrected_start(
    events: Sequence[ClockEvent], start: date, today: date, settings: PolicySettings, *, confirms: bool = False
) -> Correction | PolicyRefusal:
    """Return the fact with the right start of the latest period, or why it is impossible (R-100 to R-113, R-173).

    With `confirms` the start of years ago may stay the same.
    """
    if start > today:
        return PolicyRefusal("R-113", "A wait can't have begun on a day that is still to come.")
    clock = clock_at(events, today, settings)
    unratified = unratified_self_referral(clock)
    if unratified is not None:
        return _ratified(unratified, start, today)
    began = [said.event for said in clock.explanation if said.effect == ClockEffect.START]
    if not began or clock.state == ClockState.NOT_APPLICABLE:
        return PolicyRefusal("R-106", "No 18-week clock has begun here, so no start can be corrected.")
    if clock.start == start and not confirms:
        return PolicyRefusal("R-113", f"The clock is counted from {day_words(start)} already.")
    correction = _start_fact(events, began[-1], start)
    if correction is None:
        return PolicyRefusal("R-170", "This clock began by itself when the planned date went by: correct that date.")
    corrected = clock_at(_with(events, correction), today, settings)
    if corrected.start != start or corrected.stop != clock.stop or len(corrected.periods) != len(clock.periods):
        words = "The clock can't begin on that day: an earlier wait, or the stop of this one, stands in the way."
        return PolicyRefusal("R-174", words)
    return correction


def unratified_self_referral(clock: Clock) -> ClockEvent | None:
    """Return the self-referral that no care professional has ratified, or None if there is none (R-105)."""
    if clock.state not in (ClockState.NOT_APPLICABLE, ClockState.UNKNOWN_START):
        return None
    own = (ClockEventKind.SELF_REFERRAL_RECEIVED, ClockEventKind.SELF_REFERRAL_RATIFIED)
    events = [said.event for said in clock.explanation if said.event.event in own]
    return events[-1] if events and events[-1].event == own[0] else None


def _ratified(received: ClockEvent, start: date, today: date) -> Correction | PolicyRefusal:
    if start != received.event_date:
        came = day_words(received.event_date)
        return PolicyRefusal(
            "R-105", f"The wait of a self-referral counts from the day it came, {came}: give that day."
        )
    return Correction(ClockEvent(ClockEventKind.SELF_REFERRAL_RATIFIED, today), None)


def _start_fact(events: Sequence[ClockEvent], began: ClockEvent, start: date) -> Correction | None:
    """Return the right fact in place of the one that started the clock, or the missing referral."""
    if began.event == ClockEventKind.SELF_REFERRAL_RATIFIED:
        received = [event for event in events if event.event == ClockEventKind.SELF_REFERRAL_RECEIVED]
        began = received[-1] if received else began
    if began not in events:
        return None
    group = kind_of(began.event).group
    if group is Group.ATTENDANCE and began.code != RttStatus.AFTER_MONITORING:
        return Correction(ClockEvent(ClockEventKind.REFERRAL_RECEIVED, start), None)
    kept = {name: value for name, value in began.details.items() if name != "clock_start"}
    day = start
    if began.event == ClockEventKind.TRANSFER_IN:
        kept["clock_start"], day = start.isoformat(), max(start, began.event_date)
    if "communicated_on" in kept:
        kept["communicated_on"] = start.isoformat()
    return Correction(replace(began, event_date=day, details=kept), events.index(began))


def corrected_status(
    events: Sequence[ClockEvent], status: str, today: date, settings: PolicySettings, *, source: str = ""
) -> Correction | PolicyRefusal:
    """Return the fact with the right code of the last status, or why it is impossible (R-112, R-305).

    A patient who was passed to another provider and is back has status 20 again, from today (R-172).
    """
    if status == _PASSED_ON:
        words = (
            "Status 21 hands the wait to another hospital, and no correction says which. Validate it as “to another "
            "provider”, with the hospital that takes over and the source."
        )
        return PolicyRefusal("R-172", words)
    if status == _ANOTHER_CONDITION:
        words = (
            "Status 12 is about another condition, which needs its own referral and entry: "
            f"{Way.REFER.here()} registers it."
        )
        return PolicyRefusal("R-109", words)
    if status not in RIGHT_STATUSES:
        words = (
            f"A status is corrected to one of {', '.join(RIGHT_STATUSES)}; one that stops the clock has its outcome."
        )
        return PolicyRefusal("R-125", words)
    clock = clock_at(events, today, settings)
    if clock.state == ClockState.RUNNING_ELSEWHERE and status == RttStatus.GOES_ON:
        return Correction(ClockEvent(ClockEventKind.RETURNED_FROM_PROVIDER, today), None)
    coded = [said.event for said in clock.explanation if said.event.code is not None and said.event in events]
    if not coded:
        return PolicyRefusal("R-114", "No status is recorded here yet, so none can be corrected.")
    wrong = coded[-1]
    if wrong.code == status:
        return PolicyRefusal("R-113", f"The last status, of {day_words(wrong.event_date)}, is {status} already.")
    if wrong.code in _HAS_ITS_PROOF and not source.strip():
        return PolicyRefusal(
            "R-125", f"Status {wrong.code} stopped the clock: say which letter or record shows that this is wrong."
        )
    correction = Correction(replace(wrong, code=RttStatus(status)), events.index(wrong))
    corrected = clock_at(_with(events, correction), today, settings)
    refusal = _why_not_taken(corrected, correction) or _why_no_shorter(clock, corrected)
    return refusal or _why_outside(clock, corrected, correction) or correction


def _why_outside(before: Clock, after: Clock, correction: Correction) -> PolicyRefusal | None:
    """Return why a running wait gets no status for pathways without a clock: the clock would not accept it."""
    if before.state not in WAITS or correction.event.code not in _OUTSIDE_A_WAIT:
        return None
    found = next((said.sentence for said in after.warnings if said.event == correction.event), "")
    words = "That status says that no wait applies here, and one runs: record what ended it, or correct its start."
    return PolicyRefusal("RULES 13.25", f"{words} {found}".rstrip())


def _why_not_taken(clock: Clock, correction: Correction) -> PolicyRefusal | None:
    rejected = next((found for found in clock.rejected if found.event == correction.event), None)
    return PolicyRefusal(rejected.rule, rejected.sentence) if rejected is not None else None


def _why_no_shorter(before: Clock, after: Clock) -> PolicyRefusal | None:
    """Return why a status may not take days off a running wait: that has its own outcome (RULES 13.25)."""
    if before.state not in WAITS:
        return None
    if after.state not in WAITS:
        words = (
            "That status would end a wait that runs. Record what ended it, such as “treated already”, “discharged "
            "already” or “to another provider”."
        )
        return PolicyRefusal("RULES 13.25", words)
    if before.start is not None and after.start is not None and after.start > before.start:
        words = f"That status would begin the wait anew on {day_words(after.start)}. Correct the start instead."
        return PolicyRefusal("RULES 13.25", words)
    return None


def _with(events: Sequence[ClockEvent], correction: Correction) -> list[ClockEvent]:
    """Return the events with the right fact in place of the wrong one."""
    kept = [event for index, event in enumerate(events) if index != correction.corrects]
    return [*kept, correction.event]
