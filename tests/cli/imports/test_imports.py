"""`import` and `publish`: the keys of the contract, what is a failure and what is not, and an import cut off."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest

from clerkdesk.cli.main import run
from clerkdesk.rules.values.nhs_number import practice_number
from tests.cli.running import Shell
from tests.interop.published import ERS, MAVIS_CSV
from tests.services.imports.test_clinics import EXAMPLE

KEYS = {"read", "added", "updated", "unchanged", "flagged", "rejected"}
TODAY = {"CLERKDESK_NOW": "2025-03-03T09:41"}


@pytest.fixture
def desk_file(shell: Shell, sqlite_template: Path) -> Path:
    """An empty desk made for tests."""
    path = shell.home / "desk.sqlite"
    path.write_bytes(sqlite_template.read_bytes())
    return path


@pytest.mark.parametrize(
    ("kind", "file"),
    [("ers", ERS / "AppointmentSlotIssues.json"), ("patients", MAVIS_CSV / "valid.csv"), ("clinics", EXAMPLE)],
)
def test_an_import_answers_with_the_keys_of_the_contract(shell: Shell, desk_file: Path, kind: str, file: Path) -> None:
    ran = shell.run("--db", str(desk_file), "import", kind, str(file), "--json")
    assert (ran.exit_code, set(ran.document) - {"columns"}) == (0, KEYS)
    assert ran.document["added"] > 0


def test_rejected_rows_are_no_failure_and_name_file_place_and_reason(shell: Shell, desk_file: Path) -> None:
    file = ERS / "OperationOutcome.json"
    ran = shell.run("--db", str(desk_file), "import", "ers", str(file), "--json")
    (rejected,) = ran.document["rejected"]
    assert (ran.exit_code, rejected["source"], rejected["item"]) == (0, str(file), "file")
    assert set(rejected) == {"source", "item", "reason"}


def test_the_wrong_kind_of_file_is_rejected_with_where_it_belongs(shell: Shell, desk_file: Path) -> None:
    ran = shell.run("--db", str(desk_file), "import", "patients", str(ERS / "AppointmentSlotIssues.json"), "--json")
    assert "import ers" in ran.document["rejected"][0]["reason"]


@pytest.mark.parametrize(
    ("name", "code"), [("none.json", "no_such_file"), ("x" * 300, "no_such_file"), (".", "folder")]
)
def test_no_file_at_all_is_wrong_input(shell: Shell, desk_file: Path, name: str, code: str) -> None:
    ran = shell.run("--db", str(desk_file), "import", "ers", name, "--json")
    assert (ran.exit_code, ran.error["code"], ran.error["field"]) == (2, code, "FILE")


def test_a_folder_among_files_is_rejected_and_the_files_are_taken(shell: Shell, desk_file: Path) -> None:
    ran = shell.run(
        "--db", str(desk_file), "import", "ers", str(ERS), str(ERS / "AppointmentSlotIssues.json"), "--json"
    )
    assert (ran.document["added"], ran.document["rejected"][0]["source"]) == (2, str(ERS))


def test_a_mapping_that_names_no_field_is_wrong_input(shell: Shell, desk_file: Path) -> None:
    mapping = shell.home / "columns.toml"
    mapping.write_text('[columns]\n"No." = "nhs_nmber"\n', encoding="utf-8")
    words = ("import", "patients", str(MAVIS_CSV / "valid.csv"), "--mapping", str(mapping), "--json")
    ran = shell.run("--db", str(desk_file), *words)
    assert (ran.exit_code, ran.error["field"], "nhs_number" in ran.error["sentence"]) == (2, "--mapping", True)


def test_nothing_of_progress_is_written_where_nobody_looks(shell: Shell, desk_file: Path) -> None:
    ran = shell.run("--db", str(desk_file), "import", "clinics", str(EXAMPLE))
    assert (ran.exit_code, ran.stderr) == (0, "")


def test_help_says_how_the_totals_add_up(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["import", "ers", "--help"]) == 0
    assert "add up to the rows read" in " ".join(capsys.readouterr().out.split())


def test_publish_answers_with_sessions_and_slots(shell: Shell, desk_file: Path) -> None:
    shell.run("--db", str(desk_file), "import", "clinics", str(EXAMPLE))
    ran = shell.run("--db", str(desk_file), "publish", "--until", "2025-04-30", "--json", variables=TODAY)
    assert (ran.exit_code, ran.document["sessions"] > 0, ran.document["slots"] > 0) == (0, True, True)
    assert {"date": "2025-04-21", "name": "Easter Monday"} in ran.document["left_out"]


@pytest.mark.parametrize("until", ["2025-03-02", "2031-01-01", "whenever"])
def test_publishing_until_a_day_that_cannot_be_is_wrong_input(shell: Shell, desk_file: Path, until: str) -> None:
    ran = shell.run("--db", str(desk_file), "publish", "--until", until, "--json", variables=TODAY)
    assert (ran.exit_code, ran.error["field"]) == (2, "--until")


def test_an_import_that_was_killed_goes_on_where_it_stopped(shell: Shell, desk_file: Path) -> None:
    rows = 3000
    file = shell.home / "patients.csv"
    lines = [f"{practice_number(number)},Patel,Anjali{number},14/03/1967" for number in range(rows)]
    file.write_text("\n".join(["NHS number,Surname,Forename,DOB", *lines]) + "\n", encoding="utf-8")
    words = shell.command("--db", str(desk_file), "import", "patients", str(file))
    with subprocess.Popen(words, env=shell.environment(), cwd=shell.home, stdout=subprocess.DEVNULL) as killed:
        while killed.poll() is None and _patients_in(desk_file) == 0:
            time.sleep(0.02)
        killed.send_signal(signal.SIGKILL)
    kept = _patients_in(desk_file)
    ran = shell.run("--db", str(desk_file), "import", "patients", str(file), "--json")
    assert 0 < kept <= rows
    assert (ran.document["added"], ran.document["unchanged"], _patients_in(desk_file)) == (rows - kept, kept, rows)


def _patients_in(desk_file: Path) -> int:
    connection = sqlite3.connect(desk_file)
    try:
        return int(connection.execute("SELECT count(*) FROM patient").fetchone()[0])
    finally:
        connection.close()
