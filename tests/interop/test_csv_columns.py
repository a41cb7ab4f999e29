from __future__ import annotations

from pathlib import Path

import pytest

from clerkdesk.interop.csv_columns import ColumnMapping, load_mapping
from clerkdesk.interop.json_reading import UnreadableFileError


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
