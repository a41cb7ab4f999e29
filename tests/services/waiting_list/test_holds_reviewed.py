"""A long hold, and any hold of suspected cancer, is looked at by a clinician (R-166, RULES 13.22, 13.24)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from clerkdesk.rules.acts.consequences import EntryEffect
from clerkdesk.rules.referrals.slot_issues import Triage
from clerkdesk.rules.reviews.requests import Asked
from clerkdesk.rules.values.entries import EffectKind
from clerkdesk.rules.values.hold_reasons import CLINICIAN_HOLD, DECISION_HOLD, SIGN_OFF_HOLD
from clerkdesk.rules.values.priority import Priority
from clerkdesk.services.acts.answers import Refused
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.pathways.decision_effects import NewDecision, PatientTold
from clerkdesk.services.pathways.entries import keep_effect
from clerkdesk.services.referrals.new_grading import NewVetting
from clerkdesk.services.referrals.vetting import Vetted
from clerkdesk.services.reviews.requests import NewRequest, RequestKept
from clerkdesk.services.reviews.reviews import DecisionKept
from clerkdesk.services.waiting_list.holding import HoldKept
from tests.builders import Entry, Hospital, a_hospital, an_entry
from tests.conftest import StandingClock
from tests.spoken import typed

TODAY = date(2025, 3, 3)


@pytest.fixture
def hospital(desk: Desk) -> Hospital:
    return a_hospital(desk)


def held(desk: Desk, entry: Entry, days: int) -> HoldKept:
    kept = desk.waiting_list.hold(entry.id, "abroad", desk.context.today + timedelta(days=days))
    assert isinstance(kept, HoldKept)
    return kept


def move_on(clock: StandingClock, days: int) -> None:
    clock.at += timedelta(days=days)


@pytest.mark.parametrize(("days", "opens"), [(1, False), (42, False), (43, True), (365, True)])
def test_a_hold_of_over_six_weeks_opens_the_review(
    desk: Desk,
    hospital: Hospital,
    days: int,
    opens: bool,
) -> None:
    kept = held(desk, an_entry(desk, hospital), days)
    assert (kept.review is not None) is opens
    if kept.review is not None:
        assert kept.review.rule == "R-166" and "A clinical review opens" in kept.sentence


@pytest.mark.parametrize("days", [1, 5, 42, 100])
def test_any_hold_of_suspected_cancer_opens_the_review_the_same_day(desk: Desk, hospital: Hospital, days: int) -> None:
    kept = held(desk, an_entry(desk, hospital, priority_type="3"), days)
    assert kept.review is not None and kept.review.due == TODAY


def test_it_does_so_after_its_priority_has_fallen(desk: Desk, hospital: Hospital) -> None:
    entry = an_entry(desk, hospital, priority_type="3")
    graded = NewVetting(
        outcome=Triage.BOOK_NOW, priority=Priority.ROUTINE, by="DERM-C1", source="form", agreed_with="Dr Green",
        agreed_on=TODAY,
    )  # fmt: skip
    assert isinstance(desk.referrals.vet(entry.id, graded), Vetted)
    assert held(desk, entry, 5).review is not None


def test_time_to_think_of_suspected_cancer_is_a_hold_too(desk: Desk, hospital: Hospital) -> None:
    entry = an_entry(desk, hospital, priority_type="3")
    asked = desk.reviews.ask(NewRequest(entry.id, Asked.THINKING, wait_until=date(2025, 3, 10)))
    assert isinstance(asked, RequestKept) and asked.review is not None


@pytest.mark.parametrize(("gap", "opens"), [(0, True), (1, True), (42, True), (43, False)])
def test_holding_again_does_not_begin_the_six_weeks_anew(
    desk: Desk,
    hospital: Hospital,
    clock: StandingClock,
    gap: int,
    opens: bool,
) -> None:
    entry = an_entry(desk, hospital)
    assert held(desk, entry, 40).review is None
    move_on(clock, 40)
    assert isinstance(desk.waiting_list.resume(entry.id), HoldKept)
    move_on(clock, gap)
    kept = held(desk, entry, 40)
    assert (kept.review is not None) is opens


def test_many_short_holds_are_one_long_one(desk: Desk, hospital: Hospital, clock: StandingClock) -> None:
    entry = an_entry(desk, hospital)
    reviews = []
    for _ in range(6):
        reviews.append(held(desk, entry, 10).review is not None)
        move_on(clock, 10)
        if not reviews[-1]:
            assert isinstance(desk.waiting_list.resume(entry.id), HoldKept)
        else:
            break
    assert reviews == [False, False, False, False, True]


def a_decision(desk: Desk, review: int, decision: str, **more: Any) -> None:
    kept = desk.reviews.decide(
        review,
        NewDecision(decision=decision, decided_by="DERM-C1", source="e-mail", **more),  # type: ignore[arg-type]
    )
    assert isinstance(kept, DecisionKept)


def test_resume_refuses_a_hold_that_waits_for_its_review_and_names_the_act(desk: Desk, hospital: Hospital) -> None:
    entry = an_entry(desk, hospital)
    review = held(desk, entry, 100).review
    assert review is not None
    refused = desk.waiting_list.resume(entry.id)
    assert isinstance(refused, Refused) and refused.rule == "RULES 13.24"
    assert f"clerkdesk review decide {review.id}" in typed(refused.sentence, {})
    assert desk.waiting_list.before_resuming(entry.id) == refused.sentence
    a_decision(desk, review.id, "wait_until", wait_until=date(2025, 5, 1))
    again = desk.waiting_list.resume(entry.id)
    assert isinstance(again, Refused) and f"clerkdesk review told {review.id}" in typed(again.sentence, {})
    assert isinstance(desk.reviews.told(review.id, "by telephone"), PatientTold)
    assert isinstance(desk.waiting_list.resume(entry.id), HoldKept)


def test_what_a_clinician_has_decided_is_not_counted_again(
    desk: Desk, hospital: Hospital, clock: StandingClock
) -> None:
    entry = an_entry(desk, hospital)
    review = held(desk, entry, 100).review
    assert review is not None
    a_decision(desk, review.id, "return_to_list")
    desk.reviews.told(review.id, "by telephone")
    move_on(clock, 7)
    assert held(desk, entry, 10).review is None


def test_a_hold_without_a_review_comes_off_as_before(desk: Desk, hospital: Hospital) -> None:
    entry = an_entry(desk, hospital)
    held(desk, entry, 10)
    assert isinstance(desk.waiting_list.resume(entry.id), HoldKept)


@pytest.mark.parametrize("waits", [SIGN_OFF_HOLD, CLINICIAN_HOLD, DECISION_HOLD])
def test_a_hold_for_a_clinician_stays_whichever_act_opened_the_review(
    desk: Desk, hospital: Hospital, waits: str
) -> None:
    entry = an_entry(desk, hospital)
    asked = desk.reviews.ask(NewRequest(entry.id, Asked.QUESTION, "worse at night"))
    assert isinstance(asked, RequestKept) and asked.review is not None
    with desk.context.act("hold_entry") as act:
        keep_effect(act, entry.id, EntryEffect(EffectKind.HOLD, f"treated privately, {waits}", date(2025, 3, 20)))
        act.commit(None)
    refused = desk.waiting_list.resume(entry.id)
    assert isinstance(refused, Refused) and refused.rule == "RULES 13.24"
    assert f"clerkdesk review decide {asked.review.id}" in typed(refused.sentence, {})
