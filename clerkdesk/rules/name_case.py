"""Names in capitals and small letters, where whoever typed them chose neither."""

from __future__ import annotations

import re

from clerkdesk.rules.text import fold, is_particle

_ALWAYS_CAPITAL = frozenset({"ST", "MAC", "MC", "O", "D"})
"""Small words before a family name that are written with a capital."""
_PART = re.compile(r"[^\W\d_]+")
_SCOTTISH = re.compile(r"^mc(?=[a-z]{3})")


def with_capitals(name: str, *, family: bool = False) -> str:
    """Return a name with its capitals: `sean` as `Sean`, `o'neil` as `O'Neil`, `de la cruz` as `de la Cruz`.

    A name that has any capital was typed so on purpose and stays as it is.

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
