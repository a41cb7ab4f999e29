"""The audit can be read, and a row changed with another tool is named."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from clerkdesk.data.engine import Database
from clerkdesk.rules.audit.images import Difference
from clerkdesk.rules.values.audit import ExportForm
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.services.audit.audit import AuditRead, AuditSearch
from clerkdesk.services.audit.verifying import AuditVerified, Tampered, Tampering
from clerkdesk.services.booking.bookings import Booked
from clerkdesk.services.desk.facade import Desk
from tests.answers import only
from tests.builders import Entry, a_hospital, a_patient, a_session, a_staff, an_entry, desk_of


@pytest.fixture
def clerk(desk: Desk) -> Desk:
    """A clerk at work in a small hospital."""
    return a_staff(desk, a_hospital(desk)).clerk


def reader(desk: Desk) -> Desk:
    """The desk of the administrator, who may read the audit."""
    return desk_of(desk, "admin")


def otherwise(database: Database, statement: str) -> None:
    """Change the database with another tool than the desk."""
    with database.engine.begin() as connection:
        connection.execute(text(statement))


def booked(desk: Desk) -> Entry:
    hospital = a_hospital(desk, "CARD")
    entry = an_entry(desk, hospital, a_patient(desk, "O'Neil-[/]", "Zoë", date(1967, 3, 14), postcode="NN1 2AB"))
    assert isinstance(desk.booking.book(entry.id, a_session(desk, hospital)[0]), Booked)
    return entry


def found(desk: Desk) -> tuple[Tampered, ...]:
    return only(reader(desk).audit.verify(), AuditVerified).found


def test_nothing_is_found_where_only_the_desk_wrote(clerk: Desk) -> None:
    entry = booked(clerk)
    clerk.patients.correct(entry.patient_id, {"postcode": "NN1 2AC"})
    assert found(clerk) == ()


def test_a_changed_row_is_named_with_both_values(clerk: Desk, database: Database) -> None:
    entry = booked(clerk)
    otherwise(database, f"UPDATE patient SET postcode = 'ZZ9 9ZZ' WHERE id = {entry.patient_id}")
    changed = Difference("postcode", "NN1 2AB", "ZZ9 9ZZ")
    assert found(clerk) == (Tampered(Tampering.CHANGED, "patient", entry.patient_id, (changed,)),)
    assert found(clerk)[0].sentence == f"patient, row {entry.patient_id}: changed by no act: postcode."


def test_a_value_in_a_column_that_was_empty_is_named(clerk: Desk, database: Database) -> None:
    entry = booked(clerk)
    otherwise(database, f"UPDATE patient SET email = 'somebody@example.org' WHERE id = {entry.patient_id}")
    put_in = Difference("email", None, "somebody@example.org")
    assert found(clerk) == (Tampered(Tampering.CHANGED, "patient", entry.patient_id, (put_in,)),)


def test_a_fact_whose_kind_was_changed_is_named(clerk: Desk, database: Database) -> None:
    booked(clerk)
    otherwise(database, "UPDATE appointment_event SET kind = 'cancelled'")
    assert [(each.table, each.differences[0].column) for each in found(clerk)] == [("appointment_event", "kind")]


def test_a_removed_row_is_named(clerk: Desk, database: Database) -> None:
    booked(clerk)
    otherwise(database, "DELETE FROM appointment_event")
    assert [(each.what, each.table) for each in found(clerk)] == [(Tampering.REMOVED, "appointment_event")]


def test_a_row_that_no_act_added_is_counted(clerk: Desk, database: Database) -> None:
    otherwise(database, "INSERT INTO team (name) VALUES ('Ghosts')")
    (ghost,) = found(clerk)
    assert (ghost.what, ghost.table, ghost.count) == (Tampering.ADDED, "team", 1)
    assert ghost.sentence == "team: 1 row was added by no act."


def test_the_audit_of_a_patient_has_the_acts_on_each_of_their_rows_and_no_others(clerk: Desk) -> None:
    entry = booked(clerk)
    a_patient(clerk, "Okafor", "Chidi", date(1971, 8, 2))
    clerk.patients.opened_card(entry.patient_id)
    read = reader(clerk).audit.read(AuditSearch(patient_id=entry.patient_id))
    assert isinstance(read, AuditRead)
    assert [act.kind for act in read.acts] == ["book", "build", "build"]
    assert "Okafor" not in str(read.acts)
    assert [(look.kind, look.patient_id) for look in read.looks] == [("card", entry.patient_id)]
    (event,) = [row for row in read.acts[0].wrote if row.table == "appointment_event"]
    assert event.after is not None and event.after["kind"] == "booked"


def test_the_audit_is_narrowed_by_clerk_kind_and_day(clerk: Desk) -> None:
    booked(clerk)
    every = reader(clerk).audit.read(AuditSearch(most=1000))
    of_kind = reader(clerk).audit.read(AuditSearch(kind="book"))
    of_nobody = reader(clerk).audit.read(AuditSearch(clerk="admin", kind="book"))
    long_ago = reader(clerk).audit.read(AuditSearch(last=date.today() - timedelta(days=2)))
    assert isinstance(every, AuditRead) and isinstance(of_kind, AuditRead)
    assert isinstance(of_nobody, AuditRead) and isinstance(long_ago, AuditRead)
    assert len(every.acts) > len(of_kind.acts) == 1
    assert (of_nobody.acts, long_ago.acts) == ((), ())


def test_no_more_acts_are_read_than_were_asked_for(clerk: Desk) -> None:
    booked(clerk)
    read = reader(clerk).audit.read(AuditSearch(most=2))
    assert isinstance(read, AuditRead) and len(read.acts) == 2


def test_what_is_wrong_in_the_question_is_said(clerk: Desk) -> None:
    today = date.today()
    assert reader(clerk).audit.read(AuditSearch(clerk="nobody")) == WrongInput(
        "no_such_clerk", "clerk", "No one clerk has that username or name."
    )
    assert isinstance(reader(clerk).audit.read(AuditSearch(patient_id=99_999)), WrongInput)
    assert isinstance(reader(clerk).audit.read(AuditSearch(kind="boook")), WrongInput)
    assert isinstance(reader(clerk).audit.read(AuditSearch(first=today, last=today - timedelta(days=1))), WrongInput)


def test_reading_the_audit_of_a_patient_is_a_look_at_the_record(clerk: Desk) -> None:
    entry = booked(clerk)
    clerk.audit.looked_at(entry.patient_id)
    read = reader(clerk).audit.read(AuditSearch(patient_id=entry.patient_id))
    assert isinstance(read, AuditRead)
    assert [look.kind for look in read.looks] == ["audit"]


@pytest.mark.parametrize("form", list(ExportForm))
def test_an_export_has_all_that_was_asked_for_and_is_in_the_audit_itself(clerk: Desk, form: ExportForm) -> None:
    entry = booked(clerk)
    clerk.patients.opened_card(entry.patient_id)
    lines = reader(clerk).audit.export(AuditSearch(patient_id=entry.patient_id, kind="book", most=1), form)
    assert not isinstance(lines, Refused | WrongInput)
    text_of_lines = list(lines)
    assert any("appointment_event" in line and "booked" in line for line in text_of_lines)
    assert not any("card" in line for line in text_of_lines)
    read = reader(clerk).audit.read(AuditSearch(patient_id=entry.patient_id, kind="export"))
    assert isinstance(read, AuditRead)
    assert [(look.kind, look.detail) for look in read.looks] == [("export", f"{form}, kind book")]


def test_a_sheet_takes_no_value_for_a_formula(clerk: Desk) -> None:
    clerk.patients.search_settled("=HYPERLINK(1)")
    lines = reader(clerk).audit.export(AuditSearch(kind="search"), ExportForm.CSV)
    assert not isinstance(lines, Refused | WrongInput) and "'=HYPERLINK(1)" in list(lines)[-1]
