"""The chain of the audit shows what was changed, removed, added or cut off, and the anchor is beside it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from clerkdesk.data.engine import Database
from clerkdesk.services.audit.following import ChainFault
from clerkdesk.services.desk.facade import Desk, desk_for
from clerkdesk.settings import Settings
from tests.builders import a_patient
from tests.unguarded import take_triggers_away

FIRST = "(SELECT act_id FROM chain_link WHERE id = 2)"
SECOND = "(SELECT act_id FROM chain_link WHERE id = 3)"
LOOK = "(SELECT look_id FROM chain_link WHERE look_id IS NOT NULL)"


@pytest.fixture
def at_work(desk: Desk) -> Desk:
    """A desk with the links 2 to 4 of acts, link 5 of a look, and link 6 of another desk's act."""
    patient_id = a_patient(desk)
    for name in ("Okafor", "Lee"):
        a_patient(desk, name)
    desk.patients.opened_card(patient_id)
    a_patient(desk_for(desk.context.database, Settings(), now=desk.context.now, desk_name="desk two"), "Begum")
    return desk


def otherwise(database: Database, *statements: str) -> None:
    """Change the database as its owner can with another tool."""
    with database.engine.execution_options(clerkdesk_write=True).connect() as connection:
        if database.is_sqlite:
            connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
        with connection.begin():
            take_triggers_away(connection)
            if not database.is_sqlite:
                connection.execute(text("SET session_replication_role = replica"))
            for statement in statements:
                connection.execute(text(statement))
        if database.is_sqlite:
            connection.connection.cursor().execute("PRAGMA foreign_keys=ON")
        else:
            connection.execute(text("SET session_replication_role = DEFAULT"))
            connection.commit()


def found(desk: Desk) -> list[tuple[ChainFault, int | None]]:
    return [(each.what, each.link) for each in desk.audit.follow_chain().found]


@pytest.fixture
def with_its_triggers(database: Database) -> Iterator[Database]:
    """The database, whose triggers the next test finds again."""
    yield database
    if not database.is_sqlite:
        from clerkdesk.data.append_only import keep_append_only

        with database.engine.begin() as connection:
            take_triggers_away(connection)
            keep_append_only(connection)


def test_each_act_and_look_follows_the_one_before_and_is_anchored(at_work: Desk) -> None:
    followed = at_work.audit.follow_chain()
    assert (followed.links, followed.anchored, followed.found) == (6, 5, ())
    assert followed.sentence == "6 links of the chain were followed, 5 of them anchored: each agrees."


@pytest.mark.parametrize(
    ("statement", "faults"),
    [
        (f"UPDATE audit_entry SET after = '{{}}' WHERE act_id = {SECOND}", [(ChainFault.CHANGED, 3)]),
        (f"DELETE FROM audit_entry WHERE act_id = {SECOND}", [(ChainFault.CHANGED, 3)]),
        (f"UPDATE act SET clerk_id = 99 WHERE id = {FIRST}", [(ChainFault.CHANGED, 2)]),
        (f"DELETE FROM act WHERE id = {SECOND}", [(ChainFault.REMOVED, 3)]),
        (f"DELETE FROM access_entry WHERE id = {LOOK}", [(ChainFault.REMOVED, 5)]),
        ("UPDATE installation SET kind = 'live'", [(ChainFault.CHANGED, 1)]),
        ("DELETE FROM chain_link WHERE id = 6", [(ChainFault.NO_LINK, None), (ChainFault.CUT_OFF, 6)]),
    ],
)
def test_the_first_that_something_else_changed_is_named(
    at_work: Desk, with_its_triggers: Database, statement: str, faults: list[tuple[ChainFault, int | None]]
) -> None:
    otherwise(with_its_triggers, statement)
    assert found(at_work) == faults


def test_an_act_taken_out_with_all_that_is_of_it_is_missing(at_work: Desk, with_its_triggers: Database) -> None:
    otherwise(
        with_its_triggers,
        f"DELETE FROM audit_entry WHERE act_id = {SECOND}",
        f"DELETE FROM act WHERE id = {SECOND}",
        "DELETE FROM chain_link WHERE id = 3",
    )
    assert found(at_work) == [(ChainFault.MISSING_BEFORE, 4), (ChainFault.CUT_OFF, 3)]


def test_an_end_that_was_cut_off_is_seen_by_the_anchor_alone(at_work: Desk, with_its_triggers: Database) -> None:
    last = "(SELECT act_id FROM chain_link WHERE id = 6)"
    otherwise(
        with_its_triggers,
        f"DELETE FROM audit_entry WHERE act_id = {last}",
        f"DELETE FROM act WHERE id = {last}",
        "DELETE FROM chain_link WHERE id = 6",
    )
    (cut,) = at_work.audit.follow_chain().found
    assert (cut.what, cut.link) == (ChainFault.CUT_OFF, 6)
    assert "at desk two: the anchor has it and the database does not." in cut.sentence


def test_without_its_anchor_the_chain_agrees_with_nothing_until_an_act_begins_another(at_work: Desk) -> None:
    anchor = at_work.context.anchor.path
    anchor.unlink()
    assert found(at_work) == [(ChainFault.ANCHOR_GONE, None)]
    looks = {each.name: each.health for each in at_work.doctor.examine()}
    assert (looks["anchor"], anchor.exists()) == ("watch", False)
    a_patient(at_work, "Nowak")
    followed = at_work.audit.follow_chain()
    assert (followed.found, followed.anchored, followed.before_anchor) == ((), 1, 5)
    assert "and does not show the 5 links before that." in followed.sentence


def test_a_machine_that_has_not_acted_on_a_server_needs_no_anchor(at_work: Desk) -> None:
    at_work.context.anchor.path.unlink()
    newcomer = desk_for(at_work.context.database, Settings(), now=at_work.context.now, desk_name="elsewhere:7")
    if at_work.context.database.is_sqlite:
        assert found(newcomer) == [(ChainFault.ANCHOR_GONE, None)]
    else:
        assert found(newcomer) == []
        assert "No desk of this machine has acted here" in newcomer.audit.follow_chain().sentence


def test_a_crash_between_the_commit_and_the_anchor_is_no_alarm(at_work: Desk) -> None:
    anchor = at_work.context.anchor.path
    whole = anchor.read_text()
    anchor.write_text(whole[: whole.rindex("desk two") - 20])
    followed = at_work.audit.follow_chain()
    assert (followed.found, followed.anchored, followed.unreadable) == ((), 4, 1)


def test_an_anchor_that_can_not_be_written_loses_no_act(at_work: Desk, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    settings = replace(Settings(), desk=replace(Settings().desk, anchors=str(tmp_path / "file" / "anchors")))
    elsewhere = desk_for(at_work.context.database, settings, now=at_work.context.now, desk_name="desk three")
    assert a_patient(elsewhere, "Nowak") and found(at_work) == []
    (look,) = [each for each in elsewhere.doctor.examine() if each.name == "anchor"]
    assert (look.health, "Acts are kept meanwhile." in look.to_do) == ("watch", True)


def test_only_its_owner_reads_the_anchor_whatever_the_umask(desk: Desk, tmp_path: Path) -> None:
    settings = replace(Settings(), desk=replace(Settings().desk, anchors=str(tmp_path / "new" / "anchors")))
    before = os.umask(0)
    try:
        a_patient(desk_for(desk.context.database, settings, now=desk.context.now))
    finally:
        os.umask(before)
    folder = tmp_path / "new" / "anchors"
    assert [stat.S_IMODE(each.stat().st_mode) for each in (folder, *folder.iterdir())] == [0o700, 0o600]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE act SET desk = 'desk nine'",
        "UPDATE act SET result = 'null'",
        "DELETE FROM act",
        "UPDATE audit_entry SET after = '{}'",
        "DELETE FROM access_entry",
        "DELETE FROM chain_link",
    ],
)
def test_the_database_refuses_to_change_the_audit(at_work: Desk, database: Database, statement: str) -> None:
    with pytest.raises(DatabaseError, match="appended, never changed"), database.engine.begin() as connection:
        connection.execute(text(statement))
