"""Which column of a CSV file is which field of a patient: by the headings known from the start, or a user's own list.

Reading the rows is in `csv_patients`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from clerkdesk.interop.json_reading import UnreadableFileError
from clerkdesk.interop.toml_reading import did_you_mean, read_toml

PHONES: Final[dict[str, str]] = {"phone": "home", "home_phone": "home", "mobile_phone": "mobile", "work_phone": "work"}
"""Fields that hold a telephone number, and its kind."""
ADDRESS_LINES: Final = (
    "address",
    "address_line_1",
    "address_line_2",
    "address_line_3",
    "address_line_4",
    "town",
    "county",
)
RELATED: Final = ("parent_1", "parent_2", "next_of_kin")
RELATED_PARTS: Final = ("name", "relationship", "phone", "email")

KNOWN_HEADINGS: Final[dict[str, tuple[str, ...]]] = {
    "nhs_number": ("nhsnumber", "nhsno", "nhsnum", "nhs", "newnhsnumber"),
    "nhs_number_status": ("nhsnumberstatus", "nhsnumberstatusindicatorcode"),
    "hospital_number": ("hospitalnumber", "hospitalno", "mrn", "casenumber", "unitnumber", "localpatientidentifier"),
    "title": ("title", "prefix"),
    "given_name": ("givenname", "givennames", "firstname", "firstnames", "forename", "forenames"),
    "middle_names": ("middlename", "middlenames", "secondname"),
    "family_name": ("familyname", "lastname", "surname"),
    "preferred_given_name": ("preferredgivenname", "preferredfirstname", "preferredname", "knownas"),
    "preferred_family_name": ("preferredfamilyname", "preferredlastname"),
    "former_family_name": ("formerfamilyname", "formersurname", "previoussurname", "maidenname"),
    "date_of_birth": ("dateofbirth", "dob", "birthdate", "borndate"),
    "gender": ("gender", "sex", "statedgender"),
    "ethnic_category": ("ethniccategory", "ethniccode"),
    "deceased_date": ("deceaseddate", "dateofdeath", "dod"),
    "address": ("address", "fulladdress"),
    "address_line_1": ("addressline1", "address1", "street"),
    "address_line_2": ("addressline2", "address2"),
    "address_line_3": ("addressline3", "address3"),
    "address_line_4": ("addressline4", "address4"),
    "town": ("town", "city", "addresstown", "suburb"),
    "county": ("county",),
    "postcode": ("postcode", "postalcode"),
    "phone": ("phone", "telephone", "phonenumber", "telephonenumber", "tel", "contactnumber"),
    "home_phone": ("homephone", "hometelephone", "hometel", "landline"),
    "mobile_phone": ("mobile", "mobilephone", "mobilenumber", "mobiletelephone"),
    "work_phone": ("workphone", "worktelephone", "worktel"),
    "email": ("email", "emailaddress"),
    "gp_practice_code": ("gppracticecode", "practicecode", "gpcode", "odscode"),
    "gp_practice_name": ("gppracticename", "practicename", "gppractice", "gpsurgery"),
    "language": ("language", "preferredlanguage", "spokenlanguage"),
    "interpreter_needed": ("interpreterneeded", "interpreterrequired", "interpreter"),
    "contact_method": ("preferredcontactmethod", "contactmethod"),
    "written_format": ("writtenformat", "preferredformat"),
    "restricted": ("restricted", "sensitive"),
    "next_of_kin_name": ("nextofkin", "nextofkinname", "nok"),
    "next_of_kin_relationship": ("nextofkinrelationship",),
    "next_of_kin_phone": ("nextofkinphone", "nextofkintelephone"),
}  # fmt: skip
"""Headings by field, in lower-case letters and digits only; `patient` or `child` before them is left out."""

FIELDS: Final = tuple(dict.fromkeys([*KNOWN_HEADINGS, *(f"{who}_{part}" for who in RELATED for part in RELATED_PARTS)]))
"""Every field that a column can be."""
IGNORE: Final = "ignore"
"""What a mapping file writes for a column that is not to be read."""


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Headings that stand for fields beside the known ones, as a user's mapping file names them."""

    columns: Mapping[str, str] = field(default_factory=dict)
    """Field (or `ignore`) by heading, in lower case and without outer blanks."""

    def field_for(self, heading: str) -> str:
        """Return the field of a heading; empty for one that is ignored or not known."""
        named = self.columns.get(heading.strip().lower())
        if named is not None:
            return "" if named == IGNORE else named
        key = re.sub(r"[^a-z0-9]", "", heading.lower())
        for bare in (key, key.removeprefix("patients").removeprefix("patient"), key.removeprefix("child")):
            if bare in _FIELD_BY_HEADING:
                return _FIELD_BY_HEADING[bare]
        return ""


def load_mapping(path: Path) -> ColumnMapping:
    """Read a mapping file: a table `[columns]` with a line `"NHS No." = "nhs_number"` for each column of one's own.

    Raises:
        UnreadableFileError: with a sentence that names the key and what would be right.
    """
    document = read_toml(path)
    for key in document:
        if key != "columns":
            raise UnreadableFileError(f"{path.name}: the key {key!r} is not known; there is one table, [columns].")
    columns = document.get("columns")
    if not isinstance(columns, dict) or not columns:
        raise UnreadableFileError(
            f'{path.name}: the table [columns] is missing; a line in it is "NHS No." = "nhs_number".'
        )
    for heading, name in columns.items():
        if not isinstance(name, str) or (name not in FIELDS and name != IGNORE):
            hint = did_you_mean(str(name), [*FIELDS, IGNORE])
            raise UnreadableFileError(f"{path.name}: columns: {heading!r} names no field of a patient. {hint}")
    return ColumnMapping({heading.strip().lower(): str(name) for heading, name in columns.items()})


def assign(headings: Sequence[str], mapping: ColumnMapping) -> dict[str, int]:
    """Return the position of each field among the headings.

    Raises:
        UnreadableFileError: with a sentence, when no heading is known, when none tells who a patient is, or when two
            columns are the same field.
    """
    positions: dict[str, int] = {}
    for position, heading in enumerate(headings):
        name = mapping.field_for(heading)
        if name in positions:
            raise UnreadableFileError(
                f"Columns {positions[name] + 1} and {position + 1} are both read as {name}; say in a mapping file "
                f'which one counts, and give the other one the field "{IGNORE}".'
            )
        if name:
            positions[name] = position
    if "nhs_number" not in positions and not {"family_name", "date_of_birth"} <= set(positions):
        raise UnreadableFileError(
            "The first line has no heading for an NHS number, nor for a family name and a date of birth. Name the "
            'columns in a mapping file: a table [columns] with lines such as "NHS No." = "nhs_number".'
        )
    return positions


_FIELD_BY_HEADING: Final = {heading: name for name, headings in KNOWN_HEADINGS.items() for heading in headings} | {
    f"{who}_{part}".replace("_", ""): f"{who}_{part}" for who in RELATED for part in RELATED_PARTS
}
