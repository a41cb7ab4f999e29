"""`validate` by plain command."""

from __future__ import annotations

from datetime import date

import pytest

from clerkdesk.data.engine import open_database
from clerkdesk.services.desk.facade import desk_for
from clerkdesk.settings import Settings
from tests.builders import a_hospital, a_patient, an_entry
from tests.cli.running import Ran, Shell


@pytest.fixture
def entry_id(sqlite_location: str) -> int:
    desk = desk_for(open_database(sqlite_location), Settings())
    entry = an_entry(desk, a_hospital(desk), clock_start=date(2024, 12, 2), patient_id=a_patient(desk))
    desk.close()
    return entry.id


def validate(shell: Shell, location: str, *words: str) -> Ran:
    variables = {"CLERKDESK_NOW": "2025-03-03T09:41:00"}
    return shell.run("--db", location, "--json", "validate", *words, variables=variables)


def test_an_outcome_is_recorded_with_what_it_leads_to(shell: Shell, sqlite_location: str, entry_id: int) -> None:
    words = ("--level", "contact", "--outcome", "V12", "--by", "Shah", "--source", "letter", "--told-on", "3/3/25")
    ran = validate(shell, sqlite_location, str(entry_id), *words)
    assert ran.exit_code == 0
    assert ran.document["entry"]["status"] == "closed"
    assert ran.document["clock"] == {"state": "stopped", "stop": "2025-03-03", "stop_code": "35"}


def test_an_outcome_may_be_typed_in_small_letters(shell: Shell, sqlite_location: str, entry_id: int) -> None:
    ran = validate(shell, sqlite_location, str(entry_id), "--level", "technical", "--outcome", " v01")
    assert (ran.exit_code, ran.document["outcome"]) == (0, "V01")


def test_what_the_rules_refuse_ends_with_3(shell: Shell, sqlite_location: str, entry_id: int) -> None:
    ran = validate(shell, sqlite_location, str(entry_id), "--level", "technical", "--outcome", "V04")
    assert (ran.exit_code, ran.document["rule"]) == (3, "RULES 13.10")


def test_without_an_entry_it_lists_what_is_due(shell: Shell, sqlite_location: str, entry_id: int) -> None:
    document = validate(shell, sqlite_location).document
    assert ([entry["id"] for entry in document["entries"]], document["progress"]) == ([entry_id], "0 of 1")


def test_an_entry_without_an_outcome_is_wrong_input(shell: Shell, sqlite_location: str, entry_id: int) -> None:
    assert validate(shell, sqlite_location, str(entry_id)).exit_code == 2


def test_a_clock_that_was_counted_from_a_wrong_day_is_put_right(
    shell: Shell, sqlite_location: str, entry_id: int
) -> None:
    words = ("--level", "technical", "--outcome", "V02", "--start", "25/11/24", "--source", "referral letter")
    ran = validate(shell, sqlite_location, str(entry_id), *words)
    assert ran.exit_code == 0
    assert ran.document["sentence"] == "Corrected: the clock runs, counted from Mon 25 Nov 2024."


def test_settings_for_a_specialty_that_is_not_here_are_named(shell: Shell, sqlite_location: str, entry_id: int) -> None:
    shell.write_settings("[policy.specialty.DREM]\nlate_minutes = 20\n[policy.specialty.DERM]\nlate_minutes = 25\n")
    ran = validate(shell, sqlite_location, str(entry_id), "--level", "technical", "--outcome", "V01")
    assert (ran.exit_code, "policy.specialty.DREM" in ran.stderr, "policy.specialty.DERM" in ran.stderr) == (
        0, True, False,
    )  # fmt: skip


def test_a_number_that_no_row_can_have_is_wrong_input(shell: Shell, sqlite_location: str) -> None:
    ran = validate(shell, sqlite_location, "9" * 23, "--level", "technical", "--outcome", "V01")
    assert (ran.exit_code, ran.error["field"]) == (2, "ENTRY")
