"""The first main job by plain commands alone: an empty desk, clinics from TOML, e-RS files, and everybody booked."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import Ran, Shell
from tests.interop.published import ERS
from tests.services.imports.test_clinics import EXAMPLE

NOW = {"CLERKDESK_NOW": "2026-03-02T09:30"}
FILES = sorted(str(path) for path in ERS.glob("*.json"))


class Hospital:
    """A desk of its own, on which commands run at one moment."""

    def __init__(self, shell: Shell) -> None:
        self.shell = shell
        self.database = str(shell.home / "desk.sqlite")

    def run(self, *words: str) -> Ran:
        """Run a command with `--json`."""
        return self.shell.run("--db", self.database, *words, "--json", variables=NOW)

    def answer(self, *words: str) -> Any:
        """Run a command that goes through, and return its document."""
        ran = self.run(*words)
        assert ran.exit_code == 0, ran.stdout + ran.stderr
        return ran.document


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of an empty desk with the clinics of the example file, published for four months."""
    made = Hospital(Shell(tmp_path_factory.mktemp("published")))
    made.shell.run("--db", made.database, "init", "--test", "--administrator", "asha")
    made.answer("import", "clinics", str(EXAMPLE))
    made.answer("publish", "--until", "2026-06-30")
    return Path(made.database)


@pytest.fixture
def hospital(shell: Shell, published: Path) -> Hospital:
    """That desk, as it was made."""
    made = Hospital(shell)
    shutil.copy(published, made.database)
    return made


def test_everybody_from_the_e_rs_files_is_booked_by_plain_commands(hospital: Hospital) -> None:
    added = hospital.answer("import", "ers", *FILES)["added"]
    entries = hospital.answer("worklist")["entries"]
    booked = []
    for entry in entries:
        if entry["status"] == "needs specialty":
            hospital.answer("set-specialty", str(entry["id"]), "CARD")
        best, *_ = hospital.answer("slots", str(entry["id"]))["slots"]
        # Those who needed a specialty stand elsewhere on its list than on the list of all.
        answer = hospital.answer("book", str(entry["id"]), str(best["id"]), "--out-of-turn", "OT01")
        booked.append(answer["appointment"]["reference"])
    assert len(booked) == len(set(booked)) == added == 5
    assert hospital.answer("worklist")["entries"] == []


def test_a_declined_offer_and_an_accepted_one_book_the_first_on_the_list(hospital: Hospital) -> None:
    hospital.answer("import", "ers", str(ERS / "AppointmentSlotIssues.json"))
    first, *_ = hospital.answer("worklist", "CARD")["entries"]
    one, other, *_ = hospital.answer("slots", str(first["id"]))["slots"]
    declined = hospital.answer("offer", str(first["id"]), str(one["id"]), "--answer", "declined", "--reason", "OD01")
    accepted = hospital.answer("offer", str(first["id"]), str(other["id"]), "--answer", "accepted")
    assert (declined["outcome"], accepted["outcome"]) == ("declined", "accepted")
    assert accepted["appointment"]["starts"] == other["starts"]


def test_the_same_files_again_leave_those_who_are_booked_where_they_are(hospital: Hospital) -> None:
    hospital.answer("import", "ers", *FILES)
    first, *_ = hospital.answer("worklist", "CARD")["entries"]
    best, *_ = hospital.answer("slots", str(first["id"]))["slots"]
    hospital.answer("book", str(first["id"]), str(best["id"]))
    again = hospital.answer("import", "ers", *FILES)
    assert (again["added"], again["updated"]) == (0, 0)
    assert first["id"] not in [entry["id"] for entry in hospital.answer("worklist")["entries"]]


def test_a_patient_known_by_number_is_found_by_name_once_demographics_came(hospital: Hospital, tmp_path: Path) -> None:
    hospital.answer("import", "ers", str(ERS / "AppointmentSlotIssues.json"))
    number = hospital.answer("worklist", "CARD")["entries"][0]
    demographics = tmp_path / "patients.csv"
    demographics.write_text("NHS number,Surname,Forename,DOB\n1000000001,O'Neil-[/],Róisín,14/03/1967\n", "utf-8")
    hospital.answer("import", "patients", str(demographics))
    (found,) = hospital.answer("find", "oneil")["patients"]
    assert (found["id"], found["family_name"]) == (number["patient_id"], "O'Neil-[/]")


def test_a_slot_that_is_taken_is_answered_with_the_nearest_as_slots_shows_them(hospital: Hospital) -> None:
    hospital.answer("import", "ers", *FILES)
    first, second, *_ = hospital.answer("worklist", "CARD")["entries"]
    slot = str(hospital.answer("slots", str(first["id"]))["slots"][0]["id"])
    hospital.answer("book", str(first["id"]), slot)
    lost = hospital.run("book", str(second["id"]), slot)
    assert (lost.exit_code, lost.document["outcome"], lost.error["code"]) == (3, "slot_taken", "slot_taken")
    assert lost.document["nearest"] == hospital.answer("slots", str(second["id"]))["slots"]


def test_an_unknown_reason_out_of_turn_is_wrong_input_with_nobody_ahead(hospital: Hospital) -> None:
    hospital.answer("import", "ers", *FILES)
    first, *_ = hospital.answer("worklist", "CARD")["entries"]
    slot = str(hospital.answer("slots", str(first["id"]))["slots"][0]["id"])
    for words in (("book", str(first["id"]), slot), ("offer", str(first["id"]), slot, "--answer", "accepted")):
        ran = hospital.run(*words, "--out-of-turn", "OT77")
        assert (ran.exit_code, "OT01" in ran.error["sentence"]) == (2, True)


@pytest.mark.parametrize(
    ("answer", "field", "value"),
    [
        ("accepted", "--reason", "OD01"),
        ("accepted", "--wait-until", "2026-05-01"),
        ("declined", "--out-of-turn", "OT01"),
    ],
)
def test_what_an_answer_has_no_use_for_is_said_and_not_lost(
    hospital: Hospital, answer: str, field: str, value: str
) -> None:
    ran = hospital.run("offer", "1", "1", "--answer", answer, field, value)
    assert (ran.exit_code, ran.error["field"]) == (2, field)


@pytest.mark.parametrize("command", [("slots",), ("patient",), ("done",), ("book", "1")], ids=" ".join)
def test_a_number_that_no_row_can_have_is_wrong_input(hospital: Hospital, command: tuple[str, ...]) -> None:
    assert hospital.run(*command, "9" * 25).exit_code == 2


def test_a_search_for_nothing_is_told_what_to_type(hospital: Hospital) -> None:
    ran = hospital.run("find", " ")
    assert (ran.exit_code, ran.error["code"]) == (2, "nothing_to_find")


def test_a_folder_is_no_database(hospital: Hospital) -> None:
    ran = hospital.shell.run("--db", str(hospital.shell.home), "worklist", "--json")
    assert (ran.exit_code, ran.error["sentence"].startswith("This is a folder.")) == (2, True)
