"""`report ptl` by plain command."""

from __future__ import annotations

import csv
from datetime import date

import pytest

from clerkdesk.cli.commands.reports import chart
from clerkdesk.data.engine import open_database
from clerkdesk.rules.reports.waiting_figures import WaitingBand
from clerkdesk.services.desk.facade import desk_for
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
    lines = list(
        chart((WaitingBand("0-6", 1000, 99.9), WaitingBand("104+", 1, 100.0), WaitingBand("52-64", 0, 100.0)), 40)
    )
    drawn = [line.count("█") + line.count("#") for line in lines]
    assert drawn == [40, 1, 0]


def report(shell: Shell, location: str, *words: str) -> Ran:
    return shell.run("--db", location, "report", *words, variables={"CLERKDESK_NOW": "2025-03-03T09:41:00"})


@pytest.mark.parametrize("name", ["starts-moved", "removals"])
def test_what_a_team_leader_looks_over_has_its_period_and_its_clerks(shell: Shell, location: str, name: str) -> None:
    words = ("--level", "technical", "--outcome", "V02", "--start", "2/12/24", "--source", "=stamp", "--json")
    moved = shell.run("--db", location, "validate", "1", *words, variables={"CLERKDESK_NOW": "2025-03-02T09:41:00"})
    assert moved.exit_code == 0
    document = report(shell, location, name, "--from", "1/3/25", "--to", "3/3/25", "--json").document
    count = 1 if name == "starts-moved" else 0
    assert (document["from"], document["to"], len(document["rows"])) == ("2025-03-01", "2025-03-03", count)
    rows = list(csv.DictReader(report(shell, location, name, "--csv", "-").stdout.splitlines()))
    assert [row.get("source") for row in rows] == ["'=stamp"] * count
    assert report(shell, location, name, "--from", "3/3/25", "--to", "1/3/25", "--json").exit_code == 2


def test_each_target_has_its_day_its_source_and_whether_it_is_met(shell: Shell, location: str) -> None:
    targets = ptl(shell, location, "--json").document["targets"]
    assert all({"percent", "by", "source", "met", "sentence"} <= set(target) for target in targets)
    assert ("18_weeks", "2029-03-31", False) in [(each["measure"], each["by"], each["met"]) for each in targets]
