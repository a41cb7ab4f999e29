"""Reads identifiers of a fixed count of digits, such as an NHS number or a UBRN, with any separators."""

from __future__ import annotations

from dataclasses import dataclass

from clerkdesk.rules.values.text import compact, without_point_zero
from clerkdesk.rules.values.unreadable import Unreadable


@dataclass(frozen=True, slots=True)
class DigitsFormat:
    """The form of one kind of number."""

    name: str
    """Its name in sentences, with its article: `an NHS number`."""
    code: str
    """Prefix of the codes of its faults."""
    length: int
    """Number of its digits."""
    example: str
    """An example in its shown form."""


def parse_digits(text: str, wanted: DigitsFormat) -> str | Unreadable:
    """Read a number with any spaces, hyphens or full-width digits; return its digits, or what is wrong with it."""
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
