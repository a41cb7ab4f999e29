"""Patients by plain command, with the contract's keys."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from typing import Any

import pytest

from clerkdesk.cli.main import run
from clerkdesk.data.engine import open_database
from clerkdesk.services.desk.facade import desk_for
from clerkdesk.settings import Settings
from tests.builders import a_hospital
from tests.conftest import MONDAY

Command = Callable[..., tuple[int, Any]]


@pytest.fixture
def command(
    sqlite_location: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Command:  # fmt: skip
    """Run a command with `--json` on a small hospital; returns exit code and document."""
    monkeypatch.setenv("CLERKDESK_NOW", MONDAY.isoformat())
    database = open_database(sqlite_location)
    a_hospital(desk_for(database, Settings(), now=lambda: MONDAY))
    database.close()

    def ran(*words: str, stdin: str = "") -> tuple[int, Any]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        code = run(["--db", sqlite_location, *words, "--json"])
        return code, json.loads(capsys.readouterr().out)

    return ran


PATEL = {"family_name": "Patel", "given_name": "Anjali", "date_of_birth": "14/3/67", "nhs_number": "999 000 0018"}


@pytest.fixture
def patel(command: Command) -> int:
    code, document = command("register", "-", stdin=json.dumps(PATEL | {"phones": ["07700 900123"]}))
    assert code == 0
    patient_id: int = document["patient"]["id"]
    return patient_id


def test_find_answers_with_the_contracts_keys(command: Command, patel: int) -> None:
    code, document = command("find", "pa140367")
    assert code == 0
    [found] = document["patients"]
    assert found | {
        "id": patel, "nhs_number": "9990000018", "nhs_number_valid": True, "family_name": "Patel",
        "given_name": "Anjali", "date_of_birth": "1967-03-14", "postcode": "", "match": "name and birth date",
    } == found  # fmt: skip
    assert found["hospital_number"]


def test_finding_nobody_is_an_answer_with_a_sentence(command: Command) -> None:
    code, document = command("find", "zzyzx")
    assert (code, document["patients"]) == (0, [])
    assert document["sentence"]


def test_what_is_looked_for_may_come_from_standard_input(command: Command, patel: int) -> None:
    _, document = command("find", "-", stdin="07700 900123\n")
    assert [found["id"] for found in document["patients"]] == [patel]


def test_likely_duplicates_are_refused_with_exit_code_3_until_seen(command: Command, patel: int) -> None:
    again = ("register", "--family-name", "Patel", "--given-name", "Anjaly", "--date-of-birth", "14/3/67")
    code, document = command(*again)
    assert (code, document["error"]["code"]) == (3, "likely_duplicates")
    assert [duplicate["id"] for duplicate in document["duplicates"]] == [patel]
    code, document = command(*again, "--two-people", "twins, says the mother")
    assert (code, document["outcome"]) == (0, "registered")


def test_a_wrong_field_is_named_with_exit_code_2(command: Command) -> None:
    code, document = command("register", "--family-name", "Patel", "--date-of-birth", "31/2/67")
    assert (code, document["error"]["field"]) == (2, "--date-of-birth")


def test_a_wrong_field_of_an_object_is_called_as_the_object_calls_it(command: Command) -> None:
    code, document = command("register", "-", stdin='{"family_name": "Patel", "date_of_birth": "31/2/67"}')
    assert (code, document["error"]["field"]) == (2, "date_of_birth")


@pytest.mark.parametrize("stdin", ["", "[]", "{", '{"surname": "Patel"}', '{"phones": "07700 900123"}'])
def test_what_is_no_object_of_fields_is_wrong_input(command: Command, stdin: str) -> None:
    code, document = command("register", "-", stdin=stdin)
    assert (code, document["error"]["code"]) == (2, "wrong_fields")


def test_a_correction_says_what_changed(command: Command, patel: int) -> None:
    _, document = command("correct", str(patel), "postcode=nn12ab", "email=a@example.org")
    assert document["changed"] == ["postcode", "email"]
    assert document["patient"]["postcode"] == "NN1 2AB"


def test_a_referral_is_listed_and_shown_on_the_card(command: Command, patel: int) -> None:
    code, referred = command("refer", str(patel), "--received", "17 feb", "--specialty", "derm")
    assert (code, referred["clock_start"], referred["needs_specialty"]) == (0, "2025-02-17", False)
    _, card = command("patient", str(patel))
    [pathway] = card["pathways"]
    assert (pathway["id"], pathway["weeks_waited"], pathway["target"]["name"]) == (referred["pathway"], 2, "18w")
    assert [place["entry_id"] for place in pathway["places"]] == [referred["entry"]["id"]]


def test_an_entry_that_needs_a_specialty_gets_one(command: Command, patel: int) -> None:
    _, referred = command("refer", str(patel), "--received", "17 feb")
    entry = str(referred["entry"]["id"])
    assert command("set-specialty", entry, "derm")[1]["entry"]["specialty"] == "Dermatology"
    assert command("set-specialty", entry, "derm")[0] == 3
    assert command("set-specialty", "404", "derm")[0] == 2


def test_records_are_joined_and_parted(command: Command, patel: int) -> None:
    _, other = command("register", "--family-name", "Patel", "--given-name", "Anjali", "--date-of-birth", "14/3/67",
                       "--two-people", "twins, says the mother")  # fmt: skip
    double = str(other["patient"]["id"])
    code, asked = command("merge", str(patel), double, "--reason", "-", stdin="same address")
    assert (code, "twins, says the mother" in str(asked), "--one-person" in str(asked)) == (3, True, True)
    code, merged = command("merge", str(patel), double, "--one-person", "--reason", "-", stdin="same address")
    assert (code, merged["outcome"]) == (0, "merged")
    assert command("unmerge", double, "--reason", "two cousins")[1]["outcome"] == "unmerged"
    assert command("unmerge", double, "--reason", "two cousins")[0] == 3


def test_parting_names_the_pathway_that_had_ended_as_the_others_duplicate(command: Command, patel: int) -> None:
    _, first = command("refer", str(patel), "--received", "17 feb", "--specialty", "derm")
    _, other = command("register", "--family-name", "Patel", "--given-name", "Anjali", "--date-of-birth", "14/3/67",
                       "--two-people", "twins, says the mother")  # fmt: skip
    double = str(other["patient"]["id"])
    _, second = command("refer", double, "--received", "24 feb", "--specialty", "derm")
    command("merge", str(patel), double, "--one-person", "--same-condition", "--reason", "-", stdin="same address")
    code, _ = command("validate", str(second["entry"]["id"]), "--level", "technical", "--outcome", "V03")
    assert code == 0
    assert command("unmerge", double, "--preview")[1]["opening"] == [second["pathway"]]
    assert command("unmerge", double, "--reason", "twins after all")[1]["opened"] == [second["pathway"]]
    assert first["pathway"] != second["pathway"]


def test_parting_asks_of_what_came_meanwhile_and_takes_the_answer(command: Command, patel: int) -> None:
    _, other = command("register", "--family-name", "Patel", "--given-name", "Anjali", "--date-of-birth", "14/3/67",
                       "--two-people", "twins, says the mother")  # fmt: skip
    double = str(other["patient"]["id"])
    command("merge", str(patel), double, "--one-person", "--reason", "-", stdin="same address")
    _, referred = command("refer", str(patel), "--received", "24 feb", "--specialty", "derm")
    number = referred["pathway"]
    assert command("unmerge", double, "--preview")[1]["undecided"] == [number]
    assert command("unmerge", double, "--preview", "--takes", str(number))[1]["goes"] == [number]
    assert command("unmerge", double, "--reason", "twins", "--takes", str(number + 1))[0] == 2
    _, parted = command("unmerge", double, "--reason", "twins", "--takes", str(number))
    assert (parted["goes"], parted["undecided"]) == ([number], [])
    assert [each["id"] for each in command("patient", double)[1]["pathways"]] == [number]


def test_nobodys_card_is_wrong_input(command: Command) -> None:
    code, document = command("patient", "404")
    assert (code, document["error"]["code"]) == (2, "unknown_patient")


def test_the_card_reads_as_lines_for_a_person(
    sqlite_location: str, command: Command, patel: int, capsys: pytest.CaptureFixture[str]
) -> None:  # fmt: skip
    command("refer", str(patel), "--received", "17 feb", "--specialty", "derm", "--priority", "urgent")
    run(["--db", sqlite_location, "patient", str(patel)])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].endswith("PATEL Anjali  14 Mar 1967  999 000 0018 (57)")
    assert "Pathway 1: Dermatology, clock running, 2w, urg 14d" in lines


def test_a_wish_is_kept_by_its_words_and_taken_away(command: Command, patel: int) -> None:
    _, referred = command("refer", str(patel), "--received", "17 feb")
    entry = str(referred["entry"]["id"])
    code, kept = command("record", "preferences", entry, "--weekdays", "Weds mon", "--time", "morning")
    assert (code, kept["weekdays"], kept["time"]) == (0, "Mon, Wed", "morning")
    code, kept = command("record", "preferences", entry, "--weekdays", "any")
    assert (code, kept["weekdays"], kept["time"]) == (0, "", "morning")
    assert command("record", "preferences", entry, "--site", "nowhere")[0] == 2


def test_an_old_telephone_and_an_old_address_stay_on_the_card(command: Command, patel: int) -> None:
    command("record", "phone", str(patel), "07700900155")
    command("record", "phone", str(patel), "07700900166", "--voicemail")
    command("correct", str(patel), "email=old@example.org")
    command("correct", str(patel), "email=new@example.org")
    _, card = command("patient", str(patel))
    assert [phone["voicemail_allowed"] for phone in card["phones"]] == [True]
    earlier = {(old["field"], old["value"]) for old in card["earlier"]}
    assert earlier >= {("phone", "+447700900155"), ("email", "old@example.org")}


def test_a_correction_that_makes_another_person_is_asked_about(command: Command, patel: int) -> None:
    changes = ("family_name=Brown", "given_name=Derek")
    assert command("correct", str(patel), *changes)[0] == 3
    assert command("correct", str(patel), *changes, "--same-person", "deed poll")[0] == 0
