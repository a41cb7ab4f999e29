"""Files as other systems send them, end to end: what the command answers, what it leaves, and that it is done once."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import Shell
from tests.services.imports.test_clinics import EXAMPLE

FILES = Path(__file__).parents[2] / "data" / "imports"
NOW = {"CLERKDESK_NOW": "2026-11-30T09:00"}


@dataclass(frozen=True)
class Left:
    """What the imports of a test left behind."""

    answers: list[Any]
    path: Path

    def rows(self, query: str) -> list[Any]:
        """The rows of a query."""
        with closing(sqlite3.connect(self.path)) as connection:
            return connection.execute(query).fetchall()

    @property
    def flags(self) -> str:
        """Everything that was flagged, one sentence after another."""
        return " ".join(problem["reason"] for answer in self.answers for problem in answer["flagged"])

    @property
    def people(self) -> list[Any]:
        """Family name, given name and birth date of everybody."""
        return self.rows("SELECT family_name, given_name, date_of_birth FROM patient ORDER BY id")


Take = Callable[..., Left]


@pytest.fixture
def take(shell: Shell, sqlite_template: Path) -> Take:
    """Takes in files by the command, then all of them again, which has to change nothing."""
    path = shell.home / "desk.sqlite"
    path.write_bytes(sqlite_template.read_bytes())

    def take(*names: str, kind: str = "patients") -> Left:
        def run(name: str) -> Any:
            ran = shell.run("--db", str(path), "import", kind, str(FILES / name), "--json", variables=NOW)
            assert ran.exit_code == 0, ran.stderr
            answer = ran.document
            ended = answer["added"] + answer["updated"] + answer["unchanged"] + len(answer["rejected"])
            assert answer["read"] == ended
            return answer

        answers = [run(name) for name in names]
        for name in names:
            again = run(name)
            assert (again["added"], again["updated"]) == (0, 0)
        return Left(answers, path)

    return take


def test_01_null_is_no_value_in_any_column(take: Take) -> None:
    left = take("01-null-words.csv")
    assert left.people == [("Okafor", "Grace", "1967-03-14"), ("Brown", "Tom", "1980-02-02")]
    assert left.rows("SELECT DISTINCT deceased_date, language FROM patient") == [(None, "")]
    assert left.rows("SELECT count(*) FROM inbox_item") == [(0,)]


def test_02_another_person_and_a_twin_change_nothing_and_are_asked_about(take: Take) -> None:
    left = take("02a-first.csv", "02b-another-person.csv", "02c-twin.csv")
    assert left.people == [("Patel", "Joan", "1950-11-01")]
    assert left.rows("SELECT DISTINCT topic FROM inbox_item") == [("correct_record",)]
    assert [len(answer["flagged"]) for answer in left.answers] == [0, 1, 1]


def test_03_a_cancelled_referral_comes_onto_no_list(shell: Shell, take: Take) -> None:
    shell.run("--db", str(shell.home / "desk.sqlite"), "import", "clinics", str(EXAMPLE))
    left = take("03-ers-cancelled.json", kind="ers")
    assert left.rows("SELECT count(*) FROM waiting_list_entry") == [(0,)]
    assert "cancelled" in left.flags


def test_04_a_need_in_words_is_a_need(take: Take) -> None:
    left = take("04-yes-in-words.csv")
    assert left.rows("SELECT interpreter_needed, restricted FROM patient ORDER BY id") == [
        (1, 0), (1, 0), (1, 0), (0, 1)
    ]  # fmt: skip


def test_05_a_placeholder_number_joins_nobody(take: Take) -> None:
    left = take("05-placeholder-number.csv")
    assert left.people == [("Okafor", "Grace", "1967-03-14"), ("Brown", "Tom", "1980-02-02")]
    assert left.rows("SELECT count(*) FROM patient WHERE nhs_number_valid") == [(0,)]
    assert len(left.answers[0]["flagged"]) == 2


@pytest.mark.parametrize("name", ["06-namesakes.csv", "19-newborns.csv"])
def test_06_and_19_namesakes_and_twins_stay_two(take: Take, name: str) -> None:
    left = take(name)
    assert left.rows("SELECT count(*) FROM patient") == [(2,)]
    assert "Likely duplicate" in left.flags


def test_07_what_is_valid_today_stands_and_the_rest_is_kept_as_former(take: Take) -> None:
    left = take("07-fhir-periods.json")
    assert left.rows("SELECT family_name, postcode, email FROM patient") == [("Okafor", "NN2 2AA", "new@example.org")]
    assert left.rows("SELECT number FROM patient_phone") == [("+447700900222",)]
    assert left.rows("SELECT kind, family_name FROM patient_name") == [("former", "Adams")]
    kept = {field for (field,) in left.rows("SELECT field FROM patient_other_value")}
    assert kept >= {"address", "email", "phone"}


def test_08_the_official_number_counts_and_the_old_one_is_kept_beside(take: Take) -> None:
    left = take("08-fhir-old-number-first.json")
    assert left.rows("SELECT nhs_number FROM patient") == [("9990000018",)]


def test_09_eight_digits_are_a_day_in_the_order_that_makes_one(take: Take) -> None:
    born = {family: born for family, _, born in take("09-yyyymmdd.csv").people}
    assert born == {"Okafor": "2010-09-12", "Brown": "2008-12-12", "Green": "1967-03-14"}


def test_10_one_row_of_another_encoding_spoils_no_other(take: Take) -> None:
    left = take("10-one-latin1-row.csv")
    assert left.people[:2] == [("Muñoz", "José", "1967-03-14"), ("Łuczak", "Zoë", "1980-02-02")]
    assert len(left.answers[0]["flagged"]) == 1


def test_11_utf_16_without_a_mark_is_read(take: Take) -> None:
    assert take("11-utf16le-no-bom.csv").people == [("Wałęsa", "Łukasz", "1967-03-14")]


def test_12_columns_that_nobody_reads_are_named(take: Take) -> None:
    left = take("12-unread-columns.csv")
    assert left.people == [("OKAFOR", "Grace", "1967-03-14")]
    assert left.rows("SELECT restricted FROM patient") == [(1,)]


def test_13_a_stand_in_is_no_death(take: Take) -> None:
    left = take("13-death-placeholders.csv")
    assert left.rows("SELECT count(*) FROM patient WHERE deceased_date IS NOT NULL") == [(0,)]
    assert left.rows("SELECT count(*) FROM alert_flag WHERE code = 'DEC'") == [(0,)]


def test_14_a_birth_date_as_an_instant_is_the_day_in_london(take: Take) -> None:
    assert [born for _, _, born in take("14-dob-utc.csv").people] == ["1967-06-14", "1985-01-05"]


def test_15_a_number_made_here_never_meets_one_of_the_hospital(take: Take) -> None:
    left = take("15a-made-here.csv", "15b-pas-number.csv")
    assert left.rows("SELECT family_name, hospital_number FROM patient ORDER BY id") == [
        ("Smith", "DESK0000001"), ("Adams", "H0000001")
    ]  # fmt: skip


def test_16_two_numbers_in_a_cell_are_two_and_words_go_into_the_note(take: Take) -> None:
    left = take("16-phones.csv")
    assert left.rows("SELECT number, note FROM patient_phone ORDER BY number") == [
        ("+441632960001", "mum"),
        ("+447700900123", ""),
        ("+447700900124", ""),
        ("+447700900126", "extension 12"),
    ]


def test_17_a_line_that_names_the_separator_is_no_heading(take: Take) -> None:
    assert take("17-sep-line.csv").people == [("Okafor", "Grace", "1967-03-14")]


def test_18_a_resource_on_each_line_is_a_patient_on_each_line(take: Take) -> None:
    left = take("18-patients.ndjson")
    assert left.people == [("Okafor", "Grace", "1967-03-14"), ("Okafor", "Ada", "1967-03-14")]


def test_every_file_is_read_by_a_test() -> None:
    read = Path(__file__).read_text(encoding="utf-8")
    assert [path.name for path in FILES.iterdir() if path.suffix != ".md" and path.name not in read] == []
    assert json.loads((FILES / "03-ers-cancelled.json").read_text(encoding="utf-8"))
