"""The NHS number: reading it as people write it, its check digit, its display and the range kept for practice.

The patient's record, not this module, has whether a number was traced (its status, R-410).
"""

from __future__ import annotations

from operator import mul

from clerkdesk.rules.values.digits import DigitsFormat, parse_digits
from clerkdesk.rules.values.text import compact
from clerkdesk.rules.values.unreadable import Unreadable

PRACTICE_NUMBERS = 899_999
"""Minimum count of numbers from `practice_number`: its index runs from 0 to this minus one."""

_WEIGHTS = range(10, 1, -1)
"""Weight of each of the first nine digits in the check digit."""

_IN_A_ROW = ("0123456789", "9876543210")
_NHS_NUMBER = DigitsFormat(name="an NHS number", code="nhs_number", length=10, example="999 000 0018")


def parse_nhs_number(text: str) -> str | Unreadable:
    """Read an NHS number with any spaces, hyphens or full-width digits; return ten digits, or the fault (R-408)."""
    digits = text if _is_plain(text) else parse_digits(text, _NHS_NUMBER)
    if isinstance(digits, Unreadable):
        return digits
    if is_repeated(digits):
        return Unreadable(
            "nhs_number_repeated",
            "One digit repeated ten times, or the digits in a row, stand for an unknown number; it belongs to nobody.",
        )
    if _check_digit(digits[:9]) != int(digits[9]):
        return Unreadable("nhs_number_check", _why_check_fails(digits))
    return digits


def is_repeated(text: str) -> bool:
    """Return whether a text is one digit ten times, or the digits in a row, which mean no NHS number.

    Their check digits are right, so only this tells them from a number.
    """
    digits = text if _is_plain(text) else compact(text)
    if len(digits) != _NHS_NUMBER.length or not digits.isdigit():
        return False
    return len(set(digits)) == 1 or digits in _IN_A_ROW


def _is_plain(text: str) -> bool:
    """Return whether a text is exactly ten digits, as nearly all in a file are."""
    return len(text) == _NHS_NUMBER.length and text.isascii() and text.isdigit()


def is_valid(text: str | None) -> bool:
    """Return whether a text is an NHS number whose check digit is right (R-408)."""
    return text is not None and isinstance(parse_nhs_number(text), str)


def display(digits: str) -> str:
    """Return a number as `943 476 5919`; a text without ten digits comes back unchanged (R-408)."""
    return f"{digits[:3]} {digits[3:6]} {digits[6:]}" if len(digits) == 10 and digits.isdigit() else digits


def is_test_range(digits: str) -> bool:
    """Return whether ten digits are in 999 000 0000 to 999 999 9999, which are never issued to a patient (R-409)."""
    return len(digits) == 10 and digits.startswith("999")


def practice_number(index: int) -> str:
    """Return the valid practice number for an index, a different one for each (R-409).

    Raises:
        ValueError: if the index is negative or beyond the range.
    """
    if not 0 <= index < PRACTICE_NUMBERS:
        raise ValueError(f"a practice number's index is from 0 to {PRACTICE_NUMBERS - 1}")
    stem = _practice_stem(index)
    return stem + str(_check_digit(stem))


def _check_digit(stem: str) -> int:
    """Return the check digit of nine digits, from 0 to 10; a stem with 10 is never issued (R-408)."""
    return int(-sum(map(mul, _WEIGHTS, map(int, stem))) % 11)


def _why_check_fails(digits: str) -> str:
    if _check_digit(digits[:9]) == 10:
        return "No NHS number begins with these nine digits; please read it again."
    return "The last digit does not fit the other nine: one digit is wrong or two are swapped; please read it again."


def _practice_stem(index: int) -> str:
    """Return the index-th stem 999xxxxxx whose check digit is not 10.

    Among ten stems that differ only in their last digit at most one has the check digit 10, because each step moves the
    sum by 2 modulo the prime 11. So at least nine of every ten remain.
    """
    block, rest = divmod(index, 9)
    decade = f"999{block:05d}"
    usable = [decade + last for last in "0123456789" if _check_digit(decade + last) != 10]
    return usable[rest]
