"""Reads a text of the one box: a number, a postcode, a reference, a name with a birth date, or a command.

It only reads the text; the services look up every reading.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from clerkdesk.rules.patients.name_readings import read_name, split_name
from clerkdesk.rules.values.dates import Purpose, parse_date
from clerkdesk.rules.values.nhs_number import parse_nhs_number
from clerkdesk.rules.values.phones import Phone, parse_phone, phone_search_key
from clerkdesk.rules.values.postcodes import is_begun_postcode, parse_postcode, postcode_search_key
from clerkdesk.rules.values.references import near_references, parse_reference
from clerkdesk.rules.values.text import clean, compact, without_point_zero
from clerkdesk.rules.values.unreadable import Unreadable
from clerkdesk.settings import DeskSettings

KEPT_BESIDE: Final = "kept beside"
"""End of the words for a match by a second number on record, which may be somebody else's."""
HOSPITAL_NUMBER_PATTERN = DeskSettings().hospital_number_pattern
"""Default form of a hospital number."""


@dataclass(frozen=True, slots=True)
class NhsNumberQuery:
    """An NHS number, whole or partial."""

    digits: str
    fault: Unreadable | None = None
    """Why ten digits are not a valid number; a record may still hold them, as received."""

    @property
    def complete(self) -> bool:
        """Whether all ten digits are there; otherwise it is the start of a number."""
        return len(self.digits) == 10


@dataclass(frozen=True, slots=True)
class HospitalNumberQuery:
    """A hospital number in capitals, without spaces."""

    number: str


@dataclass(frozen=True, slots=True)
class UbrnQuery:
    """A UBRN, whole (12 digits) or partial."""

    digits: str


@dataclass(frozen=True, slots=True)
class PhoneQuery:
    """A telephone number, whole or partial; `search_key` is a prefix of the stored key."""

    search_key: str
    complete: bool


@dataclass(frozen=True, slots=True)
class PostcodeQuery:
    """A postcode, whole or partial; `search_key` is a prefix of the stored key."""

    search_key: str
    complete: bool


@dataclass(frozen=True, slots=True)
class AppointmentReferenceQuery:
    """An appointment reference as stored, `K7Q2-9H`, with the right check character."""

    reference: str


@dataclass(frozen=True, slots=True)
class NearReferenceQuery:
    """A text in the form of an appointment reference with a wrong character, which no appointment has."""

    references: tuple[str, ...]
    """The possible references, as stored."""
    sentence: str
    """The sentence about the mistake, if nobody has one of them."""


@dataclass(frozen=True, slots=True)
class NameQuery:
    """A name, a birth date, or both. The prefixes are starts of stored search keys; an empty one fits every name."""

    family_prefix: str
    given_prefix: str = ""
    date_of_birth: date | None = None
    date_fault: Unreadable | None = None
    """Why the text after the name is not a birth date, or not yet."""


@dataclass(frozen=True, slots=True)
class CommandQuery:
    """A command for those who know it by heart: `.CAB`, or `.list derm`."""

    name: str
    """In capitals with its full stop, as mnemonics in the settings."""
    arguments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Nothing:
    """A text without anything to look up."""

    sentence: str
    """The sentence on what to type instead."""


Query = (
    NhsNumberQuery
    | HospitalNumberQuery
    | UbrnQuery
    | PhoneQuery
    | PostcodeQuery
    | AppointmentReferenceQuery
    | NearReferenceQuery
    | NameQuery
    | CommandQuery
    | Nothing
)

_EMPTY = Nothing("Type a name, NHS number, hospital number, UBRN, telephone number, reference or postcode.")
_NO_SUCH_NUMBER = Nothing(
    "No number has this shape: an NHS number has 10 digits, a UBRN 12, a UK telephone number 11 with a nought first."
)
_TOO_FEW_DIGITS = Nothing("Type a few more digits.")
_BEGUN = "birth_date_begun"
_LONGEST_TEXT = 100
"""Maximum characters to read; no name, number and date together are longer."""
_LONGEST_NUMBER = 15
"""Maximum digits of an international telephone number."""
_DIGITS = frozenset("0123456789")
_SHORTEST_BEGUN = 3
"""Minimum digits of a partial number to look up."""
_NUMBER = re.compile(r"[+(]*[0-9][0-9\s().\-‐‑‒–—/]*(?:\s*(?:ext|x)\.?\s*[0-9]+)?", re.IGNORECASE)
_LABEL = re.compile(r"^(?:NHS(?:\s*(?:no|number))?|UBRN)\s*[.:]?\s*(?=[0-9])", re.IGNORECASE)
"""Words before a number copied from a letter."""
_NAME_THEN_DATE = re.compile(r"([^0-9]+?)\s*([0-9].*)")
_REFERENCE = re.compile(r"[A-Z0-9]{4}-[A-Z0-9]{2,3}", re.IGNORECASE)
_IN_TURN = re.compile(r"^\S*[A-Z]\S*[0-9]\S*[A-Z]|^\S*[0-9]\S*[A-Z]\S*[0-9]", re.IGNORECASE)
_DATE_THEN_NAME = re.compile(r"([0-9].*[0-9])\s*([^0-9\s].*)")


def understand(text: str, today: date, hospital_number_pattern: str = HOSPITAL_NUMBER_PATTERN) -> tuple[Query, ...]:
    """Return every reading of a text, best first; a single `Nothing` without one.

    `today` is the local day, by which two-digit years of birth get their century.
    """
    typed = _as_typed(text)
    if typed.startswith("."):
        return _command(typed)
    if re.fullmatch(hospital_number_pattern, compact(typed).upper()):
        return (HospitalNumberQuery(compact(typed).upper()),)
    if _NUMBER.fullmatch(typed):
        return _digits_alone(typed, today)
    found = _postcode(typed)
    reference = parse_reference(typed)
    has_digit = any(char in _DIGITS for char in typed)
    if isinstance(reference, str) and has_digit:
        found = (AppointmentReferenceQuery(reference), *found)
    elif isinstance(reference, Unreadable) and _has_the_shape_of_a_reference(typed, found, reference):
        return (*found, NearReferenceQuery(near_references(typed), reference.sentence))
    if not _is_whole_postcode(found):
        found += _names(typed, today)
    if isinstance(reference, str) and not has_digit:
        found = (*found, AppointmentReferenceQuery(reference))
    return found or (_EMPTY,)


def _has_the_shape_of_a_reference(typed: str, found: Sequence[Query], reference: Unreadable) -> bool:
    """Return whether a text without a valid reference was meant as one: with a hyphen, or letters and digits in turn.

    A name with a birth date has its digits together; a possible postcode counts as a postcode.
    """
    if _REFERENCE.fullmatch(typed) and any(char in _DIGITS for char in typed):
        return True
    return not found and reference.code == "reference_check" and _IN_TURN.search(typed) is not None


def as_fields(text: str, today: date) -> dict[str, str]:
    """Return the fields of a new patient from a text of the one box, so that text without a match is kept."""
    typed = _as_typed(text)
    first = understand(typed, today)[0]
    match first:
        case NhsNumberQuery(complete=True):
            return {"nhs_number": typed}
        case PhoneQuery(complete=True):
            return {"phone": typed}
        case PostcodeQuery(complete=True):
            return {"postcode": typed}
        case NameQuery(date_of_birth=born):
            family_name, given_name = split_name(_name_and_date(typed, today)[0])
            fields = {"family_name": family_name, "given_name": given_name}
            return {**fields, "date_of_birth": f"{born:%d/%m/%Y}" if born is not None else ""}
    return {}


def given_name_alone(queries: Sequence[Query]) -> NameQuery | None:
    """Return the query for the whole typed name as a given name: `robin` is Robin, and the start of Robinson."""
    whole = [query for query in queries if isinstance(query, NameQuery) and not query.given_prefix]
    longest = max(whole, key=lambda query: len(query.family_prefix), default=None)
    if longest is None or not longest.family_prefix:
        return None
    return NameQuery("", longest.family_prefix, longest.date_of_birth, longest.date_fault)


def left_out(queries: Sequence[Query]) -> str:
    """Return why the date after a name is not searched for, if it is whole and impossible; else empty."""
    for query in queries:
        if isinstance(query, NameQuery) and query.date_fault is not None and query.date_fault.code != _BEGUN:
            return query.date_fault.sentence
    return ""


def date_begun(queries: Sequence[Query]) -> bool:
    """Return whether digits beside a name are not a birth date yet, so that they narrow nothing."""
    faults = [query.date_fault for query in queries if isinstance(query, NameQuery)]
    return any(fault is not None and fault.code == _BEGUN for fault in faults)


def _as_typed(text: str) -> str:
    bare = _LABEL.sub("", clean(unicodedata.normalize("NFKC", text[:_LONGEST_TEXT])), count=1)
    return without_point_zero(bare)


def _command(typed: str) -> tuple[Query, ...]:
    name, *arguments = typed.split()
    if name == ".":
        return (Nothing("Type a command after the full stop, such as .list derm."),)
    return (CommandQuery(name.upper(), tuple(arguments)),)


def _digits_alone(typed: str, today: date) -> tuple[Query, ...]:
    born = _with_year(typed, today)
    if isinstance(born, date):
        # Only a date has a stroke.
        return (NameQuery("", "", born), *(_number(typed) if "/" not in typed else ()))
    if "/" in typed:
        return (Nothing(born.sentence),)
    return _number(typed) or (_what_is_missing(typed),)


def _number(typed: str) -> tuple[Query, ...]:
    """Return the readings of digits alone, by their number and start."""
    digits = "".join(char for char in typed if char in _DIGITS)
    reference = parse_reference(typed)
    found: list[Query] = []
    if len(digits) < 10 and "+" not in typed:
        found += _begun_number(digits)
    elif len(digits) == 10 and "+" not in typed:
        found += _ten_digits(typed, digits)
    elif len(digits) == 12 and not digits.startswith("44") and "+" not in typed:
        found += [UbrnQuery(digits), *_phone(typed)]
    elif len(digits) <= _LONGEST_NUMBER:
        found += _phone(typed)
        if len(digits) == 12 and "+" not in typed:
            found.append(UbrnQuery(digits))
    if isinstance(reference, str):
        found.append(AppointmentReferenceQuery(reference))
    return tuple(found)


def _ten_digits(typed: str, digits: str) -> tuple[Query, ...]:
    number = parse_nhs_number(digits)
    if isinstance(number, str):
        return (NhsNumberQuery(number), *_phone(typed))
    return (*_phone(typed), NhsNumberQuery(digits, fault=number))


def _begun_number(digits: str) -> tuple[Query, ...]:
    if len(digits) < _SHORTEST_BEGUN:
        return ()
    if digits.startswith("000"):
        return (UbrnQuery(digits),)
    if digits.startswith("0"):
        return (PhoneQuery(phone_search_key(digits), complete=False),)
    return (NhsNumberQuery(digits),)


def _phone(typed: str) -> tuple[Query, ...]:
    phone = parse_phone(typed)
    if isinstance(phone, Phone):
        return (PhoneQuery(phone.search_key, complete=True),)
    # Enough digits for a number, but not a whole one: the clerk is still typing a caller's number.
    return (PhoneQuery(phone_search_key(typed), complete=False),) if phone.code == "phone_short" else ()


def _what_is_missing(typed: str) -> Nothing:
    return _NO_SUCH_NUMBER if sum(char in _DIGITS for char in typed) >= _SHORTEST_BEGUN else _TOO_FEW_DIGITS


def _is_whole_postcode(found: tuple[Query, ...]) -> bool:
    return any(isinstance(query, PostcodeQuery) and query.complete for query in found)


def _postcode(typed: str) -> tuple[Query, ...]:
    if not any(char in _DIGITS for char in typed):
        return ()
    if isinstance(parse_postcode(typed), str):
        return (PostcodeQuery(postcode_search_key(typed), complete=True),)
    if is_begun_postcode(typed):
        return (PostcodeQuery(postcode_search_key(typed), complete=False),)
    return ()


def _names(typed: str, today: date) -> tuple[Query, ...]:
    name, day = _name_and_date(typed, today)
    born = day if isinstance(day, date) else None
    fault = day if isinstance(day, Unreadable) else None
    readings = read_name(name)
    if not readings:
        return (NameQuery("", "", born),) if born else ()
    return tuple(NameQuery(reading.family_prefix, reading.given_prefix, born, fault) for reading in readings)


def _name_and_date(typed: str, today: date) -> tuple[str, date | Unreadable | None]:
    """Split a name from the birth date after it (`pa140367`) or before it (`14/3/67 patel`)."""
    after = _NAME_THEN_DATE.fullmatch(typed)
    if after:
        return after[1].strip(" ,"), _with_year(after[2], today)
    if typed[:1] not in _DIGITS:
        return typed, None
    whole = _with_year(typed, today)
    if isinstance(whole, date):
        return "", whole
    before = _DATE_THEN_NAME.fullmatch(typed)
    return (before[2], _with_year(before[1], today)) if before else (typed.lstrip("0123456789 /.-"), whole)


def _with_year(written: str, today: date) -> date | Unreadable:
    """Read a birth date with its year; a day and a month alone are a date still being typed."""
    numbers = re.findall(r"[0-9]+", written)
    has_month_name = any(char.isalpha() for char in re.sub(r"(?<=[0-9])(?:st|nd|rd|th)", "", written.lower()))
    if len(numbers) + has_month_name < 3 and len(numbers[0]) not in (6, 8):
        return Unreadable(_BEGUN, "A birth date has day, month and year, such as 140367 or 14/3/67.")
    return parse_date(written, today, Purpose.BIRTH)
