"""`audit show` and `audit verify` by plain command."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from clerkdesk.data.engine import open_database
from clerkdesk.services.desk.facade import desk_for
from clerkdesk.settings import Settings
from tests.builders import a_hospital, a_patient, a_session, a_staff, an_entry
from tests.cli.running import Shell
from tests.conftest import MONDAY


@pytest.fixture
def location(sqlite_location: str) -> str:
    desk = desk_for(open_database(sqlite_location), Settings(), now=lambda: MONDAY)
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
