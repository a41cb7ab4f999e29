"""A second pathway of one patient in one specialty is said and asked about; so is a referral keyed twice (13.27)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from clerkdesk.data.tables import InboxItem, Pathway, Specialty
from clerkdesk.services.acts.answers import Refused
from clerkdesk.services.booking.bookings import Booked
from clerkdesk.services.booking.moves import Moved
from clerkdesk.services.contact.contacts import ContactKept, NewAttempt
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.duplicates.merging import BeforeMerging, Merged
from clerkdesk.services.pathways.clocks import ClockWhy
from clerkdesk.services.referrals.new_referral import NewReferral
from clerkdesk.services.referrals.referring import Referred, refer
from tests.builders import Hospital, a_hospital, a_patient, a_session, an_entry


@pytest.fixture
def hospital(desk: Desk) -> Hospital:
    return a_hospital(desk)


def referral(desk: Desk, patient: int, received: str = "26/2/2025", specialty: str = "DERM", **more: Any) -> Any:
    new = NewReferral(patient_id=patient, received=received, specialty=specialty, **more)
    return refer(desk.context, new)


def pathways(desk: Desk) -> int:
    with desk.context.reading() as session:
        return len(session.execute(select(Pathway.id)).all())  # type: ignore[call-overload]


def asked_in_the_inbox(desk: Desk) -> int:
    with desk.context.reading() as session:
        query = select(InboxItem.id).where(InboxItem.sentence.contains("same condition"))  # type: ignore[call-overload,attr-defined]
        return len(session.execute(query).all())


@pytest.mark.parametrize("route", ["letter", "email", "phone", "self", "consultant", "transfer", "spoa"])
def test_an_identical_referral_is_asked_about_by_whatever_way_it_came(
    desk: Desk, hospital: Hospital, route: str
) -> None:
    patient = a_patient(desk)
    assert isinstance(referral(desk, patient), Referred)
    twin = referral(desk, patient, route=route)
    assert isinstance(twin, Refused) and twin.code == "duplicate_referral"
    assert pathways(desk) == 1


def test_another_referral_in_the_specialty_is_asked_about(desk: Desk, hospital: Hospital) -> None:
    patient = a_patient(desk)
    first = referral(desk, patient)
    second = referral(desk, patient, "27/2/2025")
    assert isinstance(second, Refused) and second.code == "second_pathway"
    assert f"pathway {first.pathway_id} in Dermatology, since Wed 26 Feb 2025" in second.sentence
    same = referral(desk, patient, "27/2/2025", same_condition=True)
    assert isinstance(same, Referred) and same.pathway_id == first.pathway_id and pathways(desk) == 1
    other = referral(desk, patient, "28/2/2025", same_condition=False)
    assert isinstance(other, Referred)
    why = desk.pathways.why(other.pathway_id)
    assert isinstance(why, ClockWhy)
    assert any("another condition" in each.sentence for each in why.clock.explanation)


def test_a_consultants_referral_to_another_specialty_asks_whether_the_condition_waits_already(
    desk: Desk, hospital: Hospital
) -> None:
    with desk.context.act("build") as act:
        act.add(Specialty(code="SURG", name="Surgery", treatment_function_code="100"))
        act.commit(None)
    patient = a_patient(desk)
    first = referral(desk, patient)
    asked = referral(desk, patient, "27/2/2025", "SURG", route="consultant")
    assert isinstance(asked, Refused) and asked.code == "second_pathway"
    same = referral(desk, patient, "27/2/2025", "SURG", route="consultant", same_condition=True)
    assert isinstance(same, Refused) and same.rule == "R-109" and "Its clock goes on" in same.sentence
    assert f"pathway {first.pathway_id} in Dermatology" in same.sentence and pathways(desk) == 1
    assert isinstance(referral(desk, patient, "27/2/2025", "SURG", route="letter"), Referred)
    other = referral(desk, patient, "28/2/2025", "SURG", route="consultant", same_condition=False)
    assert isinstance(other, Referred)


def test_one_that_is_the_same_day_and_another_is_registered(desk: Desk, hospital: Hospital) -> None:
    patient = a_patient(desk)
    referral(desk, patient)
    assert isinstance(referral(desk, patient, is_another=True), Refused)
    assert isinstance(referral(desk, patient, is_another=True, same_condition=False), Referred)


def test_another_specialty_is_not_asked_about(desk: Desk, hospital: Hospital) -> None:
    a_hospital(desk, "CARD", "Cardiology")
    patient = a_patient(desk)
    referral(desk, patient)
    assert isinstance(referral(desk, patient, specialty="CARD"), Referred)


@pytest.mark.parametrize("same", [True, False])
def test_joining_two_records_asks_about_their_pathways_of_one_specialty(
    desk: Desk, hospital: Hospital, *, same: bool
) -> None:
    kept, merged = a_patient(desk), a_patient(desk, nhs_number=None, nhs_number_valid=False)
    referral(desk, kept), referral(desk, merged, "27/2/2025")
    before = desk.patients.before_merging(kept, merged)
    assert isinstance(before, BeforeMerging) and len(before.same_specialty) == 1
    asked = desk.patients.merge(kept, merged, "same address")
    assert isinstance(asked, Refused) and asked.code == "second_pathway"
    joined = desk.patients.merge(kept, merged, "same address", same_condition=same)
    assert isinstance(joined, Merged)
    assert asked_in_the_inbox(desk) == int(same)


def test_joining_two_records_without_such_pathways_asks_nothing(desk: Desk, hospital: Hospital) -> None:
    kept, merged = a_patient(desk), a_patient(desk, nhs_number=None, nhs_number_valid=False)
    referral(desk, kept)
    assert isinstance(desk.patients.merge(kept, merged, "same address"), Merged)


def test_a_record_with_word_of_a_death_is_joined_with_none_without(desk: Desk, hospital: Hospital) -> None:
    kept, merged = a_patient(desk), a_patient(desk, nhs_number=None, nhs_number_valid=False)
    assert isinstance(desk.contact.tried(NewAttempt(patient_id=merged, result="CR08")), ContactKept)
    refused = desk.patients.merge(kept, merged, "same address")
    assert isinstance(refused, Refused) and refused.code == "one_deceased"


def test_booking_says_the_other_pathway_and_asks_once(desk: Desk, hospital: Hospital) -> None:
    patient = a_patient(desk)
    first, second = an_entry(desk, hospital, patient), an_entry(desk, hospital, patient)
    slots = a_session(desk, hospital, datetime(2025, 4, 1, 9, 0))
    booked = desk.booking.book(first.id, slots[0])
    assert isinstance(booked, Booked) and f"pathway {second.pathway_id}" in " ".join(booked.said)
    again = desk.booking.book(second.id, slots[3])
    assert isinstance(again, Booked)
    assert "Another appointment in this clinic on Tue 1 Apr 2025, at 09:00" in " ".join(again.said)
    assert asked_in_the_inbox(desk) == 1


def test_what_was_confirmed_at_the_referral_is_not_asked_again_at_booking(desk: Desk, hospital: Hospital) -> None:
    patient = a_patient(desk)
    referral(desk, patient)
    other = referral(desk, patient, "27/2/2025", same_condition=False)
    slots = a_session(desk, hospital, datetime(2025, 4, 1, 9, 0))
    assert isinstance(desk.booking.book(other.entry_id, slots[0]), Booked)
    assert asked_in_the_inbox(desk) == 0


def test_a_move_into_a_clinic_of_the_same_day_says_so(desk: Desk, hospital: Hospital) -> None:
    patient = a_patient(desk)
    first, second = an_entry(desk, hospital, patient), an_entry(desk, hospital, patient)
    slots = a_session(desk, hospital, datetime(2025, 4, 1, 9, 0))
    later = a_session(desk, hospital, datetime(2025, 4, 8, 9, 0))
    desk.booking.book(first.id, slots[0])
    booked = desk.booking.book(second.id, later[0])
    assert isinstance(booked, Booked)
    moved = desk.booking.move(booked.reference, slots[3], "PC02")
    assert isinstance(moved, Moved) and "Another appointment in this clinic" in " ".join(moved.said)


def test_a_booking_that_meets_nothing_says_nothing(desk: Desk, hospital: Hospital) -> None:
    slots = a_session(desk, hospital, datetime(2025, 4, 1, 9, 0))
    booked = desk.booking.book(an_entry(desk, hospital).id, slots[0])
    assert isinstance(booked, Booked) and booked.said == ()
