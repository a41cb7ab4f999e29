"""`report ptl` by plain command."""

from __future__ import annotations

import csv
from datetime import date

import pytest

from clerkdesk.cli.report import chart
from clerkdesk.data.engine import open_database
from clerkdesk.rules.waiting_figures import Group
from clerkdesk.services.desk import desk_for
from clerkdesk.settings import Settings
from tests.builders import a_hospital, an_entry
from tests.cli.running import Ran, Shell


@pytest.fixture
def location(sqlite_location: str) -> str:
    desk = desk_for(open_database(sqlite_location), Settings())
    hospital = a_hospital(desk, "DERM", "=Dermatology")
    an_entry(desk, hospital, clock_start=date(2025, 1, 6))
    an_entry(desk, hospital, clock_start=date(2024, 1, 8))
    desk.close()
    return sqlite_location


def ptl(shell: Shell, location: str, *words: str) -> Ran:
    return shell.run("--db", location, "report", "ptl", *words, variables={"CLERKDESK_NOW": "2025-03-03T09:41:00"})


def test_the_report_is_one_json_document(shell: Shell, location: str) -> None:
    document = ptl(shell, location, "--json").document
    assert (document["waiting"], document["percent_within"], document["over_52_weeks"]) == (2, 50.0, 1)


def test_the_csv_has_a_row_for_every_group(shell: Shell, location: str) -> None:
    rows = list(csv.DictReader(ptl(shell, location, "--csv", "-").stdout.splitlines()))
    assert next(row for row in rows if row["section"] == "total")["waiting"] == "2"
    assert len([row for row in rows if row["section"] == "week_band"]) == 105


def test_a_name_in_the_csv_is_never_reckoned_with_by_a_spreadsheet(shell: Shell, location: str) -> None:
    rows = list(csv.DictReader(ptl(shell, location, "--csv", "-").stdout.splitlines()))
    assert [row["group"] for row in rows if row["section"] == "specialty"] == ["'=Dermatology"]


def test_the_csv_may_go_to_a_file(shell: Shell, location: str) -> None:
    ran = ptl(shell, location, "--csv", "ptl.csv")
    assert (ran.exit_code, (shell.home / "ptl.csv").read_text().startswith("section,group,")) == (0, True)


def test_a_folder_that_is_not_there_is_wrong_input(shell: Shell, location: str) -> None:
    assert ptl(shell, location, "--csv", "nowhere/ptl.csv").exit_code == 2


def test_a_person_gets_a_chart_of_the_waits(shell: Shell, location: str) -> None:
    lines = ptl(shell, location).stdout.splitlines()
    assert any(line.startswith("   7-12  █") for line in lines)


def test_somebody_who_waits_is_never_drawn_as_nobody() -> None:
    lines = list(chart((Group("0-6", 1000, 99.9), Group("104+", 1, 100.0), Group("52-64", 0, 100.0)), 40))
    drawn = [line.count("█") + line.count("#") for line in lines]
    assert drawn == [40, 1, 0]
