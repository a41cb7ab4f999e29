"""How an appointment ended is put right either way: clock, review, tasks and counts follow the end that counts."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from clerkdesk.data.queries.reports.removals import InPeriod, moved_starts
from clerkdesk.data.tables import Appointment, AppointmentEvent, ClinicalReview, InboxItem, Pathway
from clerkdesk.rules.booking.cancellation import MADE_BEFORE
from clerkdesk.rules.corrections.endings import CANCELLED, MISSED
from clerkdesk.rules.reception.did_not_attend import Communicated
from clerkdesk.rules.values.reviews import Decision
from clerkdesk.services.acts.answers import Refused
from clerkdesk.services.booking.bookings import Booked
from clerkdesk.services.booking.cancellations import Cancelled
from clerkdesk.services.corrections.ending_requests import EndingAsked
from clerkdesk.services.corrections.endings import EndingCorrected
from clerkdesk.services.corrections.start_requests import StartAnswered
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.pathways.clocks import ClockWhy
from clerkdesk.services.pathways.decision_effects import NewDecision
from clerkdesk.services.reception.did_not_attend import Missed
from clerkdesk.services.reviews.reviews import DecisionKept
from clerkdesk.services.validation.checks import CheckReport
from tests.builders import Entry, Hospital, a_hospital, a_session, an_entry
from tests.conftest import StandingClock
from tests.services.cancer.test_milestones import second_person
from tests.statements import ToldBy

STARTS = datetime(2025, 3, 11, 9, 0)
START = date(2025, 1, 6)
MISSED_AFTER_ALL = "wait up to an appointment that was missed after all"
VOICEMAIL = "voicemail of 10 March, heard today"

TOLD: ToldBy = {"told_by": "Bev at booking", "told_source": "letter of 3 March"}


@pytest.fixture
def hospital(desk: Desk) -> Hospital:
    return a_hospital(desk)


def booked(desk: Desk, hospital: Hospital, entry: Entry, starts: datetime = STARTS) -> str:
    answer = desk.booking.book(entry.id, a_session(desk, hospital, starts)[0], comment="agreed by telephone")
    assert isinstance(answer, Booked), answer
    return answer.reference


def missed(desk: Desk, clock: StandingClock, reference: str, communicated: Communicated = Communicated.YES) -> None:
    clock.at = STARTS + timedelta(hours=1)
    answer = desk.reception.did_not_attend(reference, communicated, clinician_asked="Dr Shah", **TOLD)
    assert isinstance(answer, Missed), answer


def was_cancelled(desk: Desk, reference: str, reason: str = "PC01") -> EndingCorrected:
    answer = desk.corrections.was_cancelled(
        reference, reason, "they rang", happened_on=date(2025, 3, 10), said_by=VOICEMAIL
    )
    assert isinstance(answer, EndingCorrected), answer
    return answer


def say_missed(desk: Desk, reference: str, communicated: Communicated = Communicated.YES) -> Any:
    return desk.corrections.was_missed(
        reference,
        communicated,
        said_by="the clinic's own list",
        clinician_asked="Dr Shah",
        **TOLD,
    )


def was_missed(desk: Desk, reference: str, communicated: Communicated = Communicated.YES) -> None:
    """Correct it, with the second person where one has to confirm."""
    answer = say_missed(desk, reference, communicated)
    if isinstance(answer, EndingAsked):
        confirmed = second_person(desk).corrections.answer(answer.request.id, True, "looked at the list")
        assert isinstance(confirmed, StartAnswered), confirmed
    else:
        assert isinstance(answer, EndingCorrected), answer


def place_of(desk: Desk, entry: Entry) -> str:
    listed = desk.waiting_list.entry(entry.id)
    assert listed is not None
    return listed.row.status


def clock_of(desk: Desk, entry: Entry) -> tuple[str, date | None]:
    with desk.context.reading() as session:
        pathway = session.get_one(Pathway, entry.pathway_id)
        return pathway.clock_state, pathway.clock_start


def reviews(desk: Desk, entry: Entry) -> list[tuple[str, str]]:
    with desk.context.reading() as session:
        query = select(ClinicalReview).where(col(ClinicalReview.pathway_id) == entry.pathway_id)
        return [(row.kind, row.status) for row in session.execute(query.order_by(col(ClinicalReview.id))).scalars()]


def open_topics(desk: Desk, entry: Entry) -> set[str]:
    with desk.context.reading() as session:
        query = select(col(InboxItem.topic)).where(
            col(InboxItem.pathway_id) == entry.pathway_id, col(InboxItem.status).in_(("new", "acknowledged"))
        )
        return set(session.execute(query).scalars())


def why(desk: Desk, entry: Entry) -> str:
    found = desk.pathways.why(entry.pathway_id)
    assert isinstance(found, ClockWhy)
    return " ".join(said.sentence for said in found.clock.explanation)


def is_clean(desk: Desk) -> None:
    report = desk.checks.run(["DRIFT", "DQ07", "DQ09", "DQ19"])
    assert isinstance(report, CheckReport) and report.findings == ()


@pytest.mark.parametrize("priority", ["1", "3"])
@pytest.mark.parametrize("communicated", ["yes", "unknown"])
def test_a_missed_appointment_that_was_cancelled_in_time_leaves_wait_position_and_count_as_a_cancellation_does(
    desk: Desk, hospital: Hospital, clock: StandingClock, communicated: Communicated, priority: str
) -> None:
    entry = an_entry(desk, hospital, clock_start=START, priority_type=priority)
    reference = booked(desk, hospital, entry)
    missed(desk, clock, reference, communicated)
    corrected = was_cancelled(desk, reference)
    assert clock_of(desk, entry) == ("running", START)
    assert (corrected.entry_status, corrected.list_position_date) == ("waiting", START)
    assert reviews(desk, entry) == [("did_not_attend", "withdrawn")]
    assert not open_topics(desk, entry) & {"ring_back", "rebook"}
    with desk.context.reading() as session:
        row = session.execute(select(Appointment).where(col(Appointment.reference) == reference)).scalar_one()
        assert (row.status, row.attendance_code, row.cancelled_by, row.live) == (CANCELLED, "2", "patient", False)
        kinds = select(col(AppointmentEvent.kind)).where(col(AppointmentEvent.appointment_id) == row.id)
        assert [*session.execute(kinds.order_by(col(AppointmentEvent.id))).scalars()][-2:] == [MISSED, CANCELLED]
    assert "it was recorded as did not attend" in why(desk, entry) and VOICEMAIL in why(desk, entry)
    with desk.context.reading() as session:
        # The right day of a cancellation is no start that was moved.
        assert moved_starts(session, InPeriod(date(2025, 3, 1), date(2025, 3, 31))) == []
    is_clean(desk)


@pytest.mark.parametrize("rebooked", [False, True])
def test_a_first_wait_that_was_taken_out_counts_from_its_start_again(
    desk: Desk, hospital: Hospital, clock: StandingClock, rebooked: bool
) -> None:
    entry = an_entry(desk, hospital, clock_start=START)
    reference = booked(desk, hospital, entry)
    missed(desk, clock, reference)
    assert clock_of(desk, entry)[0] == "nullified"
    if rebooked:
        clock.at += timedelta(days=2)
        with desk.context.reading() as session:
            review = session.execute(select(col(ClinicalReview.id))).scalar_one()
        again = NewDecision(
            decision=Decision.OFFER_AGAIN, decided_by="DERM-C1", source="e-mail", decided_on=clock.at.date()
        )
        assert isinstance(desk.reviews.decide(review, again), DecisionKept)
        assert clock_of(desk, entry) == ("running", date(2025, 3, 13))
    was_cancelled(desk, reference)
    assert clock_of(desk, entry) == ("running", START)
    is_clean(desk)


def test_the_days_taken_off_for_a_missed_first_appointment_count_again_for_cancer(
    desk: Desk, hospital: Hospital, clock: StandingClock
) -> None:
    entry = an_entry(desk, hospital, clock_start=date(2025, 3, 3), priority_type="3")
    reference = booked(desk, hospital, entry)
    missed(desk, clock, reference)
    booked(desk, hospital, entry, STARTS + timedelta(days=7))
    assert adjustment(desk, entry) == 8
    was_cancelled(desk, reference)
    assert adjustment(desk, entry) == 0
    is_clean(desk)


def adjustment(desk: Desk, entry: Entry) -> int:
    with desk.context.reading() as session:
        return session.get_one(Pathway, entry.pathway_id).cancer_adjustment_days


@pytest.mark.parametrize("communicated", ["yes", "no", "unknown"])
def test_a_cancelled_appointment_that_was_missed_after_all_is_reviewed_and_counts_for_nobody(
    desk: Desk, hospital: Hospital, clock: StandingClock, communicated: Communicated
) -> None:
    entry = an_entry(desk, hospital, clock_start=START)
    reference = booked(desk, hospital, entry)
    assert isinstance(desk.booking.cancel(reference, "PC01"), Cancelled)
    clock.at = STARTS + timedelta(days=1)
    was_missed(desk, reference, communicated)
    assert clock_of(desk, entry)[0] == ("nullified" if communicated == "yes" else "running")
    assert place_of(desk, entry) == ("on_hold" if communicated == "yes" else "waiting")
    assert reviews(desk, entry) == [("did_not_attend", "open")]
    listed = desk.waiting_list.entry(entry.id)
    assert listed is not None and listed.row.patient_cancellations == 0
    assert "it was recorded as cancelled" in why(desk, entry) and "the clinic's own list" in why(desk, entry)
    is_clean(desk)


def test_a_wait_that_is_taken_out_late_begins_again_on_the_day_of_the_rebooking(
    desk: Desk, hospital: Hospital, clock: StandingClock
) -> None:
    entry = an_entry(desk, hospital, clock_start=START)
    reference = booked(desk, hospital, entry)
    clock.at = STARTS - timedelta(minutes=30)
    assert isinstance(desk.booking.cancel(reference, "PC01"), Cancelled)
    clock.at = STARTS + timedelta(days=3)
    booked(desk, hospital, entry, STARTS + timedelta(days=21))
    clock.at = STARTS + timedelta(days=5)
    was_missed(desk, reference)
    assert (clock_of(desk, entry), place_of(desk, entry)) == (("running", date(2025, 3, 14)), "booked")
    is_clean(desk)


@pytest.mark.parametrize("priority", ["1", "3"])
@pytest.mark.parametrize("agree", [True, False])
def test_days_are_taken_off_a_wait_by_two_people_alone(
    desk: Desk, hospital: Hospital, clock: StandingClock, priority: str, agree: bool
) -> None:
    entry = an_entry(desk, hospital, clock_start=START, priority_type=priority)
    reference = booked(desk, hospital, entry)
    assert isinstance(desk.booking.cancel(reference, "PC01"), Cancelled)
    clock.at = STARTS + timedelta(days=1)
    booked(desk, hospital, entry, STARTS + timedelta(days=7))
    before = clock_of(desk, entry), adjustment(desk, entry)
    asked = say_missed(desk, reference)
    assert isinstance(asked, EndingAsked), asked
    assert (clock_of(desk, entry), adjustment(desk, entry)) == before
    assert "asked to correct appointment" in why(desk, entry)
    alone = desk.corrections.answer(asked.request.id, True, "myself")
    assert isinstance(alone, Refused)
    answer = second_person(desk).corrections.answer(asked.request.id, agree, "looked at the list")
    assert isinstance(answer, StartAnswered)
    assert ((clock_of(desk, entry), adjustment(desk, entry)) == before) is not agree
    period = InPeriod(date(2025, 3, 1), date(2025, 3, 31))
    with desk.context.reading() as session:
        listed = [(row.by, row.agreed_by, row.what) for row in moved_starts(session, period)]
    assert listed == ([(desk.context.clerk.display_name, "Lena", MISSED_AFTER_ALL)] if agree else [])
    assert ("Lena agreed" if agree else "refused to correct appointment") in why(desk, entry)
    is_clean(desk)


def test_what_the_hospital_called_off_and_a_place_given_again_were_never_missed(
    desk: Desk, hospital: Hospital, clock: StandingClock
) -> None:
    by_hospital, given = (an_entry(desk, hospital, clock_start=START) for _ in range(2))
    called_off = booked(desk, hospital, by_hospital, STARTS + timedelta(hours=2))
    assert isinstance(desk.booking.cancel(called_off, "HC01"), Cancelled)
    slot = a_session(desk, hospital, STARTS)[0]
    first = desk.booking.book(given.id, slot, out_of_turn="OT02")
    assert isinstance(first, Booked)
    assert isinstance(desk.booking.cancel(first.reference, "PC01"), Cancelled)
    other = an_entry(desk, hospital, clock_start=START)
    assert isinstance(desk.booking.book(other.id, slot, out_of_turn="OT02"), Booked)
    clock.at = STARTS + timedelta(days=1)
    for reference, rule in ((called_off, "R-143"), (first.reference, "R-141")):
        answer = say_missed(desk, reference)
        assert isinstance(answer, Refused) and answer.rule == rule, answer


@pytest.mark.parametrize("hour", [-1, 0])
def test_a_date_that_was_booked_up_to_the_hour_shows_that_it_was_cancelled(
    desk: Desk, hospital: Hospital, clock: StandingClock, hour: int
) -> None:
    entry = an_entry(desk, hospital, clock_start=START)
    reference = booked(desk, hospital, entry)
    clock.at = STARTS - timedelta(hours=2)
    assert isinstance(desk.booking.cancel(reference, "PC01"), Cancelled)
    clock.at = STARTS + timedelta(hours=hour)
    booked(desk, hospital, entry, STARTS + timedelta(days=21))
    clock.at = STARTS + timedelta(days=5)
    answer = say_missed(desk, reference)
    assert isinstance(answer, Refused) and "before this one came" in answer.sentence


def test_a_date_that_was_booked_before_the_missed_day_shows_that_it_was_cancelled(
    desk: Desk, hospital: Hospital, clock: StandingClock
) -> None:
    entry = an_entry(desk, hospital, clock_start=START)
    reference = booked(desk, hospital, entry)
    assert isinstance(desk.booking.cancel(reference, "PC01"), Cancelled)
    booked(desk, hospital, entry, STARTS + timedelta(days=21))
    clock.at = STARTS + timedelta(days=5)
    answer = desk.corrections.was_missed(reference, Communicated.YES, said_by="the list")
    assert isinstance(answer, Refused) and "before this one came" in answer.sentence


def test_corrected_to_and_fro_the_record_stands_as_the_last_word_has_it(
    desk: Desk, hospital: Hospital, clock: StandingClock
) -> None:
    entry = an_entry(desk, hospital, clock_start=START)
    reference = booked(desk, hospital, entry)
    missed(desk, clock, reference)
    for _ in range(2):
        was_cancelled(desk, reference)
        assert clock_of(desk, entry) == ("running", START)
        was_missed(desk, reference)
        assert clock_of(desk, entry)[0] == "nullified"
    is_clean(desk)


def test_the_third_cancellation_opens_its_review_also_when_it_was_recorded_as_missed(
    desk: Desk, hospital: Hospital, clock: StandingClock
) -> None:
    entry = an_entry(desk, hospital, clock_start=START)
    for day in (1, 2):
        earlier = booked(desk, hospital, entry, STARTS + timedelta(days=day))
        assert isinstance(desk.booking.cancel(earlier, "PC01"), Cancelled)
    reference = booked(desk, hospital, entry)
    missed(desk, clock, reference)
    was_cancelled(desk, reference)
    assert ("patient_cancellations", "open") in reviews(desk, entry)
    was_missed(desk, reference)
    assert ("patient_cancellations", "withdrawn") in reviews(desk, entry)
    is_clean(desk)


def test_nothing_is_corrected_without_who_says_so_and_the_day(
    desk: Desk, hospital: Hospital, clock: StandingClock
) -> None:
    entry = an_entry(desk, hospital, clock_start=START)
    reference = booked(desk, hospital, entry)
    missed(desk, clock, reference)
    before = why(desk, entry)
    day = date(2025, 3, 10)
    unsaid = desk.corrections.was_cancelled(reference, "PC01", happened_on=day)
    undated = desk.corrections.was_cancelled(reference, "PC01", said_by=VOICEMAIL)
    later = desk.corrections.was_cancelled(reference, "PC01", happened_on=date(2025, 3, 12), said_by=VOICEMAIL)
    assert isinstance(unsaid, Refused) and "who says so" in unsaid.sentence
    assert isinstance(undated, Refused) and undated.code == MADE_BEFORE
    assert isinstance(later, Refused) and later.rule == "R-113"
    for reason in ("HC13", "HC14", "HC10"):
        nobodys = desk.corrections.was_cancelled(reference, reason, "x", happened_on=day, said_by=VOICEMAIL)
        assert isinstance(nobodys, Refused) and nobodys.rule == "RULES 13.2"
    assert why(desk, entry) == before


def test_a_decision_on_what_was_not_missed_is_not_carried_out_and_the_secretary_is_told(
    desk: Desk, hospital: Hospital, clock: StandingClock
) -> None:
    entry = an_entry(desk, hospital, clock_start=START)
    reference = booked(desk, hospital, entry)
    missed(desk, clock, reference)
    with desk.context.reading() as session:
        review = session.execute(select(col(ClinicalReview.id))).scalar_one()
    discharge = NewDecision(
        decision=Decision.DISCHARGE, decided_by="DERM-C1", source="e-mail", decided_on=clock.at.date(),
        appointment_was_communicated=True, policy_followed=True,
    )  # fmt: skip
    assert isinstance(desk.reviews.decide(review, discharge), DecisionKept)
    was_cancelled(desk, reference)
    assert reviews(desk, entry) == [("did_not_attend", "withdrawn")]
    with desk.context.reading() as session:
        words = session.execute(
            select(col(InboxItem.sentence)).where(col(InboxItem.topic) == "correct_record")
        ).scalar_one()
    assert words.startswith("Tell Dr Shah") and "(discharge) is not carried out" in words
    assert clock_of(desk, entry) == ("running", START)
