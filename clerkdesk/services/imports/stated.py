"""Converts a row of a file to the index's terms: its digest, its fields, and the person it describes."""

from __future__ import annotations

from functools import lru_cache

from clerkdesk.codes import code_list
from clerkdesk.interop.reading.records import PatientRecord
from clerkdesk.rules.patients.matching import PersonKey
from clerkdesk.rules.patients.statements import BIRTH, DOUBTFUL, FORMER, HOSPITAL_NUMBER, NHS_NUMBER_STATUS
from clerkdesk.rules.values.hospital_number import is_made_here
from clerkdesk.rules.values.no_value import is_no_value, is_stand_in_number
from clerkdesk.rules.values.text import compact, sort_key


def name_of(record: PatientRecord) -> str:
    """Return the name of a row in the index's sort form."""
    return sort_key(record.family_name, record.given_name)


def hospital_number_of(record: PatientRecord) -> str | None:
    """Return the hospital number of a row in the form of the index.

    A placeholder such as NULL or 0000 is not a number, and one of the desk's own series means nothing outside the desk.
    """
    return _given_number(record.hospital_number) if record.hospital_number else None


@lru_cache(maxsize=1024)
def _given_number(written: str) -> str | None:
    number = compact(written).upper()
    if not number or is_no_value(number) or is_stand_in_number(number) or is_made_here(number):
        return None
    return number if any(char.isdigit() for char in number) else None


def number_status_of(record: PatientRecord) -> str:
    """Return the status of a valid NHS number, if it is one of the national list (R-410)."""
    status = record.nhs_number_status
    known = record.nhs_number_valid and status and code_list("nhs_number_status").get(status) is not None
    return status if known and status else ""


def person_of(record: PatientRecord) -> PersonKey:
    """Return a row's details for matching."""
    home = record.home
    kind = kind_of_doubtful_name(record) if record.name_doubtful else None
    family_name, given_name = comparable_name(record.family_name, record.given_name, kind)
    return PersonKey(
        family_name=family_name,
        given_name=given_name,
        date_of_birth=record.date_of_birth,
        postcode=home.postcode if home else "",
        address="\n".join(home.lines) if home else "",
        nhs_number=record.nhs_number if record.nhs_number_valid else None,
        phone_keys=tuple(number_key(phone.number) for phone in record.phones if phone.readable),
        other_family_names=tuple(name.family_name for name in record.other_names if name.family_name),
        stated_gender=record.stated_gender,
    )


def kind_of_doubtful_name(record: PatientRecord) -> str:
    """Return the kind of a doubtful name, such as `former`; empty for one like a placeholder."""
    name = record.family_name, record.given_name
    return next((other.kind for other in record.other_names if (other.family_name, other.given_name) == name), "")


def comparable_name(family_name: str, given_name: str, doubtful: str | None) -> tuple[str, str]:
    """Return the distinguishing part of a name: no family name of a doubtful one, and the given name of a former one.

    `doubtful` is the kind of a doubtful name, empty for one like a placeholder, None for a known name.
    """
    if doubtful is None:
        return family_name, given_name
    return "", given_name if doubtful in ("", "former") else ""


def fields_of(record: PatientRecord) -> dict[str, object]:
    """Return the single-valued statements of a row, by column of the patient."""
    home = record.home
    said: dict[str, object] = {
        "title": record.title,
        "stated_gender": record.stated_gender,
        "ethnic_category": record.ethnic_category,
        "address": "\n".join(home.lines) if home else "",
        "postcode": home.postcode if home else "",
        "email": record.email,
        "gp_practice_code": record.gp_practice_code,
        "gp_practice_name": record.gp_practice_name,
        "language": record.language,
        "interpreter_needed": record.interpreter_needed,
        BIRTH: record.date_of_birth.isoformat() if record.date_of_birth else None,
        HOSPITAL_NUMBER: hospital_number_of(record),
        NHS_NUMBER_STATUS: number_status_of(record),
        FORMER: [name.family_name for name in record.other_names if name.kind == "former" and name.family_name],
    }
    name = {"family_name": record.family_name, "given_name": record.given_name}
    said |= {DOUBTFUL: [*name.values(), kind_of_doubtful_name(record)]} if record.name_doubtful else name
    return {field: value for field, value in said.items() if value not in ("", None, [])}


def number_key(number: str) -> str:
    """Return the search key of a telephone number: the digits of one in E.164, empty for any other text."""
    return number[1:] if number.startswith("+") and number[1:].isdigit() else ""
