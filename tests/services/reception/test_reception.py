"""Reception: arrivals, missed appointments and outcomes, each with the clock and the patient's next need."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from clerkdesk.data.project_pathways import clock_events
from clerkdesk.data.tables import (
    Appointment,
    AppointmentEvent,
    ClinicalReview,
    ClinicSession,
    Pathway,
    PathwayClosure,
    WaitingListEntry,
)
from clerkdesk.keys import Keymap
from clerkdesk.rules.cancer.milestones import UNUSUAL
from clerkdesk.rules.reception.did_not_attend import ASK_CLINICIAN, WHAT_SHOWS_IT, Communicated
from clerkdesk.rules.values.clocks import ClockEventKind, RttStatus
from clerkdesk.rules.values.entries import EntryKind
from clerkdesk.rules.waiting_list.awaiting import Happening, NewWait
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.services.booking.bookings import Booked
from clerkdesk.services.contact.contacts import NewAttempt
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.inbox.inbox import NewMessage
from clerkdesk.services.pathways.clocks import ClockWhy
from clerkdesk.services.pathways.entries import record_rtt
from clerkdesk.services.reception.arrivals import Arrived, ResidenceKept, StepTaken
from clerkdesk.services.reception.closing_sessions import SessionClosed, SessionOpen
from clerkdesk.services.reception.did_not_attend import BeforeMarking, Missed
from clerkdesk.services.reception.outcome_form import OtherCondition, OutcomeToRecord
from clerkdesk.services.reception.outcome_needs import PatientInitiated
from clerkdesk.services.reception.outcomes import OutcomeRecorded
from clerkdesk.services.referrals.new_referral import NewReferral
from clerkdesk.services.referrals.referring import Referred
from clerkdesk.services.validation.checks import CheckReport
from clerkdesk.services.waiting_list.awaiting import HappeningKept, NewHappening, WaitKept
from clerkdesk.words.last_act import last_act_words
from tests.answers import taken
from tests.builders import Entry, a_hospital, a_patient, a_session, an_entry
from tests.conftest import StandingClock
from tests.spoken import on_screen
from tests.statements import ToldBy

TEN = datetime(2025, 3, 3, 10, 0)
TOLD: ToldBy = {"told_by": "Dr Shah's secretary", "told_source": "letter of 20 Feb"}
"""Who says that the patient was told, where the record shows nothing."""


def booked_today(desk: Desk, starts: datetime = TEN, **patient: object) -> tuple[Entry, str]:
    """An entry with an appointment today: the entry and the reference."""
    hospital = a_hospital(desk)
    slots = a_session(desk, hospital, starts)
    entry = an_entry(desk, hospital, a_patient(desk, **patient))  # type: ignore[arg-type]
    answer = desk.booking.book(entry.id, slots[0])
    assert isinstance(answer, Booked)
    return entry, answer.reference


def test_an_arrival_in_time_is_attended_and_stands_on_the_board(desk: Desk, clock: StandingClock) -> None:
    _, reference = booked_today(desk)
    clock.at = datetime(2025, 3, 3, 9, 50)
    answer = desk.reception.arrive(reference)
    assert isinstance(answer, Arrived)
    assert (answer.decision.attendance_if_seen, answer.decision.ask) == ("5", "no")
    clock.at = datetime(2025, 3, 3, 10, 35)
    row = desk.reception.board().rows[0]
    assert (row.state, row.minutes_waited) == ("arrived", 45)
    assert row.alert is not None


def test_fifteen_minutes_late_the_clinician_is_asked(desk: Desk, clock: StandingClock) -> None:
    _, reference = booked_today(desk)
    clock.at = datetime(2025, 3, 3, 10, 15)
    answer = desk.reception.arrive(reference)
    assert isinstance(answer, Arrived)
    assert answer.decision.ask == "ask"


def test_nobody_arrives_twice_or_on_another_day(desk: Desk, clock: StandingClock) -> None:
    _, reference = booked_today(desk)
    clock.at = datetime(2025, 3, 4, 9, 50)
    answer = desk.reception.arrive(reference)
    assert isinstance(answer, Refused)
    assert "Mon 3 Mar" in answer.sentence


def test_a_cancellation_of_today_stands_on_top_until_it_is_noted(desk: Desk) -> None:
    hospital = a_hospital(desk)
    slots = a_session(desk, hospital, TEN)
    references = []
    for number in range(2):
        answer = desk.booking.book(an_entry(desk, hospital).id, slots[number])
        assert isinstance(answer, Booked)
        references.append(answer.reference)
    desk.booking.cancel(references[1], "PC01")
    board = desk.reception.board()
    assert [row.appointment.reference for row in board.rows] == [references[1], references[0]]
    assert board.rows[0].state == "cancelled"
    assert board.rows[0].to_note is not None


def test_a_missed_first_appointment_that_was_clearly_told_nullifies_and_keeps_its_position(
    desk: Desk, clock: StandingClock
) -> None:
    entry, reference = booked_today(desk)
    clock.at = datetime(2025, 3, 3, 11, 0)
    answer = desk.reception.did_not_attend(reference, Communicated.YES, **TOLD)
    assert isinstance(answer, Missed)
    assert (answer.decision.attendance_code, answer.entry_status) == ("3", "on_hold")
    assert answer.followed.review is not None
    with desk.context.reading() as session:
        assert session.get_one(Pathway, entry.pathway_id).clock_state == "nullified"


def test_a_second_missed_appointment_is_put_to_the_clinician_as_a_second(desk: Desk, clock: StandingClock) -> None:
    hospital = a_hospital(desk)
    entry = an_entry(desk, hospital)
    for starts in (TEN, datetime(2025, 3, 10, 10, 0)):
        booked = desk.booking.book(entry.id, a_session(desk, hospital, starts)[0])
        assert isinstance(booked, Booked), booked
        clock.at = starts + timedelta(hours=1)
        missed = desk.reception.did_not_attend(booked.reference, Communicated.UNKNOWN)
        assert isinstance(missed, Missed)
        assert missed.followed.review is not None and missed.followed.review.opened
    rows = desk.reviews.waiting()
    assert isinstance(rows, list)
    assert ["missed 1 before" in row.reason for row in rows] == [False, True]


def test_who_came_for_a_test_that_day_has_missed_no_first_appointment(desk: Desk, clock: StandingClock) -> None:
    entry, reference = booked_today(desk)
    test = desk.waiting_list.await_something(
        entry.pathway_id, NewWait(EntryKind.AWAITING_TEST, "MRI", "radiology", date(2025, 3, 31))
    )
    assert isinstance(test, WaitKept)
    clock.at = datetime(2025, 3, 3, 12, 0)
    done = desk.waiting_list.happened(test.entry.entry_id, NewHappening(happening=Happening.TEST_DONE))
    assert isinstance(done, HappeningKept), done
    answer = desk.reception.did_not_attend(reference, Communicated.YES, told_by="Bev", told_source="the call of Friday")
    assert isinstance(answer, Missed), answer
    with desk.context.reading() as session:
        assert session.get_one(Pathway, entry.pathway_id).clock_state == "running"


@pytest.mark.parametrize("communicated", ["no", "unknown"])
def test_what_can_not_be_shown_to_have_been_told_never_nullifies(
    desk: Desk, clock: StandingClock, communicated: str
) -> None:
    entry, reference = booked_today(desk)
    clock.at = datetime(2025, 3, 3, 11, 0)
    answer = desk.reception.did_not_attend(reference, communicated)  # type: ignore[arg-type]
    assert isinstance(answer, Missed)
    assert answer.entry_status == "waiting"
    with desk.context.reading() as session:
        assert session.get_one(Pathway, entry.pathway_id).clock_state == "running"


def test_a_child_was_not_brought_once_the_clinician_was_asked(desk: Desk, clock: StandingClock) -> None:
    entry, reference = booked_today(desk, date_of_birth=date(2016, 1, 5))
    clock.at = datetime(2025, 3, 3, 11, 0)
    asked = desk.reception.did_not_attend(reference, Communicated.YES, **TOLD)
    assert isinstance(asked, Refused) and (asked.rule, asked.code) == ("R-703", ASK_CLINICIAN)
    answer = desk.reception.did_not_attend(
        reference, Communicated.YES, clinician_asked="Dr Shah: offer another date", **TOLD
    )
    assert isinstance(answer, Missed)
    assert answer.decision.was_not_brought
    with desk.context.reading() as session:
        review = session.execute(select(ClinicalReview)).scalars().one()
        assert (review.safeguarding, review.due_date) == (True, date(2025, 3, 3))
        missed = next(event for event in clock_events(session, entry.pathway_id) if event.code == "33")
    assert missed.details["clinician_asked"] == "Dr Shah: offer another date"


@pytest.mark.parametrize("minutes", [-30, -1, 0, 14])
def test_nobody_is_missed_who_is_not_late_yet_and_the_desk_says_from_when(
    desk: Desk, clock: StandingClock, minutes: int
) -> None:
    _, reference = booked_today(desk)
    clock.at = TEN + timedelta(minutes=minutes)
    before = desk.reception.before_marking(reference)
    assert isinstance(before, BeforeMarking)
    answer = desk.reception.did_not_attend(reference, Communicated.YES, **TOLD)
    assert isinstance(answer, Refused) and answer.sentence == before.stops
    assert ("can only be cancelled" if minutes < 0 else "nobody is late before 10:15") in answer.sentence


def test_before_marking_the_desk_says_what_it_knows(desk: Desk, clock: StandingClock) -> None:
    _, reference = booked_today(desk)
    clock.at = datetime(2025, 3, 3, 11, 0)
    answer = desk.reception.before_marking(reference)
    assert isinstance(answer, BeforeMarking)
    assert answer.evidence == (
        "No telephone agreement is on record.",
        "No letter or text since the booking is on record.",
    )
    assert any("only 0 days ahead" in check.sentence for check in answer.checks)


def test_a_late_clinic_speaks_for_the_patient_who_is_less_late(desk: Desk, clock: StandingClock) -> None:
    hospital = a_hospital(desk)
    slots = a_session(desk, hospital, TEN)
    waiting, missing = (desk.booking.book(an_entry(desk, hospital).id, slot) for slot in slots[:2])
    assert isinstance(waiting, Booked) and isinstance(missing, Booked)
    desk.reception.arrive(waiting.reference)
    clock.at = TEN + timedelta(minutes=58)
    answer = desk.reception.before_marking(missing.reference)
    assert isinstance(answer, BeforeMarking)
    assert "The clinic itself runs 58 minutes late, and the patient is 38 minutes late." in answer.words


def test_what_the_record_showed_stays_with_a_nullified_wait(desk: Desk, clock: StandingClock) -> None:
    entry, reference = booked_today(desk)
    clock.at = datetime(2025, 3, 3, 11, 0)
    assert isinstance(desk.reception.did_not_attend(reference, Communicated.YES, **TOLD), Missed)
    with desk.context.reading() as session:
        missed = next(event for event in clock_events(session, entry.pathway_id) if event.code == "33")
    assert "No telephone agreement is on record." in str(missed.details["record_showed"])


def test_nobody_is_marked_while_something_has_to_be_settled_first(desk: Desk, clock: StandingClock) -> None:
    entry, reference = booked_today(desk)
    desk.inbox.take_message(NewMessage(text="Can not come today", to="me", patient_id=entry.patient_id))
    clock.at = datetime(2025, 3, 3, 11, 0)
    answer = desk.reception.did_not_attend(reference, Communicated.YES, **TOLD)
    assert isinstance(answer, Refused) and answer.rule == "R-222"


def test_who_came_too_late_makes_no_task_about_an_address(desk: Desk, clock: StandingClock) -> None:
    _, reference = booked_today(desk)
    clock.at = datetime(2025, 3, 3, 10, 40)
    desk.reception.arrive(reference)
    answer = desk.reception.too_late(reference)
    assert isinstance(answer, Missed)
    assert [item.sentence for item in answer.followed.tasks] == [
        "Came too late on Mon 3 Mar 2025 and was not seen: offer a new date."
    ]


def test_came_too_late_is_recorded_as_seven_and_the_clock_runs(desk: Desk, clock: StandingClock) -> None:
    entry, reference = booked_today(desk)
    clock.at = datetime(2025, 3, 3, 10, 40)
    desk.reception.arrive(reference)
    answer = desk.reception.too_late(reference)
    assert isinstance(answer, Missed)
    assert answer.entry_status == "waiting"
    with desk.context.reading() as session:
        assert session.get_one(Pathway, entry.pathway_id).clock_state == "running"
        assert session.execute(select(col(Appointment.attendance_code))).scalar_one() == "7"


def arrived(desk: Desk, clock: StandingClock) -> tuple[Entry, str]:
    """A patient who was booked and has arrived."""
    entry, reference = booked_today(desk)
    clock.at = datetime(2025, 3, 3, 10, 0)
    assert isinstance(desk.reception.arrive(reference), Arrived)
    return entry, reference


def test_outcome_three_makes_the_follow_up_entry(desk: Desk, clock: StandingClock) -> None:
    entry, reference = arrived(desk, clock)
    answer = desk.reception.record_outcome(OutcomeToRecord(reference, "5", "3", "20", see_by=date(2025, 4, 14)))
    assert isinstance(answer, OutcomeRecorded)
    with desk.context.reading() as session:
        assert session.get_one(WaitingListEntry, entry.id).status == "closed"
        new = session.get_one(WaitingListEntry, answer.entry_id)
        assert (new.status, new.kind, new.due_date, new.interval_days) == (
            "waiting",
            "follow_up",
            date(2025, 4, 14),
            42,
        )


def test_planned_care_that_is_not_given_in_time_starts_a_clock(desk: Desk, clock: StandingClock) -> None:
    entry, reference = arrived(desk, clock)
    planned = OutcomeToRecord(reference, "5", "3", "30", see_by=date(2025, 4, 14), follow_up_kind=EntryKind.PLANNED)
    assert isinstance(desk.reception.record_outcome(planned), OutcomeRecorded)
    clock.at = datetime(2025, 4, 16, 9, 0)
    desk.checks.pass_dates()
    with desk.context.reading() as session:
        pathway = session.get_one(Pathway, entry.pathway_id)
        assert (pathway.clock_state, pathway.clock_start) == ("running", date(2025, 4, 14))


def test_treatment_in_clinic_stops_the_clock_on_the_day(desk: Desk, clock: StandingClock) -> None:
    entry, reference = arrived(desk, clock)
    desk.reception.record_outcome(OutcomeToRecord(reference, "5", "1", "30"))
    with desk.context.reading() as session:
        pathway = session.get_one(Pathway, entry.pathway_id)
        assert (pathway.clock_state, pathway.clock_stop, pathway.closed_on) == (
            "stopped", date(2025, 3, 3), date(2025, 3, 3),
        )  # fmt: skip


@pytest.mark.parametrize("status", ["21", "30", "34", "35"])
def test_a_discharge_leaves_no_clock_that_runs_here(desk: Desk, clock: StandingClock, status: str) -> None:
    _, reference = arrived(desk, clock)
    answer = desk.reception.record_outcome(
        OutcomeToRecord(reference, "5", "1", status, told=True, passed_to="Northampton")
    )
    assert isinstance(answer, OutcomeRecorded)
    assert answer.clock_state in ("stopped", "running_elsewhere")


@pytest.mark.parametrize("status", ["90", "91", "92", "98", "99"])
def test_nobody_is_discharged_while_the_clock_would_run_on(desk: Desk, clock: StandingClock, status: str) -> None:
    entry, reference = arrived(desk, clock)
    answer = desk.reception.record_outcome(OutcomeToRecord(reference, "5", "1", status))
    assert isinstance(answer, Refused)
    assert answer.rule == "R-190"
    with desk.context.reading() as session:
        assert session.get_one(Pathway, entry.pathway_id).closed_on is None


@pytest.mark.parametrize("status", ["90", "98", "99"])
def test_nobody_is_left_to_ask_while_the_clock_would_run_on(desk: Desk, clock: StandingClock, status: str) -> None:
    _, reference = arrived(desk, clock)
    plan = PatientInitiated(date(2025, 9, 3))
    answer = desk.reception.record_outcome(OutcomeToRecord(reference, "5", "3", status, patient_initiated=plan))
    assert isinstance(answer, Refused)
    assert answer.rule == "R-180"


@pytest.mark.parametrize("outcome", ["1", "3"])
def test_a_death_is_not_recorded_as_the_outcome_of_a_clinic(desk: Desk, clock: StandingClock, outcome: str) -> None:
    _, reference = arrived(desk, clock)
    answer = desk.reception.record_outcome(OutcomeToRecord(reference, "5", outcome, "36", see_by=date(2025, 4, 14)))
    assert isinstance(answer, Refused)
    assert "note it by k on the card" in on_screen(answer.sentence)


def test_outcome_two_is_refused_until_the_next_is_booked(desk: Desk, clock: StandingClock) -> None:
    _, reference = arrived(desk, clock)
    answer = desk.reception.record_outcome(OutcomeToRecord(reference, "5", "2", "20"))
    assert isinstance(answer, Refused)
    assert answer.rule == "R-401"


def test_only_a_clinician_who_is_known_here_may_be_the_one_who_discharged(desk: Desk, clock: StandingClock) -> None:
    entry, reference = arrived(desk, clock)
    answer = desk.reception.record_outcome(OutcomeToRecord(reference, "5", "1", "34", decided_by="Brenda at the desk"))
    assert isinstance(answer, WrongInput) and answer.field == "decided_by"
    with desk.context.reading() as session:
        assert session.get_one(Pathway, entry.pathway_id).clock_state == "running"


@pytest.mark.parametrize(
    ("code", "more"),
    [("30", {}), ("31", {"told": True}), ("32", {"told": True}), ("34", {"told": True}), ("35", {}),
     ("21", {"passed_to": "Kings", "because": "seen here too"})],
)  # fmt: skip
def test_why_names_who_ended_a_wait_at_a_visit_and_on_what_source(
    desk: Desk, clock: StandingClock, code: str, more: dict[str, Any]
) -> None:
    entry, reference = arrived(desk, clock)
    wanted = OutcomeToRecord(
        reference, "5", "3", code, see_by=date(2025, 6, 2), decided_by="DERM-C1", source="letter 5", **more
    )
    assert isinstance(desk.reception.record_outcome(wanted), OutcomeRecorded)
    why = desk.pathways.why(entry.pathway_id)
    assert isinstance(why, ClockWhy)
    said = why.clock.explanation[-1].sentence
    assert "ecided by " in said and "source: letter 5" in said and more.get("passed_to", "") in said


@pytest.mark.parametrize("code", ["20", "30", "34"])
def test_an_outcome_of_another_specialtys_clinician_is_asked_about(desk: Desk, clock: StandingClock, code: str) -> None:
    entry, reference = arrived(desk, clock)
    a_hospital(desk, "UROL", "Urology")
    wanted = OutcomeToRecord(reference, "5", "3", code, see_by=date(2025, 6, 2), told=True, decided_by="UROL-C1")
    refused = desk.reception.record_outcome(wanted)
    assert isinstance(refused, Refused) and (refused.code, refused.rule) == (UNUSUAL, "RULES 13.27")
    because = "stood in for Dr Shah"
    assert isinstance(desk.reception.record_outcome(replace(wanted, because=because)), OutcomeRecorded)
    why = desk.pathways.why(entry.pathway_id)
    assert isinstance(why, ClockWhy)
    assert code == "20" or because in why.clock.explanation[-1].sentence


def test_monitoring_agreed_in_clinic_is_reviewed_after_twelve_weeks(desk: Desk, clock: StandingClock) -> None:
    entry, reference = arrived(desk, clock)
    answer = desk.reception.record_outcome(
        OutcomeToRecord(reference, "5", "3", "32", see_by=date(2025, 6, 2), told=True)
    )
    assert isinstance(answer, OutcomeRecorded) and answer.review is not None and answer.review.opened
    with desk.context.reading() as session:
        review = session.execute(select(ClinicalReview)).scalar_one()
        assert (review.rule, review.due_date, review.pathway_id) == ("R-166", date(2025, 5, 26), entry.pathway_id)


@pytest.mark.parametrize("code", ["31", "32"])
def test_nobody_is_discharged_into_monitoring_where_a_later_decision_finds_no_pathway(
    desk: Desk, clock: StandingClock, code: str
) -> None:
    entry, reference = arrived(desk, clock)
    answer = desk.reception.record_outcome(OutcomeToRecord(reference, "5", "1", code, told=True))
    assert isinstance(answer, Refused) and answer.rule == "R-160"
    with desk.context.reading() as session:
        pathway = session.get_one(Pathway, entry.pathway_id)
        assert (pathway.clock_state, pathway.closed_on) == ("running", None)


@pytest.mark.parametrize(("code", "rule"), [("31", "R-160"), ("32", "R-160"), ("34", "R-124")])
@pytest.mark.parametrize("told", [None, False])
def test_what_counts_once_the_patient_knows_is_never_taken_for_told(
    desk: Desk, clock: StandingClock, code: str, rule: str, told: bool | None
) -> None:
    _, reference = arrived(desk, clock)
    answer = desk.reception.record_outcome(
        OutcomeToRecord(reference, "5", "3", code, see_by=date(2025, 6, 2), told=told)
    )
    assert isinstance(answer, Refused) and answer.rule == rule


def as_advised(wanted: OutcomeToRecord, advice: str) -> OutcomeToRecord:
    """The outcome that a refusal asks for, word by word."""
    status = re.search(r"Record (\d\d)|and status (\d\d)", advice)
    if status:
        wanted = replace(wanted, rtt_code=str(status[1] or status[2]))
    if re.search(r"(Give|choose|has) (outcome )?3\b", advice):
        wanted = replace(wanted, outcome="3", see_by=date(2025, 6, 2))
    return wanted


@pytest.mark.parametrize("code", ["10", "11", "20", "31", "32", "34", "90", "91", "98"])
@pytest.mark.parametrize("outcome", ["1", "3"])
@pytest.mark.parametrize("told", [True, False])
def test_what_a_refused_outcome_advises_is_taken(
    desk: Desk, clock: StandingClock, code: str, outcome: str, told: bool
) -> None:
    _, reference = arrived(desk, clock)
    see_by = date(2025, 6, 2) if outcome == "3" else None
    wanted = OutcomeToRecord(reference, "5", outcome, code, told=told, see_by=see_by)
    answer = desk.reception.record_outcome(wanted)
    if isinstance(answer, Refused):
        advised = as_advised(wanted, answer.sentence)
        assert advised != wanted, answer.sentence
        kept = desk.reception.record_outcome(advised)
        assert isinstance(kept, OutcomeRecorded), (answer.sentence, kept)


def test_the_source_of_a_discharge_is_the_one_that_was_named(desk: Desk, clock: StandingClock) -> None:
    _, reference = arrived(desk, clock)
    desk.reception.record_outcome(OutcomeToRecord(reference, "5", "1", "34", told=True, source="letter of 3 March"))
    with desk.context.reading() as session:
        assert session.execute(select(PathwayClosure)).scalar_one().source == "letter of 3 March"


def test_a_status_that_the_clock_does_not_take_is_refused(desk: Desk, clock: StandingClock) -> None:
    entry, reference = arrived(desk, clock)
    with desk.context.act("build") as act:
        told = {"decided_by": "Dr Shah", "clinical_decision": True, "communicated": True}
        record_rtt(
            act,
            entry.pathway_id,
            ClockEventKind.DECISION_NOT_TO_TREAT,
            date(2025, 3, 1),
            RttStatus.NOT_TREATED,
            told,
            policy=desk.context.policy,
        )
        act.commit(None)
    answer = desk.reception.record_outcome(OutcomeToRecord(reference, "5", "3", "20", see_by=date(2025, 6, 2)))
    assert isinstance(answer, Refused) and answer.rule == "RULES 1.8"


def test_an_odd_status_is_taken_and_said(desk: Desk, clock: StandingClock) -> None:
    _, reference = arrived(desk, clock)
    answer = desk.reception.record_outcome(OutcomeToRecord(reference, "5", "3", "90", see_by=date(2025, 6, 2)))
    assert isinstance(answer, OutcomeRecorded)
    assert any("90" in warning for warning in answer.warnings)


def test_an_unknown_status_is_wrong_input(desk: Desk, clock: StandingClock) -> None:
    _, reference = arrived(desk, clock)
    answer = desk.reception.record_outcome(OutcomeToRecord(reference, "5", "3", "77"))
    assert isinstance(answer, WrongInput)
    assert answer.field == "rtt"


def test_a_session_closes_only_when_everybody_is_accounted_for(desk: Desk, clock: StandingClock) -> None:
    _, reference = arrived(desk, clock)
    with desk.context.reading() as session:
        session_id = session.execute(select(col(ClinicSession.id))).scalar_one()
    assert isinstance(desk.reception.close_session(session_id), SessionOpen)
    desk.reception.record_outcome(OutcomeToRecord(reference, "5", "3", "20", see_by=date(2025, 4, 14)))
    assert isinstance(desk.reception.close_session(session_id), SessionClosed)


def test_somebody_who_has_lived_elsewhere_is_recorded_and_the_overseas_visitor_manager_is_told(desk: Desk) -> None:
    patient = a_patient(desk)
    answer = desk.reception.overseas(patient, "not_resident")
    assert isinstance(answer, ResidenceKept)
    assert [(row.topic, row.to_name) for row in desk.inbox.about(patient)] == [
        ("check_residence", "overseas visitor manager")
    ]


def test_the_question_of_residence_is_asked_once(desk: Desk, clock: StandingClock) -> None:
    entry, reference = booked_today(desk)
    desk.reception.overseas(entry.patient_id, "resident")
    clock.at = datetime(2025, 3, 3, 9, 50)
    answer = desk.reception.arrive(reference)
    assert isinstance(answer, Arrived)
    assert not answer.overseas_question


def test_the_board_says_what_the_record_lacks(desk: Desk) -> None:
    booked_today(desk, address="1 High Street", gp_practice_code="A81001", ethnic_category="A")
    assert desk.reception.board().rows[0].missing == ("telephone number", "next of kin")


def test_the_address_of_a_restricted_record_stays_off_the_board(desk: Desk) -> None:
    booked_today(desk, address="1 High Street", restricted=True)
    assert desk.reception.board().rows[0].address == ""


def test_whoever_is_past_their_time_is_shown_as_late_before_they_come(desk: Desk, clock: StandingClock) -> None:
    booked_today(desk)
    clock.at = datetime(2025, 3, 3, 10, 20)
    late = desk.reception.board().rows[0].late
    assert late is not None
    assert "ask the clinician" in late.sentence


def test_who_was_never_settled_is_missing_an_outcome_the_day_after(desk: Desk, clock: StandingClock) -> None:
    _, reference = booked_today(desk)
    assert desk.reception.missing() == ()
    clock.at = datetime(2025, 3, 5, 9, 0)
    found = desk.reception.missing()
    assert [(one.appointment.reference, one.state, one.days) for one in found] == [(reference, "expected", 2)]


def test_a_recorded_outcome_is_missing_no_more(desk: Desk, clock: StandingClock) -> None:
    _, reference = arrived(desk, clock)
    desk.reception.record_outcome(OutcomeToRecord(reference, "5", "3", "20", see_by=date(2025, 4, 14)))
    clock.at = datetime(2025, 3, 5, 9, 0)
    assert desk.reception.missing() == ()


def test_the_usual_status_goes_by_the_clock_and_not_by_the_last_code(desk: Desk, clock: StandingClock) -> None:
    entry, reference = arrived(desk, clock)
    with desk.context.act("build") as act:
        for kind, day, code, details in (
            ("first_definitive_treatment", date(2025, 1, 20), "30", {}),
            ("added_to_planned_list", date(2025, 1, 20), None, {"due": "2025-02-24", "kind": "treatment"}),
        ):
            record_rtt(
                act,
                entry.pathway_id,
                ClockEventKind(kind),
                day,
                RttStatus(code) if code else None,
                details,
                policy=desk.context.policy,
            )
        act.commit(None)
    desk.reception.step(reference, "called")
    desk.reception.step(reference, "seen")
    usual = desk.reception.usual_outcome(reference)
    assert usual is not None and usual.rtt_code == "20"


def test_status_21_names_who_takes_over(desk: Desk, clock: StandingClock) -> None:
    entry, reference = arrived(desk, clock)
    asked = desk.reception.record_outcome(OutcomeToRecord(reference, "5", "3", "21", see_by=date(2025, 6, 2)))
    assert isinstance(asked, Refused) and asked.rule == "R-172"
    given = OutcomeToRecord(reference, "5", "3", "21", see_by=date(2025, 6, 2), passed_to="Northampton General")
    place_here = desk.reception.record_outcome(given)
    assert isinstance(place_here, Refused) and "say why they are seen here too" in place_here.sentence
    given = replace(given, because="shared care, says the letter")
    assert isinstance(desk.reception.record_outcome(given), OutcomeRecorded)
    with desk.context.reading() as session:
        events = clock_events(session, entry.pathway_id)
    assert events[-1].details["passed_to"] == "Northampton General"


@pytest.mark.parametrize("own", ["", "12"])
def test_status_12_asks_for_this_pathways_own_status(desk: Desk, clock: StandingClock, own: str) -> None:
    _, reference = arrived(desk, clock)
    other = OtherCondition(own, "DERM", "routine") if own else None
    answer = desk.reception.record_outcome(
        OutcomeToRecord(reference, "5", "3", "12", see_by=date(2025, 6, 2), other_condition=other)
    )
    assert isinstance(answer, Refused) and answer.rule == "R-109"


def test_status_12_registers_the_other_condition_in_the_same_act(desk: Desk, clock: StandingClock) -> None:
    entry, reference = arrived(desk, clock)
    a_hospital(desk, "ENT", "Ear, nose and throat")
    other = OtherCondition("20", "ENT", "urgent", "hoarse for six weeks")
    clock.at = datetime(2025, 3, 31, 9, 0)
    answer = desk.reception.record_outcome(
        OutcomeToRecord(reference, "5", "3", "12", see_by=date(2025, 6, 2), other_condition=other)
    )
    assert isinstance(answer, OutcomeRecorded) and answer.other is not None, answer
    assert (answer.clock_state, answer.other.clock_state, answer.other.clock_start) == (
        "running", "running", date(2025, 3, 3),
    )  # fmt: skip
    with desk.context.reading() as session:
        found = session.get_one(WaitingListEntry, answer.other.entry_id)
        assert (found.kind, found.status, found.priority_type) == ("new", "waiting", "2")
        assert answer.other.pathway_id != entry.pathway_id
        codes = [each.code for each in clock_events(session, entry.pathway_id)]
        assert "20" in codes and "12" not in codes


def test_nothing_is_recorded_where_the_other_condition_can_not_be_registered(desk: Desk, clock: StandingClock) -> None:
    _, reference = arrived(desk, clock)
    other = OtherCondition("20", "NOSUCH", "urgent")
    wanted = OutcomeToRecord(reference, "5", "3", "12", see_by=date(2025, 6, 2), other_condition=other)
    assert isinstance(desk.reception.record_outcome(wanted), WrongInput)
    assert desk.reception.board().rows[0].state == "arrived"


def test_on_the_pathway_of_a_separate_condition_12_is_its_own_first_status(desk: Desk, clock: StandingClock) -> None:
    hospital = a_hospital(desk)
    new = NewReferral(patient_id=a_patient(desk), received="2025-02-03", specialty="DERM", route="consultant")
    referred = desk.referrals.refer(new)
    assert isinstance(referred, Referred), referred
    booked = desk.booking.book(referred.entry_id, a_session(desk, hospital, TEN)[0])
    assert isinstance(booked, Booked)
    clock.at = TEN + timedelta(hours=1)
    answer = desk.reception.record_outcome(OutcomeToRecord(booked.reference, "5", "3", "12", see_by=date(2025, 6, 2)))
    assert isinstance(answer, OutcomeRecorded), answer


def test_clearly_told_asks_for_what_shows_it_where_the_record_shows_nothing(desk: Desk, clock: StandingClock) -> None:
    entry, reference = booked_today(desk)
    clock.at = datetime(2025, 3, 3, 11, 0)
    halves: tuple[ToldBy, ...] = (
        {}, {"told_by": "Dr Shah"}, {"told_source": "letter of 20 Feb"}, {"told_by": " ", "told_source": "x"},
    )  # fmt: skip
    for half in halves:
        asked = desk.reception.did_not_attend(reference, Communicated.YES, **half)
        assert isinstance(asked, Refused) and (asked.code, asked.rule) == (WHAT_SHOWS_IT, "R-150"), half
    assert taken(desk.pathways.why(entry.pathway_id)).clock.state == "running"
    assert isinstance(desk.reception.did_not_attend(reference, Communicated.YES, **TOLD), Missed)
    why = desk.pathways.why(entry.pathway_id)
    assert not isinstance(why, WrongInput)
    said = " ".join(each.sentence for each in why.clock.explanation)
    assert f"clearly told: {TOLD['told_by']}; source: {TOLD['told_source']}." in said


def test_a_letter_since_the_booking_shows_it_until_a_wrong_number_was_reached(desk: Desk, clock: StandingClock) -> None:
    entry, reference = booked_today(desk)
    desk.contact.tried(NewAttempt(patient_id=entry.patient_id, entry_id=entry.id, result="CR09"))
    desk.contact.tried(NewAttempt(patient_id=entry.patient_id, entry_id=entry.id, result="CR05"))
    clock.at = datetime(2025, 3, 3, 11, 0)
    asked = desk.reception.did_not_attend(reference, Communicated.YES)
    assert isinstance(asked, Refused) and asked.code == WHAT_SHOWS_IT


@pytest.mark.parametrize("steps", [(), ("called",), ("called", "seen"), ("called", "seen", "left")])
def test_an_arrival_recorded_in_error_is_taken_back_with_its_steps_and_stays_on_record(
    desk: Desk, clock: StandingClock, steps: tuple[str, ...]
) -> None:
    entry, reference = booked_today(desk)
    assert isinstance(desk.reception.arrive(reference), Arrived)
    for step in steps:
        assert isinstance(desk.reception.step(reference, step), StepTaken)
    assert isinstance(desk.reception.not_arrived(reference, " "), WrongInput)
    assert isinstance(desk.reception.not_arrived(reference, "the wrong row was read"), StepTaken)
    with desk.context.reading() as session:
        row = session.execute(select(Appointment)).scalars().one()
        kinds = session.execute(select(col(AppointmentEvent.kind)).order_by(col(AppointmentEvent.id))).scalars().all()
        assert session.get_one(WaitingListEntry, entry.id).status == "booked"
    assert (row.status, row.live, row.attendance_code) == ("booked", True, "0")
    assert (row.arrived_at, row.called_at, row.seen_at, row.left_at) == (None, None, None, None)
    assert kinds == ["booked", "arrived", *steps, "not_arrived"], "what was recorded stays on record"
    last = desk.undo.last()
    assert last is not None and "arrival taken back for PATEL Anjali" in last_act_words(last, Keymap.of())
    report = desk.checks.run()
    assert isinstance(report, CheckReport) and not [each for each in report.findings if each.rule == "DRIFT"]
    clock.at = datetime(2025, 3, 3, 11, 0)
    assert isinstance(desk.reception.did_not_attend(reference, Communicated.UNKNOWN), Missed), (
        "they may be marked as missed again"
    )


def test_nothing_is_taken_back_where_nobody_arrived_or_an_outcome_stands(desk: Desk, clock: StandingClock) -> None:
    _, reference = booked_today(desk)
    none = desk.reception.not_arrived(reference, "why")
    assert isinstance(none, Refused) and "none can be taken back" in none.sentence
    clock.at = datetime(2025, 3, 3, 11, 0)
    assert isinstance(desk.reception.did_not_attend(reference, Communicated.UNKNOWN), Missed)
    over = desk.reception.not_arrived(reference, "why")
    assert isinstance(over, Refused) and "before anything came of it" in over.sentence


def test_before_its_time_an_arrival_and_its_outcome_refuse_in_no_circle(desk: Desk, clock: StandingClock) -> None:
    _, reference = booked_today(desk)
    clock.at = datetime(2025, 3, 3, 9, 30)
    assert isinstance(desk.reception.arrive(reference), Arrived)
    ways = [desk.reception.step(reference, "left"), desk.reception.before_recording(reference)]
    for way in ways:
        assert isinstance(way, Refused) and "take" in way.sentence and "arrival" in way.sentence, way
