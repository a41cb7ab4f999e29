"""Distinguishes people of one name on a list: by birth date, and if that is the same, by the end of a number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

_GIVEN_LETTERS_SEEN = 5
"""Letters of a given name on the narrowest list, where names that differ further on look the same."""
_DIGITS_SHOWN = 4


@dataclass(frozen=True, slots=True)
class OnList:
    """One person of a list."""

    family_name: str
    given_name: str
    date_of_birth: date | None
    number: str
    """NHS number or hospital number."""

    @property
    def seen_as(self) -> tuple[str, str]:
        """The visible part of the name on a narrow list."""
        return self.family_name.casefold(), self.given_name.casefold()[:_GIVEN_LETTERS_SEEN]


def what_tells_apart(people: Sequence[OnList]) -> tuple[str, ...]:
    """Return for each person the mark after the name: `14/3/67`, `…0026`; empty if the name is enough.

    One person may be on a list more than once, and needs no mark for that.
    """
    each = set(people)
    names = Counter(person.seen_as for person in each)
    births = Counter((person.seen_as, person.date_of_birth) for person in each)
    told = []
    for person in people:
        born = person.date_of_birth
        if names[person.seen_as] == 1:
            told.append("")
        elif born is not None and births[person.seen_as, born] == 1:
            told.append(f"{born.day}/{born.month}/{born:%y}")
        else:
            told.append(f"…{person.number[-_DIGITS_SHOWN:]}" if person.number else "no number")
    return tuple(told)
