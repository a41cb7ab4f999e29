"""Whatever the order of files and of rows, one state: whom a row is about, whose a number is, and what is left out."""

from __future__ import annotations

import itertools
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from clerkdesk.data.engine import open_database
from clerkdesk.data.tables import (
    InboxItem,
    Patient,
    PatientName,
    PatientNameKey,
    PatientOtherValue,
    PatientPhone,
    PatientStatement,
)
from clerkdesk.interop.reading.records import RowProblem
from clerkdesk.rules.values.hospital_number import is_made_here
from clerkdesk.rules.values.nhs_number import practice_number
from clerkdesk.services.desk.facade import Desk, desk_for
from clerkdesk.services.imports.files import PATIENTS_AT_ONCE
from clerkdesk.settings import Settings
from tests.services.imports.importing import patients_csv, rows_of

HEADINGS = "NHS number,Hospital number,Surname,Forename,DOB,Sex,Postcode,Mobile,Email"
JOAN = (
    "9990000018,H1,Patel,Joan,01/11/1950,F,NN1 2AB,07700900101,a@example.org",
    "9990000018,,Nowak,Joan Mary,01/11/1950,F,NN9 9ZZ,07700900102,",
    "9990000018,H2,Nowak,J,01/11/1950,,NN1 2AB,,b@example.org",
    "9990000018,,Patel,Joan,11/01/1950,F,,07700900103,",
    "9990000018,,Nowak,Joan,01/11/1950,F,LS1 4DT,,c@example.org",
    "9990000018,H1,Mrs Patel,Joan,01/11/1950,2,NN1 2AB,07700900101,",
    "9990000018,,Patel,Joanie,01/11/1950,F,NN1 2AB,07700900104,",
    "9990000018,,,,,,NN1 2AB,07700900105,",
)
GRACE = (
    "9990000026,H1,Okafor,Grace,14/03/1967,F,CB1 2QQ,07700900201,",
    "9990000026,H2,Okafor,Grace,14/03/1967,F,,,d@example.org",
    "9990000026,,Bello,Grace,14/03/1967,,,07700900202,",
    "9990000026,H3,Okafor,Grace,14/03/1967,F,,,",
)
FIRST_DAY = 1_700_000_000


def state(desk: Desk) -> list[dict[str, object]]:
    """What stands of everybody and beside them, without ids and acts and numbers that the desk has made."""
    beside: dict[str, Sequence[PatientName | PatientNameKey | PatientPhone | PatientOtherValue]] = {
        "names": rows_of(desk, PatientName),
        "name keys": rows_of(desk, PatientNameKey),
        "phones": rows_of(desk, PatientPhone),
        "other values": rows_of(desk, PatientOtherValue),
    }
    found = []
    for patient in rows_of(desk, Patient):
        values = patient.model_dump(exclude={"id"})
        if is_made_here(patient.hospital_number or ""):
            values["hospital_number"] = "made here"
        home = "\n".join(part for part in (patient.address, patient.postcode) if part)
        stands = {str(value) for value in values.values()} | {home}
        for name, rows in beside.items():
            # What stands again was known as another value for a while.
            values[name] = sorted(
                str(sorted(row.model_dump(exclude={"id", "act_id", "patient_id"}).items(), key=str))
                for row in rows
                if row.patient_id == patient.id and getattr(row, "value", None) not in stands
            )
        found.append(values)
    return sorted(found, key=str)


def left_out(desk: Desk) -> bool:
    """Return whether a row is still kept apart from the record of its number."""
    digests = {row.digest for row in rows_of(desk, PatientStatement)}
    return any(digest.startswith("x:") and digest.removeprefix("x:") not in digests for digest in digests)


def said_of_anybody(desk: Desk) -> set[str]:
    """The digests of all rows that were read: those that stand, and those kept apart."""
    return {row.digest.removeprefix("x:") for row in rows_of(desk, PatientStatement)}


@dataclass(frozen=True)
class Ended:
    """Where an order of reading has led to."""

    stands: list[dict[str, object]]
    kept_apart: bool
    said: set[str]


def dated(folder: Path, line: str, day: int, name: object) -> Path:
    """A file with one line, written on some day."""
    place = folder / str(name)
    place.mkdir(parents=True, exist_ok=True)
    path = patients_csv(place, line, headings=HEADINGS)
    os.utime(path, (FIRST_DAY + day, FIRST_DAY + day))
    return path


lines = st.lists(st.sampled_from([*JOAN, *GRACE]), min_size=2, max_size=5, unique=True)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=lines, chance=st.randoms(use_true_random=False), in_one_file=st.booleans())
def test_files_and_rows_about_two_people_end_in_one_state_in_any_order(
    said: list[str], chance: object, in_one_file: bool, sqlite_template: Path, tmp_path: Path
) -> None:
    days = chance.sample(range(10), len(said))  # type: ignore[attr-defined]
    ended = []
    for _ in range(2):
        order = chance.sample(range(len(said)), len(said))  # type: ignore[attr-defined]
        path = tmp_path / "desk.sqlite"
        path.write_bytes(sqlite_template.read_bytes())
        database = open_database(str(path))
        desk = desk_for(database, Settings())
        if in_one_file:
            files = [dated(tmp_path, "\n".join(said[place] for place in order), 0, "all")]
        else:
            files = [dated(tmp_path, said[place], days[place], place) for place in order]
        for file in files:
            desk.imports.patients([file])
        once = Ended(state(desk), left_out(desk), said_of_anybody(desk))
        again = desk.imports.patients(files[::-1])
        assert (again.added, again.updated, state(desk)) == (0, 0, once.stands)
        database.close()
        ended.append(once)
    one, other = ended
    assert (one.kept_apart, one.said) == (other.kept_apart, other.said)
    # Of files that may be about two people, the one that a desk has read first stands: a clerk may have acted on it.
    assert (one.kept_apart and not in_one_file) or one.stands == other.stands


FEW_NUMBERS = (
    ",H1,Patel,Joan,01/11/1950,F,NN1 2AB,,a@example.org",
    ",H2,Patel,Joan,01/11/1950,F,NN1 2AB,,b@example.org",
    ",,Patel,Joan,01/11/1950,F,NN1 2AB,,c@example.org",
    ",,Patel,Joan,01/11/1950,F,,07700900105,d@example.org",
    ",H1,Patel,Joan,01/11/1950,,,07700900105,e@example.org",
    ",,Patel,Joan,01/11/1950,F,LS1 4DT,07700900105,f@example.org",
    ",H1,Patel,Jane,01/11/1950,F,NN1 2AB,,g@example.org",
    ",H2,Brown,Derek,02/12/1961,M,LS1 4DT,,h@example.org",
    "9990000018,H1,Patel,Joan,01/11/1950,F,,,i@example.org",
    ",H1,Nowak,Joan,01/11/1950,F,LS1 4DT,,j@example.org",
    "9990000026,H1,Patel,Joan,01/11/1950,F,NN1 2AB,,k@example.org",
    ",NULL,Patel,J,01/11/1950,,NN1 2AB,,l@example.org",
    ",H1,Mrs Patel,Joan Mary,01/11/1950,F,,07700900105,p@example.org",
    ",,Patel,Joan Mary,01/11/1950,F,NN1 2AB,,q@example.org",
    ",H1,Patel,Joan,11/01/1950,F,NN1 2AB,,r@example.org",
)
"""Rows that hang together by hospital numbers, names and homes; few have an NHS number."""


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    said=st.lists(st.sampled_from(FEW_NUMBERS), min_size=2, max_size=5, unique=True),
    chance=st.randoms(use_true_random=False),
)
@example(said=[FEW_NUMBERS[6], FEW_NUMBERS[8]], chance=None)
@example(said=[FEW_NUMBERS[2], FEW_NUMBERS[8], FEW_NUMBERS[0]], chance=None)
@example(said=[FEW_NUMBERS[3], FEW_NUMBERS[10], FEW_NUMBERS[4]], chance=None)
@example(said=[FEW_NUMBERS[place] for place in (0, 1, 2, 9)], chance=None)
@example(said=[FEW_NUMBERS[place] for place in (0, 3, 5, 9)], chance=None)
@example(said=[FEW_NUMBERS[place] for place in (1, 2, 9, 10)], chance=None)
@example(said=[FEW_NUMBERS[place] for place in (3, 5, 8, 9)], chance=None)
@example(said=[FEW_NUMBERS[place] for place in (3, 5, 9, 10)], chance=None)
@example(said=[FEW_NUMBERS[place] for place in (13, 12, 14)], chance=None)
@example(said=[FEW_NUMBERS[place] for place in (13, 3, 12, 0)], chance=None)
def test_rows_with_few_nhs_numbers_end_in_one_state_in_any_order_of_a_file(
    said: list[str], chance: Any, sqlite_template: Path, tmp_path: Path
) -> None:
    ended = []
    for turn in range(2):
        order = said[:: 1 - 2 * turn] if chance is None else chance.sample(said, len(said))
        path = tmp_path / "desk.sqlite"
        path.write_bytes(sqlite_template.read_bytes())
        database = open_database(str(path))
        desk = desk_for(database, Settings())
        file = dated(tmp_path, "\n".join(order), 0, "all")
        with pytest.MonkeyPatch.context() as patch:
            # What a transaction has kept is known to the next one as it is to its own rows.
            patch.setattr("clerkdesk.services.imports.files.PATIENTS_AT_ONCE", 1 if turn else PATIENTS_AT_ONCE)
            desk.imports.patients([file])
            ended.append(Ended(state(desk), left_out(desk), said_of_anybody(desk)))
            again = desk.imports.patients([file])
        assert (again.added, again.updated, state(desk)) == (0, 0, ended[-1].stands)
        database.close()
    assert ended[0] == ended[1]


ONE_NUMBER = ((JOAN[0], 2), (GRACE[0], 1), (GRACE[3], 3))
"""Two people to whom files give one hospital number, each with the day of its file."""


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))), ids=str)
def test_a_hospital_number_is_with_whom_it_was_said_of_first_and_beside_the_other(
    desk: Desk, tmp_path: Path, order: Sequence[int]
) -> None:
    flagged: list[RowProblem] = []
    for place in order:
        line, day = ONE_NUMBER[place]
        flagged += desk.imports.patients([dated(tmp_path, line, day, place)]).flagged
    joan, grace = sorted(rows_of(desk, Patient), key=lambda row: str(row.nhs_number))
    assert (is_made_here(joan.hospital_number or ""), grace.hospital_number) == (True, "H1")
    beside = {(row.patient_id, row.value) for row in rows_of(desk, PatientOtherValue) if row.value != "H1"}
    assert beside == {(grace.id, "H3")}
    assert (joan.id, "H1") in {(row.patient_id, row.value) for row in rows_of(desk, PatientOtherValue)}
    assert any("hospital number" in problem.reason for problem in flagged)
    found = [(each.patient.id, each.match) for each in desk.patients.find("h1").patients]
    assert found == [(grace.id, "hospital number"), (joan.id, "hospital number kept beside")]
    assert joan.id in {item.patient_id for item in rows_of(desk, InboxItem) if item.topic == "correct_record"}


SECOND_CLAIMS = (
    ("9990000026,H2,Okafor,Grace,14/03/1967,F,,,", 1),
    ("9990000034,H9,Brown,Derek,02/12/1961,M,,,", 2),
    ("9990000018,H2,Patel,Joan,01/11/1950,F,,,", 6),
    ("9990000018,H9,Patel,Joan,01/11/1950,F,,,", 3),
)
"""Joan's older number is Derek's, and the one after it is Grace's, whom the file that says so does not name."""
CLAIM_LEFT_OUT = ((JOAN[3], 1), (JOAN[2], 6), (GRACE[1], 5), (JOAN[6], 0))
"""The second may be about somebody else until the last is read, and has Grace's number."""


@pytest.mark.parametrize("rows", [SECOND_CLAIMS, CLAIM_LEFT_OUT], ids=["second claims", "left out"])
def test_no_row_is_lost_to_a_hospital_number_of_somebody_whom_its_file_does_not_name(
    sqlite_template: Path, tmp_path: Path, rows: Sequence[tuple[str, int]]
) -> None:
    ended = []
    for order in ((0, 1, 2, 3), (0, 2, 1, 3), (2, 0, 1, 3), (3, 2, 1, 0)):
        path = tmp_path / "desk.sqlite"
        path.write_bytes(sqlite_template.read_bytes())
        database = open_database(str(path))
        desk = desk_for(database, Settings())
        for place in order:
            report = desk.imports.patients([dated(tmp_path, *rows[place], place)])
            assert not report.rejected
        ended.append(Ended(state(desk), left_out(desk), said_of_anybody(desk)))
        database.close()
    assert (len(ended[0].said), ended[0].kept_apart) == (4, False)
    assert all(each == ended[0] for each in ended)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
def test_the_latest_word_of_how_a_number_was_traced_counts(desk: Desk, tmp_path: Path, order: Sequence[int]) -> None:
    headings = "NHS number,Surname,Forename,DOB,NHS number status"
    for place in order:
        folder = tmp_path / str(place)
        folder.mkdir()
        line = f"9990000018,Patel,Joan,01/11/1950,{('03', '01', '')[place]}"
        path = patients_csv(folder, line, headings=headings)
        os.utime(path, (FIRST_DAY + place, FIRST_DAY + place))
        desk.imports.patients([path])
    (patient,) = rows_of(desk, Patient)
    assert patient.nhs_number_status == "01"


CHAIN = (
    "9990000018,,Patel,Joan,01/11/1950,F,NN1 2AB,,",
    "9990000018,,Nowak,J,01/11/1950,,LS1 4DT,07700900101,one@example.org",
    "9990000018,,Nowak,Joan,01/11/1950,F,LS1 4DT,,",
)
"""The second is perhaps another person for who knows only the first, and the same one by the third."""


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))), ids=str)
def test_what_was_left_out_is_taken_over_once_it_fits(desk: Desk, tmp_path: Path, order: Sequence[int]) -> None:
    reports = [desk.imports.patients([dated(tmp_path, CHAIN[place], place, place)]) for place in order]
    (patient,) = rows_of(desk, Patient)
    assert (patient.family_name, patient.given_name, patient.email) == ("Nowak", "Joan", "one@example.org")
    assert [phone.number for phone in rows_of(desk, PatientPhone)] == ["+447700900101"]
    said = " ".join(problem.reason for report in reports for problem in report.flagged)
    assert ("left out fits" in said) == (order in ((0, 1, 2), (1, 0, 2)))


def test_another_person_who_was_left_out_stays_so(desk: Desk, tmp_path: Path) -> None:
    twin = "9990000018,,Patel,Jane,01/11/1950,F,NN1 2AB,07700900109,"
    for place, line in enumerate((JOAN[0], twin, *JOAN[1:])):
        desk.imports.patients([dated(tmp_path, line, place, place)])
    (patient,) = rows_of(desk, Patient)
    assert ("Jane" in patient.given_name, left_out(desk)) == (False, True)
    assert "+447700900109" not in {phone.number for phone in rows_of(desk, PatientPhone)}


TWO_OF_ONE_NUMBER = (
    "9990000018,,Patel,Joan,01/11/1950,F,NN1 2AB,07700900101,one@example.org",
    "9990000018,,Brown,Derek,02/12/1961,M,LS1 4DT,07700900102,two@example.org",
    "9990000018,,Patel,Joan Mary,01/11/1950,F,NN9 9ZZ,,three@example.org",
)
TWO_OF_ONE_HOSPITAL_NUMBER = tuple(line.replace("9990000018,", ",RX1") for line in TWO_OF_ONE_NUMBER)


@pytest.mark.parametrize("lines", [TWO_OF_ONE_NUMBER, TWO_OF_ONE_HOSPITAL_NUMBER], ids=["NHS", "hospital"])
def test_of_two_people_with_one_number_in_a_file_the_same_one_stands_in_any_order_of_lines(
    sqlite_template: Path, tmp_path: Path, lines: Sequence[str]
) -> None:
    ended = []
    for place, order in enumerate(itertools.permutations(lines)):
        path = tmp_path / f"{place}.sqlite"
        path.write_bytes(sqlite_template.read_bytes())
        database = open_database(str(path))
        desk = desk_for(database, Settings())
        # Those of one number need not stand behind each other, nor in one transaction.
        between = [
            f"{practice_number(number)},,Smith,Ann,03/03/1980,F,,," for number in range(100, 100 + PATIENTS_AT_ONCE)
        ]
        file = dated(tmp_path, "\n".join([order[0], *between, *order[1:]]), 0, place)
        report = desk.imports.patients([file])
        (patient,) = [row for row in rows_of(desk, Patient) if row.family_name != "Smith"]
        # Two rows of three are about Joan.
        assert (patient.given_name, report.added, report.unchanged) == ("Joan Mary", PATIENTS_AT_ONCE + 1, 1)
        asked = [problem.reason for problem in report.flagged if "may be another person" in problem.reason]
        assert len(asked) == 1 and "The file says BROWN Derek, born 2 Dec 1961." in asked[0]
        assert len(said_of_anybody(desk)) == PATIENTS_AT_ONCE + 3
        ended.append([each for each in state(desk) if each["family_name"] != "Smith"])
        database.close()
    assert all(each == ended[0] for each in ended)


@pytest.mark.parametrize("turned", [False, True])
def test_of_two_files_about_one_number_the_older_is_read_first_in_any_order_of_arguments(
    desk: Desk, tmp_path: Path, turned: bool
) -> None:
    files = [dated(tmp_path, line, place, place) for place, line in enumerate(TWO_OF_ONE_NUMBER[:2])]
    desk.imports.patients(files[::-1] if turned else files)
    (patient,) = rows_of(desk, Patient)
    assert (patient.given_name, left_out(desk)) == ("Joan", True)


NEWBORNS = (
    ",,Khan,Baby,01/11/2024,M,NN1 2AB,,",
    ",,Khan,Baby,01/11/2024,M,NN1 2AB,07700900201,",
    ",,Khan,Twin,01/11/2024,F,NN1 2AB,,",
    ",,Khan,Baby Boy,01/11/2024,M,,,",
)


@pytest.mark.parametrize("line", NEWBORNS)
@pytest.mark.parametrize("children", [2, 3])
def test_newborns_without_a_name_stay_as_many_as_the_rows_of_a_file_though_all_say_the_same(
    desk: Desk, tmp_path: Path, line: str, children: int
) -> None:
    file = dated(tmp_path, "\n".join([line] * children), 0, "all")
    report = desk.imports.patients([file])
    assert (len(rows_of(desk, Patient)), report.added, len(report.flagged)) == (children, children, children - 1)
    assert all("Likely duplicate" in problem.reason and "twins" in problem.reason for problem in report.flagged)
    again = desk.imports.patients([file])
    assert (again.unchanged, len(rows_of(desk, Patient))) == (children, children)


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))), ids=str)
def test_newborns_of_one_home_stay_as_many_as_the_rows_in_any_order(
    desk: Desk, tmp_path: Path, order: Sequence[int]
) -> None:
    lines = (NEWBORNS[0], NEWBORNS[0], NEWBORNS[1])
    file = dated(tmp_path, "\n".join(lines[place] for place in order), 0, "all")
    desk.imports.patients([file])
    assert (len(rows_of(desk, Patient)), len(rows_of(desk, PatientPhone))) == (3, 1)
    assert desk.imports.patients([file]).unchanged == 3


def test_the_second_twin_is_added_by_the_file_that_names_both(desk: Desk, tmp_path: Path) -> None:
    desk.imports.patients([dated(tmp_path, NEWBORNS[0], 0, "one")])
    report = desk.imports.patients([dated(tmp_path, "\n".join(NEWBORNS[:1] * 2), 1, "both")])
    assert (report.unchanged, report.added, len(rows_of(desk, Patient))) == (1, 1, 2)


def test_a_named_patient_who_stands_in_a_file_twice_is_one_and_is_flagged(desk: Desk, tmp_path: Path) -> None:
    line = ",,Khan,Grace,01/11/2024,F,NN1 2AB,,"
    report = desk.imports.patients([dated(tmp_path, f"{line}\n{line}", 0, "all")])
    assert (report.added, report.unchanged, len(report.flagged)) == (1, 1, 1)
