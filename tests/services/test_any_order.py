"""Whatever the order of files and of rows, one state: whom a row is about, whose a number is, and what is left out."""

from __future__ import annotations

import itertools
import os
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
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
from clerkdesk.rules.hospital_number import is_made_here
from clerkdesk.services.desk import Desk, desk_for
from clerkdesk.settings import Settings
from tests.services.importing import patients_csv, rows_of

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
    found = []
    for patient in rows_of(desk, Patient):
        values = patient.model_dump(exclude={"id"})
        if is_made_here(patient.hospital_number or ""):
            values["hospital_number"] = "made here"
        home = "\n".join(part for part in (patient.address, patient.postcode) if part)
        stands = {str(value) for value in values.values()} | {home}
        for table in (PatientName, PatientNameKey, PatientPhone, PatientOtherValue):
            rows = [row for row in rows_of(desk, table) if row.patient_id == patient.id]
            # What stands again was known as another value for a while.
            values[str(table.__tablename__)] = sorted(
                str(sorted(row.model_dump(exclude={"id", "act_id", "patient_id"}).items(), key=str))
                for row in rows
                if getattr(row, "value", None) not in stands
            )
        found.append(values)
    return sorted(found, key=lambda values: str(values["nhs_number"]))


def left_out(desk: Desk) -> bool:
    """Whether a row is still kept apart from the record of its number."""
    digests = {row.digest for row in rows_of(desk, PatientStatement)}
    return any(digest.startswith("x:") and digest.removeprefix("x:") not in digests for digest in digests)


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
        once = state(desk), left_out(desk)
        again = desk.imports.patients(files[::-1])
        assert (again.added, again.updated, state(desk)) == (0, 0, once[0])
        database.close()
        ended.append(once)
    (one, kept_apart), (other, kept_apart_too) = ended
    # Of rows that may be about two people, the one that came first stands and the others are kept apart, flagged.
    assert kept_apart == kept_apart_too
    assert kept_apart or one == other


ONE_NUMBER = ((JOAN[0], 2), (GRACE[0], 1), (GRACE[3], 3))
"""Two people to whom files give one hospital number, each with the day of its file."""


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))), ids=str)
def test_a_hospital_number_is_with_whom_it_was_said_of_first_and_beside_the_other(
    desk: Desk, tmp_path: Path, order: Sequence[int]
) -> None:
    flagged = []
    for place in order:
        line, day = ONE_NUMBER[place]
        flagged += desk.imports.patients([dated(tmp_path, line, day, place)]).flagged
    joan, grace = sorted(rows_of(desk, Patient), key=lambda row: str(row.nhs_number))
    assert (is_made_here(joan.hospital_number), grace.hospital_number) == (True, "H1")
    beside = {(row.patient_id, row.value) for row in rows_of(desk, PatientOtherValue) if row.value != "H1"}
    assert beside == {(grace.id, "H3")}
    assert (joan.id, "H1") in {(row.patient_id, row.value) for row in rows_of(desk, PatientOtherValue)}
    assert any("hospital number" in problem.reason for problem in flagged)
    found = [(each.patient.id, each.match) for each in desk.patients.find("h1").patients]
    assert found == [(grace.id, "hospital number"), (joan.id, "hospital number kept beside")]
    assert joan.id in {item.patient_id for item in rows_of(desk, InboxItem) if item.topic == "correct_record"}


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
