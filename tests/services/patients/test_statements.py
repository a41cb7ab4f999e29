"""Several files about one person end in one state whatever their order, and a file read again changes nothing."""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from time import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, update

from clerkdesk.data.engine import open_database
from clerkdesk.data.tables import (
    Patient,
    PatientName,
    PatientNameKey,
    PatientNeed,
    PatientOtherValue,
    PatientPhone,
    PatientStatement,
)
from clerkdesk.interop.reading.digests import first_digest_of
from clerkdesk.rules.patients.statements import HOSPITAL_NUMBER, Statement, beside, first_said, standing
from clerkdesk.rules.values.nhs_number import practice_number
from clerkdesk.services.desk.facade import Desk, desk_for
from clerkdesk.services.imports.patient_files import read_patients
from clerkdesk.services.patients.correcting import Corrected
from clerkdesk.settings import Settings
from tests.interop.published import MAVIS_CSV, PDS
from tests.services.imports.importing import NHS_NUMBER, import_acts, patients_csv, rows_of

HEADINGS = "NHS number,Surname,Forename,DOB,Sex,Postcode,Mobile,Email,GP practice code,Interpreter required"
LINES = (
    "Patel,Joan,01/11/1950,F,NN1 2AB,07700900101,one@example.org,A81001,no",
    "Nowak,Joan Mary,01/11/1950,F,NN9 9ZZ,07700900102,,A81002,yes",
    "Nowak,Joan,01/11/1950,,LS1 4DT,,three@example.org,,",
    "Patel,Joan,01/11/1950,F,NN1 2AB,07700900101,four@example.org,A81001,no",
)
"""What four files say of one person, oldest first."""


def files(folder: Path) -> list[Path]:
    """Write the files, each as old as its place says."""
    paths = []
    for place, line in enumerate(LINES):
        (folder / str(place)).mkdir(parents=True)
        path = patients_csv(folder / str(place), f"{NHS_NUMBER},{line}", headings=HEADINGS)
        os.utime(path, (1_700_000_000 + place, 1_700_000_000 + place))
        paths.append(path)
    return paths


def standing_values(desk: Desk) -> set[object]:
    """Every value that stands on somebody's record."""
    return {value for row in rows_of(desk, Patient) for value in row.model_dump().values() if value}


def state(desk: Desk) -> dict[str, object]:
    """What stands of everybody, without ids and acts."""
    kept: dict[str, object] = {"patient": [row.model_dump(exclude={"id"}) for row in rows_of(desk, Patient)]}
    for table in (PatientName, PatientNameKey, PatientNeed, PatientOtherValue, PatientPhone):
        rows = (row.model_dump(exclude={"id", "act_id"}) for row in rows_of(desk, table))
        # What stands again was known as another value for a while.
        other = (row for row in rows if row.get("value") not in standing_values(desk))
        kept[str(table.__tablename__)] = sorted(map(str, other))
    return kept


STATES: dict[str, list[dict[str, object]]] = {"sqlite": [], "postgresql": []}


@pytest.mark.parametrize("order", list(itertools.permutations(range(len(LINES)))), ids=str)
def test_files_about_one_person_end_in_one_state_in_any_order(desk: Desk, tmp_path: Path, order: Sequence[int]) -> None:
    paths = files(tmp_path)
    for place in order:
        desk.imports.patients([paths[place]])
    once, acts = state(desk), import_acts(desk)
    again = desk.imports.patients([paths[place] for place in reversed(order)])
    assert (again.added, again.updated, state(desk), import_acts(desk)) == (0, 0, once, acts)
    seen = STATES["sqlite" if desk.context.database.is_sqlite else "postgresql"]
    seen.append(once)
    assert once == seen[0]


def test_the_latest_statement_stands_and_the_others_stay_known(desk: Desk, tmp_path: Path) -> None:
    desk.imports.patients(files(tmp_path)[:3])
    (patient,) = rows_of(desk, Patient)
    assert (patient.family_name, patient.given_name, patient.postcode) == ("Nowak", "Joan Mary", "LS1 4DT")
    assert (patient.email, patient.gp_practice_code) == ("three@example.org", "A81002")
    assert patient.interpreter_needed
    others = {(row.field, row.value) for row in rows_of(desk, PatientOtherValue)}
    assert others >= {("address", "NN1 2AB"), ("address", "NN9 9ZZ"), ("email", "one@example.org")}
    assert [(name.kind, name.family_name) for name in rows_of(desk, PatientName)] == [("former", "Patel")]


def test_an_older_file_takes_nothing_of_a_correction_back(desk: Desk, tmp_path: Path) -> None:
    first, second, *_ = files(tmp_path)
    desk.imports.patients([first])
    (patient,) = rows_of(desk, Patient)
    assert isinstance(desk.patients.correct(patient.id, {"postcode": "NN4 7QP", "email": ""}), Corrected)
    report = desk.imports.patients([second])
    (patient,) = rows_of(desk, Patient)
    assert (patient.postcode, patient.email, "kept" in report.flagged[0].reason) == ("NN4 7QP", "", True)
    assert ("address", "NN9 9ZZ") in {(row.field, row.value) for row in rows_of(desk, PatientOtherValue)}


def test_a_file_newer_than_a_correction_is_taken_over(desk: Desk, tmp_path: Path) -> None:
    first, second, *_ = files(tmp_path)
    desk.imports.patients([first])
    (patient,) = rows_of(desk, Patient)
    desk.patients.correct(patient.id, {"postcode": "NN4 7QP"})
    # The time that a file gets by itself may lie some milliseconds back.
    now = time()
    os.utime(second, (now, now))
    desk.imports.patients([second])
    (patient,) = rows_of(desk, Patient)
    assert patient.postcode == "NN9 9ZZ"


@pytest.mark.parametrize("rows", [100, 400])
def test_a_first_load_takes_few_statements_for_a_hundred_rows(desk: Desk, tmp_path: Path, rows: int) -> None:
    lines = [
        f"{practice_number(place)},Smith{'abc'[place % 3]},Joan,01/11/19{place % 90 + 10},F,NN1 2AB,"
        f"0770090{place:04},,,"
        for place in range(rows)
    ]
    path = patients_csv(tmp_path, *lines, headings=HEADINGS)
    said: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        said.append(statement)

    engine = desk.context.database.engine
    event.listen(engine, "before_cursor_execute", count)
    try:
        desk.imports.patients([path])
        first = len(said)
        desk.imports.patients([path])
    finally:
        event.remove(engine, "before_cursor_execute", count)
    assert len(rows_of(desk, Patient)) == rows
    assert first <= 30 * rows / 100
    assert len(said) - first <= 10 * rows / 100


texts = st.sampled_from(["", "a@example.org", "b@example.org"])
said = st.fixed_dictionaries(
    {
        "family_name": st.sampled_from(["Patel", "Nowak", "Mrs Patel", ""]),
        "given_name": st.sampled_from(["Joan", "J", "Joan Mary", ""]),
        "email": texts,
        "postcode": st.sampled_from(["", "NN1 2AB", "NN12AB", "LS1 4DT"]),
        "address": st.sampled_from(["", "4 Mill Lane"]),
        "stated_gender": st.sampled_from(["", "X", "1", "2"]),
        "interpreter_needed": st.sampled_from([None, True, False]),
    }
)


@given(st.lists(said, max_size=5), st.randoms())
def test_what_stands_does_not_depend_on_the_order_of_reading(fields: list[dict[str, object]], chance: object) -> None:
    statements = [Statement(each, None, str(place)) for place, each in enumerate(fields)]
    shuffled = list(statements)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert standing(shuffled) == standing(statements)
    assert set(beside(shuffled, standing(shuffled))) == set(beside(statements, standing(statements)))


@given(st.lists(said, min_size=1, max_size=5))
def test_no_statement_read_once_more_changes_what_stands(fields: list[dict[str, object]]) -> None:
    statements = [Statement(each, None, str(place)) for place, each in enumerate(fields)]
    assert standing([*statements, statements[0]]) == standing(statements)


PUBLISHED_ABOUT_ONE = [MAVIS_CSV / "review_one.csv", MAVIS_CSV / "review_two.csv", PDS / "Patient.json"]


def test_published_files_about_the_same_people_end_in_one_state_in_any_order(
    sqlite_template: Path, tmp_path: Path
) -> None:
    ended = []
    for place, order in enumerate(itertools.permutations(PUBLISHED_ABOUT_ONE)):
        path = tmp_path / f"{place}.sqlite"
        path.write_bytes(sqlite_template.read_bytes())
        database = open_database(str(path))
        desk = desk_for(database, Settings())
        desk.imports.patients(order)
        ended.append({(row.family_name, row.given_name, row.postcode, row.email) for row in rows_of(desk, Patient)})
        database.close()
    assert all(state == ended[0] for state in ended)


def test_a_statement_kept_under_a_first_digest_is_known_when_it_is_read_again(desk: Desk, tmp_path: Path) -> None:
    path = patients_csv(tmp_path, f"{NHS_NUMBER},{LINES[0]}", headings=HEADINGS)
    desk.imports.patients([path])
    (row,) = read_patients(path, desk.context.today)
    assert row.record is not None
    with desk.context.database.engine.begin() as connection:
        connection.execute(update(PatientStatement).values(digest=first_digest_of(row.record)))
    before, acts = state(desk), import_acts(desk)

    assert desk.imports.patients([path]).unchanged == 1
    assert (state(desk), import_acts(desk), len(rows_of(desk, PatientStatement))) == (before, acts, 1)


FIRST_SAID = ("03/04/1967,H100", "04/03/1967,H200", "03/04/1967,H200")
"""Birth date and hospital number in three files about one person, oldest first."""


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_two_birth_dates_and_two_hospital_numbers_end_in_one_state_in_any_order(
    desk: Desk, tmp_path: Path, order: Sequence[int]
) -> None:
    paths = []
    for place, line in enumerate(FIRST_SAID):
        (tmp_path / str(place)).mkdir()
        headings = "NHS number,Surname,Forename,DOB,Hospital number"
        paths.append(patients_csv(tmp_path / str(place), f"{NHS_NUMBER},Okafor,Grace,{line}", headings=headings))
        os.utime(paths[-1], (1_700_000_000 + place, 1_700_000_000 + place))
    flags = [len(desk.imports.patients([paths[place]]).flagged) for place in order]

    (patient,) = rows_of(desk, Patient)
    assert (patient.date_of_birth, patient.hospital_number) == (date(1967, 4, 3), "H100")
    stands = {"1967-04-03", "H100"}
    assert {row.value for row in rows_of(desk, PatientOtherValue)} - stands == {"1967-03-04", "H200"}
    assert sum(flags) >= 1


def test_an_older_file_does_not_take_back_a_birth_date_that_a_clerk_has_corrected(desk: Desk, tmp_path: Path) -> None:
    paths = []
    for place, born in enumerate(("03/04/1967", "04/03/1967", "03/04/1967")):
        (tmp_path / str(place)).mkdir()
        line = f"{NHS_NUMBER},Okafor,Grace,{born},{place}@example.org"
        paths.append(patients_csv(tmp_path / str(place), line, headings="NHS number,Surname,Forename,DOB,Email"))
        os.utime(paths[-1], (1_700_000_000 + place, 1_700_000_000 + place))
    desk.imports.patients(paths[:2])
    (patient,) = rows_of(desk, Patient)
    assert isinstance(desk.patients.correct(patient.id, {"date_of_birth": "04/03/1967"}), Corrected)

    desk.imports.patients([paths[2], paths[0]])

    assert rows_of(desk, Patient)[0].date_of_birth == date(1967, 3, 4)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_moment_that_a_source_names_dates_its_statement(desk: Desk, tmp_path: Path, order: Sequence[int]) -> None:
    paths = []
    for place, updated in enumerate(("2024-05-01T10:00:00+01:00", "2024-05-01T08:00:00Z")):
        patient = {
            "resourceType": "Patient",
            "id": NHS_NUMBER,
            "meta": {"lastUpdated": updated},
            "name": [{"family": "Okafor", "given": ["Grace"]}],
            "birthDate": "1967-03-14",
            "telecom": [{"system": "email", "value": f"{place}@example.org"}],
        }
        paths.append(tmp_path / f"{place}.json")
        paths[-1].write_text(json.dumps(patient), encoding="utf-8")
        os.utime(paths[-1], (1_720_000_000 + place, 1_720_000_000 + place))
    desk.imports.patients([paths[place] for place in order])

    assert rows_of(desk, Patient)[0].email == "0@example.org"


def test_a_moment_to_come_dates_nothing(desk: Desk, tmp_path: Path) -> None:
    for place, updated in enumerate(("2999-05-01T10:00:00Z", None)):
        patient = {
            "resourceType": "Patient",
            "id": NHS_NUMBER,
            "meta": {"lastUpdated": updated} if updated else {},
            "name": [{"family": "Okafor", "given": ["Grace"]}],
            "birthDate": "1967-03-14",
            "telecom": [{"system": "email", "value": f"{place}@example.org"}],
        }
        path = tmp_path / f"{place}.json"
        path.write_text(json.dumps(patient), encoding="utf-8")
        os.utime(path, (1_720_000_000 + place, 1_720_000_000 + place))
        desk.imports.patients([path])

    assert rows_of(desk, Patient)[0].email == "1@example.org"


@given(st.lists(st.tuples(st.sampled_from(["", "H1", "H2", "H3"]), st.booleans()), max_size=5), st.randoms())
def test_which_value_was_said_first_does_not_depend_on_the_order_of_reading(
    values: list[tuple[str, bool]], chance: object
) -> None:
    statements = [
        Statement({HOSPITAL_NUMBER: value}, None, str(place), by_clerk=clerk)
        for place, (value, clerk) in enumerate(values)
    ]
    shuffled = list(statements)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert first_said(shuffled, HOSPITAL_NUMBER, "H1") == first_said(statements, HOSPITAL_NUMBER, "H1")


WRITINGS = [
    (("Patel", "Anjali"), ("PATEL", "ANJALI MARY"), ("Patel", "Anjali Mary")),
    (("Patel", "Anjali"), ("patel", "anjali mary"), ("Patel", "Anjali Mary")),
    (("Patel", "A"), ("PATEL", "ANJALI"), ("Patel", "Anjali")),
    (("Muñoz", "Seán"), ("MUNOZ", "SEAN PAUL"), ("Muñoz", "Seán Paul")),
    (("McDonald", "Anne"), ("MCDONALD", "ANNE-MARIE"), ("McDonald", "Anne-Marie")),
    (("Patel", "Anjali"), ("PATEL", "Anjali Mary"), ("Patel", "Anjali Mary")),
    (("Patel", "AJ"), ("PATEL", "AJ"), ("Patel", "AJ")),
    (("Patel", "Anjali Mary"), ("PATEL", "ANJALI"), ("Patel", "Anjali Mary")),
    (("PATEL", "ANJALI"), ("PATEL", "ANJALI MARY"), ("PATEL", "ANJALI MARY")),
]
"""Two sources of one name, and how it stands by both: in capitals only if nobody writes it otherwise."""


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize(("one", "other", "stands"), WRITINGS, ids=str)
def test_a_source_in_one_case_adds_to_a_name_and_does_not_write_it_over(
    one: tuple[str, str], other: tuple[str, str], stands: tuple[str, str], order: int
) -> None:
    said = [{"family_name": family, "given_name": given} for family, given in (one, other)][::order]
    found = standing(Statement(fields, digest=str(place)) for place, fields in enumerate(said))
    assert (found["family_name"], found["given_name"]) == stands


def test_a_new_family_name_in_capitals_is_written_as_the_record_writes() -> None:
    said = [{"family_name": "Patel", "given_name": "Anjali"}, {"family_name": "DE LA CRUZ", "given_name": "ANJALI"}]
    found = standing(Statement(fields, digest=str(place)) for place, fields in enumerate(said))
    assert (found["family_name"], found["given_name"]) == ("de la Cruz", "Anjali")


def test_a_name_that_a_clerk_typed_in_capitals_stays_so() -> None:
    by_file = Statement({"family_name": "Patel", "given_name": "Anjali"}, digest="1")
    by_clerk = Statement({"family_name": "PATEL", "given_name": "ANJALI"}, digest="2", by_clerk=True)
    found = standing([by_file, by_clerk])
    assert (found["family_name"], found["given_name"]) == ("PATEL", "ANJALI")


def test_a_former_name_in_capitals_is_no_second_former_name(desk: Desk, tmp_path: Path) -> None:
    headings = "NHS number,Surname,Forename,DOB,Former surname"
    for former in ("Shah", "SHAH", "PATEL"):
        line = f"{NHS_NUMBER},Patel,Anjali,14/03/1967,{former}"
        desk.imports.patients([patients_csv(tmp_path, line, headings=headings)])
    assert [(name.kind, name.family_name) for name in rows_of(desk, PatientName)] == [("former", "Shah")]
