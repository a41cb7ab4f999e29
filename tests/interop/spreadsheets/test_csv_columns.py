from __future__ import annotations

from pathlib import Path

import pytest

from clerkdesk.interop.reading.json_reading import UnreadableFileError
from clerkdesk.interop.spreadsheets.csv_columns import ColumnMapping, assign, load_mapping


def mapping_file(folder: Path, content: str) -> Path:
    path = folder / "columns.toml"
    path.write_text(content, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("NHS Number", "nhs_number"),
        ("CHILD_NHS_NUMBER", "nhs_number"),
        ("Patient's Surname", "family_name"),
        ("D.O.B.", "date_of_birth"),
        ("PARENT_2_EMAIL", "parent_2_email"),
        ("PERSON_SURNAME", "family_name"),
        ("PAT_FORENAME", "given_name"),
        ("personBirthDate", "date_of_birth"),
        ("Date of Birth (dd/mm/yyyy)", "date_of_birth"),
        ("Tel. (Home)", "home_phone"),
        ("ADDR1", "address_line_1"),
        ("House Number", "house"),
        ("Sensitive_Flag", "restricted"),
        ("Sensitive Patient?", "restricted"),
        ("InterpreterRequiredInd", "interpreter_needed"),
        ("Deceased Indicator", "deceased"),
        ("Patient Name", "full_name"),
        ("Hosp. No.", "hospital_number"),
        ("Alerts", "alerts"),
        ("Alert_3", "alerts"),
        ("Hazard 2", "alerts"),
        ("Access needs 2", "support_needs"),
        ("Disability1", "support_needs"),
        ("Vital status", "vital_status"),
        ("Date/Time of Death", "deceased_date"),
        ("Registered Practice Code", "gp_practice_code"),
        ("GP Surgery Code", "gp_practice_code"),
        ("GP Surgery Name", "gp_practice_name"),
        ("POSTCODE_OF_USUAL_ADDRESS", "postcode"),
        ("HOSPNO", "hospital_number"),
        ("Wheelchair user", "support_needs"),
        ("SMS consent Y/N", "text_allowed"),
        ("DOB_DDMMYYYY", "date_of_birth"),
        ("Patient ID", ""),
        ("GP name", ""),
        ("Contact Date", ""),
        ("Hospital", ""),
        ("Last seen", ""),
        ("Patient ID", ""),
        ("Shoe size", ""),
    ],
)
def test_usual_headings_are_known(heading: str, name: str) -> None:
    assert ColumnMapping().field_for(heading) == name


def test_a_mapping_file_stands_above_the_known_headings(tmp_path: Path) -> None:
    mapping = load_mapping(mapping_file(tmp_path, '[columns]\n"Surname" = "ignore"\n"Nachname" = "family_name"\n'))

    assert [mapping.field_for(heading) for heading in ("Surname", "NACHNAME ", "Forename")] == [
        "",
        "family_name",
        "given_name",
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "[columns] is missing"),
        ('[colums]\n"A" = "nhs_number"\n', "'colums' is not known"),
        ('[columns]\n"A" = "nhs_numbr"\n', "Did you mean nhs_number?"),
        ('[columns]\n"A" = 3\n', "names no field"),
        ("[columns\n", "not valid TOML"),
    ],
)
def test_a_mapping_file_that_is_wrong_says_what_would_be_right(content: str, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError) as refused:
        load_mapping(mapping_file(tmp_path, content))

    assert sentence in str(refused.value)


def test_of_two_headings_for_one_field_the_plainer_one_counts() -> None:
    assert assign(["NHS Number", "PERSON_SURNAME", "Surname"], ColumnMapping()) == {"nhs_number": 0, "family_name": 2}
