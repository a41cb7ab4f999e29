"""`forecast`, `forecast compare` and `demand` by plain command."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path

import pytest

from clerkdesk.data.engine import open_database
from clerkdesk.services.desk.facade import desk_for
from clerkdesk.settings import Settings
from tests.builders import a_hospital
from tests.cli.running import Ran, Shell
from tests.worked_lists import weeks_of_work

NOW = "2025-03-03T09:41:00"


@pytest.fixture
def location(sqlite_location: str) -> str:
    desk = desk_for(open_database(sqlite_location), Settings(), now=lambda: datetime.fromisoformat(NOW))
    weeks_of_work(desk, a_hospital(desk).specialty_id)
    desk.close()
    return sqlite_location


def run(shell: Shell, location: str, *words: str, at: str = NOW) -> Ran:
    return shell.run("--db", location, *words, variables={"CLERKDESK_NOW": at})


def test_the_forecast_is_one_json_document(shell: Shell, location: str) -> None:
    said = run(shell, location, "forecast", "DERM", "--weeks", "12", "--scenario", "dna -1", "--json").document
    assert len(said["weeks"]) == 12 and said["first_week_met"] is None
    assert said["scenario_words"] == "missed appointments 1 fewer point; but no appointment is missed"
    assert set(said["gap"]) == {"stops", "attendances", "slots", "sessions"}
    assert said["backtest"]["weeks"] == 12 and said["backtest"]["error"] < 5
    assert said["assumptions"]


def test_a_person_reads_what_was_said_last_time_and_what_came(shell: Shell, location: str) -> None:
    first = run(shell, location, "forecast", "DERM").stdout
    assert "92% within 18 weeks is not met by Sun 31 Aug 2025" in first and "The same method (Sun 8 Dec)" in first
    later = run(shell, location, "forecast", "--weeks", "4", "DERM", at="2025-05-26T09:00:00").stdout
    assert "Last time (Sun 2 Mar)" in later


def test_every_list_has_a_line_with_its_share_now_and_ahead_and_its_outlook(shell: Shell, location: str) -> None:
    lines = run(shell, location, "forecast").stdout.splitlines()
    assert [line.split("  ")[0] for line in lines] == ["The whole list", "Dermatology"]
    assert all(line.count("%") == 3 and "92% not met by Sun 31 Aug 2025" in line for line in lines)


def test_scenarios_stand_side_by_side(shell: Shell, location: str) -> None:
    said = run(shell, location, "forecast", "compare", "DERM", "+2 stops", "+14 stops from 10 mar", "--json").document
    assert [each["scenario_words"] for each in said["forecasts"]] == [
        "as it is", "2 more stops a week", "14 more stops a week from Mon 10 Mar 2025",
    ]  # fmt: skip
    shares = [each["weeks"][-1]["within"]["middle"] for each in said["forecasts"]]
    assert shares == sorted(shares)


def test_the_csv_has_a_row_for_each_week_and_its_assumptions(shell: Shell, location: str) -> None:
    rows = list(csv.DictReader(run(shell, location, "forecast", "DERM", "--csv", "-").stdout.splitlines()))
    assert len([row for row in rows if row["week_ends"]]) == 26
    assert any("draw whole past weeks" in row["note"] for row in rows)


@pytest.mark.parametrize("words", [("forecast", "DERM"), ("forecast", "compare", "DERM", "+2 stops")])
def test_a_file_that_stands_there_is_not_written_over(
    shell: Shell, location: str, tmp_path: Path, words: tuple[str, ...]
) -> None:
    file = tmp_path / "ahead.csv"
    assert run(shell, location, *words, "--csv", str(file)).exit_code == 0
    file.write_text("mine")
    ran = run(shell, location, *words, "--csv", str(file))
    assert ran.exit_code == 2 and "There is a file of that name already" in ran.stderr
    assert file.read_text() == "mine"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("forecast", "heart"), "No specialty has that name"),
        (("forecast", "compare", "heart", "dna -1"), "No specialty has that name"),
        (("forecast", "compare", "DERM", "dna -1", "dna -1; more doctors"), "Scenario 2: Change 2: That is no change"),
        (("forecast", "DERM", "--weeks", "0"), "1 to 104 weeks"),
        (("forecast", "DERM", "--scenario", "more doctors"), "+2 sessions from 4 jan"),
    ],
)
def test_a_wrong_question_is_wrong_input(shell: Shell, location: str, words: tuple[str, ...], said: str) -> None:
    ran = run(shell, location, *words)
    assert ran.exit_code == 2 and said in ran.stderr


def test_demand_prints_its_limits_and_claims_no_signal(shell: Shell, location: str) -> None:
    said = run(shell, location, "demand", "DERM").stdout
    assert "New waits: mean 8.0 a week, limits 8.0 to 8.0, no signal" in said
