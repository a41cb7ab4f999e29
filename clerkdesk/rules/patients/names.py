"""Compares similar names: misheard, mistyped, shortened or swapped.

`clerkdesk.rules.values.text` makes the stored keys for exact search; `clerkdesk.rules.patients.matching` judges whether
two records are one person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rapidfuzz.distance import OSA, JaroWinkler

from clerkdesk.rules.patients.nicknames import may_be_same_given_name
from clerkdesk.rules.values.text import search_key

Nearness = Literal["same", "nickname", "sounds_alike", "spelt_alike", "different"]

_SOUNDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(written), heard)
    for written, heard in (
        (r"[^A-Z]", ""),
        (r"^MAC(?=[^AEIOUHK])", "MC"),
        (r"^(?:KN|GN|PN)", "N"),
        (r"^WR", "R"),
        (r"^PS", "S"),
        (r"^X", "S"),
        (r"SCH|SH|SZ|CZ", "S"),
        (r"TCH|CH(?=[AEIOUY])", "J"),
        (r"PH|BH|V", "F"),
        (r"GHT", "T"),
        (r"(?<=.)GH", ""),
        (r"DGE?|G(?=[EIY])", "J"),
        (r"C(?=[EIY])", "S"),
        (r"CK|CH|C|Q", "K"),
        (r"X", "KS"),
        (r"Z", "S"),
        (r"MPS", "MS"),
        (r"TH", "T"),
        (r"^[AEIOUY]+", "A"),
        (r"(?<=.)[HW]", ""),
        (r"(.)\1+", r"\1"),
        (r"(?<=.)[AEIOUY]+", ""),
    )
)
"""Sounds of letters to an English ear, in order. Vowels after the first letter are not distinguished."""

_SPELT_ALIKE = 0.88
"""Minimum Jaro-Winkler similarity of two spellings of one name; Clark and Clarke have 0.97, Smith and Jones 0."""
_SOUNDS_ALIKE = 0.6
"""Minimum Jaro-Winkler similarity of two names with one sound key; Lee and Lou share a short one."""
_SHORTEST_TO_COMPARE = 3
"""Minimum letters for a slip; a shorter name becomes another one: Lee and Lea, Al and Ali."""


@lru_cache(maxsize=16_384)
def sound_key(name: str) -> str:
    """Return the sound key of a name: Stephen and Steven, Smith and Smyth, Sean and Shaun share their keys."""
    heard = search_key(name)
    for written, sound in _SOUNDS:
        heard = written.sub(sound, heard)
    return heard


def spelling_similarity(one: str, other: str) -> float:
    """Return the similarity of two spellings, from 0 to 1; one slip in a name of four letters or more counts as 0.9."""
    first, second = search_key(one), search_key(other)
    if not first or not second:
        return 0.0
    alike = JaroWinkler.similarity(first, second)
    one_slip = min(len(first), len(second)) > _SHORTEST_TO_COMPARE and OSA.distance(first, second, score_cutoff=1) <= 1
    return max(alike, 0.9) if one_slip else alike


def nearness(one: str, other: str, *, given: bool = False) -> Nearness:
    """Return the relation of two family names, or two given names; two empty names are different."""
    first, second = search_key(one), search_key(other)
    if not first or not second:
        return "different"
    if first == second:
        return "same"
    if given and may_be_same_given_name(first, second):
        return "nickname"
    if min(len(first), len(second)) >= _SHORTEST_TO_COMPARE:
        alike = spelling_similarity(first, second)
        if alike >= _SOUNDS_ALIKE and sound_key(first) == sound_key(second):
            return "sounds_alike"
        if alike >= _SPELT_ALIKE:
            return "spelt_alike"
    return "different"


@dataclass(frozen=True, slots=True)
class NearName:
    """A stored name that may be the one searched for."""

    family_name: str
    given_name: str
    closeness: float
    """From 0 to 1, the closest being 1."""


def near_names(
    family_name: str, given_name: str, stored: Iterable[tuple[str, str]], *, limit: int = 9
) -> tuple[NearName, ...]:
    """Return the stored (family, given) names similar to the one searched for, closest first, at most `limit`.

    An empty given name is not compared; a prefix (`an`) matches every name that starts with it. Swapped names are found
    too, as a little less close.
    """
    found = []
    for stored_family, stored_given in stored:
        straight = _closeness(family_name, stored_family, given_name, stored_given)
        turned = _closeness(family_name, stored_given, given_name, stored_family) - 0.05 if given_name else 0.0
        closeness = max(straight, turned)
        if closeness > 0:
            found.append(NearName(stored_family, stored_given, round(closeness, 3)))
    found.sort(key=lambda near: (-near.closeness, search_key(near.family_name), search_key(near.given_name)))
    return tuple(found[:limit])


_CLOSENESS: dict[Nearness, float] = {
    "same": 1.0, "nickname": 0.95, "sounds_alike": 0.9, "spelt_alike": 0.85, "different": 0.0,
}  # fmt: skip


def _closeness(family: str, stored_family: str, given: str, stored_given: str) -> float:
    """Return the closeness of a whole name, or 0 if either part is not similar."""
    by_family = _CLOSENESS[nearness(family, stored_family)]
    if not given or not by_family:
        return by_family
    by_given = _CLOSENESS[nearness(given, stored_given, given=True)]
    if not by_given and search_key(stored_given).startswith(search_key(given)):
        by_given = 0.95
    return by_family * by_given
