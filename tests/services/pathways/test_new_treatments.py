"""A procedure if no wait runs is a new decision to treat, or part of what was agreed (R-108, R-161, R-162)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from clerkdesk.cli.outcome_codes import with_codes
from clerkdesk.data.project_pathways import clock_events
from clerkdesk.data.tables import Pathway, WaitingListEntry
from clerkdesk.rules.cancer.milestones import Milestone
from clerkdesk.rules.pathways.new_treatments import NEW_TREATMENT, Agreed
from clerkdesk.rules.values.clocks import ClockEventKind, RttStatus
from clerkdesk.rules.values.entries import EntryKind
from clerkdesk.rules.waiting_list.awaiting import Happening, NewWait
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.services.booking.bookings import Booked
from clerkdesk.services.cancer.milestones import MilestoneKept, NewMilestone
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.pathways.entries import record_rtt
from clerkdesk.services.reception.outcome_form import OutcomeToRecord
from clerkdesk.services.reception.outcomes import OutcomeRecorded
from clerkdesk.services.waiting_list.awaiting import Discharge, FollowUpNext, HappeningKept, NewHappening, WaitKept
from tests.builders import Entry, Hospital, a_hospital, a_session, an_entry
from tests.conftest import StandingClock
from tests.spoken import typed

RECEIVED, STOPPED, TOLD, TODAY = date(2025, 1, 6), date(2025, 2, 3), date(2025, 3, 3), datetime(2025, 3, 10, 9, 0)
WAIT = NewWait(EntryKind.AWAITING_PROCEDURE, "left hip", "the ward", date(2025, 4, 7))
NEW = Agreed(new=True, by="DERM-C1", source="letter of 3 March", told_on=TOLD)
IN_PLAN = Agreed(new=False, by="DERM-C1", source="letter of 3 March")
STOPS = ("30", "31", "32", "34", "35")


@pytest.fixture
def hospital(desk: Desk) -> Hospital:
    return a_hospital(desk)


@pytest.fixture
def entry(desk: Desk, clock: StandingClock, hospital: Hospital) -> Entry:
    clock.at = TODAY
    return an_entry(desk, hospital, clock_start=RECEIVED)


def stopped(desk: Desk, entry: Entry, code: str, day: date = STOPPED) -> None:
    details = {"agreed": True, "communicated": True, "decided_by_role": "clinician", "clinical_conversation": True}
    with desk.context.act("build") as act:
        record_rtt(
            act,
            entry.pathway_id,
            ClockEventKind.APPOINTMENT_ATTENDED,
            day,
            RttStatus(code),
            details,
            policy=desk.context.policy,
        )
        act.commit(None)


def clock_of(desk: Desk, entry: Entry) -> tuple[str, date | None]:
    with desk.context.reading() as session:
        pathway = session.get_one(Pathway, entry.pathway_id)
        return pathway.clock_state, pathway.clock_start


@pytest.mark.parametrize("code", STOPS)
def test_a_procedure_after_a_stop_is_asked_about_and_a_new_decision_starts_a_clock_on_the_day_told(
    desk: Desk, entry: Entry, code: str
) -> None:
    stopped(desk, entry, code)
    asked = desk.waiting_list.await_something(entry.pathway_id, WAIT)
    assert isinstance(asked, Refused) and asked.code == NEW_TREATMENT, asked
    kept = desk.waiting_list.await_something(entry.pathway_id, replace(WAIT, agreed=NEW))
    assert isinstance(kept, WaitKept), kept
    assert "A new 18-week wait began on Mon 3 Mar 2025." in kept.sentence
    assert clock_of(desk, entry) == ("running", TOLD)
    treated = NewHappening(happening=Happening.TREATED_IN_HOSPITAL, by="DERM-C1", source="summary",
                           next=FollowUpNext(date(2025, 5, 5)))  # fmt: skip
    done = desk.waiting_list.happened(kept.entry.entry_id, treated)
    assert isinstance(done, HappeningKept) and done.clock_stop == TODAY.date()


@pytest.mark.parametrize("code", STOPS)
def test_what_was_agreed_before_starts_nothing_and_names_who_said_so(desk: Desk, entry: Entry, code: str) -> None:
    stopped(desk, entry, code)
    kept = desk.waiting_list.await_something(entry.pathway_id, replace(WAIT, agreed=IN_PLAN))
    if code in ("34", "35"):
        assert isinstance(kept, Refused) and "a new decision to treat" in kept.sentence
        return
    assert isinstance(kept, WaitKept), kept
    assert clock_of(desk, entry)[0] == "stopped"
    another = replace(WAIT, what="right hip")
    unproven = desk.waiting_list.await_something(entry.pathway_id, replace(another, agreed=replace(IN_PLAN, source="")))
    assert isinstance(unproven, Refused) and "proof" in unproven.sentence
    nobody = replace(another, agreed=replace(IN_PLAN, by="nobody"))
    assert isinstance(desk.waiting_list.await_something(entry.pathway_id, nobody), WrongInput)


@pytest.mark.parametrize("told", [None, date(2025, 1, 20), date(2025, 3, 11)])
def test_a_decision_counts_only_from_a_day_on_which_the_patient_was_told_after_the_stop(
    desk: Desk, entry: Entry, told: date | None
) -> None:
    stopped(desk, entry, "32")
    kept = desk.waiting_list.await_something(entry.pathway_id, replace(WAIT, agreed=replace(NEW, told_on=told)))
    assert isinstance(kept, Refused), kept
    assert clock_of(desk, entry)[0] == "stopped"


def test_a_clock_that_runs_asks_nothing_and_neither_do_tests_and_results(desk: Desk, entry: Entry) -> None:
    assert isinstance(desk.waiting_list.await_something(entry.pathway_id, WAIT), WaitKept)
    assert isinstance(desk.waiting_list.await_something(entry.pathway_id, replace(WAIT, agreed=NEW)), Refused)
    stopped(desk, entry, "32")
    assert isinstance(
        desk.waiting_list.await_something(entry.pathway_id, replace(WAIT, kind=EntryKind.AWAITING_RESULTS)), WaitKept
    )


def test_a_procedure_that_follows_a_test_is_asked_about_too(desk: Desk, entry: Entry) -> None:
    stopped(desk, entry, "32")
    test = desk.waiting_list.await_something(entry.pathway_id, replace(WAIT, kind=EntryKind.AWAITING_RESULTS))
    assert isinstance(test, WaitKept)
    asked = desk.waiting_list.happened(test.entry.entry_id, NewHappening(happening=Happening.RESULT_BACK, next=WAIT))
    assert isinstance(asked, Refused) and asked.code == NEW_TREATMENT
    back = NewHappening(happening=Happening.RESULT_BACK, next=replace(WAIT, agreed=NEW))
    assert isinstance(desk.waiting_list.happened(test.entry.entry_id, back), HappeningKept)
    assert clock_of(desk, entry) == ("running", TOLD)


@pytest.mark.parametrize(
    ("code", "agreed", "state"),
    [("91", None, None), ("91", Agreed(new=False), "stopped"), ("11", None, "running"),
     ("91", Agreed(new=True, told_on=TODAY.date()), "running")],
)  # fmt: skip
def test_a_procedure_decided_at_a_visit_during_monitoring(
    desk: Desk, clock: StandingClock, hospital: Hospital, entry: Entry, code: str, agreed: Any, state: str | None
) -> None:
    stopped(desk, entry, "32")
    clock.at = datetime(2025, 3, 3, 9, 0)
    booked = desk.booking.book(entry.id, a_session(desk, hospital, TODAY)[0])
    assert isinstance(booked, Booked)
    clock.at = TODAY.replace(hour=11)
    form = OutcomeToRecord(booked.reference, "5", "3", code, decided_by="DERM-C1", awaits=replace(WAIT, agreed=agreed))
    answer = desk.reception.record_outcome(form)
    if state is None:
        assert isinstance(answer, Refused) and answer.code == NEW_TREATMENT, answer
        with desk.context.reading() as session:
            assert not [each for each in clock_events(session, entry.pathway_id) if each.code == code]
    else:
        assert isinstance(answer, OutcomeRecorded), answer
        assert clock_of(desk, entry)[0] == state


@pytest.mark.parametrize("kind", ["awaiting_procedure", "awaiting_test", "awaiting_results"])
def test_nobody_waits_here_who_was_passed_to_another_provider(desk: Desk, entry: Entry, kind: Any) -> None:
    with desk.context.act("build") as act:
        details = {"responsibility_transferred": True}
        record_rtt(
            act,
            entry.pathway_id,
            ClockEventKind.TRANSFER_OUT,
            STOPPED,
            RttStatus.PASSED_ON,
            details,
            policy=desk.context.policy,
        )
        act.commit(None)
    refused = desk.waiting_list.await_something(entry.pathway_id, replace(WAIT, kind=kind))
    assert isinstance(refused, Refused) and refused.rule == "R-172"


@pytest.mark.parametrize("code", STOPS)
def test_a_decision_to_treat_outside_a_visit_leaves_a_wait_that_is_over(desk: Desk, entry: Entry, code: str) -> None:
    decided = NewMilestone(milestone=Milestone.DECISION_TO_TREAT, day=TOLD, by="DERM-C1", source="letter")
    assert isinstance(desk.cancer.record(entry.pathway_id, decided), Refused)
    stopped(desk, entry, code)
    possible = desk.cancer.possible(entry.pathway_id)
    assert (
        not isinstance(possible, WrongInput)
        and possible[Milestone.DECISION_TO_TREAT] == ""
        and possible[Milestone.DIAGNOSED]
    )
    kept = desk.cancer.record(entry.pathway_id, decided)
    assert isinstance(kept, MilestoneKept), kept
    assert kept.sentence == "A new 18-week wait began on Mon 3 Mar 2025."
    assert clock_of(desk, entry) == ("running", TOLD)


def test_a_discharge_with_a_result_while_the_clock_runs_names_the_act_that_ends_it(desk: Desk, entry: Entry) -> None:
    waits = desk.waiting_list.await_something(entry.pathway_id, replace(WAIT, kind=EntryKind.AWAITING_RESULTS))
    assert isinstance(waits, WaitKept)
    back = NewHappening(happening=Happening.RESULT_BACK, next=Discharge(by="DERM-C1", source="letter"))
    refused = desk.waiting_list.happened(waits.entry.entry_id, back)
    assert isinstance(refused, Refused) and refused.rule == "R-190"
    said = with_codes(typed(refused.sentence, {"entry": waits.entry.entry_id}))
    assert f"`clerkdesk validate {waits.entry.entry_id}` closes it as “discharged already” (V05)" in said


def test_no_new_wait_begins_beside_a_need_on_the_planned_list(desk: Desk, entry: Entry) -> None:
    stopped(desk, entry, "30")
    with desk.context.act("build") as act:
        place = act.session.get_one(WaitingListEntry, entry.id)
        place.kind, place.due_date = EntryKind.PLANNED, date(2025, 6, 2)
        act.commit(None)
    new = NewMilestone(
        milestone=Milestone.DECISION_TO_TREAT, day=TOLD, by="DERM-C1", source="letter", because="by telephone"
    )
    for answer in (
        desk.waiting_list.await_something(entry.pathway_id, replace(WAIT, agreed=NEW)),
        desk.cancer.record(entry.pathway_id, new),
    ):
        assert isinstance(answer, Refused) and "stands on the planned list" in answer.sentence, answer
    assert clock_of(desk, entry)[0] == "stopped"
    kept = desk.waiting_list.await_something(entry.pathway_id, replace(WAIT, agreed=IN_PLAN))
    assert isinstance(kept, WaitKept), "what belongs to the plan begins no wait"
