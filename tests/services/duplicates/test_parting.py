"""Two records that were joined are parted: each gets back what is its own."""

from __future__ import annotations

from sqlalchemy import select
from sqlmodel import col

from clerkdesk.data.tables import PatientPhone, WaitingListEntry
from clerkdesk.services.acts.answers import Refused
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.duplicates.parting import BeforeParting, Unmerged
from tests.builders import a_hospital, a_patient, a_session, an_entry
from tests.services.duplicates.joining import merged, row


def test_parting_gives_everything_back(desk: Desk, kept: int, double: int) -> None:
    entry = an_entry(desk, a_hospital(desk), double)
    with desk.context.act("build") as act:
        phone = act.add(PatientPhone(patient_id=double, number="+447700900123", number_key="447700900123")).id
        act.commit(None)
    before = row(desk, kept), row(desk, double)
    merged(desk, kept, double)
    assert isinstance(desk.patients.unmerge(double, "two cousins of one name"), Unmerged)
    assert (row(desk, kept), row(desk, double)) == before
    with desk.context.reading() as session:
        assert session.get_one(WaitingListEntry, entry.id).patient_id == double
        assert session.get_one(PatientPhone, phone).patient_id == double


def test_what_was_booked_since_goes_with_its_pathway(desk: Desk, kept: int, double: int) -> None:
    hospital = a_hospital(desk)
    entry = an_entry(desk, hospital, double)
    merged(desk, kept, double)
    [slot, *_] = a_session(desk, hospital)
    desk.booking.book(entry.id, slot)
    desk.patients.unmerge(double, "two cousins of one name")
    assert [row.patient.id for row in desk.patients.find("patel anjaly").patients] == [double]
    with desk.context.reading() as session:
        from clerkdesk.data.tables import Appointment

        assert session.execute(select(col(Appointment.patient_id))).scalars().all() == [double]


def test_records_joined_in_a_row_are_parted_in_reverse(desk: Desk, kept: int, double: int) -> None:
    third = a_patient(desk, nhs_number=None)
    merged(desk, kept, double)
    merged(desk, third, kept)
    assert row(desk, double).merged_into_id == third
    assert isinstance(desk.patients.unmerge(double, "wrong"), Refused)
    assert isinstance(desk.patients.unmerge(kept, "wrong"), Unmerged)
    assert isinstance(desk.patients.unmerge(double, "wrong"), Unmerged)


def test_parting_what_was_never_joined_is_answered(desk: Desk, kept: int) -> None:
    assert isinstance(desk.patients.unmerge(kept, "wrong"), Refused)


def test_what_parting_would_move_is_told_before_anything_is_done(desk: Desk, kept: int, double: int) -> None:
    an_entry(desk, a_hospital(desk), double)
    merged(desk, kept, double)
    before = desk.patients.before_parting(double)
    assert isinstance(before, BeforeParting)
    assert (before.kept.id, before.parted.id) == (kept, double)
    assert dict(before.moving) == {"referral": 1, "pathway": 1, "waiting list entry": 1}
    assert row(desk, double).merged_into_id == kept


def test_before_parting_what_was_never_joined_is_answered(desk: Desk, double: int) -> None:
    assert isinstance(desk.patients.before_parting(double), Refused)
