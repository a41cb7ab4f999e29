"""The sentences that a clerk reads out, and what is refused or only looked at."""

from __future__ import annotations

from datetime import date

import pytest

from clerkdesk.rules.rtt import Clock, ClockEvent, clock_at
from clerkdesk.rules.rtt.sentences import Sentence, rule_of, words_of
from clerkdesk.rules.values.clocks import ClockEventKind, RttStatus
from clerkdesk.settings import PolicySettings

_REFERRAL = ClockEvent(ClockEventKind.REFERRAL_RECEIVED, date(2025, 1, 6))


def _clock(*events: ClockEvent, as_of: date = date(2025, 4, 7)) -> Clock:
    return clock_at([_REFERRAL, *events], as_of, PolicySettings())


def test_each_event_says_what_it_did_and_by_which_rule() -> None:
    treated = ClockEvent(ClockEventKind.FIRST_DEFINITIVE_TREATMENT, date(2025, 3, 10), RttStatus.TREATED)
    assert [(line.rule, line.effect) for line in _clock(treated).explanation] == [("R-100", "start"), ("R-120", "stop")]


def test_a_sentence_can_be_read_out() -> None:
    sentence = _clock().explanation[0].sentence
    assert sentence == "We received your referral on Mon 6 Jan 2025; your 18-week wait counts from that day."


def test_what_is_to_come_is_said_to_be_so() -> None:
    later = ClockEvent(ClockEventKind.FIRST_DEFINITIVE_TREATMENT, date(2025, 5, 5), RttStatus.TREATED)
    assert _clock(later).explanation[-1].effect == "none"


def test_a_refused_event_names_the_rule_and_changes_nothing() -> None:
    by_clerk = ClockEvent(
        ClockEventKind.DISCHARGE_TO_GP, date(2025, 3, 10), RttStatus.NOT_TREATED, {"clinical_decision": False}
    )
    clock = _clock(by_clerk)
    assert [(item.what, item.rule) for item in clock.rejected] == [("discharge_to_gp", "R-125")]
    assert clock.running


def test_a_second_first_care_event_only_warns() -> None:
    visits = [
        ClockEvent(ClockEventKind.APPOINTMENT_ATTENDED, date(2025, 2, day), RttStatus.FIRST_ACTIVITY) for day in (3, 10)
    ]
    clock = _clock(*visits)
    assert [item.rule for item in clock.warnings] == ["RULES 1.8"]
    assert not clock.rejected


def test_treatment_dated_before_the_referral_is_to_be_looked_at_and_ends_no_wait() -> None:
    clock = _clock(ClockEvent(ClockEventKind.FIRST_DEFINITIVE_TREATMENT, date(2025, 1, 2), RttStatus.TREATED))
    assert [item.rule for item in clock.warnings] == ["R-309"]
    assert "had already ended" not in clock.explanation[0].sentence
    assert clock.running


@pytest.mark.parametrize("outside", ["referral_received", "direct_access_test_requested"])
def test_a_stop_where_the_wait_never_applied_is_to_be_looked_at(outside: str) -> None:
    not_counted = ClockEvent(ClockEventKind(outside), date(2025, 1, 6), details={"consultant_led": False})
    stop = ClockEvent(
        ClockEventKind.DECISION_NOT_TO_TREAT, date(2025, 2, 3), RttStatus.NOT_TREATED, {"communicated": True}
    )
    clock = clock_at([not_counted, stop], date(2025, 4, 7), PolicySettings())
    assert [item.rule for item in clock.warnings] == ["RULES 1.8"]


def test_an_appointment_booked_for_after_the_death_is_to_be_cancelled() -> None:
    booked = ClockEvent(ClockEventKind.APPOINTMENT_BOOKED, date(2025, 2, 3), details={"appointment": "2025-04-28"})
    died = ClockEvent(ClockEventKind.DEATH, date(2025, 3, 3), RttStatus.DIED)
    assert any("cancel" in item.sentence for item in _clock(booked, died).warnings)


def test_a_cancelled_appointment_needs_no_cancelling_after_the_death() -> None:
    booked = ClockEvent(ClockEventKind.APPOINTMENT_BOOKED, date(2025, 2, 3), details={"appointment": "2025-04-28"})
    cancelled = ClockEvent(
        ClockEventKind.APPOINTMENT_CANCELLED_BY_PATIENT, date(2025, 2, 10), details={"appointment": "2025-04-28"}
    )
    died = ClockEvent(ClockEventKind.DEATH, date(2025, 3, 3), RttStatus.DIED)
    assert not _clock(booked, cancelled, died).warnings


def test_a_prompt_is_due_a_fortnight_after_thinking_began() -> None:
    thinking = ClockEvent(ClockEventKind.THINKING_TIME, date(2025, 3, 3), details={"days": 5})
    assert [(item.purpose, item.due) for item in _clock(thinking).review_dates] == [
        ("thinking_time", date(2025, 3, 17))
    ]


def test_a_next_step_answers_the_prompt() -> None:
    thinking = ClockEvent(ClockEventKind.THINKING_TIME, date(2025, 3, 3), details={"days": 5})
    seen = ClockEvent(ClockEventKind.APPOINTMENT_ATTENDED, date(2025, 3, 10), RttStatus.GOES_ON)
    assert not _clock(thinking, seen).review_dates


def test_a_review_due_over_easter_skips_the_bank_holidays() -> None:
    missed = ClockEvent(ClockEventKind.APPOINTMENT_DNA, date(2025, 4, 17), details={"first": False})
    clock = _clock(missed, as_of=date(2025, 4, 22))
    assert clock.next_clinical_review == date(2025, 4, 28)


def test_the_end_of_patient_initiated_follow_up_names_its_action() -> None:
    treated = ClockEvent(ClockEventKind.FIRST_DEFINITIVE_TREATMENT, date(2025, 3, 3), RttStatus.TREATED)
    began = ClockEvent(
        ClockEventKind.PIFU_START, date(2025, 3, 3), details={"ends": "2026-03-03", "end_action": "discharge"}
    )
    (review,) = _clock(treated, began).review_dates
    assert (review.due, review.rule) == (date(2026, 3, 3), "R-180")
    assert "discharge" in review.reason


@pytest.mark.parametrize("sentence", list(Sentence))
def test_a_sentence_names_its_rule_and_ends_like_one(sentence: Sentence) -> None:
    assert rule_of(sentence).startswith(("R-", "RULES "))
    assert words_of(sentence).endswith(".") and not words_of(sentence).startswith("{")


_MILESTONES = (
    "told_cancer_diagnosed", "told_cancer_ruled_out", "interval_scanning_agreed", "excluded_from_faster_diagnosis",
    "consultant_upgrade", "decision_to_treat", "first_definitive_treatment", "milestone_withdrawn",
)  # fmt: skip


def test_each_cancer_milestone_says_what_it_does_itself() -> None:
    said = {
        _clock(ClockEvent(ClockEventKind(kind), date(2025, 3, 10))).explanation[-1].sentence for kind in _MILESTONES
    }
    assert len(said) == len(_MILESTONES)
    assert not any("counts for the cancer dates" in sentence for sentence in said)


@pytest.mark.parametrize(
    "kind",
    ["consultant_upgrade", "decision_to_treat", "decision_not_to_treat", "told_cancer_ruled_out", "referral_graded"],
)
def test_a_decision_says_who_made_it_and_on_what_source(kind: str) -> None:
    stated = {"decided_by": "Mr Bell", "source": "letter of 7 March", "communicated": True}
    sentence = _clock(ClockEvent(ClockEventKind(kind), date(2025, 3, 10), details=stated)).explanation[-1].sentence
    assert "Mr Bell" in sentence and "letter of 7 March" in sentence


def test_what_was_confirmed_says_why_it_stands() -> None:
    stated = {"confirmed_because": "seen at the other hospital"}
    ruled_out = ClockEvent(ClockEventKind.TOLD_CANCER_RULED_OUT, date(2025, 3, 10), details=stated)
    assert "Recorded all the same: seen at the other hospital." in _clock(ruled_out).explanation[-1].sentence


@pytest.mark.parametrize("seen", [True, False])
def test_a_decision_and_its_treatment_of_one_day_raise_no_question(seen: bool) -> None:
    day = date(2025, 3, 10)
    events = [
        ClockEvent(ClockEventKind.DECISION_TO_TREAT, day),
        ClockEvent(ClockEventKind.FIRST_DEFINITIVE_TREATMENT, day, RttStatus.TREATED),
    ]
    clock = _clock(
        *([ClockEvent(ClockEventKind.APPOINTMENT_ATTENDED, day, RttStatus.GOES_ON)] if seen else []), *events
    )
    assert (clock.stop, clock.warnings) == (day, ())
