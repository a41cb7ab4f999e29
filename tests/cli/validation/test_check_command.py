"""`check` by plain command: what it found, and how it ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from clerkdesk.data.engine import open_database
from clerkdesk.services.desk.facade import Desk, desk_for
from clerkdesk.settings import Settings
from tests.builders import a_hospital, a_patient, an_entry
from tests.cli.running import Ran, Shell


@pytest.fixture
def entry_id(sqlite_location: str) -> int:
    desk = _desk(sqlite_location)
    entry = an_entry(desk, a_hospital(desk), patient_id=a_patient(desk, "Okonkwo"))
    desk.close()
    return entry.id


def _desk(location: str) -> Desk:
    return desk_for(open_database(location), Settings())


def check(shell: Shell, location: str, *words: str) -> Ran:
    variables = {"CLERKDESK_NOW": "2025-03-03T09:41:00"}
    return shell.run("--db", location, "--json", "check", *words, variables=variables)


def test_each_finding_names_its_rule_severity_sentence_and_what_it_is_about(
    shell: Shell, sqlite_location: str, entry_id: int
) -> None:
    ran = check(shell, sqlite_location, "--rule", "dq18")
    assert ran.exit_code == 0
    found = ran.document["findings"]
    assert [(each["rule"], each["severity"], each["entry"]) for each in found] == [("DQ18", "medium", entry_id)]


def test_findings_end_with_0_and_drift_with_3(shell: Shell, sqlite_location: str, entry_id: int) -> None:
    clean = check(shell, sqlite_location)
    _spoil(sqlite_location, entry_id)
    drifted = check(shell, sqlite_location)
    assert (clean.exit_code, drifted.exit_code) == (0, 3)
    assert "DRIFT" in [found["rule"] for found in drifted.document["findings"]]


def test_a_refresh_puts_drift_right(shell: Shell, sqlite_location: str, entry_id: int) -> None:
    _spoil(sqlite_location, entry_id)
    ran = check(shell, sqlite_location, "--refresh")
    assert (ran.exit_code, ran.document["refreshed"]) == (0, 1)


def test_an_unknown_rule_is_wrong_input(shell: Shell, sqlite_location: str, entry_id: int) -> None:
    assert check(shell, sqlite_location, "--rule", "DQ99").exit_code == 2


def test_what_it_says_names_nobody(shell: Shell, sqlite_location: str, entry_id: int) -> None:
    assert "Okonkwo" not in shell.run("--db", sqlite_location, "check").stdout


def _spoil(location: str, entry_id: int) -> None:
    import sqlite3

    with sqlite3.connect(Path(location)) as connection:
        connection.execute("UPDATE waiting_list_entry SET status = 'closed' WHERE id = ?", (entry_id,))
    connection.close()
