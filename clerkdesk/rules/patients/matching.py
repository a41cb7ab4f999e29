"""Judges whether two records are likely to be one person, and gives the keys to search for such records.

It only weighs evidence and joins nothing. Two different valid NHS numbers are never one person.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from clerkdesk.rules.patients.given_names import compare_given_names, shares_a_given_name
from clerkdesk.rules.patients.names import nearness, sound_key
from clerkdesk.rules.patients.near_dates import date_nearness
from clerkdesk.rules.values import nhs_number
from clerkdesk.rules.values.postcodes import is_pseudo, postcode_search_key
from clerkdesk.rules.values.text import family_name_keys, search_key, words


@dataclass(frozen=True, slots=True)
class PersonKey:
    """The distinguishing details of a person. Everything except the names may be missing."""

    family_name: str
    given_name: str
    date_of_birth: date | None = None
    postcode: str = ""
    address: str = ""
    """Address lines without the postcode, on one line or several."""
    nhs_number: str | None = None
    phone_keys: tuple[str, ...] = ()
    """Search keys of the telephone numbers (`Phone.search_key`)."""
    other_family_names: tuple[str, ...] = ()
    """Former names and aliases."""
    stated_gender: str = ""
    """1 male, 2 female; other values do not distinguish people."""


class MatchVerdict(Enum):
    """The relation of two records."""

    SAME = "same"
    """One valid NHS number and no contrary evidence: one person."""
    LIKELY = "likely"
    """Shown before saving, and offered for a merge."""
    DIFFERENT = "different"
    """Not shown."""


@dataclass(frozen=True, slots=True)
class Match:
    """The likelihood that two records are one person, with the reasons."""

    verdict: MatchVerdict
    points: float
    """Evidence for minus evidence against; only for sorting, highest first."""
    reasons: tuple[str, ...]
    """The agreements and differences, for a clerk: `birth date: day and month swapped`."""


@dataclass(frozen=True, slots=True)
class _Evidence:
    points: float
    reason: str = ""
    agrees: bool = False
    """Whether it counts as one of the three of four: equal, or two forms of one name."""


LIKELY_FROM = 9.0
"""Minimum points for a likely match."""

_NAME_POINTS = {"same": 4.0, "nickname": 3.5, "sounds_alike": 3.0, "spelt_alike": 3.0, "different": -2.0}
_NAME_REASONS = {
    "same": "same {}",
    "nickname": "{}: another form of the same name",
    "sounds_alike": "{} sounds alike",
    "spelt_alike": "{} is spelt alike",
    "different": "{} differs",
}
_DATE_POINTS = {
    "same": 6.0, "day_and_month_swapped": 4.0, "digits_swapped": 4.0, "one_digit_wrong": 4.0, "different": -4.0,
}  # fmt: skip
_DATE_REASONS = {
    "same": "same birth date",
    "day_and_month_swapped": "birth date: day and month swapped",
    "digits_swapped": "birth date: two digits swapped",
    "one_digit_wrong": "birth date: one digit differs",
    "different": "birth date differs",
}
_NOTHING = _Evidence(0.0)


def score(one: PersonKey, other: PersonKey) -> Match:
    """Weigh whether two records are one person.

    Two different valid NHS numbers are never one person; one shared valid number is, unless both name and birth date
    contradict it (a number given to the wrong record). Otherwise three of family name, given name, birth date and
    postcode are enough; failing that, all details are weighed.
    """
    first, second = _valid_number(one), _valid_number(other)
    if first and second and first != second:
        return Match(MatchVerdict.DIFFERENT, -100.0, ("two different valid NHS numbers",))
    names, birth_date, (postcode, address) = _names(one, other), _birth_date(one, other), _home(one, other)
    evidence = (*names, birth_date, postcode, address, _phones(one, other))
    points = _total(evidence)
    reasons = tuple(each.reason for each in evidence if each.reason)
    if first and first == second:
        return Match(
            MatchVerdict.SAME if points >= 0 else MatchVerdict.LIKELY, points + 100.0, ("same NHS number", *reasons)
        )
    agreeing = [each.agrees for each in (*names, birth_date, postcode)]
    if agreeing == [True, False, True, True]:
        reasons = (*reasons, "perhaps a twin")
    likely = agreeing.count(True) >= 3 or points >= LIKELY_FROM
    return Match(MatchVerdict.LIKELY if likely else MatchVerdict.DIFFERENT, points, reasons)


def may_be_namesakes(one: PersonKey, other: PersonKey) -> bool:
    """Return whether two people born on one day may have the same name: in full, by a short form or an initial.

    Two different valid NHS numbers are two people, and so are two sexes with only an initial in common.
    """
    first, second = _valid_number(one), _valid_number(other)
    if (first and second and first != second) or one.date_of_birth != other.date_of_birth:
        return False
    given = _given_name(one.given_name, other.given_name)
    sexes = {one.stated_gender, other.stated_gender}
    if sexes == {"1", "2"} and not given.agrees:
        return False
    return bool(_all_family_keys(one) & _all_family_keys(other)) and given.points >= 0


Key = tuple[str, ...]
"""A key that two records may share, its kind first: `number` with the NHS number, `born` with the day (ISO),
`phone` with its search key, `name` with the sound of a family name and the initial of the given name, `home` with the
postcode's search key."""


def keys_of(person: PersonKey) -> frozenset[Key]:
    """Return the keys that find a record; a record that no key finds is not worth comparing."""
    keys: set[Key] = {("phone", phone) for phone in person.phone_keys}
    if person.nhs_number:
        keys.add(("number", person.nhs_number))
    if person.date_of_birth:
        keys.add(("born", person.date_of_birth.isoformat()))
    if given := search_key(person.given_name):
        sounds = {sound_key(family) for family in _all_family_keys(person)} - {""}
        keys.update(("name", sound, given[0]) for sound in sounds)
    if _tells_a_home(person.postcode):
        keys.add(("home", postcode_search_key(person.postcode)))
    return frozenset(keys)


def keys_sought(person: PersonKey) -> frozenset[Key]:
    """Return the keys for searching the records of a person.

    They are the person's own keys, and those with day and month, or family and given name, swapped.
    """
    born = person.date_of_birth
    turned = replace(person, family_name=person.given_name, given_name=person.family_name, other_family_names=())
    if born is not None and born.day <= 12:
        turned = replace(turned, date_of_birth=date(born.year, born.day, born.month))
    return keys_of(person) | keys_of(turned)


def _valid_number(person: PersonKey) -> str | None:
    if not person.nhs_number or not nhs_number.is_valid(person.nhs_number):
        return None
    return person.nhs_number


def _names(one: PersonKey, other: PersonKey) -> tuple[_Evidence, _Evidence]:
    straight = (_family_name(one, other), _given_name(one.given_name, other.given_name))
    if not (one.given_name and other.given_name):
        return straight
    crossed = (
        _name("family name", nearness(one.family_name, other.given_name)),
        _name("given name", nearness(one.given_name, other.family_name)),
    )
    if all(each.points > 0 for each in crossed) and _total(crossed) > _total(straight):
        both = _Evidence(_total(crossed) - 0.5, "family and given name the other way round", _all_agree(crossed))
        return both, _Evidence(0.0, agrees=both.agrees)
    return straight


def _total(evidence: Iterable[_Evidence]) -> float:
    return sum(each.points for each in evidence)


def _all_agree(evidence: Iterable[_Evidence]) -> bool:
    return all(each.agrees for each in evidence)


def _name(which: str, how: str) -> _Evidence:
    return _Evidence(_NAME_POINTS[how], _NAME_REASONS[how].format(which), how in ("same", "nickname"))


def _family_name(one: PersonKey, other: PersonKey) -> _Evidence:
    if not search_key(one.family_name) or not search_key(other.family_name):
        return _NOTHING
    whole = nearness(one.family_name, other.family_name)
    if whole != "different":
        return _name("family name", whole)
    shared = _all_family_keys(one) & _all_family_keys(other)
    if shared:
        return _Evidence(3.5, "shares a family name or a former one", True)
    return _name("family name", whole)


def _all_family_keys(person: PersonKey) -> set[str]:
    names = (person.family_name, *person.other_family_names)
    return {key for name in names for key in family_name_keys(name)}


def _given_name(one: str, other: str) -> _Evidence:
    first, second = search_key(one), search_key(other)
    if not first or not second:
        return _NOTHING
    compared = compare_given_names(one, other)
    if compared == "initial":
        return _Evidence(1.0, "same initial")
    if compared == "part":
        return _Evidence(3.5, "given name: one has a second name", True)
    how = nearness(one, other, given=True)
    if how == "different" and shares_a_given_name(one, other):
        return _Evidence(2.0, "shares a given name")
    return _name("given name", how)


def _birth_date(one: PersonKey, other: PersonKey) -> _Evidence:
    if one.date_of_birth is None or other.date_of_birth is None:
        return _NOTHING
    how = date_nearness(one.date_of_birth, other.date_of_birth)
    return _Evidence(_DATE_POINTS[how], _DATE_REASONS[how], how == "same")


def _tells_a_home(postcode: str) -> bool:
    """Return whether a postcode is a real home; strangers share a pseudo postcode."""
    return bool(postcode) and not is_pseudo(postcode)


def _home(one: PersonKey, other: PersonKey) -> tuple[_Evidence, _Evidence]:
    return _postcode(one.postcode, other.postcode), _address(one.address, other.address)


def _postcode(one: str, other: str) -> _Evidence:
    if not _tells_a_home(one) or not _tells_a_home(other):
        return _NOTHING
    slips = OSA.distance(postcode_search_key(one), postcode_search_key(other), score_cutoff=1)
    if slips == 0:
        return _Evidence(3.0, "same postcode", True)
    return _Evidence(2.0, "postcode: one slip apart") if slips == 1 else _Evidence(-0.5, "postcode differs")


def _address(one: str, other: str) -> _Evidence:
    first, second = words(one), words(other)
    if not first or not second:
        return _NOTHING
    alike = fuzz.token_sort_ratio(" ".join(first), " ".join(second))
    if alike >= 85:
        return _Evidence(3.0, "same address")
    return _Evidence(1.5, "address much alike") if alike >= 70 else _Evidence(-0.5, "address differs")


def _phones(one: PersonKey, other: PersonKey) -> _Evidence:
    return _Evidence(2.0, "same telephone number") if set(one.phone_keys) & set(other.phone_keys) else _NOTHING
