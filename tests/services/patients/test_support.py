"""Interpreter, transport and communication professional follow the appointment that they are for (R-414)."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from clerkdesk.data.tables import Clinic, InboxItem, Patient
from clerkdesk.services.booking.bookings import Booked
from clerkdesk.services.booking.cancellations import Cancelled
from clerkdesk.services.booking.moves import Moved
from clerkdesk.services.booking.slot_choices import SlotChoices
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.duplicates.merging import Merged
from clerkdesk.services.duplicates.parting import Unmerged
from clerkdesk.services.inbox.inbox import ItemChanged
from clerkdesk.services.patients.correcting import Corrected
from clerkdesk.services.patients.record import RecordKept
from tests.builders import Entry, Hospital, a_hospital, a_patient, a_session, an_entry
from tests.services.imports.importing import referral_request

TUESDAY = datetime(2025, 3, 25, 9, 0)
NEEDS: dict[str, dict[str, Any]] = {
    "interpreter": {"interpreter_needed": True, "language": "Gujarati"},
    "transport": {"transport_needed": True},
}


@pytest.fixture
def hospital(desk: Desk) -> Hospital:
    return a_hospital(desk)


def a_booked(desk: Desk, hospital: Hospital, **needs: Any) -> tuple[Entry, str]:
    entry = an_entry(desk, hospital, a_patient(desk, **needs))
    booked = desk.booking.book(entry.id, a_session(desk, hospital, TUESDAY)[0])
    assert isinstance(booked, Booked)
    return entry, booked.reference


def standing(desk: Desk, entry: Entry) -> list[str]:
    """The kinds of the tasks about an entry that wait for an answer."""
    with desk.context.reading() as session:
        open_items = select(col(InboxItem.topic)).where(
            col(InboxItem.entry_id) == entry.id, col(InboxItem.status).in_(("new", "acknowledged"))
        )
        return sorted(session.execute(open_items).scalars())


def arrange(desk: Desk, entry: Entry) -> None:
    """Somebody books the support: each task for it is done."""
    for row in desk.inbox.about(entry.patient_id):
        if row.topic.startswith(("book_", "rearrange_")):
            assert isinstance(desk.inbox.done(row.item_id, "booked, ref 12"), ItemChanged)


@pytest.mark.parametrize("support", NEEDS)
def test_support_that_nobody_has_arranged_falls_away_with_the_appointment(
    desk: Desk, hospital: Hospital, support: str
) -> None:
    entry, reference = a_booked(desk, hospital, **NEEDS[support])
    assert standing(desk, entry) == [f"book_{support}"]
    assert isinstance(desk.booking.cancel(reference, "PC06"), Cancelled)
    assert standing(desk, entry) == []


@pytest.mark.parametrize("support", NEEDS)
def test_support_that_is_arranged_is_stood_down_with_the_appointment(
    desk: Desk, hospital: Hospital, support: str
) -> None:
    entry, reference = a_booked(desk, hospital, **NEEDS[support])
    arrange(desk, entry)
    assert isinstance(desk.booking.cancel(reference, "PC06"), Cancelled)
    assert standing(desk, entry) == [f"stand_down_{support}"]


@pytest.mark.parametrize("support", NEEDS)
@pytest.mark.parametrize("arranged", [False, True])
def test_a_move_asks_once_for_support_on_the_new_date(
    desk: Desk, hospital: Hospital, support: str, arranged: bool
) -> None:
    entry, reference = a_booked(desk, hospital, **NEEDS[support])
    if arranged:
        arrange(desk, entry)
    later = a_session(desk, hospital, TUESDAY + timedelta(days=7))[0]
    assert isinstance(desk.booking.move(reference, later, "PC06"), Moved)
    assert standing(desk, entry) == [f"rearrange_{support}" if arranged else f"book_{support}"]


def test_support_that_waits_to_be_moved_along_is_stood_down_when_the_new_date_falls(
    desk: Desk, hospital: Hospital
) -> None:
    entry, reference = a_booked(desk, hospital, **NEEDS["interpreter"])
    arrange(desk, entry)
    later = a_session(desk, hospital, TUESDAY + timedelta(days=7))[0]
    moved = desk.booking.move(reference, later, "PC06")
    assert isinstance(moved, Moved)
    assert isinstance(desk.booking.cancel(moved.placed.reference, "PC06"), Cancelled)
    assert standing(desk, entry) == ["stand_down_interpreter"]


def test_transport_is_stood_down_when_the_new_date_is_by_telephone(desk: Desk, hospital: Hospital) -> None:
    entry, reference = a_booked(desk, hospital, **NEEDS["transport"])
    arrange(desk, entry)
    later = a_session(desk, hospital, TUESDAY + timedelta(days=7))[0]
    with desk.context.act("build") as act:
        act.session.get_one(Clinic, hospital.clinic_id).medium = "02"
        act.commit(None)
    assert isinstance(desk.booking.move(reference, later, "PC06"), Moved)
    assert standing(desk, entry) == ["stand_down_transport"]


def test_a_need_that_is_noted_after_the_booking_gets_its_task(desk: Desk, hospital: Hospital) -> None:
    entry, _ = a_booked(desk, hospital)
    assert isinstance(desk.patients.record.add_need(entry.patient_id, "CP", "BSL interpreter"), RecordKept)
    assert standing(desk, entry) == ["book_interpreter"]
    assert isinstance(desk.patients.record.add_need(entry.patient_id, "CP", "lip speaker"), RecordKept)
    assert standing(desk, entry) == ["book_interpreter"]


@pytest.mark.parametrize("support", NEEDS)
def test_a_corrected_record_brings_the_tasks_of_booked_appointments_into_line(
    desk: Desk, hospital: Hospital, support: str
) -> None:
    entry, _ = a_booked(desk, hospital)
    assert isinstance(desk.patients.correct(entry.patient_id, {f"{support}_needed": "yes"}), Corrected)
    assert standing(desk, entry) == [f"book_{support}"]
    assert isinstance(desk.patients.correct(entry.patient_id, {f"{support}_needed": "no"}), Corrected)
    assert standing(desk, entry) == []
    assert isinstance(desk.patients.correct(entry.patient_id, {f"{support}_needed": "yes"}), Corrected)
    assert standing(desk, entry) == [f"book_{support}"]


def test_a_communication_professional_needs_the_longer_slot_of_an_interpreter(desk: Desk, hospital: Hospital) -> None:
    entry = an_entry(desk, hospital)
    a_session(desk, hospital, TUESDAY, slots=2)
    assert isinstance(desk.patients.record.add_need(entry.patient_id, "CP", "BSL interpreter"), RecordKept)
    found = desk.booking.slots(entry.id)
    assert isinstance(found, SlotChoices)
    assert [each.ranked.minutes for each in found.choices] == [30]


def imported(desk: Desk, folder: Path, number: str, heading: str, cell: str) -> None:
    path = folder / "patients.csv"
    path.write_text(f"NHS number,{heading}\n{number},{cell}\n", encoding="utf-8")
    assert desk.imports.patients([path]).updated == 1


def nhs_number_of(desk: Desk, entry: Entry) -> str:
    with desk.context.reading() as session:
        return session.get_one(Patient, entry.patient_id).nhs_number or ""


@pytest.mark.parametrize(
    ("heading", "cell", "task"),
    [
        ("Interpreter required", "Yes - Polish", "book_interpreter"),
        ("Transport", "wheelchair", "book_transport"),
        ("Interpreter required", "BSL", "book_interpreter"),
    ],
)
def test_a_need_that_comes_by_a_file_after_the_booking_gets_its_task(
    desk: Desk, hospital: Hospital, tmp_path: Path, heading: str, cell: str, task: str
) -> None:
    entry, _ = a_booked(desk, hospital)
    assert standing(desk, entry) == []
    number = nhs_number_of(desk, entry)
    imported(desk, tmp_path, number, heading, cell)
    assert task in standing(desk, entry)
    once = standing(desk, entry)
    imported(desk, tmp_path, number, f"{heading},Title", f"{cell},Dr")
    assert standing(desk, entry) == once


def test_an_interpreter_that_a_referral_asks_for_is_arranged_for_what_is_booked(
    desk: Desk, hospital: Hospital, tmp_path: Path
) -> None:
    entry, _ = a_booked(desk, hospital)
    number = nhs_number_of(desk, entry)
    path = referral_request(tmp_path, "BOOKING_DEFERRED", version=1, nhs_number=number)
    request = json.loads(path.read_text(encoding="utf-8"))
    need = {"coding": [{"code": "INTERPRETER"}]}
    address = "https://fhir.nhs.uk/STU3/StructureDefinition/Extension-eRS-PatientAdditionalRequirement-1"
    request["extension"].append({"url": address, "valueCodeableConcept": need})
    path.write_text(json.dumps(request), encoding="utf-8")
    desk.imports.ers([path])
    assert standing(desk, entry) == ["book_interpreter"]


def test_a_need_of_the_other_record_is_arranged_when_two_are_joined(desk: Desk, hospital: Hospital) -> None:
    entry, _ = a_booked(desk, hospital)
    other = a_patient(desk, nhs_number=None, nhs_number_valid=False, **NEEDS["interpreter"])
    assert isinstance(desk.patients.merge(entry.patient_id, other, "asked the patient"), Merged)
    assert standing(desk, entry) == ["book_interpreter"]
    assert isinstance(desk.patients.unmerge(other, "two people"), Unmerged)
    assert standing(desk, entry) == []
