"""Numbers that are names, such as an NHS number or a UBRN: a fixed count of digits, written with anything between."""

from __future__ import annotations

from dataclasses import dataclass

from clerkdesk.rules.values.text import compact, without_point_zero
from clerkdesk.rules.values.unreadable import Unreadable


@dataclass(frozen=True, slots=True)
class DigitsFormat:
    """How one kind of number is written."""

    name: str
    """As the sentences call it, with its article: `an NHS number`."""
    code: str
    """What the codes of its faults begin with."""
    length: int
    """How many digits it has."""
    example: str
    """One as it is shown."""


def parse_digits(text: str, wanted: DigitsFormat) -> str | Unreadable:
    """Read a number with any spaces, hyphens or full-width digits; answer its digits, or what is wrong with it."""
    digits = compact(without_point_zero(text))
    name = wanted.name[0].upper() + wanted.name[1:]
    if not digits:
        return Unreadable(f"{wanted.code}_missing", f"{name} is missing; it has {wanted.length} digits.")
    if not (digits.isascii() and digits.isdigit()):
        return Unreadable(
            f"{wanted.code}_letters", f"{name} has digits only: {wanted.length} of them, such as {wanted.example}."
        )
    if len(digits) != wanted.length:
        counted = "1 digit" if len(digits) == 1 else f"{len(digits)} digits"
        return Unreadable(f"{wanted.code}_length", f"{name} has {wanted.length} digits; this has {counted}.")
    return digits
