"""A cancellation made in time and keyed too late, or a clinic that did not run: a table of acts and clocks.

R-113, R-140, R-141, R-143. It is never a missed appointment, it moves no clock, and it counts for whoever made it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from clerkdesk.data.project_pathways import clock_events
from clerkdesk.data.tables import Appointment, AppointmentEvent, InboxItem, Pathway
from clerkdesk.rules.booking.cancellation import MADE_BEFORE
from clerkdesk.services.acts.answers import Refused
from clerkdesk.services.booking.bookings import Booked
from clerkdesk.services.booking.cancellations import Cancelled
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.validation.checks import CheckReport
from tests.builders import Entry, a_hospital, a_session, an_entry
from tests.conftest import MONDAY, StandingClock

STARTS = datetime(2025, 3, 24, 14, 0)
BOOKED = MONDAY.date()
MOTHER = "her mother, voicemail of that day"


@dataclass(frozen=True, slots=True)
class Late:
    """One act entered late, and what the record says of it."""

    reason: str
    happened_on: date
    attendance: str
    clock_kind: str | None
    counts_for: str | None


PATIENTS = "appointment_cancelled_by_patient"
HOSPITALS = "appointment_cancelled_by_provider"
TABLE = {
    "the patient, on the day of the booking": Late("PC01", BOOKED, "2", PATIENTS, "patient"),
    "the patient, a week before": Late("PC01", date(2025, 3, 17), "2", PATIENTS, "patient"),
    "the patient, an hour before": Late("PC01", STARTS.date(), "2", PATIENTS, "patient"),
    "the clinician was ill": Late("HC03", STARTS.date(), "4", HOSPITALS, "hospital"),
    "snow the day before": Late("HC18", date(2025, 3, 23), "4", HOSPITALS, "hospital"),
    "booked in error": Late("HC13", date(2025, 3, 20), "0", None, None),
}


@pytest.fixture
def visit(desk: Desk, clock: StandingClock) -> tuple[Entry, str]:
    """Somebody who waits, with an appointment that nobody has answered for: the entry and the reference."""
    hospital = a_hospital(desk)
    entry = an_entry(desk, hospital)
    booked = desk.booking.book(entry.id, a_session(desk, hospital, STARTS)[0])
    assert isinstance(booked, Booked)
    clock.at = STARTS + timedelta(hours=1)
    return entry, booked.reference


@pytest.mark.parametrize("keyed", [timedelta(0), timedelta(weeks=6)])
@pytest.mark.parametrize("act", TABLE.values(), ids=TABLE)
def test_what_the_clock_and_the_counters_say_of_an_act_entered_late(
    desk: Desk, clock: StandingClock, visit: tuple[Entry, str], act: Late, keyed: timedelta
) -> None:
    entry, reference = visit
    clock.at = STARTS + keyed
    asked = desk.booking.cancel(reference, act.reason)
    assert isinstance(asked, Refused) and asked.code == MADE_BEFORE
    answer = desk.booking.cancel(reference, act.reason, happened_on=act.happened_on, said_by=MOTHER)
    assert isinstance(answer, Cancelled), answer
    assert (answer.entry_status, answer.list_position_date) == ("waiting", date(2025, 1, 6))
    assert (answer.candidates, answer.decision.notices) == ((), ())
    with desk.context.reading() as session:
        pathway = session.get_one(Pathway, entry.pathway_id)
        assert (pathway.clock_state, pathway.clock_start, pathway.clock_stop) == ("running", date(2025, 1, 6), None)
        found = session.execute(select(Appointment)).scalar_one()
        assert (found.attendance_code, found.cancelled_by, found.live) == (act.attendance, act.counts_for, False)
        facts = [each for each in clock_events(session, entry.pathway_id) if each.event in (PATIENTS, HOSPITALS)]
        assert [(each.event, each.event_date) for each in facts] == (
            [(act.clock_kind, act.happened_on)] if act.clock_kind else []
        )
        written = session.execute(select(AppointmentEvent).order_by(col(AppointmentEvent.id).desc())).scalars().first()
        assert written is not None and MOTHER in written.note
        assert written.at.date() == act.happened_on and written.at <= STARTS
    report = desk.checks.run(["PLACE", "DRIFT", "DQ01", "DQ02", "DQ03"])
    assert isinstance(report, CheckReport) and report.findings == ()


@pytest.mark.parametrize(
    ("day", "who", "words"),
    [
        (None, MOTHER, "needs the day and who said so"),
        (STARTS.date(), " ", "needs the day and who said so"),
        (STARTS.date() + timedelta(days=1), MOTHER, "is to come"),
        (BOOKED - timedelta(days=1), MOTHER, "It was booked on Mon 3 Mar 2025 only"),
    ],
)
def test_a_day_that_can_not_be_is_refused(
    desk: Desk, visit: tuple[Entry, str], day: date | None, who: str, words: str
) -> None:
    answer = desk.booking.cancel(visit[1], "PC01", happened_on=day, said_by=who)
    assert isinstance(answer, Refused) and words in answer.sentence


def test_what_was_said_after_the_day_is_no_cancellation(
    desk: Desk, clock: StandingClock, visit: tuple[Entry, str]
) -> None:
    clock.at = STARTS + timedelta(days=2)
    answer = desk.booking.cancel(visit[1], "PC01", happened_on=date(2025, 3, 25), said_by=MOTHER)
    assert isinstance(answer, Refused) and "cancels nothing" in answer.sentence


def test_somebody_who_came_can_not_have_cancelled(desk: Desk, visit: tuple[Entry, str]) -> None:
    desk.reception.arrive(visit[1])
    answer = desk.booking.cancel(visit[1], "PC01", happened_on=BOOKED, said_by=MOTHER)
    assert isinstance(answer, Refused) and answer.code == "not_booked"


def test_late_or_not_the_third_cancellation_by_the_patient_asks_a_clinician(desk: Desk, clock: StandingClock) -> None:
    hospital = a_hospital(desk)
    entry = an_entry(desk, hospital)
    for number in range(3):
        starts = STARTS + timedelta(weeks=number)
        booked = desk.booking.book(entry.id, a_session(desk, hospital, starts)[0], "OT02")
        assert isinstance(booked, Booked), booked
        said = clock.at.date()
        clock.at = starts + timedelta(days=1)
        answer = desk.booking.cancel(booked.reference, "PC01", happened_on=said, said_by=MOTHER)
        assert isinstance(answer, Cancelled), answer
        assert (answer.followed.review is not None) is (number == 2)


def test_one_keyed_on_a_later_day_but_in_time_bears_its_day_and_warns_the_reception(
    desk: Desk, clock: StandingClock, visit: tuple[Entry, str]
) -> None:
    entry, reference = visit
    clock.at = STARTS - timedelta(hours=3)
    answer = desk.booking.cancel(reference, "PC01", happened_on=date(2025, 3, 21))
    assert isinstance(answer, Cancelled)
    assert not answer.decision.on_the_day
    with desk.context.reading() as session:
        fact = next(each for each in clock_events(session, entry.pathway_id) if each.event == PATIENTS)
        assert fact.event_date == date(2025, 3, 21)
        assert "cancelled_on_the_day" in session.execute(select(col(InboxItem.topic))).scalars().all()
