"""What a refusal advises can itself be taken: with the same other fields, each status that it names is accepted."""

from __future__ import annotations

import itertools
import re
from datetime import date
from typing import Any

import pytest

from clerkdesk.rules.acts.consequences import PolicyRefusal
from clerkdesk.rules.reception.outcomes import OutcomeFacts, judge_outcome, usual_outcome, why_the_clock_runs_on
from clerkdesk.rules.rtt import ClockEvent, clock_at
from clerkdesk.rules.values.clocks import ClockEventKind, RttStatus
from tests.rules.builders import SETTINGS

VISIT = date(2025, 3, 3)
_SEEN = {"first": True, "decided_by": "Dr Shah", "decided_by_role": "clinician", "clinical_decision": True}
_STARTED = ClockEvent(ClockEventKind.REFERRAL_RECEIVED, date(2025, 1, 6), None, {"channel": "letter"})


def _ended(code: str) -> ClockEvent:
    details = {**_SEEN, "communicated": True, "agreed": True, "clinical_conversation": True}
    return ClockEvent(ClockEventKind.APPOINTMENT_ATTENDED, date(2025, 2, 3), RttStatus(code), details)


STATES: dict[str, list[ClockEvent]] = {
    "waiting": [_STARTED],
    "treated": [_STARTED, _ended("30")],
    "monitored": [_STARTED, _ended("32")],
    "not treated": [_STARTED, _ended("34")],
}
CODES = ("10", "11", "20", "21", "30", "31", "32", "33", "34", "35", "36", "90", "91", "98", "99")
_ADVISED = re.compile(r"\b(\d\d)\b(?! once)")
_WITH_ANOTHER_OUTCOME = re.compile(r"outcome (\d) with a see-by date and status (\d\d)")


def answered(state: str, outcome: str, code: str, told: bool | None, *, asks: bool) -> PolicyRefusal | None:
    """What the desk says to an outcome, as `services.outcomes` asks the rules one after the other."""
    events = STATES[state]
    before = clock_at(events, VISIT, SETTINGS)
    last = before.stop_code if before.state == "stopped" else None
    usual = usual_outcome(last, runs=before.running, seen=True, safety_check_fires=False)
    facts = OutcomeFacts(
        "5", outcome, code, False, has_next_booking=True, follow_up_interval_given=True, patient_initiated=asks,  # type: ignore[arg-type]
        told=told, clock_running=before.running, stays=usual.rtt_code if usual else None, passed_to="Northampton",
        decided_by_clinician=True,
    )  # fmt: skip
    judged = judge_outcome(facts)
    if isinstance(judged, PolicyRefusal):
        return judged
    details: dict[str, Any] = {**_SEEN, "first": len(events) == 1}
    if told is not None:
        details |= {"communicated": told, "agreed": told, "clinical_conversation": True}
    event = ClockEvent(ClockEventKind.FOLLOWUP_ATTENDED, VISIT, RttStatus(code), details)
    after = clock_at([*events, event], VISIT, SETTINGS)
    rejected = next((each for each in after.rejected if each.event == event), None)
    if rejected is not None:
        return PolicyRefusal(rejected.rule, "The clock says so itself, and names no status.")
    return why_the_clock_runs_on(outcome, runs=after.on_own_ptl, patient_initiated=asks)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(("outcome", "asks"), [("1", False), ("2", False), ("3", False), ("3", True)])
def test_every_status_that_a_refusal_names_is_taken(state: str, outcome: str, asks: bool) -> None:
    for code, told in itertools.product(CODES, (None, False, True)):
        refusal = answered(state, outcome, code, told, asks=asks)
        sentence = refusal.sentence if refusal is not None else ""
        for advised in _ADVISED.findall(_WITH_ANOTHER_OUTCOME.sub("", sentence)):
            again = None if advised == code else answered(state, outcome, advised, told, asks=asks)
            assert again is None, (code, told, refusal, again)
        for instead, advised in _WITH_ANOTHER_OUTCOME.findall(sentence):
            again = answered(state, instead, advised, None, asks=False)
            assert again is None, (code, told, refusal, again)


def test_a_decision_that_nobody_was_told_of_keeps_a_need() -> None:
    refusal = answered("waiting", "1", "34", False, asks=False)
    assert refusal is not None and "outcome 3 with a see-by date" in refusal.sentence
    assert answered("waiting", "3", "20", False, asks=False) is None
