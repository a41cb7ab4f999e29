"""`doctor`: a line for each look, and what to do."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from clerkdesk.data.engine import open_database
from clerkdesk.services.desk.facade import desk_for
from clerkdesk.settings import Settings
from tests.builders import a_hospital, a_patient, an_entry
from tests.cli.running import Shell


@pytest.fixture
def desk_file(shell: Shell, sqlite_template: Path) -> Path:
    path = shell.home / "desk.sqlite"
    path.write_bytes(sqlite_template.read_bytes())
    path.chmod(0o600)
    anchors = str(shell.home / "state" / "clerkdesk" / "anchors")
    desk = desk_for(open_database(str(path)), replace(Settings(), desk=replace(Settings().desk, anchors=anchors)))
    an_entry(desk, a_hospital(desk), a_patient(desk))
    desk.close()
    return path


def health(shell: Shell, path: Path) -> tuple[int, dict[str, str]]:
    ran = shell.run("--db", str(path), "doctor", "--json")
    return ran.exit_code, {look["name"]: look["health"] for look in ran.document["looks"]}


def otherwise(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as other, other:
        other.execute(statement)


def test_a_desk_in_order_has_a_good_line_for_each_look(shell: Shell, desk_file: Path) -> None:
    code, looks = health(shell, desk_file)
    assert (code, set(looks.values())) == (0, {"good"})
    said = shell.run("--db", str(desk_file), "doctor").stdout.splitlines()
    assert len(said) == len(looks) and all(line.startswith("ok ") for line in said)


def test_a_row_that_another_tool_changed_is_bad_and_the_command_ends_with_3(shell: Shell, desk_file: Path) -> None:
    otherwise(desk_file, "UPDATE patient SET postcode = 'ZZ9 9ZZ'")
    code, looks = health(shell, desk_file)
    assert (code, [name for name, state in looks.items() if state == "bad"]) == (3, ["audit"])
    ran = shell.run("--db", str(desk_file), "doctor")
    assert "BAD    audit: " in ran.stdout and "Not in order: audit." in ran.stderr


def test_a_column_that_differs_from_its_facts_is_bad(shell: Shell, desk_file: Path) -> None:
    otherwise(desk_file, "UPDATE waiting_list_entry SET status = 'closed'")
    _, looks = health(shell, desk_file)
    assert looks["screens"] == "bad"


def test_a_file_that_others_can_read_is_to_be_watched_and_nothing_is_broken(shell: Shell, desk_file: Path) -> None:
    desk_file.chmod(0o644)
    code, looks = health(shell, desk_file)
    assert (code, looks["database is private"]) == (0, "watch")
    assert f"chmod go= {desk_file}" in shell.run("--db", str(desk_file), "doctor").stdout
