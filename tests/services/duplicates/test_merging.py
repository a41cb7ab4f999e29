"""Two records of one person become one; two people never do."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlmodel import col

from clerkdesk.data.tables import AuditEntry, RelatedPerson, WaitingListEntry
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.services.desk.facade import Desk
from tests.builders import a_hospital, a_patient, a_session, an_entry
from tests.services.duplicates.joining import WHY, merged, row


def test_the_kept_record_takes_over_what_belongs_to_the_other(desk: Desk, kept: int, double: int) -> None:
    entry = an_entry(desk, a_hospital(desk), double)
    merged(desk, kept, double)
    with desk.context.reading() as session:
        assert session.get_one(WaitingListEntry, entry.id).patient_id == kept


def test_gaps_are_filled_and_what_was_known_stands(desk: Desk, kept: int, double: int) -> None:
    merged(desk, kept, double)
    patient = row(desk, kept)
    assert (patient.given_name, patient.email, patient.nhs_number_valid) == ("Anjali", "anjali@example.org", True)


def test_a_safe_contact_note_is_never_lost(desk: Desk, double: int) -> None:
    kept = a_patient(desk, nhs_number=None, safe_contact_note="mornings only")
    merged(desk, kept, double)
    assert row(desk, kept).safe_contact_note == "mornings only\nnever ring at work"


def test_both_names_find_the_one_record(desk: Desk, kept: int, double: int) -> None:
    merged(desk, kept, double)
    for text in ("patel anjali", "patel anjaly"):
        assert [found.patient.id for found in desk.patients.find(text).patients] == [kept]


def test_two_valid_nhs_numbers_are_two_people(desk: Desk, double: int) -> None:
    other = a_patient(desk)
    answer = desk.patients.merge(other, double, WHY)
    assert isinstance(answer, Refused)
    assert answer.code == "two_nhs_numbers"


def test_two_appointments_at_one_time_are_told_before_anything_is_joined(
    desk: Desk, kept: int, double: int
) -> None:  # fmt: skip
    hospital, other = a_hospital(desk), a_hospital(desk, "CARD", "Cardiology")
    for place, patient in ((hospital, kept), (other, double)):
        [slot, *_] = a_session(desk, place)
        desk.booking.book(an_entry(desk, place, patient).id, slot)
    answer = desk.patients.merge(kept, double, WHY)
    assert isinstance(answer, Refused)
    assert "Tue 11 Mar 2025 09:00" in answer.sentence


def test_strangers_are_not_joined(desk: Desk, double: int) -> None:
    stranger = a_patient(desk, "Okafor", "Chidi", date(1980, 2, 3), nhs_number=None)
    answer = desk.patients.merge(stranger, double, WHY)
    assert isinstance(answer, Refused)
    assert answer.code == "not_alike"


def test_a_record_known_by_its_number_alone_joins_the_one_with_a_name(desk: Desk, kept: int) -> None:
    nameless = a_patient(desk, "", "", None, demographics_known=False)
    merged(desk, kept, nameless)
    assert row(desk, kept).nhs_number == row(desk, nameless).nhs_number


def test_twins_who_are_each_others_relatives_are_two_people(desk: Desk, kept: int, double: int) -> None:
    with desk.context.act("build") as act:
        act.add(RelatedPerson(patient_id=kept, related_patient_id=double, relationship="twin"))
        act.commit(None)
    answer = desk.patients.merge(kept, double, WHY)
    assert isinstance(answer, Refused)
    assert answer.code == "relatives"


def test_one_dead_and_one_alive_are_checked_first(desk: Desk, kept: int) -> None:
    dead = a_patient(desk, deceased_date=date(2025, 1, 1))
    assert isinstance(desk.patients.merge(kept, dead, WHY), Refused)


@pytest.mark.parametrize("reason", ["", "  "])
def test_joining_needs_a_reason(desk: Desk, kept: int, double: int, reason: str) -> None:
    answer = desk.patients.merge(kept, double, reason)
    assert isinstance(answer, WrongInput)
    assert answer.field == "reason"


def test_a_record_does_not_join_itself_or_nobody(desk: Desk, kept: int) -> None:
    assert isinstance(desk.patients.merge(kept, kept, WHY), WrongInput)
    assert isinstance(desk.patients.merge(kept, 404, WHY), WrongInput)


def test_joining_is_in_the_audit(desk: Desk, kept: int, double: int) -> None:
    merged(desk, kept, double)
    with desk.context.reading() as session:
        rows = session.execute(
            select(col(AuditEntry.after)).where(
                col(AuditEntry.table_name) == "patient",
                col(AuditEntry.row_key) == str(double),
                col(AuditEntry.operation) == "changed",
            )
        ).scalars()
        assert list(rows) == [f'{{"merged_into_id": {kept}}}']


@pytest.mark.parametrize(
    ("one", "other", "may_be_kept"),
    [
        ("DESK0000301", "H0000096", {"H0000096"}),
        ("H0000095", "H0000096", {"H0000095", "H0000096"}),
        ("DESK0000301", "DESK0000302", {"DESK0000301", "DESK0000302"}),
    ],
)
def test_the_hospitals_own_number_is_kept(desk: Desk, one: str, other: str, may_be_kept: set[str]) -> None:
    records = {
        number: a_patient(desk, "Rigby", "Ernest", date(1950, 1, 2), nhs_number=None, hospital_number=number)
        for number in (one, other)
    }
    pairs = {one: other, other: one}
    looked = {kept: desk.patients.before_merging(records[kept], records[pairs[kept]]) for kept in pairs}
    assert {kept for kept, before in looked.items() if not isinstance(before, Refused)} == may_be_kept
    done = {kept: desk.patients.merge(records[kept], records[pairs[kept]], WHY) for kept in set(pairs) - may_be_kept}
    assert all(isinstance(answer, Refused) and "is kept" in answer.sentence for answer in done.values())
