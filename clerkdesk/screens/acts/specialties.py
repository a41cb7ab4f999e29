"""Reads a specialty by its code, or by the start of its name or code."""

from __future__ import annotations

from collections.abc import Mapping

from clerkdesk.rules.values.text import words
from clerkdesk.widgets.readings import Reader, Reading


def specialty_reader(known: Mapping[str, str]) -> Reader:
    """Return a reader for fields and bars; the value is the code, the echo the name.

    Args:
        known: name of each specialty by its code.
    """

    def read(text: str) -> Reading:
        typed = _folded(text)
        exactly = {code: name for code, name in known.items() if typed in (_folded(code), _folded(name))}
        found = exactly or {
            code: name for code, name in known.items() if any(_folded(each).startswith(typed) for each in (code, name))
        }
        if len(found) == 1:
            code, name = next(iter(found.items()))
            return Reading(code, name)
        names = ", ".join((found or known).values()) or "none yet; import clinics first"
        return Reading(
            problem=f"Which of: {names}?" if found else f"No specialty has this name. The specialties are: {names}."
        )

    return read


def _folded(text: str) -> str:
    return " ".join(words(text))
