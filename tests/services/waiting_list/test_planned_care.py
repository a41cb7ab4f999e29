"""A planned date that goes by without the planned treatment begins an 18-week wait from that day (R-170)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from clerkdesk.data.tables import Pathway, WaitingListEntry
from clerkdesk.rules.acts.consequences import EntryEffect
from clerkdesk.rules.reception.did_not_attend import Communicated
from clerkdesk.rules.reception.outcomes import TREATED
from clerkdesk.rules.reviews.requests import Asked
from clerkdesk.rules.values.clocks import ClockEventKind
from clerkdesk.rules.values.entries import EffectKind, EntryKind, ValidationLevel, ValidationOutcome
from clerkdesk.rules.values.priority import PriorityType
from clerkdesk.rules.values.reviews import Decision
from clerkdesk.rules.values.slots import SlotKind
from clerkdesk.rules.waiting_list.awaiting import Happening, NewWait
from clerkdesk.services.acts.answers import Refused
from clerkdesk.services.booking.bookings import Booked
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.pathways.clocks import ClockWhy
from clerkdesk.services.pathways.decision_effects import NewDecision, PatientTold
from clerkdesk.services.pathways.entries import add_entry, keep_effect, record_rtt
from clerkdesk.services.pathways.validation_effects import NewValidation
from clerkdesk.services.reception.did_not_attend import Missed
from clerkdesk.services.reception.outcome_form import OutcomeToRecord
from clerkdesk.services.reception.outcomes import OutcomeRecorded
from clerkdesk.services.reviews.requests import NewRequest, RequestKept
from clerkdesk.services.reviews.reviews import DecisionKept
from clerkdesk.services.validation.checks import CheckReport
from clerkdesk.services.validation.validation import Validated
from clerkdesk.services.waiting_list.awaiting import Discharge, HappeningKept, NewHappening, WaitKept
from tests.answers import taken
from tests.builders import Hospital, a_hospital, a_session, an_entry
from tests.conftest import StandingClock

DUE = date(2025, 5, 5)
LATER = datetime(2025, 6, 9, 9, 0)


@pytest.fixture
def hospital(desk: Desk) -> Hospital:
    return a_hospital(desk)


def book(desk: Desk, hospital: Hospital, entry_id: int, starts: datetime, kind: str = "follow_up") -> str:
    booked = desk.booking.book(entry_id, a_session(desk, hospital, starts, kind=kind)[0])
    assert isinstance(booked, Booked), booked
    return booked.reference


@pytest.fixture
def planned(desk: Desk, clock: StandingClock, hospital: Hospital) -> int:
    """Somebody who was treated, and whose next treatment is planned for 5 May: the entry."""
    first = an_entry(desk, hospital, clock_start=date(2025, 2, 3))
    starts = datetime(2025, 3, 4, 10, 0)
    reference = book(desk, hospital, first.id, starts, "new")
    clock.at = starts + timedelta(hours=1)
    form = OutcomeToRecord(reference, "5", "3", "30", see_by=DUE, follow_up_kind=EntryKind.PLANNED)
    answer = desk.reception.record_outcome(form)
    assert isinstance(answer, OutcomeRecorded), answer
    assert answer.entry_id is not None
    return answer.entry_id


def pathway(desk: Desk, entry_id: int) -> Pathway:
    with desk.context.reading() as session:
        return session.get_one(Pathway, session.get_one(WaitingListEntry, entry_id).pathway_id)


def nothing_happens(_desk: Desk, _clock: StandingClock, _hospital: Hospital, _entry: int) -> None: ...


def misses_the_appointment(desk: Desk, clock: StandingClock, hospital: Hospital, entry: int) -> None:
    starts = datetime(2025, 4, 28, 10, 0)
    reference = book(desk, hospital, entry, starts)
    clock.at = starts + timedelta(hours=1)
    assert isinstance(desk.reception.did_not_attend(reference, Communicated.UNKNOWN), Missed)


def cancels(desk: Desk, clock: StandingClock, hospital: Hospital, entry: int) -> None:
    desk.booking.cancel(book(desk, hospital, entry, datetime(2025, 4, 28, 10, 0)), "PC01", "")


def comes_for_something_else(desk: Desk, clock: StandingClock, hospital: Hospital, entry: int) -> None:
    """A test or a pre-assessment has a need of its own on the same pathway."""
    with desk.context.act("build") as act:
        listed = act.session.get_one(WaitingListEntry, entry)
        other = WaitingListEntry(
            patient_id=listed.patient_id,
            pathway_id=listed.pathway_id,
            specialty_id=listed.specialty_id,
            kind=EntryKind.FOLLOW_UP,
            priority_type=PriorityType.ROUTINE,
            slot_kind=SlotKind.FOLLOW_UP,
            due_date=date(2025, 4, 14),
        )
        other_id = add_entry(act, other, policy=desk.context.policy).id
        act.commit(None)
    starts = datetime(2025, 4, 14, 10, 0)
    reference = book(desk, hospital, other_id, starts)
    clock.at = starts + timedelta(hours=1)
    form = OutcomeToRecord(reference, "5", "3", "90", see_by=date(2025, 12, 1))
    assert isinstance(desk.reception.record_outcome(form), OutcomeRecorded)


@pytest.mark.parametrize("happens", [nothing_happens, misses_the_appointment, cancels, comes_for_something_else])
def test_a_planned_patient_who_is_not_treated_waits_from_the_planned_date(
    desk: Desk,
    clock: StandingClock,
    hospital: Hospital,
    planned: int,
    happens: Callable[[Desk, StandingClock, Hospital, int], None],
) -> None:
    happens(desk, clock, hospital, planned)
    clock.at = LATER
    desk.checks.pass_dates()
    stands = pathway(desk, planned)
    assert (stands.clock_state, stands.clock_start) == ("running", DUE)
    listed = taken(desk.waiting_list.worklist("DERM", EntryKind.PLANNED))
    assert [(row.row.entry_id, row.wait.days if row.wait else None) for row in listed.entries] == [(planned, 35)]
    found = [finding.sentence for finding in desk.checks.about(planned) if finding.rule == "DQ39"]
    assert found == ["Planned for Mon 5 May 2025 and not treated by then."]


def test_the_planned_attendance_meets_the_date(
    desk: Desk, clock: StandingClock, hospital: Hospital, planned: int
) -> None:
    starts = datetime(2025, 4, 29, 10, 0)
    reference = book(desk, hospital, planned, starts)
    clock.at = starts + timedelta(hours=1)
    form = OutcomeToRecord(
        reference, "5", "3", "90", see_by=date(2025, 11, 3), follow_up_kind=EntryKind.PLANNED, treated=True
    )
    assert isinstance(desk.reception.record_outcome(form), OutcomeRecorded)
    clock.at = LATER
    desk.checks.pass_dates()
    assert pathway(desk, planned).clock_state == "stopped"
    assert not [finding for finding in desk.checks.about(planned) if finding.rule == "DQ39"]


def test_a_planned_patient_who_came_and_was_not_treated_waits_from_the_planned_date(
    desk: Desk, clock: StandingClock, hospital: Hospital, planned: int
) -> None:
    starts = datetime(2025, 4, 29, 10, 0)
    reference = book(desk, hospital, planned, starts)
    clock.at = starts + timedelta(hours=1)
    form = OutcomeToRecord(reference, "5", "3", "90", see_by=date(2025, 11, 3))
    asked = desk.reception.record_outcome(form)
    assert isinstance(asked, Refused) and asked.code == TREATED
    assert isinstance(desk.reception.record_outcome(replace(form, treated=False)), OutcomeRecorded)
    clock.at = LATER
    desk.checks.pass_dates()
    stands = pathway(desk, planned)
    assert (stands.clock_state, stands.clock_start) == ("running", DUE)


def test_before_its_date_a_planned_patient_has_no_clock_and_no_finding(
    desk: Desk, clock: StandingClock, hospital: Hospital, planned: int
) -> None:
    misses_the_appointment(desk, clock, hospital, planned)
    clock.at = datetime(2025, 5, 5, 17, 0)
    desk.checks.pass_dates()
    assert pathway(desk, planned).clock_state == "stopped"
    assert not [finding for finding in desk.checks.about(planned) if finding.rule == "DQ39"]


def test_a_planned_date_is_put_off_by_a_clinician_alone_on_clock_and_entry(
    desk: Desk, clock: StandingClock, planned: int
) -> None:
    later = date(2025, 6, 30)
    new = NewValidation(level=ValidationLevel.TECHNICAL, outcome=ValidationOutcome.PLANNED_LIST, due=later)
    refused = desk.validation.validate(planned, new)
    assert isinstance(refused, Refused) and refused.code == "planned_later"
    signed = replace(new, level=ValidationLevel.CLINICAL, decided_by="DERM-C1", source="letter 7")
    assert isinstance(desk.validation.validate(planned, signed), Validated)
    with desk.context.reading() as session:
        assert session.get_one(WaitingListEntry, planned).due_date == later
    clock.at = LATER
    desk.checks.pass_dates()
    assert pathway(desk, planned).clock_state == "stopped"
    clock.at = datetime(2025, 7, 2, 9, 0)
    desk.checks.pass_dates()
    assert (pathway(desk, planned).clock_state, pathway(desk, planned).clock_start) == ("running", later)


@pytest.mark.parametrize("what", ["treatment", "diagnostic"])
def test_a_new_planned_date_names_who_gave_it_what_stood_before_and_leaves_what_is_planned(
    desk: Desk, clock: StandingClock, planned: int, what: str
) -> None:
    with desk.context.act("build") as act:
        listed = {"due": DUE, "kind": what}
        record_rtt(
            act,
            pathway(desk, planned).id,
            ClockEventKind.ADDED_TO_PLANNED_LIST,
            date(2025, 3, 4),
            details=listed,
            policy=desk.context.policy,
        )
        act.commit(None)
    new = NewValidation(
        level=ValidationLevel.CLINICAL,
        outcome=ValidationOutcome.PLANNED_LIST,
        due=LATER.date(),
        decided_by="DERM-C1",
        source="letter of 4 March",
    )
    assert isinstance(desk.validation.validate(planned, new), Validated)
    why = desk.pathways.why(pathway(desk, planned).id)
    assert isinstance(why, ClockWhy)
    (said,) = [each for each in why.clock.explanation if "became" in each.sentence]
    assert said.event.details["kind"] == what
    assert "Your planned date of Mon 5 May 2025 became Mon 9 Jun 2025" in said.sentence
    assert "Decided by" in said.sentence and "letter of 4 March" in said.sentence
    clock.at = LATER - timedelta(days=1)
    desk.falling_due.settle()
    # Beside the planned test, the treatment of 5 May stands as it was given, and is late by then.
    assert pathway(desk, planned).clock_state == ("stopped" if what == "treatment" else "running")


def test_a_planned_date_that_stands_falls_due_in_why_whatever_its_need_became(desk: Desk, planned: int) -> None:
    with desk.context.act("build") as act:
        keep_effect(act, planned, EntryEffect(EffectKind.CLOSE), "came for something else")
        act.commit(None)
    why = desk.pathways.why(pathway(desk, planned).id)
    assert isinstance(why, ClockWhy)
    assert [(each.purpose, each.due) for each in why.clock.review_dates] == [("planned", DUE)]


def validated(outcome: str) -> Callable[[Desk, int], object]:
    def close(desk: Desk, entry: int) -> object:
        receiver = "Leeds" if outcome == "V13" else ""
        new = NewValidation(
            level=ValidationLevel.CLINICAL,
            outcome=ValidationOutcome(outcome),
            decided_by="DERM-C1",
            source="letter of 2 April",
            passed_to=receiver,
            told_on=date(2025, 3, 4),
            told_how="letter",
            happened_on=date(2025, 3, 4),
        )
        return desk.validation.validate(entry, new)

    return close


def discharged_by_review(desk: Desk, entry: int) -> object:
    asked = desk.reviews.ask(NewRequest(entry, Asked.NOT_WANTED, "rang to say so"))
    assert isinstance(asked, RequestKept) and asked.review is not None
    new = NewDecision(
        decision=Decision.DISCHARGE, decided_by="DERM-C1", source="letter of 2 April", referrer_informed=True
    )
    assert isinstance(desk.reviews.decide(asked.review.id, new), DecisionKept)
    return desk.reviews.told(asked.review.id, how="letter")


WAYS_OUT = {
    **{outcome: validated(outcome) for outcome in ("V04", "V05", "V07", "V11", "V12", "V13", "V17")},
    "review": discharged_by_review,
}


def why_once_it_has_ended(desk: Desk, clock: StandingClock, planned: int) -> ClockWhy:
    """What Why says after the planned date has gone by: no wait has begun, the pathway is closed, nothing is amiss."""
    clock.at = LATER
    desk.falling_due.settle()
    found = pathway(desk, planned)
    assert (found.clock_state, found.closed_on is not None) == ("stopped", True)
    report = desk.checks.run(("PLACE", "DRIFT"))
    assert isinstance(report, CheckReport) and report.findings == ()
    why = desk.pathways.why(found.id)
    assert isinstance(why, ClockWhy)
    return why


@pytest.mark.parametrize("way", WAYS_OUT)
def test_a_planned_date_ends_with_its_need_and_why_says_who_ended_it(
    desk: Desk, clock: StandingClock, planned: int, way: str
) -> None:
    answer = WAYS_OUT[way](desk, planned)
    assert isinstance(answer, Validated | PatientTold), answer
    why = why_once_it_has_ended(desk, clock, planned)
    said = [each.sentence for each in why.clock.explanation if each.event.event == ClockEventKind.NEED_ENDED]
    assert len(said) == 1 and "letter of 2 April" in said[0], said
    assert ("Leeds" in said[0]) == (way == "V13")


def waits_for_results(desk: Desk, planned: int) -> int:
    """A need that waits for results beside a planned date whose own need was closed for something else."""
    with desk.context.act("build") as act:
        keep_effect(act, planned, EntryEffect(EffectKind.CLOSE), "came for something else")
        act.commit(None)
    begun = desk.waiting_list.await_something(
        pathway(desk, planned).id, NewWait(EntryKind.AWAITING_RESULTS, "biopsy", "pathology", date(2025, 4, 1))
    )
    assert isinstance(begun, WaitKept), begun
    return begun.entry.entry_id


def discharged_with_the_result(desk: Desk, _clock: StandingClock, _hospital: Hospital, planned: int) -> object:
    end = Discharge("DERM-C1", "letter of 2 April")
    new = NewHappening(happening=Happening.RESULT_BACK, next=end)
    return desk.waiting_list.happened(waits_for_results(desk, planned), new)


def discharged_once_treated(desk: Desk, _clock: StandingClock, _hospital: Hospital, planned: int) -> object:
    end = Discharge("DERM-C1", "letter of 2 April")
    new = NewHappening(happening=Happening.TREATED, by="DERM-C1", source="letter of 2 April", next=end)
    return desk.waiting_list.happened(waits_for_results(desk, planned), new)


def discharged_at_the_visit(desk: Desk, clock: StandingClock, hospital: Hospital, planned: int) -> object:
    starts = datetime(2025, 4, 28, 10, 0)
    reference = book(desk, hospital, planned, starts)
    clock.at = starts + timedelta(hours=1)
    form = OutcomeToRecord(
        reference, "5", "1", "34", told=True, decided_by="DERM-C1", source="letter of 2 April", treated=False
    )
    return desk.reception.record_outcome(form)


DISCHARGES = {
    "result": discharged_with_the_result, "treated": discharged_once_treated, "visit": discharged_at_the_visit,
}  # fmt: skip


@pytest.mark.parametrize("way", DISCHARGES)
def test_a_discharge_ends_the_planned_date_and_why_says_who_decided_it(
    desk: Desk, clock: StandingClock, hospital: Hospital, planned: int, way: str
) -> None:
    answer = DISCHARGES[way](desk, clock, hospital, planned)
    assert isinstance(answer, HappeningKept | OutcomeRecorded), answer
    why = why_once_it_has_ended(desk, clock, planned)
    said = " ".join(each.sentence for each in why.clock.explanation)
    assert "Decided by Dr Shah; source: letter of 2 April." in said
    if way != "visit":
        assert "discharged from the consultant's care" in said


def test_a_planned_date_ends_with_its_need_while_another_need_stands_open(
    desk: Desk, clock: StandingClock, hospital: Hospital, planned: int
) -> None:
    comes_for_something_else(desk, clock, hospital, planned)
    assert isinstance(validated("V13")(desk, planned), Validated)
    clock.at = LATER
    desk.falling_due.settle()
    assert (pathway(desk, planned).clock_state, pathway(desk, planned).closed_on) == ("stopped", None)
