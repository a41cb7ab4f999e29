"""Days away open the clinical review like a wish to wait or a hold, once, with their sum (R-166, RULES 13.22)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from clerkdesk.data.tables import ClinicalReview
from clerkdesk.rules.acts.consequences import EntryEffect
from clerkdesk.rules.reviews.requests import Asked
from clerkdesk.rules.values.entries import EffectKind
from clerkdesk.rules.values.reviews import Decision
from clerkdesk.rules.waiting_list.patient_initiated import HELD_BECAUSE
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.pathways.decision_effects import NewDecision
from clerkdesk.services.pathways.entries import keep_effect
from clerkdesk.services.patients.record import RecordKept
from clerkdesk.services.reviews.requests import NewRequest, RequestKept
from clerkdesk.services.reviews.reviews import DecisionKept
from tests.answers import taken
from tests.builders import Entry, Hospital, a_hospital, an_entry
from tests.conftest import StandingClock

TODAY = date(2025, 3, 3)


@pytest.fixture
def hospital(desk: Desk) -> Hospital:
    return a_hospital(desk)


def away(desk: Desk, entry: Entry, days: int, *, after: int = 1, reason: str = "abroad") -> RecordKept | WrongInput:
    first = desk.context.today + timedelta(days=after)
    last = first + timedelta(days=days - 1)
    return desk.patients.record.add_unavailable(entry.patient_id, first.isoformat(), last.isoformat(), reason)


def kept(answer: RecordKept | WrongInput) -> RecordKept:
    assert isinstance(answer, RecordKept), answer
    return answer


def reviews(desk: Desk, entry: Entry) -> list[str]:
    with desk.context.reading() as session:
        rows = session.query(ClinicalReview).filter_by(entry_id=entry.id, status="open").all()
        return [row.reason for row in rows]


def runs_of(desk: Desk, entry: Entry) -> int:
    return len(taken(desk.patients.card(entry.patient_id)).unavailable)


def test_an_ordinary_holiday_is_kept_without_a_question(desk: Desk, hospital: Hospital) -> None:
    for priority in ("1", "2", "3"):
        entry = an_entry(desk, hospital, clock_start=TODAY, priority_type=priority)
        assert kept(away(desk, entry, 14, reason="")).reviews == () and reviews(desk, entry) == []


def test_eleven_months_away_ask_why_and_open_the_review(desk: Desk, hospital: Hospital) -> None:
    entry = an_entry(desk, hospital)
    asked = away(desk, entry, 335, reason=" ")
    assert isinstance(asked, WrongInput) and asked.field == "reason" and "335 days" in asked.sentence
    assert runs_of(desk, entry) == 0 and reviews(desk, entry) == []
    [opened] = kept(away(desk, entry, 335)).reviews
    assert opened.entry_id == entry.id and opened.review.opened and "335 days away in sum" in opened.sentence
    [reason] = reviews(desk, entry)
    assert "from Tue 4 Mar 2025 to Sun 1 Feb 2026, 335 days: abroad" in reason
    why = taken(desk.pathways.why(entry.pathway_id))
    assert "patient_unavailable" in [said.event.event for said in why.clock.explanation]


def test_days_away_in_small_portions_open_one_review_with_their_sum(desk: Desk, hospital: Hospital) -> None:
    entry = an_entry(desk, hospital)
    assert kept(away(desk, entry, 21)).reviews == ()
    assert kept(away(desk, entry, 21, after=22)).reviews == ()
    assert isinstance(away(desk, entry, 7, after=43, reason=""), WrongInput)
    assert kept(away(desk, entry, 7, after=43)).reviews[0].review.opened
    [reason] = reviews(desk, entry)
    assert "49 days" in reason
    assert not kept(away(desk, entry, 7, after=50)).reviews[0].review.opened
    assert reviews(desk, entry) == [reason]


def test_each_need_of_the_patient_is_looked_at_by_its_own_clinician(desk: Desk, hospital: Hospital) -> None:
    first = an_entry(desk, hospital)
    second = an_entry(desk, a_hospital(desk, "ENT", "Ear nose and throat"), first.patient_id, priority_type="3")
    asks = an_entry(desk, hospital, first.patient_id, kind="follow_up")
    with desk.context.act("build") as act:
        keep_effect(act, asks.id, EntryEffect(EffectKind.HOLD, HELD_BECAUSE, TODAY + timedelta(days=200)))
        act.commit(None)
    opened = kept(away(desk, first, 60)).reviews
    assert {each.entry_id for each in opened} == {first.id, second.id}
    assert reviews(desk, asks) == []


def test_what_a_clinician_decided_on_is_not_asked_again_by_the_next_holiday(
    desk: Desk, hospital: Hospital, clock: StandingClock
) -> None:
    entry = an_entry(desk, hospital)
    [opened] = kept(away(desk, entry, 100)).reviews
    clock.at += timedelta(days=1)
    decision = NewDecision(decision=Decision.RETURN_TO_LIST, decided_by="DERM-C1", source="letter")
    assert isinstance(desk.reviews.decide(opened.review.id, decision), DecisionKept)
    clock.at += timedelta(days=1)
    assert kept(away(desk, entry, 10, after=100)).reviews == ()
    assert kept(away(desk, entry, 43, after=100)).reviews[0].review.opened


def test_a_short_wish_to_wait_behind_days_away_opens_the_review(desk: Desk, hospital: Hospital) -> None:
    entry = an_entry(desk, hospital)
    kept(away(desk, entry, 30))
    asked = desk.reviews.ask(NewRequest(entry.id, Asked.DELAY, "", TODAY + timedelta(days=42)))
    assert isinstance(asked, RequestKept) and asked.review is None
    longer = an_entry(desk, hospital)
    kept(away(desk, longer, 30, after=20))
    asked = desk.reviews.ask(NewRequest(longer.id, Asked.DELAY, "", TODAY + timedelta(days=42)))
    assert isinstance(asked, RequestKept) and asked.review is not None and asked.review.opened
    assert "50 days away in sum" in asked.decision.sentence
    assert len(reviews(desk, longer)) == 1


def test_a_wish_to_wait_with_one_need_is_no_silent_delay_of_another(desk: Desk, hospital: Hospital) -> None:
    entry = an_entry(desk, hospital)
    cancer = an_entry(
        desk, a_hospital(desk, "ENT", "Ear nose and throat"), entry.patient_id, priority_type="3", clock_start=TODAY
    )
    asked = desk.reviews.ask(NewRequest(entry.id, Asked.DELAY, "", TODAY + timedelta(days=40)))
    assert not isinstance(asked, Refused | WrongInput)
    assert "past the 28-day date" in asked.decision.sentence
    assert reviews(desk, entry) == [] and len(reviews(desk, cancer)) == 1
