"""Chooses rows of a list by letters typed above it: starts of words, family name first, the best match on top.

It reads the letters as the one box does (`clerkdesk.rules.patients.one_box`): letters of the family name, then of the
given name. Letters inside a word never match, and one person is never found by pieces of a name and of something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from clerkdesk.rules.values.text import family_name_keys, search_key, words

_NAME_AND_DATE = re.compile(r"\b([^\W\d_]{2,})(\d{6}|\d{8})\b")
"""Name and birth date typed as one, as in the one box: `pa140367`."""


@dataclass(frozen=True, slots=True)
class Sought:
    """The searchable texts of a row."""

    family_name: str = ""
    given_name: str = ""
    born: date | None = None
    other: tuple[str | None, ...] = ()
    """Numbers, clinic, reason and all other texts of the row."""


def of_list_name(name: str, *other: str | None, born: date | None = None) -> Sought:
    """Return the searchable texts of a row from a name in list form: `PATEL Anjali`."""
    parts = name.split()
    family = 0
    while family < len(parts) and parts[family] == parts[family].upper() and any(map(str.isalpha, parts[family])):
        family += 1
    return Sought(" ".join(parts[:family]), " ".join(parts[family:]), born, other)


@dataclass(frozen=True, slots=True)
class Typed:
    """Letters and digits typed above a list."""

    letters: tuple[str, ...]
    """Folded words of letters."""
    numbers: tuple[str, ...]
    """Folded words with a digit in them."""
    whole: str
    """The whole text without separators."""


def read_typed(text: str) -> Typed:
    """Read the text typed above a list."""
    found = words(_NAME_AND_DATE.sub(r"\1 \2", text))
    with_digit = tuple(word for word in found if any(map(str.isdigit, word)))
    return Typed(tuple(word for word in found if word not in with_digit), with_digit, search_key(text))


def rank(typed: Typed, row: Sought) -> int | None:
    """Return how well a row fits the text, 0 for the best; None if it does not fit."""
    if not typed.whole:
        return 0
    numbers = _numbers_of(row)
    if _begins(typed.whole, numbers):
        return 0
    if not all(_begins(word, numbers) for word in typed.numbers):
        return None
    return _by_letters(typed.letters, row) if typed.letters else 0


def _by_letters(letters: Sequence[str], row: Sought) -> int | None:
    """The whole text is a name, family name first, or something else, never a mixture."""
    families = family_name_keys(row.family_name)
    given = words(row.given_name)
    for taken in range(len(letters), 0, -1):
        index = _index("".join(letters[:taken]), families)
        if index is not None and _in_order(letters[taken:], given):
            return min(index, 1)
    if _in_order(letters[:1], given) and _in_order_of_family(letters[1:], families):
        return 2
    if _in_order(letters, given):
        return 3
    other = [word for text in row.other if text for word in words(text)]
    return 4 if all(_begins(word, other) for word in letters) else None


def _in_order_of_family(letters: Sequence[str], families: Sequence[str]) -> bool:
    """Return whether letters after a given name start the family name."""
    return bool(letters) and _begins("".join(letters), families)


def _in_order(letters: Sequence[str], names: Sequence[str]) -> bool:
    """Return whether each of the letters starts a name, in the order of the names."""
    left = iter(names)
    return all(any(name.startswith(word) for name in left) for word in letters)


def _index(letters: str, keys: Sequence[str]) -> int | None:
    return next((number for number, key in enumerate(keys) if key.startswith(letters)), None)


def _begins(word: str, among: Iterable[str]) -> bool:
    return any(each.startswith(word) for each in among)


def _numbers_of(row: Sought) -> list[str]:
    """Return the words with a digit, each whole text, and the birth date in its two typed forms."""
    found = [] if row.born is None else [f"{row.born:%d%m%y}", f"{row.born:%d%m%Y}"]
    for text in row.other:
        if text and any(map(str.isdigit, text)):
            found += [*words(text), search_key(text)]
    return found
