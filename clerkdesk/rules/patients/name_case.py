"""Restores capitals and small letters in names typed in one case."""

from __future__ import annotations

import re
from collections.abc import Mapping

from clerkdesk.rules.values.text import fold, is_particle, search_key

_ALWAYS_CAPITAL = frozenset({"ST", "MAC", "MC", "O", "D"})
"""Small words before a family name that have a capital."""
_PART = re.compile(r"[^\W\d_]+")
_SCOTTISH = re.compile(r"^mc(?=[a-z]{3})")


def with_capitals(name: str, *, family: bool = False) -> str:
    """Return a name with its capitals: `sean` as `Sean`, `o'neil` as `O'Neil`, `de la cruz` as `de la Cruz`.

    A name with any capital was typed on purpose and stays unchanged.

    Args:
        name: as typed.
        family: whether it is a family name, whose small words, such as `van`, stay small.
    """
    if not name.islower():
        return name
    words = name.split(" ")
    return " ".join(
        word if family and len(words) > 1 and word != words[-1] and _is_small(word) else _PART.sub(_capital, word)
        for word in words
    )


def is_of_one_case(*names: str) -> bool:
    """Return whether names are all in capitals or all in small letters, so that the case was not chosen."""
    written = " ".join(names)
    return written.isupper() or written.islower()


def written_as(name: str, seen: Mapping[str, str], *, family: bool = False) -> str:
    """Return a name of one case as written elsewhere, or else with its capitals: `SEAN PAUL` as `Seán Paul`.

    Args:
        name: in capitals or small letters alone; any other stays.
        seen: search key -> word of a name as somebody wrote it.
        family: whether it is a family name.
    """
    if not is_of_one_case(name):
        return name
    written = zip(name.split(" "), with_capitals(name.lower(), family=family).split(" "), strict=True)
    return " ".join(seen.get(search_key(word), cased) for word, cased in written)


def _is_small(word: str) -> bool:
    return is_particle(word) and fold(word) not in _ALWAYS_CAPITAL


def _capital(part: re.Match[str]) -> str:
    letters = part[0]
    if len(letters) == 1 and part.start() > 0 and part.string[part.start() - 1] in "'’":
        return letters
    scottish = _SCOTTISH.match(letters)
    if scottish:
        return "Mc" + letters[2:].capitalize()
    return letters.capitalize()
