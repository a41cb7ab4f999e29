"""Finds people that a search without a match may mean: a similar name, or a slip in the birth date.

`clerkdesk.rules.patients.names` and `clerkdesk.rules.patients.near_dates` compare names and dates.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from clerkdesk.rules.patients.names import Nearness, nearness
from clerkdesk.rules.patients.near_dates import DateNearness, date_nearness
from clerkdesk.rules.patients.nicknames import other_forms

_BY_NAME: dict[Nearness, float] = {
    "same": 1.0, "nickname": 0.95, "sounds_alike": 0.9, "spelt_alike": 0.85, "different": 0.0,
}  # fmt: skip
_BY_DATE: dict[DateNearness, float] = {
    "same": 1.0, "day_and_month_swapped": 0.9, "digits_swapped": 0.9, "one_digit_wrong": 0.8, "different": 0.0,
}  # fmt: skip
_BEGUN = 0.95
_NAMES_REMEMBERED = 4096
"""Number of cached comparisons of two names: thousands of people share some dozens of names."""
_NAMES: dict[Nearness, str] = {
    "nickname": "another form of the {} name",
    "sounds_alike": "{} name sounds alike",
    "spelt_alike": "{} name is spelt alike",
}
_DATES: dict[DateNearness, str] = {
    "day_and_month_swapped": "birth date: day and month swapped",
    "digits_swapped": "birth date: two digits swapped",
    "one_digit_wrong": "birth date: one digit differs",
}


@dataclass(frozen=True, slots=True)
class IndexedPerson:
    """A person on the index, with one of their names."""

    id: int
    family_key: str
    """Search keys, as stored."""
    given_key: str
    date_of_birth: date | None


@dataclass(frozen=True, slots=True)
class NearPerson:
    """A possible person, with the similarities."""

    id: int
    closeness: float
    """From 0 to 1, the closest being 1."""
    reason: str


def near_people(
    family_key: str, given_key: str, date_of_birth: date | None, stored: Iterable[IndexedPerson], *, limit: int = 9
) -> list[NearPerson]:
    """Return the possible people, closest first, each once.

    A name that starts as typed is the same name. An empty given name, and a missing birth date, are not compared; a
    given birth date must match, with at most one slip.
    """
    best: dict[int, NearPerson] = {}
    for person in stored:
        near = _compare(family_key, given_key, date_of_birth, person)
        if near is not None and (near.id not in best or near.closeness > best[near.id].closeness):
            best[near.id] = near
    return sorted(best.values(), key=lambda near: (-near.closeness, near.id))[:limit]


def _compare(family_key: str, given_key: str, date_of_birth: date | None, person: IndexedPerson) -> NearPerson | None:
    by_family = _name(family_key, person.family_key)
    by_given = _name(given_key, person.given_key, given=True)
    by_date: DateNearness = "same"
    if date_of_birth is not None:
        by_date = "different" if person.date_of_birth is None else date_nearness(date_of_birth, person.date_of_birth)
    closeness = by_family[1] * by_given[1] * _BY_DATE[by_date]
    if not closeness:
        return None
    alike = (
        _NAMES.get(by_family[0], "").format("family"),
        _NAMES.get(by_given[0], "").format("given"),
        _DATES.get(by_date, ""),
    )
    return NearPerson(person.id, closeness, ", ".join(filter(None, alike)))


@lru_cache(maxsize=_NAMES_REMEMBERED)
def _name(asked: str, stored: str, *, given: bool = False) -> tuple[Nearness, float]:
    if not asked:
        return "same", 1.0
    how = nearness(asked, stored, given=given)
    if how == "different" and stored.startswith(asked):
        return "same", _BEGUN
    if how == "different" and given and stored.startswith(tuple(other_forms(asked))):
        # One key holds several given names, the first of them first.
        how = "nickname"
    return how, _BY_NAME[how]
