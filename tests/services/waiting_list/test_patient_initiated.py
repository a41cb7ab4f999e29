"""Patient-initiated follow-up: it begins with an outcome, stays open, and ends as was agreed (R-180, R-181)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from clerkdesk.cli.commands.patient_documents import card_lines
from clerkdesk.data.tables import Pathway, WaitingListEntry
from clerkdesk.rules.acts.consequences import EntryEffect
from clerkdesk.rules.reviews.requests import Asked
from clerkdesk.rules.values.entries import EffectKind, EntryKind, ValidationLevel, ValidationOutcome
from clerkdesk.rules.values.priority import PriorityType
from clerkdesk.rules.values.reviews import Decision
from clerkdesk.rules.values.slots import SlotKind
from clerkdesk.rules.waiting_list.patient_initiated import HELD_BECAUSE, EndAction
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.services.booking.bookings import Booked
from clerkdesk.services.card.cards import PatientCard
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.pathways.clocks import ClockWhy
from clerkdesk.services.pathways.decision_effects import NewDecision, PatientTold
from clerkdesk.services.pathways.entries import add_entry, keep_effect
from clerkdesk.services.pathways.validation_effects import NewValidation
from clerkdesk.services.reception.arrivals import Arrived
from clerkdesk.services.reception.outcome_form import OutcomeToRecord
from clerkdesk.services.reception.outcome_needs import PatientInitiated
from clerkdesk.services.reception.outcomes import OutcomeRecorded
from clerkdesk.services.reviews.requests import NewRequest
from clerkdesk.services.reviews.requests import RequestKept as RequestAsked
from clerkdesk.services.reviews.reviews import DecisionKept
from clerkdesk.services.validation.checks import CheckReport
from clerkdesk.services.validation.validation import Validated
from clerkdesk.services.waiting_list.patient_initiated import PatientRequestKept, PlanEnded
from tests.builders import a_hospital, a_session, an_entry
from tests.conftest import StandingClock
from tests.services.reception.test_reception import booked_today
from tests.spoken import on_screen, typed

LAST_DAY = date(2025, 9, 3)


def left_to_ask(
    desk: Desk, clock: StandingClock, at_end: EndAction = EndAction.CLINICAL_REVIEW, rtt_code: str = "30"
) -> int:
    """A patient who was treated today and may ask for half a year: the entry."""
    _, reference = booked_today(desk)
    clock.at = datetime(2025, 3, 3, 10, 0)
    assert isinstance(desk.reception.arrive(reference), Arrived)
    plan = PatientInitiated(LAST_DAY, at_end)
    answer = desk.reception.record_outcome(
        OutcomeToRecord(reference, "5", "3", rtt_code, told=True, patient_initiated=plan)
    )
    assert isinstance(answer, OutcomeRecorded) and answer.entry_id is not None, answer
    return answer.entry_id


def entry(desk: Desk, entry_id: int) -> WaitingListEntry:
    with desk.context.reading() as session:
        return session.get_one(WaitingListEntry, entry_id)


def found(desk: Desk) -> list[str]:
    report = desk.checks.run(("DQ22", "PLACE", "DRIFT"))
    assert isinstance(report, CheckReport)
    return [each.rule for each in report.findings]


def test_the_need_is_on_hold_until_the_last_day(desk: Desk, clock: StandingClock) -> None:
    row = entry(desk, left_to_ask(desk, clock))
    assert (row.status, row.hold_reason, row.look_again_on) == ("on_hold", "patient-initiated follow-up", LAST_DAY)


def test_a_patient_who_asks_is_seen_within_six_weeks(desk: Desk, clock: StandingClock) -> None:
    entry_id = left_to_ask(desk, clock)
    clock.at = datetime(2025, 6, 2, 9, 0)
    answer = desk.waiting_list.patient_asks(entry_id, "it is back")
    assert isinstance(answer, PatientRequestKept)
    row = entry(desk, entry_id)
    assert (row.status, row.due_date, answer.book_by) == ("waiting", date(2025, 7, 14), date(2025, 7, 14))


def test_the_card_says_the_date_of_the_request_and_not_the_last_day_of_the_plan(
    desk: Desk, clock: StandingClock
) -> None:
    entry_id = left_to_ask(desk, clock)
    clock.at = datetime(2025, 6, 2, 9, 0)
    assert isinstance(desk.waiting_list.patient_asks(entry_id, "it is back"), PatientRequestKept)
    row = entry(desk, entry_id)
    card = desk.patients.card(row.patient_id)
    assert isinstance(card, PatientCard)
    said = [line for line in card_lines(card, clock.at.date()) if f"entry {entry_id}:" in line]
    assert [line.strip() for line in said] == [f"entry {entry_id}: waiting due Mon 14 Jul 2025"]


def test_a_plan_is_not_ended_by_taking_its_need_off_hold(desk: Desk, clock: StandingClock) -> None:
    entry_id = left_to_ask(desk, clock)
    refused = desk.waiting_list.resume(entry_id)
    assert isinstance(refused, Refused) and refused.rule == "R-180"
    assert f"clerkdesk pifu {entry_id} request" in typed(refused.sentence, {"entry": entry_id})
    assert isinstance(desk.waiting_list.patient_asks(entry_id, "it is back"), PatientRequestKept)


@pytest.mark.parametrize("signed", [False, True])
def test_a_plan_is_not_ended_by_the_planned_list(desk: Desk, clock: StandingClock, signed: bool) -> None:
    entry_id = left_to_ask(desk, clock)
    by = "DERM-C1" if signed else ""
    level: ValidationLevel = ValidationLevel.CLINICAL if signed else ValidationLevel.TECHNICAL
    said = NewValidation(
        level=level, outcome=ValidationOutcome.PLANNED_LIST, due=date(2025, 6, 2), source="letter", decided_by=by
    )
    refused = desk.validation.validate(entry_id, said)
    assert isinstance(refused, Refused) and refused.rule == "R-180", refused
    assert f"clerkdesk pifu {entry_id} request" in typed(refused.sentence, {"entry": entry_id})
    assert isinstance(desk.waiting_list.patient_asks(entry_id, "it is back"), PatientRequestKept)


def test_why_nobody_asks_for_a_need_is_said_as_it_is(desk: Desk, clock: StandingClock) -> None:
    entry_id = left_to_ask(desk, clock)
    clock.at = datetime(2025, 6, 2, 9, 0)
    assert isinstance(desk.waiting_list.patient_asks(entry_id, "it is back"), PatientRequestKept)
    again = desk.waiting_list.patient_asks(entry_id, "it is back")
    assert isinstance(again, Refused) and "asked on Mon 2 Jun 2025" in again.sentence
    with desk.context.act("build") as act:
        of_plan = act.session.get_one(WaitingListEntry, entry_id)
        other = WaitingListEntry(
            patient_id=of_plan.patient_id,
            pathway_id=of_plan.pathway_id,
            specialty_id=of_plan.specialty_id,
            kind=EntryKind.FOLLOW_UP,
            priority_type=PriorityType.ROUTINE,
            slot_kind=SlotKind.FOLLOW_UP,
            due_date=date(2025, 7, 7),
        )
        other_id = add_entry(act, other, policy=desk.context.policy).id
        keep_effect(act, entry_id, EntryEffect(EffectKind.CLOSE), "seen")
        act.commit(None)
    never = desk.waiting_list.patient_asks(other_id, "it is back")
    closed = desk.waiting_list.patient_asks(entry_id, "it is back")
    assert isinstance(never, Refused) and never.code == "no_plan"
    assert isinstance(closed, Refused) and closed.code == "closed"


@pytest.mark.parametrize("code", ["30", "34"])
def test_what_ended_the_wait_proves_nothing_against_a_follow_up_asked_for_with_it(
    desk: Desk, clock: StandingClock, code: str
) -> None:
    entry_id = left_to_ask(desk, clock, rtt_code=code)
    assert isinstance(desk.waiting_list.patient_asks(entry_id, "it is back", urgent=True), PatientRequestKept)
    for outcome in ("V04", "V05"):
        said = NewValidation(
            level=ValidationLevel.TECHNICAL, outcome=ValidationOutcome(outcome),
            happened_on=date(2025, 3, 3), told_on=date(2025, 3, 3), told_how="by telephone", source="letter",
        )  # fmt: skip
        answer = desk.validation.validate(entry_id, said)
        assert isinstance(answer, Refused) and answer.rule == "RULES 13.10", answer
    assert entry(desk, entry_id).status == "waiting"


def test_a_patient_who_asks_urgently_is_seen_within_ten_working_days(desk: Desk, clock: StandingClock) -> None:
    entry_id = left_to_ask(desk, clock)
    clock.at = datetime(2025, 6, 2, 9, 0)
    answer = desk.waiting_list.patient_asks(entry_id, "it is back", urgent=True)
    assert isinstance(answer, PatientRequestKept) and answer.book_by == date(2025, 6, 16)


def test_what_the_patient_says_is_asked_and_stands_with_the_request(desk: Desk, clock: StandingClock) -> None:
    entry_id = left_to_ask(desk, clock)
    assert isinstance(desk.waiting_list.patient_asks(entry_id, "  "), WrongInput)
    assert entry(desk, entry_id).status == "on_hold"
    assert isinstance(desk.waiting_list.patient_asks(entry_id, "it is back, and worse"), PatientRequestKept)
    why = desk.pathways.why(entry(desk, entry_id).pathway_id)
    assert isinstance(why, ClockWhy)
    assert "it is back, and worse" in [said.event.details.get("said") for said in why.clock.explanation]


def test_asking_starts_no_clock(desk: Desk, clock: StandingClock) -> None:
    entry_id = left_to_ask(desk, clock)
    desk.waiting_list.patient_asks(entry_id, "it is back")
    with desk.context.reading() as session:
        pathway = session.get_one(Pathway, session.get_one(WaitingListEntry, entry_id).pathway_id)
        assert (pathway.clock_state, pathway.clock_stop) == ("stopped", date(2025, 3, 3))


def test_a_correction_by_which_the_clock_runs_puts_the_need_back_on_the_list(desk: Desk, clock: StandingClock) -> None:
    entry_id = left_to_ask(desk, clock)
    clock.at = datetime(2025, 3, 4, 9, 0)
    right = NewValidation(
        level=ValidationLevel.TECHNICAL,
        outcome=ValidationOutcome.CORRECTED,
        source="clinic letter",
        right_status="20",
        note="not treated",
    )
    answer = desk.validation.validate(entry_id, right)
    assert isinstance(answer, Validated)
    assert "has ended: the need is back on the list" in answer.decision.sentence
    row = entry(desk, entry_id)
    assert (row.status, row.due_date) == ("waiting", date(2025, 3, 4))
    why = desk.pathways.why(row.pathway_id)
    assert isinstance(why, ClockWhy)
    assert why.clock.review_dates == ()
    assert found(desk) == []


@pytest.mark.parametrize("rtt_code", ["30", "34"])
def test_who_is_owed_an_answer_about_cancer_is_not_left_to_ask(desk: Desk, clock: StandingClock, rtt_code: str) -> None:
    hospital = a_hospital(desk)
    slots = a_session(desk, hospital, datetime(2025, 3, 3, 10, 0))
    need = an_entry(desk, hospital, priority_type="3", clock_start=date(2025, 2, 20))
    booked = desk.booking.book(need.id, slots[0])
    assert isinstance(booked, Booked)
    clock.at = datetime(2025, 3, 3, 10, 0)
    assert isinstance(desk.reception.arrive(booked.reference), Arrived)
    plan = PatientInitiated(LAST_DAY, EndAction.CLINICAL_REVIEW)
    wanted = OutcomeToRecord(booked.reference, "5", "3", rtt_code, told=True, patient_initiated=plan)
    answer = desk.reception.record_outcome(wanted)
    assert isinstance(answer, Refused)
    assert "28 days" in answer.sentence


def test_a_clinician_who_says_until_when_it_may_wait_leaves_the_plan_as_it_is(desk: Desk, clock: StandingClock) -> None:
    entry_id = left_to_ask(desk, clock)
    clock.at = datetime(2025, 3, 4, 9, 0)
    asked = desk.reviews.ask(NewRequest(entry_id, Asked.QUESTION, "how long may it wait?"))
    assert isinstance(asked, RequestAsked) and asked.review is not None
    new = NewDecision(decision=Decision.WAIT_UNTIL, decided_by="DERM-C1", source="letter", wait_until=date(2025, 4, 14))
    decided = desk.reviews.decide(asked.review.id, new)
    assert isinstance(decided, DecisionKept), decided
    assert isinstance(desk.reviews.told(asked.review.id, "by telephone"), PatientTold)
    row = entry(desk, entry_id)
    assert (row.status, row.hold_reason, row.look_again_on) == ("on_hold", HELD_BECAUSE, date(2025, 4, 14))
    assert isinstance(desk.waiting_list.resume(entry_id), Refused)
    assert isinstance(desk.waiting_list.patient_asks(entry_id, "it is back"), PatientRequestKept)


def test_nobody_asks_twice_for_one_need(desk: Desk, clock: StandingClock) -> None:
    entry_id = left_to_ask(desk, clock)
    desk.waiting_list.patient_asks(entry_id, "it is back")
    again = desk.waiting_list.patient_asks(entry_id, "it is back")
    assert isinstance(again, Refused) and again.code == "asked"


def test_after_the_last_day_asking_goes_to_the_clinician(desk: Desk, clock: StandingClock) -> None:
    entry_id = left_to_ask(desk, clock)
    clock.at = datetime(2025, 9, 4, 9, 0)
    assert isinstance(desk.waiting_list.patient_asks(entry_id, "it is back"), Refused)


def test_it_is_not_ended_before_its_day(desk: Desk, clock: StandingClock) -> None:
    assert isinstance(desk.waiting_list.end_patient_initiated(left_to_ask(desk, clock)), Refused)


@pytest.mark.parametrize("at_end", ["clinical_review", "discharge"])
@pytest.mark.parametrize("hour", [0, 9, 23])
def test_on_the_last_day_the_patient_still_asks_and_nobody_ends_the_plan(
    desk: Desk, clock: StandingClock, at_end: EndAction, hour: int
) -> None:
    entry_id = left_to_ask(desk, clock, at_end)
    clock.at = datetime.combine(LAST_DAY, time(hour, 30))
    desk.falling_due.settle()
    ended = desk.waiting_list.end_patient_initiated(entry_id)
    assert isinstance(ended, Refused), ended
    assert (entry(desk, entry_id).status, found(desk)) == ("on_hold", [])
    assert isinstance(desk.waiting_list.patient_asks(entry_id, "it is back"), PatientRequestKept)


@pytest.mark.parametrize("at_end", ["clinical_review", "discharge"])
def test_the_day_after_the_last_the_plan_is_ended(desk: Desk, clock: StandingClock, at_end: EndAction) -> None:
    entry_id = left_to_ask(desk, clock, at_end)
    clock.at = datetime.combine(LAST_DAY + timedelta(days=1), time(0, 30))
    ended = desk.waiting_list.end_patient_initiated(entry_id)
    assert isinstance(ended, PlanEnded) and ended.discharged == (at_end == "discharge")


def test_past_its_end_the_check_finds_it_until_something_is_done(desk: Desk, clock: StandingClock) -> None:
    entry_id = left_to_ask(desk, clock)
    clock.at = datetime(2025, 9, 4, 9, 0)
    before = found(desk)
    desk.waiting_list.end_patient_initiated(entry_id)
    assert (before, found(desk)) == (["DQ22"], [])


def test_whatever_refuses_to_book_or_finds_the_hold_names_what_the_patient_or_a_clinician_does(
    desk: Desk, clock: StandingClock
) -> None:
    entry_id = left_to_ask(desk, clock)
    clock.at = datetime(2025, 9, 4, 9, 0)
    booked = desk.booking.book(entry_id, 2)
    assert isinstance(booked, Refused)
    report = desk.checks.run(("DQ22", "DQ33"))
    assert isinstance(report, CheckReport)
    said = [on_screen(each) for each in (booked.sentence, *(each.fix for each in report.findings))]
    assert [each.rule for each in report.findings] == ["DQ22", "DQ33"]
    for sentence in said:
        assert "q " in sentence and "on the card" in sentence, sentence
        assert "resume" not in sentence and "takes it off hold" not in sentence, sentence


def test_a_review_at_its_end_keeps_the_position(desk: Desk, clock: StandingClock) -> None:
    entry_id = left_to_ask(desk, clock)
    clock.at = datetime(2025, 9, 4, 9, 0)
    answer = desk.waiting_list.end_patient_initiated(entry_id)
    assert isinstance(answer, PlanEnded) and answer.followed.review is not None and not answer.discharged
    assert entry(desk, entry_id).status == "on_hold"


def test_a_discharge_agreed_at_the_outset_is_the_clinicians_and_is_written_to_patient_and_gp(
    desk: Desk, clock: StandingClock
) -> None:
    entry_id = left_to_ask(desk, clock, EndAction.DISCHARGE)
    clock.at = datetime(2025, 9, 4, 9, 0)
    answer = desk.waiting_list.end_patient_initiated(entry_id)
    assert isinstance(answer, PlanEnded) and answer.discharged
    assert [task.topic for task in answer.followed.tasks] == ["tell_removal"]
    assert found(desk) == []


def test_who_still_waits_for_treatment_is_not_left_to_ask(desk: Desk, clock: StandingClock) -> None:
    _, reference = booked_today(desk)
    clock.at = datetime(2025, 3, 3, 10, 0)
    desk.reception.arrive(reference)
    answer = desk.reception.record_outcome(
        OutcomeToRecord(reference, "5", "3", "20", patient_initiated=PatientInitiated(LAST_DAY))
    )
    assert isinstance(answer, Refused) and answer.rule == "R-180"


@pytest.mark.parametrize("outcome", ["1", "2"])
def test_it_goes_with_outcome_three_only(desk: Desk, clock: StandingClock, outcome: str) -> None:
    _, reference = booked_today(desk)
    clock.at = datetime(2025, 3, 3, 10, 0)
    desk.reception.arrive(reference)
    answer = desk.reception.record_outcome(
        OutcomeToRecord(reference, "5", outcome, "30", patient_initiated=PatientInitiated(LAST_DAY))
    )
    assert not isinstance(answer, OutcomeRecorded)
