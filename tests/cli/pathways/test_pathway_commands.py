"""`milestone` by plain command."""

from __future__ import annotations

from datetime import date

import pytest

from clerkdesk.data.engine import open_database
from clerkdesk.services.desk.facade import desk_for
from clerkdesk.settings import Settings
from tests.builders import Entry, a_hospital, an_entry
from tests.cli.running import Ran, Shell


@pytest.fixture
def entry(sqlite_location: str) -> Entry:
    desk = desk_for(open_database(sqlite_location), Settings())
    entry = an_entry(desk, a_hospital(desk), clock_start=date(2025, 2, 24), priority_type="3")
    desk.close()
    return entry


def run(shell: Shell, location: str, *words: str) -> Ran:
    return shell.run("--db", location, "--json", *words, variables={"CLERKDESK_NOW": "2025-03-03T09:41:00"})


def test_a_milestone_is_recorded_with_what_it_does(shell: Shell, sqlite_location: str, entry: Entry) -> None:
    told = ("--by", "DERM-C1", "--source", "letter of 28 February", "--because", "seen at the other hospital")
    kept = run(
        shell, sqlite_location, "milestone", str(entry.pathway_id), "diagnosed", "--on", "28/2/2025", *told
    ).document
    assert (kept["day"], kept["sentence"]) == ("2025-02-28", "The 28 days ended on day 4, in time.")


def test_a_milestone_that_makes_no_sense_is_refused(shell: Shell, sqlite_location: str, entry: Entry) -> None:
    refused = run(shell, sqlite_location, "milestone", str(entry.pathway_id), "upgrade", "--by", "Shah")
    assert (refused.exit_code, refused.document["rule"]) == (3, "R-505")


def test_a_milestone_on_no_pathway_is_wrong_input(shell: Shell, sqlite_location: str, entry: Entry) -> None:
    assert run(shell, sqlite_location, "milestone", "4711", "diagnosed").exit_code == 2


def test_who_is_not_left_to_ask_does_not_come_back_by_asking(shell: Shell, sqlite_location: str, entry: Entry) -> None:
    refused = run(shell, sqlite_location, "pifu", str(entry.id), "request", "--said", "it is back")
    assert (refused.exit_code, refused.document["rule"]) == (3, "R-180")


def test_a_status_that_counts_once_the_patient_knows_asks_for_it(shell: Shell, sqlite_location: str) -> None:
    words = ("outcome", "K7Q2-9H", "--attended", "5", "--outcome", "3", "--rtt", "32", "--follow-up", "12w")
    asked = run(shell, sqlite_location, *words)
    assert (asked.exit_code, asked.error["field"]) == (2, "--told")
