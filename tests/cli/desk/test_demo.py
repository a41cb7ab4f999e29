"""`clerkdesk demo` as a script runs it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.running import Shell

NOW = {"CLERKDESK_NOW": "2026-11-18T09:41"}


@pytest.fixture(scope="module")
def composed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a practice desk, composed once."""
    home = tmp_path_factory.mktemp("composed")
    place = home / "practice.db"
    Shell(home).run("--db", str(place), "demo", "--patients", "260", "--build-only", variables=NOW)
    return place


@pytest.fixture
def practised(shell: Shell, composed: Path) -> Shell:
    """The home of somebody who has the practice desk and no other."""
    place = shell.home / "data" / "clerkdesk" / "practice.db"
    place.parent.mkdir(parents=True)
    shutil.copy(composed, place)
    return shell


def test_it_composes_where_it_is_told_and_answers_with_its_size(shell: Shell) -> None:
    place = str(shell.home / "practice.db")
    ran = shell.run("--db", place, "demo", "--patients", "260", "--build-only", "--json", variables=NOW)
    assert ran.exit_code == 0
    assert set(ran.document) >= {"database", "patients", "entries", "slots"}
    assert ran.document["database"] == place
    assert ran.document["patients"] == 260
    assert ran.document["entries"] > 200
    assert ran.document["slots"] > 1000


def test_without_a_place_it_stands_in_the_users_own_folder(shell: Shell) -> None:
    ran = shell.run("demo", "--patients", "260", "--build-only", "--json", variables=NOW)
    assert ran.exit_code == 0
    assert ran.document["database"].startswith(str(shell.home))


def test_plain_commands_work_on_it_as_the_booking_clerk(shell: Shell) -> None:
    place = {"CLERKDESK_DB": str(shell.home / "practice.db"), **NOW}
    shell.run("demo", "--patients", "260", "--build-only", variables=place)
    ran = shell.run("worklist", "derm", "--limit", "1", "--json", variables=place)
    assert ran.exit_code == 0
    assert ran.document["entries"][0]["priority"] in ("2", "urgent", 2)


def test_without_any_desk_no_command_speaks_of_practice(shell: Shell) -> None:
    ran = shell.run("worklist", "derm")
    assert (ran.exit_code, "practice" in ran.stderr) == (4, False)


def test_without_a_desk_a_command_offers_the_practice_desk_that_is_there_by_one_flag(practised: Shell) -> None:
    ran = practised.run("worklist", "derm")
    assert ran.exit_code == 4 and "`clerkdesk --demo worklist`" in ran.stderr
    assert practised.run("--demo", "worklist", "derm", variables=NOW).exit_code == 0


def test_the_flag_acts_as_the_booking_clerk_whatever_the_settings_file_says(practised: Shell) -> None:
    practised.write_settings(f'[desk]\nclerk = "jane"\ndatabase = "{practised.home / "desk.db"}"\n')
    ran = practised.run("--demo", "settings", "show", "--json")
    shown = {row["key"]: (row["value"], row["origin"]) for row in ran.document["settings"]}
    assert shown["desk.clerk"] == ("", "flag")
    assert shown["desk.database"][0].endswith("practice.db")
    assert practised.run("--demo", "worklist", "derm", variables=NOW).exit_code == 0


def test_the_commands_that_an_answer_names_carry_the_flag_too(practised: Shell) -> None:
    ran = practised.run("--demo", "pifu", "153", "request", "--said", "rash", variables=NOW)
    assert (ran.exit_code, "`clerkdesk --demo pifu 153 end`" in ran.stderr) == (3, True)
    made = practised.run("--demo", "init")
    assert "`clerkdesk demo`" in made.stderr


def test_the_flag_says_how_a_practice_desk_is_made_where_there_is_none(shell: Shell) -> None:
    ran = shell.run("--demo", "worklist")
    assert (ran.exit_code, "clerkdesk demo" in ran.stderr) == (4, True)


def test_the_flag_never_acts_on_a_desk_of_real_patients(shell: Shell) -> None:
    place = {"CLERKDESK_DB": str(shell.home / "desk.db")}
    shell.make_desk(variables=place)
    ran = shell.run("--demo", "worklist", "--json", variables=place)
    assert (ran.exit_code, ran.error["field"]) == (3, "--demo")


def test_the_flag_makes_no_desk_of_ones_own(shell: Shell) -> None:
    ran = shell.run("--demo", "init", "--json")
    assert (ran.exit_code, ran.error["field"]) == (2, "--demo")
    assert shell.run("--demo", "worklist").exit_code == 4


def test_the_flag_behind_the_command_is_told_its_place(shell: Shell) -> None:
    ran = shell.run("worklist", "--demo")
    assert (ran.exit_code, "`clerkdesk --demo COMMAND`" in ran.stderr) == (2, True)


def test_a_live_desk_is_refused_with_exit_code_three(shell: Shell) -> None:
    place = str(shell.home / "desk.db")
    shell.make_desk("--db", place)
    ran = shell.run("--db", place, "demo", "--build-only", "--fresh", "--json")
    assert ran.exit_code == 3
    assert ran.error["field"] == "--db"
    assert "real patients" in ran.error["sentence"]


def test_a_wrong_size_is_wrong_input(shell: Shell) -> None:
    ran = shell.run("demo", "--patients", "0", "--build-only", "--json")
    assert ran.exit_code == 2
    assert ran.error["field"] == "--patients"


def test_a_wrong_time_is_wrong_input(shell: Shell) -> None:
    ran = shell.run("demo", "--build-only", "--json", variables={"CLERKDESK_NOW": "yesterday"})
    assert ran.exit_code == 2
    assert ran.error["field"] == "CLERKDESK_NOW"
