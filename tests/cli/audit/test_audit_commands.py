"""`audit show` and `audit verify` by plain command."""

from __future__ import annotations

import json
import sqlite3
import stat
from contextlib import closing
from dataclasses import replace

import pytest

from clerkdesk.data.engine import open_database
from clerkdesk.services.desk.facade import desk_for
from clerkdesk.settings import Settings
from tests.builders import a_hospital, a_patient, a_session, a_staff, an_entry
from tests.cli.running import Shell
from tests.conftest import MONDAY


@pytest.fixture
def location(shell: Shell, sqlite_location: str) -> str:
    anchors = str(shell.home / "state" / "clerkdesk" / "anchors")
    settings = replace(Settings(), desk=replace(Settings().desk, anchors=anchors))
    desk = desk_for(open_database(sqlite_location), settings, now=lambda: MONDAY)
    hospital = a_hospital(desk)
    clerk = a_staff(desk, hospital).clerk
    entry = an_entry(clerk, hospital, a_patient(clerk, "O'Neil-[/]", "Maeve"))
    clerk.booking.book(entry.id, a_session(clerk, hospital)[0])
    desk.close()
    return sqlite_location


def test_an_act_is_shown_with_what_it_wrote(shell: Shell, location: str) -> None:
    (act,) = shell.run("--db", location, "audit", "show", "--kind", "book", "--json").document["acts"]
    assert (act["name"], act["undone"]) == ("booking", False)
    assert "appointment" in {row["table"] for row in act["wrote"]}
    said = shell.run("--db", location, "audit", "show", "--kind", "book").stdout
    assert "booking, by " in said and "appointment_event" in said


def test_the_look_at_a_patients_audit_is_in_it(shell: Shell, location: str) -> None:
    first = shell.run("--db", location, "audit", "show", "--patient", "O'Neil", "--json").document
    again = shell.run("--db", location, "audit", "show", "--patient", "O'Neil", "--json").document
    assert [look["kind"] for look in first["looks"]] == []
    assert [look["kind"] for look in again["looks"]] == ["audit"]


def test_an_audit_without_what_was_asked_for_says_so(shell: Shell, location: str) -> None:
    ran = shell.run("--db", location, "audit", "show", "--kind", "merge")
    assert (ran.exit_code, ran.stdout) == (0, "Nothing of that kind is in the audit.\n")


def test_an_unknown_clerk_is_wrong_input(shell: Shell, location: str) -> None:
    ran = shell.run("--db", location, "audit", "show", "--clerk", "nobody", "--json")
    assert (ran.exit_code, ran.error["field"]) == (2, "--clerk")


def test_a_database_that_only_desks_wrote_agrees_with_its_audit(shell: Shell, location: str) -> None:
    ran = shell.run("--db", location, "audit", "verify")
    assert ran.exit_code == 0 and "held against the audit: each agrees." in ran.stdout


def test_a_row_changed_with_another_tool_is_named_and_the_command_ends_with_3(shell: Shell, location: str) -> None:
    with closing(sqlite3.connect(location)) as other, other:
        other.execute("UPDATE patient SET postcode = 'ZZ9 9ZZ'")
    ran = shell.run("--db", location, "audit", "verify", "--json")
    assert (ran.exit_code, ran.error["code"]) == (3, "tampered")
    (found,) = ran.document["findings"]
    assert (found["what"], found["table"]) == ("changed", "patient")
    assert [each["column"] for each in found["columns"]] == ["postcode"]


def test_an_export_is_a_file_for_its_owner_alone_that_replaces_nothing(shell: Shell, location: str) -> None:
    target = shell.home / "audit.jsonl"
    export = ("--db", location, "audit", "export", str(target), "--format", "jsonl", "--kind", "book", "--json")
    assert shell.run(*export).document["lines"] == 1
    (act,) = [json.loads(line) for line in target.read_text().splitlines()]
    assert (act["kind"], stat.S_IMODE(target.stat().st_mode)) == ("book", 0o600)
    again = shell.run(*export)
    assert (again.exit_code, again.error["code"], again.error["field"]) == (2, "not_written", "FILE")


def test_an_end_that_was_cut_off_is_named(shell: Shell, location: str) -> None:
    shell.run(
        "--db", location, "register", "--family-name", "Okonkwo", "--given-name", "Ada", "--date-of-birth", "1/2/67"
    )
    with closing(sqlite3.connect(location)) as other, other:
        for (name,) in other.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            other.execute(f"DROP TRIGGER {name}")
        other.execute("DELETE FROM chain_link WHERE id = (SELECT max(id) FROM chain_link)")
    ran = shell.run("--db", location, "audit", "verify", "--json")
    assert (ran.exit_code, ran.document["chain"]["findings"][-1]["what"]) == (3, "cut_off")


def test_a_tail_that_was_cut_off_with_its_anchor_is_no_agreement(shell: Shell, location: str) -> None:
    (anchor,) = (shell.home / "state" / "clerkdesk" / "anchors").iterdir()
    anchor.unlink()
    examined = shell.run("--db", location, "doctor", "--json").document["looks"]
    assert [each["health"] for each in examined if each["name"] == "anchor"] == ["watch"]
    ran = shell.run("--db", location, "audit", "verify", "--json")
    assert (ran.exit_code, ran.error["code"]) == (3, "no_anchor")
    assert not anchor.exists()
