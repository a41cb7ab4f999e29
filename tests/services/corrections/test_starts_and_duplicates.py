"""No start moves later, and no wait ends, on one person's word or on a day that the clock does not take."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from clerkdesk.data.tables import Pathway, Referral, WaitingListEntry
from clerkdesk.rules.cancer.milestones import Milestone
from clerkdesk.rules.duplicates.second_pathways import OWN_CONDITION, WHICH_GOES_ON
from clerkdesk.rules.inbox.rows import InboxRow
from clerkdesk.rules.pathways.start_days import BEFORE_BIRTH, LONG_AGO
from clerkdesk.rules.values.clocks import ClockEventKind
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.entries import ValidationLevel
from clerkdesk.rules.values.priority import Priority
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.services.booking.bookings import Booked
from clerkdesk.services.cancer.milestones import MilestoneKept, NewMilestone
from clerkdesk.services.corrections.start_requests import StartAnswered
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.pathways.clocks import ClockWhy
from clerkdesk.services.pathways.entries import record_rtt, set_position
from clerkdesk.services.pathways.validation_effects import NewValidation
from clerkdesk.services.reception.outcome_form import OutcomeToRecord
from clerkdesk.services.referrals.new_referral import NewReferral
from clerkdesk.services.referrals.referring import Referred, refer
from clerkdesk.services.validation.checks import CheckReport
from clerkdesk.services.validation.validation import Validated
from clerkdesk.words.next_steps import possible_steps
from tests.builders import Entry, Hospital, Staff, a_hospital, a_patient, a_session, a_staff, an_entry

TODAY = date(2025, 3, 3)
START = date(2024, 1, 8)
LATER = date(2025, 2, 24)
SIGNED: dict[str, Any] = {"decided_by": "Shah", "source": "letter of 28 February", "passed_to": "Kings"}
CORRECTED: dict[str, Any] = {"right_start": LATER, "source": "letter from the GP", "note": "the wrong letter was read"}


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


def answer(desk: Desk, entry: Entry, outcome: str, level: Any = "technical", **fields: Any) -> Any:
    return desk.validation.validate(entry.id, NewValidation(level=level, outcome=outcome, **fields))


def kept(desk: Desk, entry: Entry, outcome: str, level: Any = "technical", **fields: Any) -> Validated:
    result = answer(desk, entry, outcome, level, **fields)
    assert isinstance(result, Validated), result
    return result


def start_of(desk: Desk, entry: Entry) -> date | None:
    with desk.context.reading() as session:
        return session.get_one(Pathway, entry.pathway_id).clock_start


def place_of(desk: Desk, entry: Entry) -> date | None:
    with desk.context.reading() as session:
        return session.get_one(WaitingListEntry, entry.id).list_position_date


def status_of(desk: Desk, entry: Entry) -> tuple[str, str, date | None]:
    with desk.context.reading() as session:
        pathway = session.get_one(Pathway, entry.pathway_id)
        return session.get_one(WaitingListEntry, entry.id).status, pathway.clock_state, pathway.closed_on


def why(desk: Desk, entry: Entry) -> str:
    found = desk.pathways.why(entry.pathway_id)
    assert isinstance(found, ClockWhy)
    return " ".join(said.sentence for said in found.clock.explanation)


def asked(staff: Staff, entry: Entry, outcome: str = "V02") -> int:
    """The inbox item that asks for a later start."""
    result = kept(staff.clerk, entry, outcome, **CORRECTED)
    return next(task.id for task in result.followed.tasks if task.topic == "confirm_start")


def team_items(desk: Desk) -> list[InboxRow]:
    rows = desk.inbox.items("team")
    assert isinstance(rows, list)
    return rows


def findings(desk: Desk, *rules: str) -> list[str]:
    report = desk.checks.run(list(rules))
    assert isinstance(report, CheckReport)
    return [found.sentence for found in report.findings]


def doubted_starts(desk: Desk) -> list[str]:
    return [sentence for sentence in findings(desk, "DQ07") if "years ago" in sentence]


def in_order(desk: Desk) -> None:
    assert findings(desk, "PLACE", "DRIFT") == []


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
        record_rtt(act, entry.pathway_id, ClockEventKind.APPOINTMENT_ATTENDED, date(2025, 2, 20), "20", policy=policy)
        act.commit(None)
    answer(staff.clerk, entry, "V02", right_status=status, source="letter")
    assert (start_of(staff.clerk, entry), status_of(staff.clerk, entry)[1]) == (START, "running")


# One pathway for two


@pytest.mark.parametrize("ended", ["older", "newer"])
def test_the_pathway_that_goes_on_has_the_longer_wait_whichever_is_the_duplicate(
    desk: Desk, hospital: Hospital, entry: Entry, ended: str
) -> None:
    newer = an_entry(desk, hospital, entry.patient_id, clock_start=date(2024, 9, 2))
    gone, stays = (entry, newer) if ended == "older" else (newer, entry)
    result = kept(desk, gone, "V03")
    assert (start_of(desk, stays), place_of(desk, stays)) == (START, START)
    assert f"Pathway {stays.pathway_id} goes on, counted from Mon 8 Jan 2024." in result.decision.sentence
    assert f"the wait goes on in pathway {stays.pathway_id}" in why(desk, gone)
    in_order(desk)


@pytest.mark.parametrize("confirmed", ["gone", "stays"])
def test_two_conditions_are_one_by_a_clinicians_word_alone(
    desk: Desk, hospital: Hospital, entry: Entry, confirmed: str
) -> None:
    newer = an_entry(desk, hospital, entry.patient_id, clock_start=date(2024, 9, 2))
    with desk.context.act("build") as act:
        referral_id = act.session.get_one(Pathway, newer.pathway_id).referral_id
        act.session.get_one(Referral, referral_id).received_date = date(2024, 9, 2)
        own = entry if confirmed == "gone" else newer
        record_rtt(act, own.pathway_id, OWN_CONDITION, TODAY, policy=desk.context.policy)
        act.commit(None)
    refused = answer(desk, entry, "V03")
    assert isinstance(refused, Refused) and refused.rule == "RULES 13.27"
    assert status_of(desk, entry) == ("waiting", "running", None)
    kept(desk, entry, "V03", **SIGNED)
    assert start_of(desk, newer) == place_of(desk, newer) == START
    assert ".." not in why(desk, newer)
    in_order(desk)


def test_why_of_the_pathway_that_goes_on_names_the_duplicate(desk: Desk, hospital: Hospital, entry: Entry) -> None:
    newer = an_entry(desk, hospital, entry.patient_id, clock_start=date(2024, 9, 2))
    kept(desk, entry, "V03")
    said = why(desk, newer)
    assert "from Mon 2 Sep 2024 to Mon 8 Jan 2024" in said
    assert f"pathway {entry.pathway_id} was a duplicate" in said


def test_the_pathway_that_goes_on_takes_credit_priority_and_targets(desk: Desk, hospital: Hospital) -> None:
    urgent = an_entry(desk, hospital, clock_start=date(2025, 1, 13), priority_type="2", latest_date=date(2025, 4, 1))
    routine = an_entry(desk, hospital, urgent.patient_id, clock_start=date(2025, 1, 6))
    with desk.context.act("build") as act:
        set_position(act, urgent.id, date(2024, 10, 7), "credit of an earlier wait")
        act.commit(None)
    kept(desk, urgent, "V03")
    with desk.context.reading() as session:
        row = session.get_one(WaitingListEntry, routine.id)
        assert (row.priority_type, row.latest_date) == ("2", date(2025, 4, 1))
    assert (start_of(desk, routine), place_of(desk, routine)) == (date(2025, 1, 6), date(2024, 10, 7))


def test_the_cancer_dates_of_a_duplicate_go_on(desk: Desk, hospital: Hospital) -> None:
    cancer = an_entry(desk, hospital, clock_start=date(2025, 1, 13), priority_type="3")
    routine = an_entry(desk, hospital, cancer.patient_id, clock_start=date(2025, 2, 3))
    with desk.context.act("build") as act:
        referral_id = act.session.get_one(Pathway, cancer.pathway_id).referral_id
        act.session.get_one(Referral, referral_id).suspected_cancer_type = "05"
        act.commit(None)
    kept(desk, cancer, "V03", **SIGNED)
    found = desk.pathways.why(routine.pathway_id)
    assert isinstance(found, ClockWhy)
    dates = {target.name: target.day for target in found.targets}
    assert (dates["FDS"], dates["31d"]) == (date(2025, 2, 10), date(2025, 2, 13))


@pytest.mark.parametrize("ended", ["routine", "cancer"])
def test_the_cancer_dates_count_from_the_referral_that_suspected_it_whichever_is_the_duplicate(
    desk: Desk, hospital: Hospital, ended: str
) -> None:
    patient_id = a_patient(desk)
    made: dict[str, Entry] = {}
    for name, received, priority in (("routine", "6/1/2025", "routine"), ("cancer", "24/2/2025", "suspected cancer")):
        new = NewReferral(patient_id=patient_id, received=received, specialty="DERM", priority=priority,
                          same_condition=False if made else None)  # fmt: skip
        answered = refer(desk.context, new)
        assert isinstance(answered, Referred), answered
        made[name] = Entry(answered.entry_id, answered.pathway_id, patient_id)
    gone = made[ended]
    stays = made["cancer" if ended == "routine" else "routine"]
    kept(desk, gone, "V03", "clinical", **SIGNED)
    found = desk.pathways.why(stays.pathway_id)
    assert isinstance(found, ClockWhy)
    assert {target.name: target.day for target in found.targets} == {
        "FDS": date(2025, 3, 24), "62d": date(2025, 4, 27), "18w": date(2025, 5, 12),
    }  # fmt: skip
    listed = desk.waiting_list.entry(stays.id)
    assert listed is not None and listed.target is not None and listed.target.day == date(2025, 3, 24)
    assert (start_of(desk, stays), place_of(desk, stays)) == (date(2025, 1, 6), date(2025, 1, 6))
    assert listed.row.priority is Priority.SUSPECTED_CANCER
    said = why(desk, stays)
    assert f"Taken over from pathway {gone.pathway_id}, which was a duplicate" in said
    assert "source: letter" in said
    in_order(desk)


def test_a_duplicate_needs_the_pathway_that_goes_on(desk: Desk, hospital: Hospital, entry: Entry) -> None:
    stranger = an_entry(desk, hospital, clock_start=START)
    for named in (None, stranger.pathway_id, entry.pathway_id):
        result = answer(desk, entry, "V03", duplicate_of=named, **SIGNED)
        assert isinstance(result, Refused) and result.code == "no_survivor"
    assert status_of(desk, entry) == ("waiting", "running", None)


def test_a_duplicate_in_another_specialty_is_named(desk: Desk, hospital: Hospital, entry: Entry) -> None:
    other = an_entry(desk, a_hospital(desk, "ENT", "Ear, nose and throat"), entry.patient_id, clock_start=LATER)
    kept(desk, entry, "V03", duplicate_of=other.pathway_id, decided_by="DERM-C1", source="letter")
    assert start_of(desk, other) == START


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


def test_of_several_pathways_it_is_asked_which_goes_on(desk: Desk, hospital: Hospital) -> None:
    patient = a_patient(desk)
    first, second, third = (
        an_entry(desk, hospital, patient, clock_start=day)
        for day in (date(2024, 9, 2), date(2024, 11, 4), date(2025, 1, 6))
    )
    new = NewValidation(level=ValidationLevel.CLINICAL, outcome="V03", decided_by="Shah", source="letter")
    asked = desk.validation.validate(third.id, new)
    assert isinstance(asked, Refused) and asked.code == WHICH_GOES_ON
    assert str(first.pathway_id) in asked.sentence and str(second.pathway_id) in asked.sentence
    done = desk.validation.validate(third.id, replace(new, duplicate_of=second.pathway_id))
    assert isinstance(done, Validated)
    with desk.context.reading() as session:
        kept = {each: session.get_one(Pathway, each).closed_on for each in (first.pathway_id, second.pathway_id)}
    assert set(kept.values()) == {None}


@pytest.fixture
def seen(desk: Desk, entry: Entry) -> Entry:
    with desk.context.act("build") as act:
        record_rtt(
            act,
            entry.pathway_id,
            ClockEventKind.APPOINTMENT_ATTENDED,
            date(2025, 2, 3),
            "10",
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
