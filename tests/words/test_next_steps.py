"""What may be done next is said for every status that a need can have, with the key that does it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from clerkdesk.rules.cancer.waiting_times import cancer_marks
from clerkdesk.rules.rtt import ClockEvent, clock_at
from clerkdesk.rules.values.clocks import ClockEventKind, RttStatus
from clerkdesk.rules.values.entries import EntryKind, EntryStatus
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.waiting_list.next_steps import HoldStep, NextFacts, OnHold, OpenNeed, OpenReview, Step, next_steps
from clerkdesk.settings import PolicySettings
from clerkdesk.words.next_steps import possible_steps, step_words
from tests.spoken import on_screen

TODAY = date(2025, 3, 3)
POLICY = PolicySettings()
REFERRED = ClockEvent(ClockEventKind.REFERRAL_RECEIVED, date(2025, 1, 6))
NEED = OpenNeed(
    status=EntryStatus.WAITING, kind=EntryKind.NEW, has_specialty=True, hold_reason="", look_again=None, due=None,
    latest_appropriate=None, attempts=0, starts=None,
)  # fmt: skip


def said(*later: ClockEvent, need: OpenNeed | None = NEED, **facts: Any) -> str:
    events = [REFERRED, *later]
    standing: dict[str, Any] = {
        "priority": Priority.ROUTINE,
        "closed": False,
        "deceased": False,
        "reviews": (),
        **facts,
    }
    found = NextFacts(
        clock=clock_at(events, TODAY, POLICY),
        marks=cancer_marks(clock_at(events, TODAY, POLICY)),
        needs=(need,) if need is not None else (),
        **standing,
    )
    return on_screen(" ".join(possible_steps((), next_steps(found, TODAY, POLICY))))


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({}, "b offers a date"),
        ({"has_specialty": False}, "It needs a specialty"),
        (
            {"status": "on_hold", "hold_reason": "away", "look_again": date(2025, 3, 10)},
            "h on the card (F4) takes it off",
        ),
        ({"status": "on_hold", "hold_reason": "away", "look_again": TODAY}, "the day to look again has come"),
        (
            {"status": "on_hold", "hold_reason": "patient-initiated follow-up", "look_again": date(2025, 9, 1)},
            "The patient may ask until Mon 1 Sep 2025: q",
        ),
        (
            {"status": "on_hold", "hold_reason": "patient-initiated follow-up", "look_again": date(2025, 3, 2)},
            "q on the card (F4) does what was agreed",
        ),
        ({"status": "booked", "starts": datetime(2025, 3, 11, 9, 0)}, "m moves it, x on the card (F4) cancels it"),
        (
            {"status": "booked", "starts": datetime(2025, 2, 25, 9, 0)},
            "o on the card (F4) records whether the patient came",
        ),
        (
            {"status": "awaiting_outcome", "starts": datetime(2025, 3, 3, 9, 0)},
            "o on the card (F4) records the outcome",
        ),
        ({"kind": "planned", "due": date(2025, 2, 3)}, "has passed, and an 18-week clock runs"),
        ({"kind": "follow_up", "latest_appropriate": date(2025, 2, 3)}, "book at once"),
        ({"attempts": 2}, "a text or a letter is next"),
    ],
)
def test_each_status_says_what_may_be_done_with_which_key(columns: dict[str, Any], words: str) -> None:
    assert words in said(need=replace(NEED, **columns))


def test_a_nullified_wait_starts_anew_with_the_booking() -> None:
    missed = ClockEvent(
        ClockEventKind.APPOINTMENT_DNA,
        date(2025, 2, 3),
        RttStatus.FIRST_MISSED,
        {"first": True, "clearly_communicated": True},
    )
    assert "a new 18-week clock starts" in said(missed)


def test_who_rings_after_a_missed_first_appointment_begins_anew_by_coming_off_hold() -> None:
    missed = ClockEvent(
        ClockEventKind.APPOINTMENT_DNA,
        date(2025, 2, 3),
        RttStatus.FIRST_MISSED,
        {"first": True, "clearly_communicated": True},
    )
    held = replace(NEED, status=EntryStatus.ON_HOLD, hold_reason="did not attend", look_again=date(2025, 3, 10))
    assert "h on the card (F4) takes it off hold, and a new 18-week clock starts" in said(missed, need=held)


def test_who_is_monitored_by_choice_begins_anew_once_ready_and_who_is_listed_again_is_not_closed() -> None:
    details = {"agreed": True, "clinical_conversation": True, "reason": "wish_to_delay"}
    monitored = ClockEvent(
        ClockEventKind.ACTIVE_MONITORING_START, date(2025, 2, 3), RttStatus.MONITORED_BY_CLINICIAN, details
    )
    held = replace(NEED, status=EntryStatus.ON_HOLD, hold_reason="active monitoring", look_again=date(2025, 4, 28))
    assert "Once the patient is ready, h" in said(monitored, need=held)
    assert "v closes it" not in said(monitored)


def test_who_is_monitored_for_a_clinical_reason_waits_for_its_review() -> None:
    details = {"agreed": True, "clinical_conversation": True, "reason": "clinical"}
    monitored = ClockEvent(
        ClockEventKind.ACTIVE_MONITORING_START, date(2025, 2, 3), RttStatus.MONITORED_BY_CLINICIAN, details
    )
    held = replace(NEED, status=EntryStatus.ON_HOLD, hold_reason="active monitoring", look_again=date(2025, 4, 28))
    assert "its review (F9) says what comes next" in said(monitored, need=held)


def test_nobody_books_what_a_clinician_is_to_decide() -> None:
    held = replace(NEED, status=EntryStatus.ON_HOLD, hold_reason="did not attend", look_again=date(2025, 3, 10))
    words = said(need=held, reviews=(OpenReview(date(2025, 3, 7), decided=False),))
    assert "A clinician decides by Fri 7 Mar 2025" in words and "h on the card" not in words


def test_suspected_cancer_asks_for_what_the_patient_was_told() -> None:
    assert "u on the card (F4) records it" in said(priority=Priority.SUSPECTED_CANCER)


def test_of_the_dead_nobody_is_booked() -> None:
    assert "do not book or ring" in said(deceased=True)


def test_a_closed_pathway_points_to_a_new_referral() -> None:
    treated = ClockEvent(ClockEventKind.FIRST_DEFINITIVE_TREATMENT, date(2025, 2, 3), RttStatus.TREATED)
    assert "Ctrl+R registers a referral" in said(treated, need=None, closed=True)


def test_whose_wait_has_ended_is_not_booked_as_new() -> None:
    treated = ClockEvent(ClockEventKind.FIRST_DEFINITIVE_TREATMENT, date(2025, 2, 3), RttStatus.TREATED)
    words = said(treated)
    assert "still listed: v closes it" in words and "b offers" not in words


def test_on_monitoring_a_decision_starts_a_new_clock() -> None:
    details = {"agreed": True, "communicated": True, "clinical_decision": True, "decided_by": "Dr Shah"}
    watched = ClockEvent(
        ClockEventKind.ACTIVE_MONITORING_START, date(2025, 2, 3), RttStatus.MONITORED_BY_CLINICIAN, details
    )
    assert "On active monitoring" in said(watched)


@pytest.mark.parametrize("step", [*Step, *(OnHold(each, "away", None) for each in HoldStep)], ids=str)
def test_every_step_has_a_sentence_of_its_own(step: Step | OnHold) -> None:
    others = [each for each in Step if each is not step]
    assert on_screen(step_words(step)).endswith(".") and step_words(step) not in map(step_words, others)


def test_a_list_that_has_the_key_needs_no_card() -> None:
    step = OnHold(HoldStep.LOOK_AGAIN, "away", TODAY)
    on_booking, on_validation = (on_screen(*possible_steps((), [step], each)) for each in ("booking", "validation"))
    assert "h takes it off hold" in on_booking and "card" not in on_booking
    assert "h on the card (F4) takes it off hold" in on_validation
