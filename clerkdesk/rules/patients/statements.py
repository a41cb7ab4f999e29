"""Makes a patient's record from the statements of several sources, the same for any order of reading.

Every statement is kept with the moment at which it was true. The record follows from all of them, oldest first, so that
an old statement read again, or read late, reverts nothing. `clerkdesk.rules.patients.one_person` decides beforehand
whom a statement is about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from clerkdesk.rules.patients.name_writing import NameWriting
from clerkdesk.rules.patients.one_person import better_written, fuller_given_name, without_titles
from clerkdesk.rules.values.postcodes import postcode_search_key
from clerkdesk.rules.values.text import search_key

LATEST = ("title", "ethnic_category", "email", "gp_practice_code", "gp_practice_name", "language")
"""Fields whose latest statement counts."""
HOME = ("address", "postcode")
"""One field in two columns: the lines of one home never go with the postcode of another."""
NAME = ("family_name", "given_name")
SEX, INTERPRETER, FORMER = "stated_gender", "interpreter_needed", "former_family_names"
DOUBTFUL = "doubtful_name"
"""A family name, a given name and their kind, which count only if no other name was stated."""
BIRTH, HOSPITAL_NUMBER = "date_of_birth", "hospital_number"
NHS_NUMBER_STATUS = "nhs_number_status"
"""How far an NHS number was traced (R-410): the latest statement counts, and earlier ones are not searchable."""
FIRST = (BIRTH, HOSPITAL_NUMBER)
"""Fields whose oldest statement counts, since they never change: a second value is a slip or somebody else's."""
FIELDS = (*NAME, SEX, INTERPRETER, *HOME, *LATEST)
"""Fields of a statement beside `FIRST`, under the names of the patient's columns."""

_BEFORE_ALL = datetime.min.replace(tzinfo=UTC)
_NO_SEX = ("", "X")

Fields = Mapping[str, object]
Person = TypeVar("Person")


@dataclass(frozen=True, slots=True)
class Statement:
    """One source's statement about a patient at one moment; an empty or missing field says nothing."""

    fields: Fields
    stated_at: datetime | None = None
    """When it was true, on the machine's clock; None for values on record before any source was kept."""
    digest: str = ""
    """A short name for exactly this statement, which orders two of one moment."""
    by_clerk: bool = False
    """Whether a clerk corrected the record at the desk, which counts as typed, emptied fields too."""


@dataclass(frozen=True, slots=True)
class ClaimedValue:
    """A stated value of a patient, and the strength of the statement: the least is the strongest."""

    value: str
    strength: tuple[bool, datetime, str]


def standing(statements: Iterable[Statement]) -> dict[str, object]:
    """Return the values in force, by field, without fields that nobody has stated."""
    known: dict[str, object] = {}
    doubtful: dict[str, object] = {}
    writing = NameWriting()
    ordered = sorted(statements, key=_order)
    given_up = {search_key(str(name)) for each in ordered for name in _listed(each.fields.get(FORMER))}
    for statement in ordered:
        said = statement.fields
        if statement.by_clerk:
            given_up.discard(search_key(str(said.get("family_name") or "")))
            known.update({field: said[field] for field in FIELDS if field in said})
            writing.note(_names_in(said), known, on_purpose=True)
            continue
        _take_name(known, said, given_up)
        writing.note(_names_in(said), known)
        doubtful |= dict(zip(NAME, _listed(said.get(DOUBTFUL)), strict=False))
        _take_home(known, said)
        if known.get(SEX, "") in _NO_SEX and said.get(SEX):
            known[SEX] = said[SEX]
        if said.get(INTERPRETER) is not None:
            # A file never removes a need.
            known[INTERPRETER] = bool(known.get(INTERPRETER)) or bool(said[INTERPRETER])
        known.update({field: said[field] for field in LATEST if said.get(field)})
    if not any(known.get(field) for field in NAME):
        return known | doubtful
    return known | writing.written(known)


def claims(statements: Iterable[Statement], field: str, on_record: str) -> list[ClaimedValue]:
    """Return every stated value of a field of `FIRST`, the strongest first, each once.

    A clerk's correction overrides all files. A value without a statement was there before any was kept.
    """
    ordered = sorted(statements, key=_order)
    said = [(each, str(each.fields[field])) for each in ordered if each.fields.get(field)]
    by_clerk = [ClaimedValue(value, _strength(each)) for each, value in said if each.by_clerk]
    if by_clerk:
        return by_clerk[-1:]
    found = {value: ClaimedValue(value, _strength(each)) for each, value in reversed(said)}
    if on_record and on_record not in found:
        found[on_record] = ClaimedValue(on_record, _strength(Statement({})))
    return sorted(found.values(), key=lambda claim: claim.strength)


def first_said(statements: Iterable[Statement], field: str, on_record: str) -> str:
    """Return the value in force of a field of `FIRST`, for any order of reading."""
    said = claims(statements, field, on_record)
    return said[0].value if said else ""


def shared_out(claimed: Mapping[Person, Iterable[ClaimedValue]]) -> dict[Person, str]:
    """Return the numbers of several people, each number with one person, for any order of reading.

    The strongest claim wins first, then the strongest remaining one, so that the first to state a number has it.
    """
    everything = [(claim.strength, claim.value, person) for person, said in claimed.items() for claim in said]
    has: dict[Person, str] = {}
    for _, value, person in sorted(everything, key=lambda each: each[:2]):
        if person not in has and value not in has.values():
            has[person] = value
    return has


def last_said(statements: Iterable[Statement], field: str) -> str:
    """Return the latest value of a field whose latest statement counts; empty if nobody has stated one."""
    said = [str(each.fields[field]) for each in sorted(statements, key=_order) if each.fields.get(field)]
    return said[-1] if said else ""


def beside(statements: Iterable[Statement], stands: Fields) -> list[tuple[str, str]]:
    """Return the stated values not in force, as field and value, each once; a home is one value of `address`."""
    other: dict[tuple[str, str], None] = {}
    for statement in sorted(statements, key=_order):
        for field, value in _shown(statement.fields):
            if value and value != dict(_shown(stands)).get(field):
                other[field, value] = None
    return list(other)


def names_said(statements: Iterable[Statement]) -> list[tuple[str, str]]:
    """Return every stated family name with its given name, without titles, each once."""
    said = (
        (
            without_titles(str(each.fields.get("family_name") or "")),
            without_titles(str(each.fields.get("given_name") or "")),
        )
        for each in sorted(statements, key=_order)
    )
    return list(dict.fromkeys(name for name in said if name[0]))


def doubtful_names(statements: Iterable[Statement], stands: Fields) -> list[tuple[str, str, str]]:
    """Return the unused names that may only fill an empty one: kind, family and given name, each once."""
    usual = tuple(str(stands.get(field) or "") for field in NAME)
    said = (list(map(str, _listed(each.fields.get(DOUBTFUL)))) for each in sorted(statements, key=_order))
    found = ((kind, family, given) for family, given, kind in filter(None, said) if kind)
    return list(dict.fromkeys(name for name in found if name[1:] != usual))


def overruled(statement: Statement, stands: Fields) -> tuple[str, ...]:
    """Return the fields of a statement that have another value in force.

    A name in capitals, with another accent, hyphen or apostrophe, or with its title, is not a different name.
    """
    held = dict(_shown(stands))
    return tuple(
        field
        for field, value in _shown(statement.fields)
        if value and _compared(field, held.get(field, value)) != _compared(field, value)
    )


def _compared(field: str, value: str) -> str:
    return search_key(without_titles(value)) if field in NAME else value


def home_text(fields: Fields) -> str:
    """Return an address with its postcode, one line to a line."""
    parts = (str(fields.get("address") or ""), str(fields.get("postcode") or ""))
    return "\n".join(part for part in parts if part)


def _order(statement: Statement) -> tuple[datetime, str]:
    return statement.stated_at or _BEFORE_ALL, statement.digest


def _strength(statement: Statement) -> tuple[bool, datetime, str]:
    return not statement.by_clerk, *_order(statement)


def _shown(fields: Fields) -> Iterator[tuple[str, str]]:
    yield "address", home_text(fields)
    for field in (*NAME, SEX, *LATEST):
        value = str(fields.get(field) or "")
        yield field, "" if field == SEX and value in _NO_SEX else value


def _take_name(known: dict[str, object], said: Fields, given_up: set[str]) -> None:
    before = str(known.get("family_name") or ""), str(known.get("given_name") or "")
    family, given = without_titles(str(said.get("family_name") or "")), str(said.get("given_name") or "")
    if all(before) and (search_key(family), search_key(given)) == (search_key(before[1]), search_key(before[0])):
        return
    if family and not (before[0] and search_key(family) in given_up - {search_key(before[0])}):
        if before[0] and search_key(before[0]) != search_key(family):
            given_up.add(search_key(before[0]))
        known["family_name"] = better_written(before[0], family)
    if given:
        known["given_name"] = fuller_given_name(before[1], given)


def _names_in(said: Fields) -> dict[str, str]:
    return {part: without_titles(str(said[part])) for part in NAME if said.get(part)}


def _take_home(known: dict[str, object], said: Fields) -> None:
    lines, postcode = str(said.get("address") or ""), str(said.get("postcode") or "")
    if not lines and not postcode:
        return
    stands = str(known.get("postcode") or "")
    same_place = bool(stands and postcode) and postcode_search_key(stands) == postcode_search_key(postcode)
    if lines or not (same_place and known.get("address")):
        known["address"] = lines
    if postcode or not same_place:
        known["postcode"] = postcode


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []
