"""A new desk by `init`, and what a command says when the database it is to open cannot be used (exit code 4)."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from clerkdesk.rules.values.local_time import LONDON
from clerkdesk.services.desk.opening import local_time
from tests.cli.running import SECRET, Shell

NINE_THIRTY = {"CLERKDESK_NOW": "2026-03-02T09:30"}


@pytest.fixture
def desk_file(shell: Shell, sqlite_template: Path) -> Path:
    """An empty desk made for tests."""
    path = shell.home / "desk.sqlite"
    path.write_bytes(sqlite_template.read_bytes())
    return path


def test_init_makes_an_empty_desk_with_one_administrator(shell: Shell) -> None:
    made = shell.run("init", "--administrator", "asha", "--secret-from-input", "--json", stdin=SECRET).document
    assert (made["patients"], made["administrator"], Path(made["database"]).is_file()) == (0, "asha", True)


def test_init_leaves_a_desk_that_is_there_as_it_is(shell: Shell, desk_file: Path) -> None:
    before = desk_file.read_bytes()
    ran = shell.run("--db", str(desk_file), "init", "--json")
    assert (ran.exit_code, desk_file.read_bytes() == before) == (3, True)


@pytest.mark.parametrize(
    "command", [("worklist",), ("find", "patel"), ("check",), ("slots", "1"), ("backup", "copy.sqlite")]
)
@pytest.mark.parametrize("there", [False, True], ids=["missing", "empty"])
def test_a_command_on_a_mistyped_path_leaves_it_as_it_is_for_init(
    shell: Shell, command: tuple[str, ...], there: bool
) -> None:
    path = shell.home / "desk.sqlite"
    if there:
        path.touch()
    ran = shell.run("--db", str(path), *command, "--json")
    assert (ran.exit_code, ran.error["code"]) == (4, "missing")
    assert (path.exists(), path.exists() and path.stat().st_size > 0) == (there, False)
    assert shell.make_desk("--db", str(path)).exit_code == 0


def test_a_fixed_time_is_taken_on_a_test_desk(shell: Shell, desk_file: Path) -> None:
    assert shell.run("--db", str(desk_file), "worklist", variables=NINE_THIRTY).exit_code == 0


def test_a_fixed_time_is_refused_on_a_live_desk(shell: Shell) -> None:
    shell.make_desk()
    ran = shell.run("worklist", "--json", variables=NINE_THIRTY)
    assert (ran.exit_code, ran.error["field"]) == (2, "CLERKDESK_NOW")


@pytest.mark.parametrize("time", ["yesterday", "2026-03-02T09:30+01:00", ""])
def test_a_fixed_time_that_is_no_local_time_is_refused(shell: Shell, desk_file: Path, time: str) -> None:
    ran = shell.run("--db", str(desk_file), "worklist", "--json", variables={"CLERKDESK_NOW": time})
    assert (ran.exit_code, ran.error["code"]) == (2, "wrong_time")


def test_a_fixed_time_in_the_hour_that_spring_leaves_out_is_answered_with_one_that_there_is(
    shell: Shell, desk_file: Path
) -> None:
    variables = {"CLERKDESK_NOW": "2026-03-29T01:30"}
    ran = shell.run("--db", str(desk_file), "worklist", "--json", variables=variables)
    assert (ran.exit_code, ran.error["field"]) == (2, "CLERKDESK_NOW")
    assert "2026-03-29T02:30" in ran.error["sentence"]


def test_a_fixed_time_in_the_hour_that_comes_twice_is_the_first() -> None:
    assert local_time("2026-10-25T01:30").replace(tzinfo=LONDON).utcoffset() == timedelta(hours=1)


def test_an_unknown_clerk_is_answered_with_those_who_can_act(shell: Shell, desk_file: Path) -> None:
    ran = shell.run("--db", str(desk_file), "--clerk", "nobody", "worklist", "--json")
    assert (ran.exit_code, ran.error["field"], "admin" in ran.error["sentence"]) == (2, "--clerk", True)


@pytest.mark.parametrize(
    ("location", "code"),
    [
        ("none.sqlite", "missing"),
        ("no/such/folder/desk.sqlite", "missing"),
        ("postgresql+psycopg://127.0.0.1:1/desk", "unreachable"),
    ],
)
def test_a_database_that_is_not_there_is_exit_code_4(shell: Shell, location: str, code: str) -> None:
    ran = shell.run("--db", location, "worklist", "--json")
    assert (ran.exit_code, ran.error["code"]) == (4, code)


@pytest.mark.parametrize("command", ["worklist", "init"])
@pytest.mark.parametrize("location", ["mysql://127.0.0.1/desk", "post gres://desk", "."])
def test_an_address_of_no_database_is_wrong_input(shell: Shell, location: str, command: str) -> None:
    ran = shell.run("--db", location, command, "--json")
    assert (ran.exit_code, ran.error["code"], ran.error["field"]) == (2, "wrong_address", "--db")


def test_a_file_that_is_no_database_is_exit_code_4(shell: Shell) -> None:
    path = shell.home / "letter.txt"
    path.write_text("Dear patient, " * 1000)
    ran = shell.run("--db", str(path), "worklist", "--json")
    assert (ran.exit_code, ran.error["code"]) == (4, "corrupt")


def test_a_database_of_a_newer_version_is_exit_code_4(shell: Shell, desk_file: Path) -> None:
    connection = sqlite3.connect(desk_file)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    ran = shell.run("--db", str(desk_file), "worklist", "--json")
    assert (ran.exit_code, ran.error["code"]) == (4, "newer")


def test_a_database_that_another_program_holds_is_exit_code_4(shell: Shell, desk_file: Path) -> None:
    connection = sqlite3.connect(desk_file)
    connection.execute("PRAGMA journal_mode=DELETE")
    connection.execute("PRAGMA locking_mode=EXCLUSIVE")
    connection.execute("BEGIN EXCLUSIVE")
    ran = shell.run("--db", str(desk_file), "worklist", "--json")
    connection.rollback()
    connection.close()
    assert (ran.exit_code, ran.error["code"]) == (4, "locked")


def test_the_database_of_the_environment_is_opened(shell: Shell, desk_file: Path) -> None:
    ran = shell.run("worklist", "--json", variables={"CLERKDESK_DB": str(desk_file)})
    assert ran.document["entries"] == []


def test_the_database_of_the_flag_goes_before_that_of_the_environment(shell: Shell, desk_file: Path) -> None:
    ran = shell.run("--db", str(desk_file), "worklist", "--json", variables={"CLERKDESK_DB": "none.sqlite"})
    assert ran.exit_code == 0


@pytest.mark.parametrize("command", ["init", "worklist"])
def test_a_path_that_no_file_can_have_is_wrong_input(shell: Shell, command: str) -> None:
    ran = shell.run("--db", str(shell.home / ("x" * 300)), "--json", command)
    assert (ran.exit_code, ran.error["code"], ran.error["field"]) == (2, "wrong_address", "--db")
