"""`clerkdesk demo` as a script runs it."""

from __future__ import annotations

from tests.cli.running import Shell

NOW = {"CLERKDESK_NOW": "2026-11-18T09:41"}


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


def test_a_live_desk_is_refused_with_exit_code_three(shell: Shell) -> None:
    place = str(shell.home / "desk.db")
    shell.run("--db", place, "init")
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
