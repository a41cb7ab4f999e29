"""A patient who comes back from another provider keeps the first day and the cancer dates (R-104, R-172)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from clerkdesk.data.queries.inbox.inbox import OPEN
from clerkdesk.data.tables import InboxItem, Pathway, WaitingListEntry
from clerkdesk.rules.values.entries import ValidationLevel, ValidationOutcome
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.pathways.clocks import ClockWhy
from clerkdesk.services.pathways.validation_effects import NewValidation
from clerkdesk.services.referrals.new_referral import NewReferral
from clerkdesk.services.referrals.referring import Referred, refer
from clerkdesk.services.validation.checks import CheckReport
from clerkdesk.services.validation.validation import Validated
from tests.builders import a_hospital, a_patient
from tests.conftest import StandingClock


@pytest.fixture
def patient(desk: Desk) -> int:
    a_hospital(desk)
    return a_patient(desk)


def referral(desk: Desk, patient: int, received: str, **more: Any) -> Any:
    return refer(desk.context, NewReferral(patient_id=patient, received=received, specialty="DERM", **more))


def passed_on(desk: Desk, patient: int, **more: Any) -> Referred:
    """Register a referral of January and pass it on to Leeds in March."""
    first = referral(desk, patient, "6/1/2025", **more)
    assert isinstance(first, Referred)
    left = NewValidation(
        level=ValidationLevel.CLINICAL,
        outcome=ValidationOutcome.TO_ANOTHER_PROVIDER,
        decided_by="DERM-C1",
        source="letter of Leeds",
        passed_to="Leeds",
    )
    done = desk.validation.validate(first.entry_id, left)
    assert isinstance(done, Validated) and done.clock_state == "running_elsewhere", done
    return first


def stands(desk: Desk, first: Referred) -> tuple[Pathway, WaitingListEntry]:
    with desk.context.reading() as session:
        found = session.get_one(Pathway, first.pathway_id), session.get_one(WaitingListEntry, first.entry_id)
        session.expunge_all()
        return found


def pathways(desk: Desk, patient: int) -> int:
    with desk.context.reading() as session:
        return len(session.execute(select(col(Pathway.id)).where(col(Pathway.patient_id) == patient)).all())


@pytest.mark.parametrize("route", ["letter", "email", "phone", "transfer", "consultant"])
@pytest.mark.parametrize("priority", ["routine", "suspected cancer"])
def test_a_return_keeps_the_first_day_the_position_and_the_cancer_dates(
    desk: Desk, clock: StandingClock, patient: int, route: str, priority: str
) -> None:
    first = passed_on(desk, patient, priority=priority)
    before = stands(desk, first)[0]
    clock.at = clock.at.replace(day=20)
    asked = referral(desk, patient, "17/3/2025", route=route)
    assert isinstance(asked, Refused) and asked.code == "came_back" and "passed on to Leeds" in asked.sentence
    back = referral(desk, patient, "17/3/2025", route=route, came_back=True)
    assert isinstance(back, Referred) and back.entry_id == first.entry_id and pathways(desk, patient) == 1
    pathway, need = stands(desk, first)
    assert (pathway.clock_state, pathway.clock_start, pathway.closed_on) == ("running", date(2025, 1, 6), None)
    assert (need.status, need.list_position_date) == ("waiting", date(2025, 1, 6))
    assert (pathway.cancer_suspected, pathway.priority_type) == (before.cancer_suspected, before.priority_type)
    assert need.priority_type == before.priority_type
    why = desk.pathways.why(first.pathway_id)
    assert isinstance(why, ClockWhy) and not why.closed
    said = " ".join(each.sentence for each in why.clock.explanation)
    assert "passed to: Leeds" in said and "came back to us on Mon 17 Mar 2025" in said


def test_what_the_desk_was_to_do_for_the_transfer_falls_away_and_check_finds_nothing(
    desk: Desk, clock: StandingClock, patient: int
) -> None:
    first = passed_on(desk, patient)
    clock.at = clock.at.replace(day=20)
    referral(desk, patient, "17/3/2025", came_back=True)
    with desk.context.reading() as session:
        query = select(col(InboxItem.topic)).where(
            col(InboxItem.pathway_id) == first.pathway_id, col(InboxItem.status).in_(OPEN)
        )
        topics = set(session.execute(query).scalars())
    assert not topics & {"transfer_record", "tell_removal"}
    report = desk.checks.run()
    assert isinstance(report, CheckReport)
    assert not {each.rule for each in report.findings} & {"DRIFT", "DQ01", "DQ11", "DQ40", "DQ38", "PLACE"}


def test_a_pathway_that_was_passed_on_again_after_a_return_is_closed_again(
    desk: Desk, clock: StandingClock, patient: int
) -> None:
    first = passed_on(desk, patient)
    clock.at = clock.at.replace(day=20)
    referral(desk, patient, "17/3/2025", came_back=True)
    again = NewValidation(
        level=ValidationLevel.TECHNICAL,
        outcome=ValidationOutcome.TO_ANOTHER_PROVIDER,
        source="letter",
        passed_to="York",
    )
    assert isinstance(desk.validation.validate(first.entry_id, again), Validated)
    pathway, need = stands(desk, first)
    assert (pathway.clock_state, pathway.closed_on, need.status) == ("running_elsewhere", date(2025, 3, 20), "closed")
    asked = referral(desk, patient, "20/3/2025")
    assert isinstance(asked, Refused) and "passed on to York" in asked.sentence
    back = referral(desk, patient, "20/3/2025", came_back=True)
    assert isinstance(back, Referred) and stands(desk, first)[0].closed_on is None


def test_a_referral_that_is_no_return_begins_a_wait_of_its_own(desk: Desk, clock: StandingClock, patient: int) -> None:
    first = passed_on(desk, patient)
    clock.at = clock.at.replace(day=20)
    new = referral(desk, patient, "17/3/2025", came_back=False)
    assert isinstance(new, Referred) and new.pathway_id != first.pathway_id
    assert new.clock_start == date(2025, 3, 17) and stands(desk, first)[0].closed_on is not None


def test_nobody_comes_back_before_they_were_passed_on(desk: Desk, patient: int) -> None:
    first = passed_on(desk, patient)
    refused = referral(desk, patient, "20/2/2025", came_back=True)
    assert isinstance(refused, WrongInput) and refused.field == "received"
    assert stands(desk, first)[0].closed_on is not None


def test_a_return_with_a_suspicion_of_cancer_has_its_days_from_its_own_receipt(
    desk: Desk, clock: StandingClock, patient: int
) -> None:
    first = passed_on(desk, patient)
    clock.at = clock.at.replace(day=20)
    referral(desk, patient, "17/3/2025", came_back=True, priority="suspected cancer")
    pathway, need = stands(desk, first)
    assert (pathway.priority_type, need.priority_type) == ("3", "3")
    assert pathway.suspected_later_on == date(2025, 3, 17) and pathway.clock_start == date(2025, 1, 6)


def test_another_specialty_asks_nothing_about_a_return(desk: Desk, clock: StandingClock, patient: int) -> None:
    passed_on(desk, patient)
    a_hospital(desk, "CARD", "Cardiology")
    new = refer(desk.context, NewReferral(patient_id=patient, received="3/3/2025", specialty="CARD"))
    assert isinstance(new, Referred)
