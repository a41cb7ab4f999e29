"""Weekdays as clerks write them, `mon wed`, and as stored, digits from 0 for Monday."""

from __future__ import annotations

from clerkdesk.rules.values.text import words

_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_SHORTEST = 2
"""Minimum letters of a weekday: mo, tu, we."""


def read_weekdays(typed: str) -> str | None:
    """Return the digits of the weekdays in a text, sorted; empty for none, None if a word is no weekday."""
    found: set[int] = set()
    for word in words(typed):
        if word.isdigit():
            if not set(word) <= set("0123456"):
                return None
            found.update(map(int, word))
            continue
        begun = word.removesuffix("S")
        known = (index for index, name in enumerate(_LONG) if len(begun) >= _SHORTEST and name.startswith(begun))
        day = next(known, None)
        if day is None:
            return None
        found.add(day)
    return "".join(map(str, sorted(found)))


def weekday_words(digits: str) -> str:
    """Return stored weekdays in words: `Mon, Wed`."""
    return ", ".join(_NAMES[int(digit)] for digit in digits)


_LONG = ("MONDAYS", "TUESDAYS", "WEDNESDAYS", "THURSDAYS", "FRIDAYS", "SATURDAYS", "SUNDAYS")
