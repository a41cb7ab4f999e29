"""A correction puts the right fact in place of the wrong one, or says why it cannot be."""

from __future__ import annotations

from datetime import date

import pytest

from clerkdesk.rules.acts.consequences import PolicyRefusal
from clerkdesk.rules.corrections.clock_facts import RIGHT_STATUSES, Correction, corrected_start, corrected_status
from clerkdesk.rules.rtt import ClockEvent, clock_at
from clerkdesk.rules.values.clocks import ClockEventKind, RttStatus
from clerkdesk.settings import PolicySettings
from tests.spoken import typed

TODAY = date(2025, 3, 3)
RIGHT = date(2025, 1, 2)
POLICY = PolicySettings()
REFERRED = ClockEvent(ClockEventKind.REFERRAL_RECEIVED, date(2025, 1, 6))


def started(*events: ClockEvent) -> date | None:
    """The start of the clock once it was corrected to 2 January."""
    found = corrected_start(events, RIGHT, TODAY, POLICY)
    assert isinstance(found, Correction), found
    kept = [event for place, event in enumerate(events) if place != found.corrects]
    return clock_at([*kept, found.event], TODAY, POLICY).start


@pytest.mark.parametrize(
    "events",
    [
        [REFERRED],
        [ClockEvent(ClockEventKind.UBRN_CONVERTED, date(2025, 1, 6))],
        [ClockEvent(ClockEventKind.TRANSFER_IN, date(2025, 1, 28), details={"clock_start": "2025-01-06"})],
        [ClockEvent(ClockEventKind.TRANSFER_IN, date(2025, 1, 28), details={"clock_start": None})],
        [
            ClockEvent(ClockEventKind.SELF_REFERRAL_RECEIVED, date(2025, 1, 6)),
            ClockEvent(ClockEventKind.SELF_REFERRAL_RATIFIED, date(2025, 1, 9)),
        ],
        [ClockEvent(ClockEventKind.APPOINTMENT_ATTENDED, date(2025, 2, 3), RttStatus.GOES_ON)],
    ],
)
def test_whatever_began_the_clock_its_start_can_be_put_right(events: list[ClockEvent]) -> None:
    assert started(*events) == RIGHT


def test_a_start_is_not_put_before_the_end_of_the_wait_before() -> None:
    treated = ClockEvent(ClockEventKind.FIRST_DEFINITIVE_TREATMENT, date(2025, 1, 20), RttStatus.TREATED)
    again = ClockEvent(ClockEventKind.REFERRAL_RECEIVED, date(2025, 2, 3))
    assert isinstance(corrected_start([REFERRED, treated, again], RIGHT, TODAY, POLICY), PolicyRefusal)


def test_a_start_is_not_put_after_the_stop() -> None:
    treated = ClockEvent(ClockEventKind.FIRST_DEFINITIVE_TREATMENT, date(2025, 1, 20), RttStatus.TREATED)
    assert isinstance(corrected_start([REFERRED, treated], date(2025, 2, 3), TODAY, POLICY), PolicyRefusal)


def test_the_status_recorded_last_is_the_one_that_is_corrected() -> None:
    seen = ClockEvent(ClockEventKind.APPOINTMENT_ATTENDED, date(2025, 1, 20), RttStatus.FIRST_ACTIVITY)
    again = ClockEvent(ClockEventKind.FOLLOWUP_ATTENDED, date(2025, 2, 3), RttStatus.NOT_KNOWN)
    found = corrected_status([REFERRED, seen, again], "20", TODAY, POLICY)
    assert isinstance(found, Correction)
    assert (found.corrects, found.event.code, found.event.event_date) == (2, "20", date(2025, 2, 3))


def test_somebody_who_is_back_from_another_provider_is_ours_again() -> None:
    away = ClockEvent(ClockEventKind.TRANSFER_OUT, date(2025, 2, 3), RttStatus.PASSED_ON)
    found = corrected_status([REFERRED, away], "20", TODAY, POLICY)
    assert isinstance(found, Correction)
    assert clock_at([REFERRED, away, found.event], TODAY, POLICY).on_own_ptl


@pytest.mark.parametrize("wrong", [None, "10", "20", "30", "34", "90", "99"])
def test_no_correction_hands_a_wait_to_another_hospital_that_nobody_names(wrong: str | None) -> None:
    seen = ClockEvent(
        ClockEventKind.APPOINTMENT_ATTENDED,
        date(2025, 1, 20),
        RttStatus(wrong) if wrong else None,
        {"communicated": True},
    )
    found = corrected_status([REFERRED, seen], "21", TODAY, POLICY, source="letter")
    assert isinstance(found, PolicyRefusal)
    assert found.rule == "R-172" and "“to another provider”" in found.sentence


_AGREED = {"communicated": True, "agreed": True, "decided_by": "Dr Shah", "clinical_decision": True}
_NOT_KNOWN = ClockEvent(ClockEventKind.FOLLOWUP_ATTENDED, date(2025, 2, 3), RttStatus.NOT_KNOWN)
SITUATIONS = (
    [ClockEvent(ClockEventKind.APPOINTMENT_ATTENDED, date(2025, 1, 20), RttStatus.NOT_KNOWN)],
    [ClockEvent(ClockEventKind.APPOINTMENT_ATTENDED, date(2025, 1, 20), RttStatus.GOES_ON)],
    [ClockEvent(ClockEventKind.APPOINTMENT_ATTENDED, date(2025, 1, 20), RttStatus.TREATED), _NOT_KNOWN],
    [
        ClockEvent(ClockEventKind.APPOINTMENT_ATTENDED, date(2025, 1, 20), RttStatus.MONITORED_BY_CLINICIAN, _AGREED),
        _NOT_KNOWN,
    ],
)
"""What may stand behind a referral: a wait that runs, one that was treated, one that is monitored."""


@pytest.mark.parametrize("status", RIGHT_STATUSES)
def test_every_status_that_a_correction_lists_can_be_given_somewhere(status: str) -> None:
    answers = [corrected_status([REFERRED, *events], status, TODAY, POLICY, source="letter") for events in SITUATIONS]
    assert any(isinstance(answer, Correction) for answer in answers), answers


def test_another_condition_is_no_correction_and_its_own_referral_is_named() -> None:
    found = corrected_status([REFERRED, *SITUATIONS[0]], "12", TODAY, POLICY, source="letter")
    assert isinstance(found, PolicyRefusal) and "`clerkdesk refer PATIENT`" in typed(found.sentence, {})
