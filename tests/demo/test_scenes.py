"""The scenes that the desk is shown with can be played in the practice hospital."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import func, select
from sqlmodel import col

from clerkdesk.data.tables import Appointment, Clinic, ClinicSession, InboxItem, Patient
from clerkdesk.demo.drill import LESSONS, TOPIC
from clerkdesk.services.booking.slot_choices import SlotChoice, SlotChoices
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.waiting_list.worklists import ListedEntry, Worklist
from tests.answers import taken
from tests.demo.conftest import NOW


def dermatology(desk: Desk) -> tuple[ListedEntry, ...]:
    waiting = desk.waiting_list.worklist("DERM")
    assert isinstance(waiting, Worklist)
    return waiting.entries


def slots(desk: Desk, entry: ListedEntry) -> tuple[SlotChoice, ...]:
    choices = desk.booking.slots(entry.row.entry_id)
    assert isinstance(choices, SlotChoices)
    return choices.choices


def test_the_list_begins_as_it_is_drawn(seen: Desk) -> None:
    first = [(entry.row.family_name, entry.row.priority.letter) for entry in dermatology(seen)[:4]]
    assert first == [("Patel", "U"), ("Okafor", "U"), ("McCarthy", "R"), ("Whittaker", "R")]


def test_the_first_two_have_six_and_fourteen_days_to_their_urgent_date(seen: Desk) -> None:
    labels = [entry.target.label for entry in dermatology(seen)[:2] if entry.target]
    assert labels == ["urg 6d", "urg 14d"]


def test_the_longest_wait_is_thirty_one_weeks(seen: Desk) -> None:
    sean = dermatology(seen)[2]
    assert sean.wait is not None
    assert sean.wait.weeks == 31
    assert sean.target is not None
    assert sean.target.label == "18w -91d"


def test_bev_works_on_the_second(seen: Desk) -> None:
    assert dermatology(seen)[1].desk.claimed_by == "Bev"


def test_the_first_place_is_at_short_notice_and_the_next_two_are_on_one_tuesday(seen: Desk) -> None:
    first, second, third = slots(seen, dermatology(seen)[0])[:3]
    assert first.names.professional == "Dr Imber"
    assert f"{first.ranked.slot.starts:%a %H:%M}" == "Thu 14:00"
    assert not first.ranked.reasonable
    assert [f"{choice.ranked.slot.starts:%a %H:%M}" for choice in (second, third)] == ["Tue 09:20", "Tue 10:40"]
    assert second.names.professional == "Dr Shah"
    assert second.ranked.reasonable


def test_beside_the_first_stand_her_other_appointment_and_her_sister(seen: Desk) -> None:
    said = " ".join(seen.patients.beside(dermatology(seen)[0].row.patient_id, [1]))
    assert "Tue 8 Dec 11:00 cardiology, same site" in said
    assert "sister waiting, dermatology" in said


def test_the_box_finds_her_by_name_and_birth_date(seen: Desk) -> None:
    for typed in ("pa140367", "patel an 14/3/67", "07700 900123", "9990000018"):
        assert "Anjali" in [found.patient.given_name for found in seen.patients.find(typed).patients], typed


def test_the_box_finds_names_as_callers_say_them(seen: Desk) -> None:
    for typed in ("o'neil", "van der berg", "berg", "o sullivan"):
        assert seen.patients.find(typed).patients, typed


def test_a_mothers_number_finds_her_child(seen: Desk) -> None:
    found = seen.patients.find("07700 900456").patients
    assert [one.patient.given_name for one in found] == ["Maeve"]


def test_the_child_can_be_moved_to_a_thursday_after_the_holidays(seen: Desk) -> None:
    query = (
        select(col(Appointment.entry_id), col(Appointment.id))
        .join(Patient, col(Patient.id) == col(Appointment.patient_id))
        .where(col(Patient.given_name) == "Maeve", col(Patient.family_name) == "O'Neil")
        .where(col(Appointment.status) == "booked")
    )
    with seen.context.reading() as session:
        entry_id, appointment_id = session.execute(query).one()
    choices = seen.booking.slots(entry_id, limit=40, moving=appointment_id)
    assert isinstance(choices, SlotChoices)
    later = NOW.date() + timedelta(days=44)
    assert any(c.ranked.slot.starts.weekday() == 3 and c.ranked.slot.starts.date() > later for c in choices.choices)


def test_a_clinic_to_come_has_twelve_patients(seen: Desk) -> None:
    booked = (
        select(func.count())
        .select_from(Appointment)
        .join(ClinicSession, col(ClinicSession.id) == col(Appointment.session_id))
        .join(Clinic, col(Clinic.id) == col(ClinicSession.clinic_id))
        .where(col(Clinic.code) == "DERM-TEL", col(Appointment.live).is_(True))
        .where(col(ClinicSession.session_date) > NOW.date())
        .group_by(col(ClinicSession.id))
    )
    with seen.context.reading() as session:
        assert 12 in session.execute(booked).scalars().all()


def test_the_drill_waits_with_the_practice_clerk_in_order(seen: Desk) -> None:
    query = select(InboxItem).where(col(InboxItem.topic) == TOPIC).order_by(col(InboxItem.taken_at))
    with seen.context.reading() as session:
        items = session.execute(query).scalars().all()
        people = {row.id for row in session.execute(select(Patient)).scalars()}
    assert len(items) == len(LESSONS) == 10
    assert [item.sentence.partition(",")[0] for item in items] == [f"Drill {n} of 10" for n in range(1, 11)]
    assert {item.to_id for item in items} == {seen.context.clerk.clerk_id}
    assert {item.patient_id for item in items} <= people


def test_the_review_of_the_drill_can_be_told(practised: Desk) -> None:
    review = next(
        row for row in taken(practised.reviews.waiting()) if row.status == "decided" and row.specialty_code == "DERM"
    )
    told = practised.reviews.told(review.review_id, "by telephone", date(2026, 11, 18))
    assert type(told).__name__ == "PatientTold"
