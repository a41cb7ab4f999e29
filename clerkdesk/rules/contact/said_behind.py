"""Parts a text into identifiers and the caller's words after them: `pa140367 she has chest pain`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from clerkdesk.rules.patients.one_box import (
    HOSPITAL_NUMBER_PATTERN,
    AppointmentReferenceQuery,
    HospitalNumberQuery,
    NameQuery,
    NhsNumberQuery,
    PhoneQuery,
    PostcodeQuery,
    Query,
    UbrnQuery,
    understand,
)

_UBRN = re.compile(r"[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{4}")
"""The grouping of twelve digits, which a telephone number plus a digit of later words does not have."""
_BEHIND_A_BLANK = re.compile(r"(?<=\s)(?=\S)")
_BEHIND_A_DIGIT = re.compile(r"(?<=[0-9])(?=[^\W\d_])")


def part_said(text: str, today: date, hospital_number_pattern: str = HOSPITAL_NUMBER_PATTERN) -> tuple[str, str] | None:
    """Split a text into an identifier and the words after it; None if it lacks one of them.

    The longest complete start counts: `smith 3 feb 1980 rang` is split after the year. A name alone is not an
    identifier, since its end is unclear.
    """
    for start, needs_no_blank in _starts(text):
        said = text[start:].strip()
        if not any(letter.isalpha() for letter in said):
            continue
        who = text[:start].strip()
        readings = understand(who, today, hospital_number_pattern)
        if any(_is_whole(reading, who, attached=needs_no_blank) for reading in readings[:1] + _others(readings, who)):
            return who, said
    return None


def _starts(text: str) -> Iterator[tuple[int, bool]]:
    """Return the possible starts of the words, the last first, and whether they follow a digit without a blank."""
    starts = {match.start(): True for match in _BEHIND_A_DIGIT.finditer(text)}
    starts.update({match.start(): False for match in _BEHIND_A_BLANK.finditer(text)})
    return iter(sorted(starts.items(), reverse=True))


def _others(readings: tuple[Query, ...], who: str) -> tuple[Query, ...]:
    """Return the readings that count even if another is likelier: numbers, and a reference with its hyphen."""
    kinds = (NhsNumberQuery, UbrnQuery, PhoneQuery, *((AppointmentReferenceQuery,) if "-" in who else ()))
    return tuple(each for each in readings[1:] if isinstance(each, kinds))


def _is_whole(reading: Query, who: str, *, attached: bool) -> bool:
    """Return whether a reading identifies somebody; one that may end in a letter needs a blank after it."""
    match reading:
        case NhsNumberQuery() | PhoneQuery():
            return reading.complete
        case UbrnQuery():
            return _UBRN.fullmatch(who) is not None
        case NameQuery(family_prefix=name, given_prefix=given, date_of_birth=born):
            # After a date the end of a name is unclear, so only its first word counts.
            only_a_name = not given and who[-1].isalpha()
            return bool(name) and born is not None and (only_a_name if who[0].isdigit() else True)
        case PostcodeQuery():
            return reading.complete and not attached
        case HospitalNumberQuery() | AppointmentReferenceQuery():
            return not attached
    return False
