"""A decision that a patient may wait is asked about where its date is later than anybody meant (R-166, RULES 13.22)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from clerkdesk.rules.cancer.milestones import UNUSUAL
from clerkdesk.rules.reviews.requests import Asked
from clerkdesk.rules.values.reviews import Decision
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.pathways.clocks import ClockWhy
from clerkdesk.services.pathways.decision_effects import NewDecision, PatientTold
from clerkdesk.services.reviews.requests import NewRequest, RequestKept
from clerkdesk.services.reviews.reviews import DecisionKept
from tests.builders import Entry, Hospital, a_hospital, an_entry

TODAY = date(2025, 3, 3)


@pytest.fixture
def hospital(desk: Desk) -> Hospital:
    return a_hospital(desk)


def in_days(days: int) -> date:
    return TODAY + timedelta(days=days)


def wish(desk: Desk, entry: Entry, days: int) -> int:
    asked = desk.reviews.ask(NewRequest(entry.id, Asked.DELAY, "", in_days(days)))
    assert isinstance(asked, RequestKept) and asked.review is not None
    return asked.review.id


def decide(desk: Desk, review: int, days: int, because: str = "") -> DecisionKept | Refused | WrongInput:
    decision = NewDecision(
        decision=Decision.WAIT_UNTIL, decided_by="DERM-C1", source="letter", wait_until=in_days(days), because=because
    )
    return desk.reviews.decide(review, decision)


@pytest.mark.parametrize(
    ("asked", "decided", "over"),
    [
        (50, 50, ""),
        (50, 20, ""),
        (50, 51, "Wed 23 Apr 2025 is later than was asked, Tue 22 Apr 2025."),
        (200, 84, ""),
        (200, 85, "later than the day by which a clinician looks again, Mon 26 May 2025"),
        (50, 400, "and later than the day by which a clinician looks again"),
    ],
)
def test_a_date_past_what_was_asked_or_past_twelve_weeks_is_asked_about_once(
    desk: Desk, hospital: Hospital, asked: int, decided: int, over: str
) -> None:
    review = wish(desk, an_entry(desk, hospital), asked)
    answer = decide(desk, review, decided, " ")
    if not over:
        assert isinstance(answer, DecisionKept)
        return
    assert isinstance(answer, Refused) and answer.code == UNUSUAL and over in answer.sentence
    assert isinstance(decide(desk, review, decided, "abroad, agreed by phone"), DecisionKept)


@pytest.mark.parametrize(
    ("days", "over"),
    [
        (28, ""),
        (29, "Tue 1 Apr 2025 is 1 day past the 28-day date for a diagnosis, Mon 31 Mar 2025."),
        (400, "372 days past the 28-day date for a diagnosis"),
    ],
)
def test_suspected_cancer_waits_past_its_dates_for_a_reason_only(
    desk: Desk, hospital: Hospital, days: int, over: str
) -> None:
    review = wish(desk, an_entry(desk, hospital, clock_start=TODAY, priority_type="3"), days)
    answer = decide(desk, review, days)
    assert isinstance(answer, Refused if over else DecisionKept)
    if isinstance(answer, Refused):
        assert over in answer.sentence


def test_whoever_may_wait_long_is_looked_at_again_within_twelve_weeks_and_why_says_until_when(
    desk: Desk, hospital: Hospital
) -> None:
    entry = an_entry(desk, hospital)
    review = wish(desk, entry, 50)
    kept = decide(desk, review, 400, "abroad, agreed by phone")
    assert isinstance(kept, DecisionKept)
    assert "May wait until Tue 7 Apr 2026, looked at again on Mon 26 May 2025" in kept.decided.sentence
    assert isinstance(desk.reviews.told(review, "by telephone"), PatientTold)
    need = desk.waiting_list.entry(entry.id)
    assert need is not None
    assert (need.row.look_again_on, need.row.status) == (date(2025, 5, 26), "on_hold")
    assert need.row.hold_reason == "may wait until Tue 7 Apr 2026, by clinical decision"
    why = desk.pathways.why(entry.pathway_id)
    assert isinstance(why, ClockWhy)
    told = " ".join(each.sentence for each in why.told)
    assert "may wait until a date (Tue 7 Apr 2026)" in told and "abroad, agreed by phone" in told
