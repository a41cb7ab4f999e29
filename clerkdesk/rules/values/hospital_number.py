"""The desk's own series of hospital numbers, which no patient administration system can give.

They are for people without a number from the hospital. In a file they mean nothing, since another desk's series starts
with the same numbers.
"""

from __future__ import annotations

import re
from typing import Final

PREFIX: Final = "DESK"
_MADE_HERE: Final = re.compile(rf"{PREFIX}[0-9]+")
OWN_SERIES: Final = (
    f"Numbers that begin with {PREFIX} are made by a desk for itself. Write the number that the hospital gave, "
    "or leave it out."
)


def made_number(patient_id: int) -> str:
    """Return the number that the desk gives to one of its records."""
    return f"{PREFIX}{patient_id:07d}"


def is_made_here(number: str) -> bool:
    """Return whether a number, in the form of the index, is of a desk's own series."""
    return _MADE_HERE.fullmatch(number) is not None


def why_the_other_is_kept(kept: str | None, joined: str | None) -> str:
    """Return why the other of two records of one person must be kept; empty if either may be.

    The hospital's own number is on the notes and in other systems; nobody else knows a number of the desk.
    """
    if not joined or is_made_here(joined) or (kept and not is_made_here(kept)):
        return ""
    return f"{joined} is the hospital's own number, and the other record has none: the record with {joined} is kept."
