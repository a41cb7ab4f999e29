"""No act closes a pathway of suspected cancer before an answer to the 28 days is on record (R-501)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from clerkdesk.data.tables import Pathway, PathwayClosure
from clerkdesk.rules.acts.consequences import EntryEffect
from clerkdesk.rules.cancer.milestones import Milestone
from clerkdesk.rules.reviews.requests import Asked
from clerkdesk.rules.values.clocks import ClockEventKind, RttStatus
from clerkdesk.rules.values.entries import EffectKind, EntryKind, ValidationLevel, ValidationOutcome
from clerkdesk.rules.values.reviews import Decision
from clerkdesk.rules.waiting_list.awaiting import Happening, NewWait
from clerkdesk.rules.waiting_list.patient_initiated import HELD_BECAUSE
from clerkdesk.services.acts.answers import Refused
from clerkdesk.services.booking.bookings import Booked
from clerkdesk.services.cancer.milestones import MilestoneKept, NewMilestone
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.pathways.decision_effects import NewDecision
from clerkdesk.services.pathways.entries import close_pathway, keep_effect, record_rtt
from clerkdesk.services.pathways.validation_effects import NewValidation
from clerkdesk.services.reception.outcome_form import OutcomeToRecord
from clerkdesk.services.reception.outcomes import OutcomeRecorded
from clerkdesk.services.reviews.requests import NewRequest, RequestKept
from clerkdesk.services.reviews.reviews import DecisionKept
from clerkdesk.services.validation.validation import Validated
from clerkdesk.services.waiting_list.awaiting import Discharge, HappeningKept, NewHappening, WaitKept
from clerkdesk.services.waiting_list.patient_initiated import PlanEnded
from tests.builders import Entry, Hospital, a_hospital, a_session, an_entry
from tests.conftest import StandingClock

RECEIVED, SEEN = date(2025, 3, 3), datetime(2025, 3, 10, 9, 0)
Act = Callable[[Desk, Entry, str], object]


@pytest.fixture
def hospital(desk: Desk) -> Hospital:
    return a_hospital(desk)


@pytest.fixture
def entry(desk: Desk, hospital: Hospital) -> Entry:
    return an_entry(desk, hospital, clock_start=RECEIVED, priority_type="3")


def validated(outcome: str) -> Act:
    def act(desk: Desk, entry: Entry, _reference: str) -> object:
        day = SEEN.date()
        new = NewValidation(
            level=ValidationLevel.CLINICAL,
            outcome=ValidationOutcome(outcome),
            decided_by="DERM-C1",
            source="letter",
            happened_on=day,
            told_on=day,
            told_how="letter",
            note="agreed",
        )
        return desk.validation.validate(entry.id, new)

    return act


def discharged_at_the_visit(desk: Desk, _entry: Entry, reference: str) -> object:
    form = OutcomeToRecord(reference, "5", "1", "34", told=True, decided_by="DERM-C1")
    return desk.reception.record_outcome(form)


def discharged_by_review(desk: Desk, entry: Entry, _reference: str) -> object:
    asked = desk.reviews.ask(NewRequest(entry.id, Asked.NOT_WANTED, "rang to say so"))
    assert isinstance(asked, RequestKept) and asked.review is not None
    decision = NewDecision(decision=Decision.DISCHARGE, decided_by="DERM-C1", source="e-mail", referrer_informed=True)
    return desk.reviews.decide(asked.review.id, decision)


def discharged_with_the_result(desk: Desk, entry: Entry, _reference: str) -> object:
    with desk.context.act("build") as act:
        record_rtt(
            act,
            entry.pathway_id,
            ClockEventKind.APPOINTMENT_ATTENDED,
            SEEN.date(),
            RttStatus.NOT_TREATED,
            {"communicated": True},
            policy=desk.context.policy,
        )
        keep_effect(act, entry.id, EntryEffect(EffectKind.CLOSE), "seen")
        act.commit(None)
    wait = NewWait(EntryKind.AWAITING_RESULTS, "biopsy", "pathology", date(2025, 4, 1))
    begun = desk.waiting_list.await_something(entry.pathway_id, wait)
    assert isinstance(begun, WaitKept)
    back = NewHappening(happening=Happening.RESULT_BACK, next=Discharge(by="DERM-C1", source="letter"))
    return desk.waiting_list.happened(begun.entry.entry_id, back)


def discharged_at_the_end_of_the_plan(desk: Desk, entry: Entry, _reference: str) -> object:
    details = {"ends": date(2025, 3, 9), "end_action": "discharge", "decided_by": "Dr Dermo"}
    with desk.context.act("build") as act:
        record_rtt(
            act,
            entry.pathway_id,
            ClockEventKind.FIRST_DEFINITIVE_TREATMENT,
            date(2025, 3, 4),
            RttStatus.TREATED,
            {"treated": True},
            policy=desk.context.policy,
        )
        record_rtt(
            act,
            entry.pathway_id,
            ClockEventKind.PIFU_START,
            date(2025, 3, 4),
            details=details,
            policy=desk.context.policy,
        )
        keep_effect(act, entry.id, EntryEffect(EffectKind.HOLD, HELD_BECAUSE, date(2025, 3, 9)), "agreed")
        act.commit(None)
    return desk.waiting_list.end_patient_initiated(entry.id)


ACTS: dict[str, Act] = {
    **{outcome: validated(outcome) for outcome in ("V04", "V05", "V07", "V11", "V12")},
    "outcome": discharged_at_the_visit,
    "review": discharged_by_review,
    "result": discharged_with_the_result,
    "end of the plan": discharged_at_the_end_of_the_plan,
}
TAKEN = (Validated, OutcomeRecorded, DecisionKept, HappeningKept, PlanEnded)


@pytest.mark.parametrize("told", ["nothing", "ruled_out", "excluded"])
@pytest.mark.parametrize("name", ACTS)
def test_a_pathway_of_suspected_cancer_closes_once_the_answer_is_on_record(
    desk: Desk, clock: StandingClock, hospital: Hospital, entry: Entry, name: str, told: str
) -> None:
    reference = ""
    if name == "outcome":
        booked = desk.booking.book(entry.id, a_session(desk, hospital, SEEN)[0])
        assert isinstance(booked, Booked)
        reference = booked.reference
    clock.at = SEEN.replace(hour=10)
    if told != "nothing":
        said: dict[str, Any] = {"milestone": told, "reason": "02" if told == "excluded" else ""}
        new = NewMilestone(**said, by="DERM-C1", source="letter", because="agreed in clinic")
        assert isinstance(desk.cancer.record(entry.pathway_id, new), MilestoneKept)
    answer = ACTS[name](desk, entry, reference)
    if told == "nothing":
        assert isinstance(answer, Refused) and answer.rule == "R-501", answer
        with desk.context.reading() as session:
            assert session.get_one(Pathway, entry.pathway_id).closed_on is None
    else:
        assert isinstance(answer, TAKEN), answer


ENDS_IT = ("V04", "V07", "V12", "end of the plan")
"""What treats the patient, or says that they declined."""


@pytest.mark.parametrize("name", ACTS)
def test_a_told_cancer_closes_once_what_ended_the_days_to_treatment_is_on_record(
    desk: Desk, clock: StandingClock, hospital: Hospital, entry: Entry, name: str
) -> None:
    reference = ""
    if name == "outcome":
        booked = desk.booking.book(entry.id, a_session(desk, hospital, SEEN)[0])
        assert isinstance(booked, Booked)
        reference = booked.reference
    clock.at = SEEN.replace(hour=10)
    told = NewMilestone(milestone=Milestone.DIAGNOSED, by="DERM-C1", source="letter", because="agreed in clinic")
    assert isinstance(desk.cancer.record(entry.pathway_id, told), MilestoneKept)
    answer = ACTS[name](desk, entry, reference)
    if name in ENDS_IT:
        assert isinstance(answer, TAKEN), answer
        return
    assert isinstance(answer, Refused) and answer.rule == "R-500" and "62d" in answer.sentence, answer
    with desk.context.reading() as session:
        assert session.get_one(Pathway, entry.pathway_id).closed_on is None


def test_a_treated_cancer_is_discharged_without_a_question(
    desk: Desk, clock: StandingClock, hospital: Hospital, entry: Entry
) -> None:
    clock.at = SEEN.replace(hour=10)
    for milestone in (Milestone.DIAGNOSED, Milestone.TREATMENT):
        new = NewMilestone(milestone=milestone, by="DERM-C1", source="letter", because="palliative care")
        assert isinstance(desk.cancer.record(entry.pathway_id, new), MilestoneKept)
    answer = validated("V04")(desk, entry, "")
    assert isinstance(answer, Validated), answer


def test_no_service_closes_a_pathway_whose_answer_is_owed(desk: Desk, entry: Entry) -> None:
    with desk.context.act("build") as act, pytest.raises(ValueError, match="28 days"):
        record_rtt(
            act,
            entry.pathway_id,
            ClockEventKind.FIRST_DEFINITIVE_TREATMENT,
            RECEIVED,
            RttStatus.TREATED,
            policy=desk.context.policy,
        )
        closure = PathwayClosure(
            pathway_id=entry.pathway_id, closed_on=RECEIVED, reason="no", decided_by="no", act_id=act.act_id
        )
        close_pathway(act, closure, entry.id, policy=desk.context.policy)
