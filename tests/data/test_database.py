"""The database keeps its promises on SQLite and PostgreSQL alike."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep
from uuid import uuid4

import pytest
from sqlalchemy import inspect, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel, col

from clerkdesk.data.audit import FactsAreAppended
from clerkdesk.data.changes import Changes
from clerkdesk.data.create import create_database
from clerkdesk.data.engine import Database, open_database
from clerkdesk.data.errors import DatabaseUnavailable, violated_index
from clerkdesk.data.kept_answers import read_as
from clerkdesk.data.migrations.head import HEAD
from clerkdesk.data.migrations.run import revisions
from clerkdesk.data.tables import Act, AuditEntry, Patient
from clerkdesk.data.unit_of_work import Acting, ActWork, CarriedOut
from clerkdesk.services.desk.facade import Desk


def test_the_head_known_without_alembic_is_the_newest_migration() -> None:
    assert revisions()[-1] == HEAD


def test_the_migrations_make_exactly_the_tables_of_the_code(database: Database) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with database.engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), SQLModel.metadata)
    assert differences == []


def test_without_a_commit_nothing_lasts(desk: Desk) -> None:
    with desk.context.act("register") as act:
        act.add(Patient(family_name="Okafor"))
    with desk.context.reading() as session:
        assert session.execute(select(col(Patient.id))).all() == []
        assert session.execute(select(col(Act.id))).all() == []


def test_every_changed_row_is_in_the_audit_with_the_value_before(desk: Desk) -> None:
    with desk.context.act("register") as act:
        patient_id = act.add(Patient(family_name="Okafor")).id
        act.commit(None)
    with desk.context.act("correct") as act:
        act.session.get_one(Patient, patient_id).family_name = "Okafor-Lee"
        act.commit(None)
    with desk.context.reading() as session:
        changed = session.execute(
            select(col(AuditEntry.before), col(AuditEntry.after)).where(col(AuditEntry.operation) == "changed")
        ).one()
    assert changed.before == '{"family_name": "Okafor"}'
    assert changed.after == '{"family_name": "Okafor-Lee"}'


@pytest.mark.parametrize("sees_its_lines", [True, False])
def test_what_a_savepoint_has_undone_is_not_in_the_audit(desk: Desk, sees_its_lines: bool) -> None:
    with desk.context.act("import") as act:
        kept = act.add(Patient(nhs_number="9990100071", nhs_number_valid=True))
        with pytest.raises(IntegrityError), act.session.begin_nested():
            kept.family_name = "Lee"
            if sees_its_lines:
                act.session.flush()
            act.add(Patient(nhs_number="9990100071", nhs_number_valid=True))
        act.add(Patient(family_name="Okafor"))
        act.commit(None)
    with desk.context.reading() as session:
        lines = session.execute(select(col(AuditEntry.operation), col(AuditEntry.row_key)).order_by(col(AuditEntry.id)))
        patients = session.execute(select(col(Patient.id)).order_by(col(Patient.id))).scalars()
        assert list(map(tuple, lines)) == [("added", str(patient)) for patient in patients]


def test_a_fact_can_not_be_changed(desk: Desk) -> None:
    with pytest.raises(FactsAreAppended), desk.context.act("register") as act:
        act.add(Patient(family_name="Okafor"))
        act.session.execute(select(Act)).scalars().one().kind = "something else"
        act.session.flush()


def test_the_same_act_again_finds_its_first_answer(desk: Desk) -> None:
    act_id = uuid4()
    acting = Acting(desk.context.clerk.clerk_id, "desk one")
    with ActWork(desk.context.database, "book", acting, desk.context.now(), act_id) as act:
        act.commit({"reference": "DKL4QR"})
    again = ActWork(desk.context.database, "book", acting, desk.context.now(), act_id)
    with pytest.raises(CarriedOut) as found, again:
        pytest.fail("nothing is done a second time")
    assert read_as(dict, found.value.kept or "") == {"reference": "DKL4QR"}


def test_a_broken_unique_index_has_the_same_name_on_both(desk: Desk) -> None:
    with pytest.raises(IntegrityError) as caught, desk.context.act("register") as act:
        for _ in range(2):
            act.add(Patient(nhs_number="9990100071", nhs_number_valid=True))
    assert violated_index(caught.value) == "uq_patient_nhs_number_valid"


def test_a_stamp_comes_back_in_utc(desk: Desk) -> None:
    with desk.context.act("register") as act:
        act.commit(None)
    with desk.context.reading() as session:
        at = session.execute(select(col(Act.at))).scalar_one()
    assert at.tzinfo is UTC
    assert abs((datetime.now(UTC) - at).total_seconds()) < 60


def test_another_connections_commit_is_noticed(desk: Desk, database: Database) -> None:
    changes = Changes(database)
    before = changes.version()
    assert changes.version() == before
    with desk.context.act("register") as act:
        act.add(Patient(family_name="Okafor"))
        act.commit(None)
    # PostgreSQL's notice comes by another way than the commit's answer, and may come a moment after it.
    end = monotonic() + 10
    while changes.version() == before and monotonic() < end:
        sleep(0.01)
    assert changes.version() != before
    changes.close()


def test_a_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnavailable) as caught:
        open_database(str(tmp_path / "none.sqlite"))
    assert caught.value.code == "missing"
    assert "clerkdesk init" in caught.value.sentence


def test_a_file_that_is_no_database_is_called_damaged(tmp_path: Path) -> None:
    path = tmp_path / "desk.sqlite"
    path.write_bytes(b"not a database at all, but long enough to be looked at as one" * 20)
    with pytest.raises(DatabaseUnavailable) as caught:
        open_database(str(path))
    assert caught.value.code == "corrupt"


def test_a_database_of_a_newer_version_is_refused_and_left_alone(location: str, database: Database) -> None:
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(DatabaseUnavailable) as caught:
        open_database(location)
    assert caught.value.code == "newer"
    assert inspect(database.engine).has_table("patient")


@pytest.fixture
def other_program(tmp_path: Path) -> Path:
    """A SQLite file of another program, which keeps its version with Alembic as clerkdesk does."""
    path = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num)")
        connection.execute("INSERT INTO alembic_version VALUES ('77')")
        connection.commit()
    return path


def test_the_file_of_another_program_is_no_desk_and_stays_as_it_is_to_the_byte(other_program: Path) -> None:
    before = other_program.read_bytes()
    with pytest.raises(DatabaseUnavailable) as caught:
        open_database(str(other_program))
    assert (caught.value.code, other_program.read_bytes() == before) == ("missing", True)
    assert "another address" in caught.value.sentence


def test_no_desk_is_made_in_the_file_of_another_program(other_program: Path) -> None:
    before = other_program.read_bytes()
    with pytest.raises(DatabaseUnavailable) as caught:
        create_database(str(other_program), kind="test", name="Test hospital", administrator="admin")
    assert (caught.value.code, other_program.read_bytes() == before) == ("refused", True)


def test_a_desk_is_made_where_an_earlier_try_has_left_a_file_without_tables(tmp_path: Path) -> None:
    path = tmp_path / "desk.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
    assert path.stat().st_size > 0
    create_database(str(path), kind="test", name="Test hospital", administrator="admin").close()
    assert open_database(str(path)).name == "Test hospital"
