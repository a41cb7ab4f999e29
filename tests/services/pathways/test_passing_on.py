"""Whoever is passed on to another provider goes with clock and cancer dates: one law for outcome, V13 and redirect."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from sqlalchemy import select
from sqlmodel import col

from clerkdesk.data.tables import InboxItem, Pathway, PathwayClosure
from clerkdesk.rules.referrals.slot_issues import Triage
from clerkdesk.rules.values.entries import ValidationLevel, ValidationOutcome
from clerkdesk.services.acts.answers import Refused
from clerkdesk.services.booking.bookings import Booked
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.pathways.validation_effects import NewValidation
from clerkdesk.services.reception.outcome_form import OutcomeToRecord
from clerkdesk.services.reception.outcomes import OutcomeRecorded
from clerkdesk.services.referrals.new_grading import NewVetting
from clerkdesk.services.referrals.vetting import Vetted
from clerkdesk.services.validation.validation import Validated
from tests.builders import Entry, Hospital, a_hospital, a_session, an_entry
from tests.conftest import StandingClock

RECEIVED, SEEN = date(2025, 3, 3), datetime(2025, 3, 10, 9, 0)
TAKEN = (Validated, OutcomeRecorded, Vetted)
PassOn = Callable[[Desk, StandingClock, Hospital, Entry, str], object]


@pytest.fixture
def hospital(desk: Desk) -> Hospital:
    return a_hospital(desk)


def at_the_visit(desk: Desk, clock: StandingClock, hospital: Hospital, entry: Entry, receiver: str) -> object:
    booked = desk.booking.book(entry.id, a_session(desk, hospital, SEEN)[0])
    assert isinstance(booked, Booked)
    clock.at = SEEN
    desk.reception.arrive(booked.reference)
    form = OutcomeToRecord(booked.reference, "5", "1", "21", decided_by="DERM-C1", passed_to=receiver)
    return desk.reception.record_outcome(form)


def by_validation(desk: Desk, _clock: StandingClock, _hospital: Hospital, entry: Entry, receiver: str) -> object:
    new = NewValidation(
        level=ValidationLevel.CLINICAL, outcome=ValidationOutcome.TO_ANOTHER_PROVIDER,
        decided_by="DERM-C1", source="letter", passed_to=receiver
    )  # fmt: skip
    return desk.validation.validate(entry.id, new)


def by_redirect(desk: Desk, _clock: StandingClock, _hospital: Hospital, entry: Entry, receiver: str) -> object:
    return desk.referrals.vet(
        entry.id, NewVetting(outcome=Triage.REDIRECT, by="DERM-C1", source="letter", receiver=receiver)
    )


WAYS: dict[str, PassOn] = {"visit": at_the_visit, "validation": by_validation, "redirect": by_redirect}


def to_send(desk: Desk, entry: Entry) -> list[str]:
    query = select(col(InboxItem.sentence)).where(
        col(InboxItem.pathway_id) == entry.pathway_id, col(InboxItem.topic) == "transfer_record"
    )
    with desk.context.reading() as session:
        return list(session.execute(query).scalars())


@pytest.mark.parametrize("way", WAYS)
def test_a_suspected_cancer_is_passed_on_without_an_answer_and_its_dates_go_with_it(
    desk: Desk, clock: StandingClock, hospital: Hospital, way: str
) -> None:
    entry = an_entry(desk, hospital, clock_start=RECEIVED, priority_type="3")
    done = WAYS[way](desk, clock, hospital, entry, "Leeds")
    assert isinstance(done, TAKEN), done
    assert to_send(desk, entry) == [
        "Send the record and the clock start, Mon 3 Mar 2025, to the other provider: Leeds. Cancer is suspected, and "
        "its dates go on there: tell them the 28-day date for a diagnosis, Mon 31 Mar 2025 and the 62-day date for "
        "treatment, Sun 4 May 2025."
    ]
    with desk.context.reading() as session:
        pathway = session.get_one(Pathway, entry.pathway_id)
        assert (pathway.clock_state, pathway.closed_on is not None) == ("running_elsewhere", True)
        [reason] = session.execute(select(col(PathwayClosure.reason))).scalars()
    assert "Leeds" in reason or reason == "transferred to another provider"


@pytest.mark.parametrize("way", WAYS)
def test_a_routine_wait_is_sent_with_its_start_alone(
    desk: Desk, clock: StandingClock, hospital: Hospital, way: str
) -> None:
    entry = an_entry(desk, hospital, clock_start=RECEIVED)
    assert isinstance(WAYS[way](desk, clock, hospital, entry, "Leeds"), TAKEN)
    assert to_send(desk, entry) == [
        "Send the record and the clock start, Mon 3 Mar 2025, to the other provider: Leeds."
    ]


@pytest.mark.parametrize(
    "receiver", ["in-house", "Ourselves", "this hospital", "dermatology", "DERM", "derm-site", "Dermatology  Site"]
)
@pytest.mark.parametrize("way", WAYS)
def test_nobody_is_passed_on_to_this_very_hospital_and_the_clock_stays(
    desk: Desk, clock: StandingClock, hospital: Hospital, way: str, receiver: str
) -> None:
    entry = an_entry(desk, hospital, clock_start=RECEIVED, priority_type="3")
    done = WAYS[way](desk, clock, hospital, entry, receiver)
    assert isinstance(done, Refused) and done.code == "in_house", done
    assert "here the clock goes on" in done.sentence
    with desk.context.reading() as session:
        assert session.get_one(Pathway, entry.pathway_id).clock_state == "running"
    assert to_send(desk, entry) == []
