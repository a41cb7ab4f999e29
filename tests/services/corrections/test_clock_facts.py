"""No start moves later, and no wait ends, on one person's word or on a day that the clock does not take."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from clerkdesk.data.tables import Pathway
from clerkdesk.rules.cancer.milestones import Milestone
from clerkdesk.rules.inbox.rows import InboxRow
from clerkdesk.rules.pathways.start_days import BEFORE_BIRTH, LONG_AGO
from clerkdesk.rules.values.clocks import ClockEventKind, RttStatus
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.services.booking.bookings import Booked
from clerkdesk.services.cancer.milestones import MilestoneKept, NewMilestone
from clerkdesk.services.corrections.start_requests import StartAnswered
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.pathways.clocks import ClockWhy
from clerkdesk.services.pathways.entries import record_rtt
from clerkdesk.services.reception.outcome_form import OutcomeToRecord
from clerkdesk.words.next_steps import possible_steps
from tests.builders import Entry, Hospital, Staff, a_hospital, a_session, a_staff, an_entry
from tests.services.corrections.validated import (
    CORRECTED,
    LATER,
    SIGNED,
    START,
    TODAY,
    answer,
    findings,
    in_order,
    kept,
    place_of,
    start_of,
    status_of,
    why,
)


@pytest.fixture
def hospital(desk: Desk) -> Hospital:
    return a_hospital(desk)


@pytest.fixture
def staff(desk: Desk, hospital: Hospital) -> Staff:
    return a_staff(desk, hospital)


@pytest.fixture
def entry(desk: Desk, hospital: Hospital, staff: Staff) -> Entry:
    del staff
    return an_entry(desk, hospital, clock_start=START)


def asked(staff: Staff, entry: Entry, outcome: str = "V02") -> int:
    """The inbox item that asks for a later start."""
    result = kept(staff.clerk, entry, outcome, **CORRECTED)
    return next(task.id for task in result.followed.tasks if task.topic == "confirm_start")


def team_items(desk: Desk) -> list[InboxRow]:
    rows = desk.inbox.items("team")
    assert isinstance(rows, list)
    return rows


def doubted_starts(desk: Desk) -> list[str]:
    return [sentence for sentence in findings(desk, "DQ07") if "years ago" in sentence]


# Moving a start


@pytest.mark.parametrize("outcome", ["V02", "V18"])
def test_a_start_before_birth_is_refused_and_one_of_years_ago_is_asked_about(
    desk: Desk, entry: Entry, outcome: str
) -> None:
    early = CORRECTED | {"right_start": date(1926, 12, 1), "start_of_long_ago": True}
    refused = answer(desk, entry, outcome, **early)
    assert isinstance(refused, WrongInput) and refused.code == BEFORE_BIRTH
    years_ago = CORRECTED | {"right_start": date(2021, 3, 3)}
    doubted = answer(desk, entry, outcome, **years_ago)
    assert isinstance(doubted, Refused) and doubted.code == LONG_AGO and start_of(desk, entry) == START
    kept(desk, entry, outcome, **years_ago, start_of_long_ago=True)
    assert start_of(desk, entry) == date(2021, 3, 3)
    assert doubted_starts(desk) == []


def test_a_start_of_years_ago_that_a_check_tells_is_confirmed_by_the_same_day(desk: Desk, hospital: Hospital) -> None:
    entry = an_entry(desk, hospital, clock_start=date(2021, 3, 3))
    assert len(doubted_starts(desk)) == 1
    kept(desk, entry, "V02", right_start=date(2021, 3, 3), source="the letter", start_of_long_ago=True)
    assert (doubted_starts(desk), start_of(desk, entry)) == ([], date(2021, 3, 3))


@pytest.mark.parametrize("outcome", ["V02", "V18"])
def test_a_later_start_is_asked_for_and_the_wait_stays_as_it_was(staff: Staff, entry: Entry, outcome: str) -> None:
    asked(staff, entry, outcome)
    assert (start_of(staff.clerk, entry), place_of(staff.clerk, entry)) == (START, START)
    found = staff.clerk.pathways.why(entry.pathway_id)
    assert isinstance(found, ClockWhy) and "asks for a later start" in found.requests[0]
    assert possible_steps(found.requests, found.next_steps)[0] == found.requests[0]
    assert [row.topic for row in team_items(staff.leader)] == ["confirm_start"]
    in_order(staff.clerk)


def test_a_second_person_confirms_it_and_why_says_all(staff: Staff, entry: Entry) -> None:
    answered = staff.leader.corrections.answer(asked(staff, entry), agree=True)
    assert isinstance(answered, StartAnswered), answered
    assert (start_of(staff.clerk, entry), place_of(staff.clerk, entry)) == (LATER, LATER)
    assert (
        "Asha moved the start from Mon 8 Jan 2024 to Mon 24 Feb 2025 on Mon 3 Mar 2025; Lena agreed; "
        "reason: the wrong letter was read; source: letter from the GP."
    ) in why(staff.clerk, entry)
    in_order(staff.clerk)


def test_a_second_person_refuses_it_and_the_start_stays(staff: Staff, entry: Entry) -> None:
    item = asked(staff, entry)
    assert isinstance(staff.leader.corrections.answer(item, agree=False), WrongInput)
    assert isinstance(staff.leader.corrections.answer(item, agree=False, note="The letter says 2024."), StartAnswered)
    assert start_of(staff.clerk, entry) == START
    again = staff.leader.corrections.answer(item, agree=True)
    assert isinstance(again, Refused) and again.code == "answered_already"


@pytest.mark.parametrize("who", ["clerk", "colleague", "secretary"])
def test_whoever_asked_and_whoever_does_not_lead_may_not_confirm(staff: Staff, entry: Entry, who: str) -> None:
    item = asked(staff, entry)
    result = getattr(staff, who).corrections.answer(item, agree=True)
    assert isinstance(result, Refused) and start_of(staff.clerk, entry) == START


def test_a_team_leader_alone_does_not_shorten_a_wait(staff: Staff, entry: Entry) -> None:
    result = kept(staff.leader, entry, "V02", **CORRECTED)
    item = next(task.id for task in result.followed.tasks if task.topic == "confirm_start")
    assert isinstance(staff.leader.corrections.answer(item, agree=True), Refused)
    assert start_of(staff.leader, entry) == START


def test_a_mark_of_done_confirms_nothing(staff: Staff, entry: Entry) -> None:
    item = asked(staff, entry)
    result = staff.leader.inbox.done(item, "looked at it")
    assert isinstance(result, Refused) and start_of(staff.leader, entry) == START


@pytest.mark.parametrize("missing", ["source", "note"])
def test_a_later_start_needs_its_reason_and_its_source(staff: Staff, entry: Entry, missing: str) -> None:
    result = answer(staff.clerk, entry, "V02", **{**CORRECTED, missing: ""})
    assert isinstance(result, Refused) and result.rule == "RULES 13.25"


def test_a_second_request_waits_for_the_first(staff: Staff, entry: Entry) -> None:
    asked(staff, entry)
    assert isinstance(answer(staff.colleague, entry, "V02", **CORRECTED), Refused)


def test_an_earlier_start_needs_its_source_alone(staff: Staff, entry: Entry) -> None:
    right = date(2023, 12, 4)
    assert isinstance(answer(staff.clerk, entry, "V02", right_start=right), Refused)
    kept(staff.clerk, entry, "V02", right_start=right, source="stamp on the letter")
    assert (start_of(staff.clerk, entry), place_of(staff.clerk, entry)) == (right, right)
    assert "Asha moved the start from Mon 8 Jan 2024 to Mon 4 Dec 2023" in why(staff.clerk, entry)


def test_why_keeps_every_move_of_a_start(staff: Staff, entry: Entry) -> None:
    for day in (date(2023, 12, 4), date(2023, 11, 6)):
        kept(staff.clerk, entry, "V02", right_start=day, source="letter")
    assert why(staff.clerk, entry).count("moved the start") == 2


@pytest.mark.parametrize("status", ["11", "90", "91", "92", "98"])
def test_a_corrected_status_takes_no_days_off_a_wait(staff: Staff, entry: Entry, status: str) -> None:
    with staff.clerk.context.act("build") as act:
        policy = staff.clerk.context.policy
        record_rtt(
            act,
            entry.pathway_id,
            ClockEventKind.APPOINTMENT_ATTENDED,
            date(2025, 2, 20),
            RttStatus.GOES_ON,
            policy=policy,
        )
        act.commit(None)
    answer(staff.clerk, entry, "V02", right_status=status, source="letter")
    assert (start_of(staff.clerk, entry), status_of(staff.clerk, entry)[1]) == (START, "running")


# What the clock does not take closes nothing


REMOVALS = ("V03", "V04", "V05", "V06", "V07", "V08", "V09", "V10", "V11", "V12", "V13", "V17")


@pytest.mark.parametrize("day", [date(2023, 12, 1), date(2025, 3, 4)], ids=["before the wait began", "still to come"])
@pytest.mark.parametrize("outcome", REMOVALS)
def test_a_removal_on_a_day_that_the_clock_does_not_take_closes_nothing(
    desk: Desk, hospital: Hospital, entry: Entry, outcome: str, day: date
) -> None:
    an_entry(desk, hospital, entry.patient_id, clock_start=START)
    result = answer(desk, entry, outcome, "clinical", happened_on=day, told_on=day, **SIGNED)
    assert isinstance(result, Refused | WrongInput), result
    assert status_of(desk, entry) == ("waiting", "running", None)


def test_nobody_is_told_of_a_decision_before_it_was_made(desk: Desk, entry: Entry) -> None:
    days = {"happened_on": date(2025, 2, 24), "told_on": date(2025, 2, 20)}
    result = answer(desk, entry, "V05", "clinical", **days, **SIGNED)
    assert isinstance(result, WrongInput) and result.code == "told_before"


def test_the_refusal_says_when_the_wait_began_and_what_would_let_it(desk: Desk, entry: Entry) -> None:
    result = answer(desk, entry, "V04", "clinical", happened_on=date(2023, 12, 1), **SIGNED)
    assert isinstance(result, Refused)
    assert "Mon 8 Jan 2024" in result.sentence and "correct the start" in result.sentence


def test_an_outcome_of_a_visit_before_the_wait_began_is_refused(desk: Desk, hospital: Hospital, clock: Any) -> None:
    entry = an_entry(desk, hospital, clock_start=date(2025, 3, 10))
    booked = desk.booking.book(entry.id, a_session(desk, hospital, datetime(2025, 3, 4, 9, 0))[0])
    assert isinstance(booked, Booked)
    clock.at = datetime(2025, 3, 11, 9, 0)
    wanted = OutcomeToRecord(reference=booked.reference, attended="5", outcome="1", rtt_code="30", decided_by="Shah")
    assert isinstance(desk.reception.record_outcome(wanted), Refused)
    assert status_of(desk, entry)[2] is None


def test_a_treatment_before_the_wait_began_is_refused(desk: Desk, hospital: Hospital) -> None:
    entry = an_entry(desk, hospital, clock_start=date(2025, 1, 6), priority_type="3")
    wanted = NewMilestone(milestone=Milestone.TREATMENT, day=date(2024, 12, 2), by="Shah", source="theatre list")
    assert not isinstance(desk.cancer.record(entry.pathway_id, wanted), MilestoneKept)


def test_no_service_closes_a_pathway_whose_clock_runs(desk: Desk, entry: Entry) -> None:
    from clerkdesk.data.tables import PathwayClosure
    from clerkdesk.services.pathways.entries import close_pathway

    with desk.context.act("build") as act, pytest.raises(ValueError, match="clock runs"):
        closure = PathwayClosure(
            pathway_id=entry.pathway_id, closed_on=TODAY, reason="no", decided_by="no", act_id=act.act_id
        )
        close_pathway(act, closure, entry.id, policy=desk.context.policy)


def test_a_request_falls_once_the_start_that_it_names_has_moved(staff: Staff, hospital: Hospital) -> None:
    entry = an_entry(staff.clerk, hospital, clock_start=START)
    item = asked(staff, entry)
    earlier = START - timedelta(days=300)
    kept(staff.colleague, entry, "V02", right_start=earlier, source="letter")
    refused = staff.leader.corrections.answer(item, agree=True)
    assert isinstance(refused, Refused) and refused.rule == "RULES 13.25"
    assert day_words(START) in refused.sentence and day_words(earlier) in refused.sentence
    assert isinstance(staff.leader.corrections.answer(item, agree=False, note="moved since"), StartAnswered)
    with staff.leader.context.reading() as session:
        assert session.get_one(Pathway, entry.pathway_id).clock_start == earlier


# What a team leader looks over


def test_the_list_of_moved_starts_names_who_moved_and_who_agreed(staff: Staff, entry: Entry) -> None:
    staff.leader.corrections.answer(asked(staff, entry), agree=True)
    found = staff.leader.reports.moved_starts()
    assert not isinstance(found, WrongInput)
    [moved] = found.rows
    assert (moved.by, moved.agreed_by, moved.before, moved.after, moved.days_lost) == (
        "Asha", "Lena", START, LATER, (LATER - START).days,
    )  # fmt: skip


def test_a_move_counts_as_of_whoever_moved_it_and_is_found_by_whoever_agreed(staff: Staff, entry: Entry) -> None:
    staff.leader.corrections.answer(asked(staff, entry), agree=True)
    counted = {}
    for name in ("", "asha", "lena", "bev"):
        found = staff.leader.reports.moved_starts(clerk=name)
        assert not isinstance(found, WrongInput)
        counted[name] = found.by_clerk
    once = (("Asha", 1),)
    assert counted == {"": once, "asha": once, "lena": once, "bev": ()}


def test_each_move_stands_once_however_often_the_fact_is_corrected(staff: Staff, entry: Entry, clock: Any) -> None:
    kept(staff.clerk, entry, "V02", right_start=date(2023, 12, 4), source="letter")
    clock.at = datetime(2025, 3, 4, 9, 0)
    kept(staff.colleague, entry, "V02", right_start=date(2023, 11, 6), source="stamp")
    found = staff.leader.reports.moved_starts()
    assert not isinstance(found, WrongInput)
    assert [(row.by, row.on.day) for row in found.rows] == [("Bev", 4), ("Asha", 3)]
    of_one_day = staff.leader.reports.moved_starts(date(2025, 3, 4), date(2025, 3, 4))
    of_one_clerk = staff.leader.reports.moved_starts(clerk="asha")
    assert not isinstance(of_one_day, WrongInput) and not isinstance(of_one_clerk, WrongInput)
    assert (of_one_day.by_clerk, of_one_clerk.by_clerk) == ((("Bev", 1),), (("Asha", 1),))


def test_the_list_of_removals_names_the_clerk_and_the_proof(staff: Staff, hospital: Hospital, entry: Entry) -> None:
    an_entry(staff.clerk, hospital, entry.patient_id, clock_start=date(2024, 9, 2))
    kept(staff.clerk, entry, "V03")
    found = staff.leader.reports.removals()
    assert not isinstance(found, WrongInput)
    [removal] = found.rows
    assert (removal.clerk, removal.decided_by, removal.entry_id) == ("Asha", "the record", entry.id)
    assert removal.reason == "V03: Duplicate pathway" and removal.days_on_list == (TODAY - START).days


def test_a_period_that_ends_before_it_begins_is_wrong(desk: Desk) -> None:
    assert isinstance(desk.reports.removals(date(2025, 3, 2), date(2025, 3, 1)), WrongInput)
    assert isinstance(desk.reports.removals(clerk="nobody"), WrongInput)


@pytest.fixture
def seen(desk: Desk, entry: Entry) -> Entry:
    with desk.context.act("build") as act:
        record_rtt(
            act,
            entry.pathway_id,
            ClockEventKind.APPOINTMENT_ATTENDED,
            date(2025, 2, 3),
            RttStatus.FIRST_ACTIVITY,
            policy=desk.context.policy,
        )
        act.commit(None)
    return entry


@pytest.mark.parametrize("status", ["12", "90", "91", "92", "98"])
def test_a_wait_that_runs_gets_no_status_of_another_condition_or_of_no_wait(
    desk: Desk, seen: Entry, status: str
) -> None:
    refused = answer(desk, seen, "V02", right_status=status, note="wrong", source="letter")
    assert isinstance(refused, Refused), refused


def test_a_corrected_status_says_what_stood_there_and_who_corrected_it(desk: Desk, seen: Entry) -> None:
    kept(desk, seen, "V02", right_status="20", note="typed wrongly", source="form of 3 February")
    why = desk.pathways.why(seen.pathway_id)
    assert isinstance(why, ClockWhy)
    said = " ".join(each.sentence for each in why.clock.explanation)
    assert "status 10 stood here" in said and "typed wrongly; source: form of 3 February" in said
