"""The e-Referral Service's unique booking reference number (UBRN). It has no public check digit to judge."""

from __future__ import annotations

from clerkdesk.rules.values.digits import DigitsFormat, parse_digits
from clerkdesk.rules.values.unreadable import Unreadable

_UBRN = DigitsFormat(name="a UBRN", code="ubrn", length=12, example="0000 4972 4191")


def parse_ubrn(text: str) -> str | Unreadable:
    """Read a UBRN with any spaces, hyphens or full-width digits; return its 12 digits, or what is wrong (R-265)."""
    return parse_digits(text, _UBRN)


def display(digits: str) -> str:
    """Return 12 digits in fours, `0000 4972 4191`; other texts come back unchanged (R-265)."""
    return f"{digits[:4]} {digits[4:8]} {digits[8:]}" if len(digits) == 12 and digits.isdigit() else digits
