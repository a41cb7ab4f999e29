"""A decision not to treat ends no wait that it can't have been about: too early, after a visit, beside an operation."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from clerkdesk.data.tables import Pathway
from clerkdesk.rules.referrals.slot_issues import Triage
from clerkdesk.rules.reviews.requests import Asked
from clerkdesk.rules.values.entries import EntryKind, ValidationLevel, ValidationOutcome
from clerkdesk.rules.values.reviews import Decision
from clerkdesk.rules.values.tellings import What, Who
from clerkdesk.rules.waiting_list.awaiting import NewWait
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.services.booking.bookings import Booked
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.pathways.clocks import ClockWhy
from clerkdesk.services.pathways.decision_effects import NewDecision
from clerkdesk.services.pathways.validation_effects import NewValidation
from clerkdesk.services.reception.arrivals import Arrived
from clerkdesk.services.reception.outcome_form import OutcomeToRecord
from clerkdesk.services.reception.outcomes import OutcomeRecorded
from clerkdesk.services.referrals.new_grading import NewVetting, Outcome
from clerkdesk.services.referrals.new_referral import NewReferral
from clerkdesk.services.referrals.referring import Referred
from clerkdesk.services.referrals.tellings import NewTelling, TellingKept
from clerkdesk.services.referrals.vetting import Vetted
from clerkdesk.services.reviews.requests import NewRequest, RequestKept
from clerkdesk.services.waiting_list.awaiting import WaitKept
from tests.builders import Entry, Hospital, a_hospital, a_patient, a_session, a_staff, an_entry
from tests.conftest import StandingClock

TODAY = date(2025, 3, 3)
MRI = NewWait(EntryKind.AWAITING_TEST, "MRI", "radiology", date(2025, 3, 31))
SIGNED: dict[str, Any] = {"by": "Shah", "source": "grading form"}
REFUSALS = ("reject", "return_with_advice")


@pytest.fixture
def hospital(desk: Desk) -> Hospital:
    made = a_hospital(desk)
    a_staff(desk, made)
    return made


@pytest.fixture
def entry(desk: Desk, hospital: Hospital) -> Entry:
    return an_entry(desk, hospital, clock_start=date(2024, 9, 2))


def grade(desk: Desk, entry_id: int, outcome: Outcome, **fields: Any) -> Vetted | Refused | WrongInput:
    return desk.referrals.vet(entry_id, NewVetting(outcome=outcome, **{"note": "try emollients", **SIGNED, **fields}))


def clock_of(desk: Desk, entry: Entry) -> str:
    with desk.context.reading() as session:
        return session.get_one(Pathway, entry.pathway_id).clock_state


def seen(desk: Desk, clock: StandingClock, hospital: Hospital, entry: Entry) -> int:
    """The patient is seen and comes again: the next need."""
    slots = a_session(desk, hospital, datetime(2025, 3, 3, 10, 0))
    booked = desk.booking.book(entry.id, slots[0])
    assert isinstance(booked, Booked)
    clock.at = datetime(2025, 3, 3, 10, 0)
    assert isinstance(desk.reception.arrive(booked.reference), Arrived)
    answer = desk.reception.record_outcome(
        OutcomeToRecord(booked.reference, "5", "3", "20", see_by=date(2025, 4, 14), decided_by="Shah")
    )
    assert isinstance(answer, OutcomeRecorded) and answer.entry_id is not None
    return answer.entry_id


def awaits_a_test(desk: Desk, entry: Entry) -> None:
    kept = desk.waiting_list.await_something(entry.pathway_id, MRI)
    assert isinstance(kept, WaitKept), kept


@pytest.mark.parametrize("outcome", REFUSALS)
def test_a_referral_refused_on_a_day_before_it_was_listed_says_why_and_why_shows_it(
    desk: Desk, hospital: Hospital, outcome: Outcome
) -> None:
    new = NewReferral(patient_id=a_patient(desk), received="2/9/2024", specialty=hospital.specialty_code)
    referred = desk.referrals.refer(new)
    assert isinstance(referred, Referred), referred
    early = date(2024, 9, 3)
    if outcome == "reject":
        asked = grade(desk, referred.entry_id, outcome, on=early, note="")
        assert isinstance(asked, Refused)
        assert "when this was put on the list" in asked.sentence
    assert isinstance(grade(desk, referred.entry_id, outcome, on=early, note="the letter lay in the tray"), Vetted)
    why = desk.pathways.why(referred.pathway_id)
    assert isinstance(why, ClockWhy)
    assert any("the letter lay in the tray" in said.sentence for said in why.clock.explanation)


@pytest.mark.parametrize("outcome", REFUSALS)
def test_the_referral_of_a_patient_who_was_seen_is_refused_by_nobody(
    desk: Desk, clock: StandingClock, hospital: Hospital, entry: Entry, outcome: Outcome
) -> None:
    answer = grade(desk, seen(desk, clock, hospital, entry), outcome)
    assert isinstance(answer, Refused)
    assert "by an outcome or a review" in answer.sentence
    assert clock_of(desk, entry) == "running"


def test_a_refused_referral_does_not_end_while_a_test_is_awaited(desk: Desk, entry: Entry) -> None:
    awaits_a_test(desk, entry)
    assert isinstance(grade(desk, entry.id, Triage.REJECT, on=TODAY), Vetted)
    assert isinstance(
        desk.referrals.told(entry.id, NewTelling(what=What.REFUSED, who=Who.PATIENT, on=TODAY, how="phone")),
        TellingKept,
    )
    answer = desk.referrals.told(entry.id, NewTelling(what=What.REFUSED, who=Who.REFERRER, on=TODAY, how="phone"))
    assert isinstance(answer, Refused)
    assert "awaiting test" in answer.sentence
    assert clock_of(desk, entry) == "running"


@pytest.mark.parametrize("outcome", ["V05", "V07", "V12"])
def test_no_validation_by_which_nobody_is_treated_ends_a_wait_beside_a_test(
    desk: Desk, entry: Entry, outcome: str
) -> None:
    awaits_a_test(desk, entry)
    new = NewValidation(
        level=ValidationLevel.CLINICAL,
        outcome=ValidationOutcome(outcome),
        decided_by="Shah",
        source="letter",
        happened_on=TODAY,
        told_on=TODAY,
        told_how="phone",
    )
    answer = desk.validation.validate(entry.id, new)
    assert isinstance(answer, Refused)
    assert "awaiting test" in answer.sentence
    assert clock_of(desk, entry) == "running"


def test_no_review_discharges_beside_a_test_that_was_asked_for_since(desk: Desk, entry: Entry) -> None:
    asked = desk.reviews.ask(NewRequest(entry.id, Asked.QUESTION, "wants to stop"))
    assert isinstance(asked, RequestKept) and asked.review is not None
    awaits_a_test(desk, entry)
    answer = desk.reviews.decide(
        asked.review.id, NewDecision(decision=Decision.DISCHARGE, decided_by="Shah", source="letter")
    )
    assert isinstance(answer, Refused)
    assert "awaiting test" in answer.sentence
    assert clock_of(desk, entry) == "running"
