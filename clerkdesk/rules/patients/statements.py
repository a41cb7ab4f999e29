"""What stands of a patient when several sources have said something: the same whatever the order of their reading.

Every statement is kept with the moment at which it was true. What stands is made from all of them, oldest first, so
that an old statement read again, or read late, takes nothing back. Whom a statement is about is decided before, in
`clerkdesk.rules.patients.one_person`.
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
"""Fields of which the latest statement stands."""
HOME = ("address", "postcode")
"""One field in two columns: the lines of one home never stand with the postcode of another."""
NAME = ("family_name", "given_name")
SEX, INTERPRETER, FORMER = "stated_gender", "interpreter_needed", "former_family_names"
DOUBTFUL = "doubtful_name"
"""A family name, a given name and the kind of name they are: they stand only if no other name was said."""
BIRTH, HOSPITAL_NUMBER = "date_of_birth", "hospital_number"
NHS_NUMBER_STATUS = "nhs_number_status"
"""How far an NHS number was traced (R-410): the latest word counts, and an earlier one is no value to look up."""
FIRST = (BIRTH, HOSPITAL_NUMBER)
"""Fields of which the oldest statement stands, for nobody gets another one: a second one is a slip or somebody else."""
FIELDS = (*NAME, SEX, INTERPRETER, *HOME, *LATEST)
"""What a statement may say beside `FIRST`, each under the name of its column of the patient."""

_BEFORE_ALL = datetime.min.replace(tzinfo=UTC)
_NO_SEX = ("", "X")

Fields = Mapping[str, object]
Person = TypeVar("Person")


@dataclass(frozen=True, slots=True)
class Statement:
    """What one source said of a patient at one moment; a field that is empty or missing is silent."""

    fields: Fields
    stated_at: datetime | None = None
    """When it was true, on the machine's clock; None for what stood on the record before any source was kept."""
    digest: str = ""
    """A short name for exactly this statement, which settles the order of two of one moment."""
    by_clerk: bool = False
    """Whether a clerk corrected the record at the desk: it stands as it was typed, a field that was emptied too."""


@dataclass(frozen=True, slots=True)
class ClaimedValue:
    """A value that was said to be a patient's, and how strong the word for it is: the least one is the strongest."""

    value: str
    strength: tuple[bool, datetime, str]


def standing(statements: Iterable[Statement]) -> dict[str, object]:
    """Return what stands, by field; nothing of a field about which nobody has said anything."""
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
            # A need is never taken away by a file.
            known[INTERPRETER] = bool(known.get(INTERPRETER)) or bool(said[INTERPRETER])
        known.update({field: said[field] for field in LATEST if said.get(field)})
    if not any(known.get(field) for field in NAME):
        return known | doubtful
    return known | writing.written(known)


def claims(statements: Iterable[Statement], field: str, on_record: str) -> list[ClaimedValue]:
    """Return every value of a field of `FIRST` that was said, the strongest first, each once.

    A clerk's correction stands above all files, and alone. What no statement says was there before any was kept.
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
    """Return which value of a field of `FIRST` stands, whatever the order in which the statements were read."""
    said = claims(statements, field, on_record)
    return said[0].value if said else ""


def shared_out(claimed: Mapping[Person, Iterable[ClaimedValue]]) -> dict[Person, str]:
    """Return who of several people has which number, each number with one person, whatever the order of reading.

    The strongest claim of all is met first, then the strongest of those that are left, so that whoever said a number
    first has it.
    """
    everything = [(claim.strength, claim.value, person) for person, said in claimed.items() for claim in said]
    has: dict[Person, str] = {}
    for _, value, person in sorted(everything, key=lambda each: each[:2]):
        if person not in has and value not in has.values():
            has[person] = value
    return has


def last_said(statements: Iterable[Statement], field: str) -> str:
    """Return the latest value of a field of which only the latest counts; empty if nobody has said any."""
    said = [str(each.fields[field]) for each in sorted(statements, key=_order) if each.fields.get(field)]
    return said[-1] if said else ""


def beside(statements: Iterable[Statement], stands: Fields) -> list[tuple[str, str]]:
    """Return what was said and does not stand, as field and value, each once; a home is one value of `address`."""
    other: dict[tuple[str, str], None] = {}
    for statement in sorted(statements, key=_order):
        for field, value in _shown(statement.fields):
            if value and value != dict(_shown(stands)).get(field):
                other[field, value] = None
    return list(other)


def names_said(statements: Iterable[Statement]) -> list[tuple[str, str]]:
    """Return every family name that was said, with the given name beside it, without titles, each once."""
    said = (
        (
            without_titles(str(each.fields.get("family_name") or "")),
            without_titles(str(each.fields.get("given_name") or "")),
        )
        for each in sorted(statements, key=_order)
    )
    return list(dict.fromkeys(name for name in said if name[0]))


def doubtful_names(statements: Iterable[Statement], stands: Fields) -> list[tuple[str, str, str]]:
    """Return the names that may only fill an empty one and do not stand: kind, family and given name, each once."""
    usual = tuple(str(stands.get(field) or "") for field in NAME)
    said = (list(map(str, _listed(each.fields.get(DOUBTFUL)))) for each in sorted(statements, key=_order))
    found = ((kind, family, given) for family, given, kind in filter(None, said) if kind)
    return list(dict.fromkeys(name for name in found if name[1:] != usual))


def overruled(statement: Statement, stands: Fields) -> tuple[str, ...]:
    """Return the fields of a statement in whose place another value stands.

    A name in capitals, with another accent, hyphen or apostrophe, or with its title, is no other name.
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
