"""Reads the clerk's text about a patient into values to keep, field by field.

`clerkdesk.rules.patients.matching` judges whether two people are one; the services store the values.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from clerkdesk.rules.patients.name_case import with_capitals
from clerkdesk.rules.values.dates import Purpose, parse_date
from clerkdesk.rules.values.hospital_number import OWN_SERIES, is_made_here
from clerkdesk.rules.values.nhs_number import parse_nhs_number
from clerkdesk.rules.values.phones import parse_phone
from clerkdesk.rules.values.postcodes import parse_postcode
from clerkdesk.rules.values.text import clean, clean_lines, compact, fold
from clerkdesk.rules.values.unreadable import Unreadable
from clerkdesk.rules.values.weekdays import read_weekdays

LONGEST_NAME = 100
"""Maximum characters of one name; a longer text is something else pasted into the field."""

_NEEDED = {
    "family_name": "A family name is needed; where there is only one name, it goes there.",
    "date_of_birth": "A birth date is needed: day, month and year, such as 14/3/67.",
}
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_PRACTICE_CODE = re.compile(r"[A-Z][0-9]{5}")
_GENDERS = {
    "1": "1", "MALE": "1", "M": "1", "2": "2", "FEMALE": "2", "F": "2", "9": "9", "INDETERMINATE": "9",
    "X": "X", "NOT KNOWN": "X", "UNKNOWN": "X", "": "X",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPhone:
    """A telephone number as typed, with its permitted uses."""

    number: str
    kind: str = "home"
    voicemail_allowed: bool | None = None
    """None if nobody has asked."""
    text_allowed: bool = False
    preferred: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPhone:
    """A telephone number to keep."""

    number: str
    """E.164."""
    number_key: str
    display: str
    kind: str
    voicemail_allowed: bool | None
    text_allowed: bool
    preferred: bool
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherName:
    """A name by which the patient was or is also known; `kind` is `alias`, `former` or `preferred`."""

    kind: str
    family_name: str = ""
    given_name: str = ""


@dataclass(frozen=True, slots=True)
class WrongField:
    """The first field that cannot be kept as typed."""

    field: str
    fault: Unreadable


Reader = Callable[[str, date], object]
"""Takes the typed text and today; returns the value to keep, or `Unreadable`."""


def _name(typed: str, _today: date) -> str | Unreadable:
    name = clean(typed)
    if len(name) > LONGEST_NAME:
        return Unreadable("name_long", f"A name has at most {LONGEST_NAME} characters; this has {len(name)}.")
    return name


def _letters(typed: str, today: date) -> str | Unreadable:
    """Read a required name; a dash or a full stop, meaning an unknown name, is refused."""
    name = _name(typed, today)
    if isinstance(name, str) and name and not any(char.isalpha() for char in name):
        return Unreadable("name_without_letters", "A name has letters; a dash or a full stop alone is not a name.")
    return name


def _family_name(typed: str, today: date) -> str | Unreadable:
    name = _letters(typed, today)
    return with_capitals(name, family=True) if isinstance(name, str) else name


def _given_name(typed: str, today: date) -> str | Unreadable:
    name = _letters(typed, today)
    return with_capitals(name) if isinstance(name, str) else name


def _one_line(typed: str, _today: date) -> str:
    return clean(typed)


def _lines(typed: str, _today: date) -> str:
    return clean_lines(typed)


def _nhs_number(typed: str, _today: date) -> str | Unreadable | None:
    return parse_nhs_number(typed) if typed.strip() else None


def _hospital_number(typed: str, _today: date) -> str | Unreadable | None:
    number = compact(clean(typed)).upper()
    return Unreadable("hospital_number_own_series", OWN_SERIES) if is_made_here(number) else number or None


def _birth_date(typed: str, today: date) -> date | Unreadable | None:
    return parse_date(typed, today, Purpose.BIRTH) if typed.strip() else None


def _postcode(typed: str, _today: date) -> str | Unreadable:
    return parse_postcode(typed) if typed.strip() else ""


def _email(typed: str, _today: date) -> str | Unreadable:
    address = clean(typed)
    if address and not _EMAIL.fullmatch(address):
        return Unreadable("email_shape", "An e-mail address is like name@example.org, without spaces.")
    return address


def _practice_code(typed: str, _today: date) -> str | Unreadable:
    code = compact(typed).upper()
    if code and not _PRACTICE_CODE.fullmatch(code):
        return Unreadable("practice_code_shape", "A GP practice code is a letter and five digits, such as A81001.")
    return code


def _gender(typed: str, _today: date) -> str | Unreadable:
    known = _GENDERS.get(fold(clean(typed)))
    return known or Unreadable("gender_unknown", "Write 1 or male, 2 or female, 9 or indeterminate, X or not known.")


def _yes_or_no(typed: str, _today: date) -> bool | Unreadable:
    answer = fold(clean(typed))
    if answer in ("YES", "Y", "TRUE", "1"):
        return True
    if answer in ("NO", "N", "FALSE", "0", ""):
        return False
    return Unreadable("yes_or_no", "Write yes or no.")


def _hours(typed: str, _today: date) -> int | Unreadable | None:
    answer = clean(typed)
    if not answer:
        return None
    if not (answer.isascii() and answer.isdigit() and int(answer) <= 8760):
        return Unreadable("hours_unreadable", "Write how many hours before, in digits, such as 24.")
    return int(answer)


def _weekdays(typed: str, _today: date) -> str | Unreadable:
    days = read_weekdays(typed)
    if days is None:
        return Unreadable("weekdays_unreadable", "Write weekdays by their names, such as mon wed.")
    return days


FIELDS: Mapping[str, Reader] = {
    "nhs_number": _nhs_number,
    "hospital_number": _hospital_number,
    "title": _letters,
    "family_name": _family_name,
    "given_name": _given_name,
    "date_of_birth": _birth_date,
    "stated_gender": _gender,
    "address": _lines,
    "postcode": _postcode,
    "email": _email,
    "gp_practice_code": _practice_code,
    "gp_practice_name": _one_line,
    "language": _one_line,
    "interpreter_needed": _yes_or_no,
    "transport_needed": _yes_or_no,
    "safe_contact_note": _lines,
    "short_notice_hours": _hours,
    "short_notice_days": _weekdays,
    "overseas_answer": _one_line,
    "key_worker": _one_line,
}
"""Column of a patient -> the reader of its typed text.

A death is not a field: the report of a death decides its consequences (`clerkdesk.rules.booking.cancellation`).
"""


def read_fields(typed: Mapping[str, str], today: date) -> dict[str, object] | WrongField:
    """Return the values to keep for some fields of a patient, or the first field that cannot be read.

    Args:
        typed: texts by the names of `FIELDS`; other fields stay unchanged.
        today: the local day.
    """
    values: dict[str, object] = {}
    for field, text in typed.items():
        reader = FIELDS.get(field)
        if reader is None:
            known = ", ".join(FIELDS)
            return WrongField(field, Unreadable("field_unknown", f"A patient has no such field. Known: {known}."))
        value = reader(text, today)
        if field in _NEEDED and not value:
            return WrongField(field, Unreadable(f"{field}_missing", _NEEDED[field]))
        if isinstance(value, Unreadable):
            return WrongField(field, value)
        values[field] = value
    return values


def read_phone(typed: NewPhone) -> ReadPhone | Unreadable:
    """Return a telephone number to keep, with an extension in its note, or what is wrong with it."""
    phone = parse_phone(typed.number)
    if isinstance(phone, Unreadable):
        return phone
    extension = f"extension {phone.extension}" if phone.extension else ""
    return ReadPhone(
        number=phone.e164,
        number_key=phone.search_key,
        display=phone.display,
        kind="mobile" if phone.kind == "mobile" and typed.kind == "home" else typed.kind,
        voicemail_allowed=typed.voicemail_allowed,
        text_allowed=typed.text_allowed,
        preferred=typed.preferred,
        note="; ".join(part for part in (extension, clean(typed.note)) if part),
    )
