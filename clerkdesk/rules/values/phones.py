"""Telephone numbers as callers give them: read, stored in E.164, shown the national way, and found again.

The patient's contact notes say whether a number may be rung, and for what.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from clerkdesk.rules.values.text import without_point_zero
from clerkdesk.rules.values.unreadable import Unreadable

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

PhoneKind = Literal["mobile", "landline", "other"]

_UNITED_KINGDOM = 44
EXTENSION = re.compile(
    r"\s*[,(]?\s*(?:extension|extn?|x|#)[.:]?\s*(?:(?:no|number)[.:]?\s*)?(\d{1,7})\s*\)?$", re.IGNORECASE
)
"""The extension after the number of a switchboard."""
_WRITTEN_NUMBER = re.compile(r"\+?[\d\s().\-‐‑‒–—/]+")
_STORED = re.compile(r"(?<!\w)\+\d{7,15}(?!\d)")
_STORED_MOBILE = re.compile(r"\+44(7[1-57-9]\d{2})(\d{6})")
_PLAIN_MOBILE = re.compile(r"(?:\+44|0044|0)(7[1-57-9]\d{2})(\d{6})", re.ASCII)
_PLAIN_LANDLINE = re.compile(r"(?:\+44|0044|0)([12]\d{9})", re.ASCII)
_FIRST_DIGITS_IN_USE = "123578"
"""First digits of UK national numbers: 1 and 2 places, 3 and 8 services, 5 internet, 7 mobiles. 9 is premium rate, and
never a patient's."""


@dataclass(frozen=True, slots=True)
class Phone:
    """A possible telephone number."""

    e164: str
    """As stored, such as `+447700900123`."""
    display: str
    """As shown: the national way for a UK number, such as `07700 900123`, else the international one."""
    kind: PhoneKind
    extension: str | None = None
    """Digits to dial after the answer, where given."""

    @property
    def search_key(self) -> str:
        """The digits that find the number: E.164 without its plus."""
        return self.e164.removeprefix("+")


def parse_phone(text: str) -> Phone | Unreadable:
    """Read a telephone number in any usual UK form, or an international one that starts with + or 00."""
    typed = without_point_zero(unicodedata.normalize("NFKC", text).strip())
    mobile = _PLAIN_MOBILE.fullmatch(typed.replace(" ", ""))
    if mobile is not None:
        # Most numbers are plain UK ones, and the metadata of every country takes ten times as long for them.
        return Phone(f"+44{mobile[1]}{mobile[2]}", f"0{mobile[1]} {mobile[2]}", "mobile")
    # Loading the phone metadata takes 30 ms, and most typed texts are names.
    import phonenumbers

    if not typed:
        return Unreadable("phone_missing", "No telephone number was given.")
    written, extension = _without_extension(typed)
    if not _WRITTEN_NUMBER.fullmatch(written):
        return Unreadable("phone_letters", "A telephone number has digits and spaces only; put words in its note.")
    try:
        number = phonenumbers.parse(written, "GB")
    except phonenumbers.NumberParseException:
        return Unreadable("phone_unreadable", "That is not a telephone number; an example is 07700 900123.")
    fault = _fault(number)
    if fault is not None:
        return fault
    british = number.country_code == _UNITED_KINGDOM
    style = phonenumbers.PhoneNumberFormat
    return Phone(
        e164=phonenumbers.format_number(number, style.E164),
        display=phonenumbers.format_number(number, style.NATIONAL if british else style.INTERNATIONAL),
        kind=_kind(number),
        extension=extension,
    )


def plain_number(text: str) -> tuple[str, PhoneKind] | None:
    """Return the E.164 form and the kind of a plain UK mobile or landline number; None for other texts.

    It agrees with `parse_phone` and is fifty times as fast: a file has a million such numbers.
    """
    digits = text.replace(" ", "")
    found = _PLAIN_MOBILE.fullmatch(digits)
    if found is not None:
        return f"+44{found[1]}{found[2]}", "mobile"
    found = _PLAIN_LANDLINE.fullmatch(digits)
    return None if found is None else (f"+44{found[1]}", "landline")


@lru_cache(maxsize=4096)
def shown_number(stored: str) -> str:
    """Return a stored number to read out, `07700 900123`; an unreadable one stays unchanged."""
    mobile = _STORED_MOBILE.fullmatch(stored)
    if mobile is not None:
        # Most numbers are plain UK ones, and a list of thousands must not wait for the metadata of every country.
        return f"0{mobile[1]} {mobile[2]}"
    phone = parse_phone(stored)
    return phone.display if isinstance(phone, Phone) else stored


def with_shown_numbers(text: str) -> str:
    """Return a text with each stored number in the form to read out; other words stay."""
    return _STORED.sub(lambda found: shown_number(found[0]), text)


def phone_search_key(text: str) -> str:
    """Return the search digits of a whole or partial number: `07700 9` gives `4477009`.

    Stored numbers have the same key (`Phone.search_key`), so a partial number finds every key with that prefix.
    """
    typed = _without_extension(unicodedata.normalize("NFKC", text).strip())[0].replace("(0)", "")
    digits = "".join(char for char in typed if char.isascii() and char.isdigit())
    if digits.startswith("00"):
        return digits[2:]
    if digits.startswith("0"):
        return f"{_UNITED_KINGDOM}{digits[1:]}"
    # Ten digits without a leading nought are a UK number from a spreadsheet that read it as a quantity.
    return f"{_UNITED_KINGDOM}{digits}" if len(digits) == 10 and "+" not in typed else digits


def _without_extension(typed: str) -> tuple[str, str | None]:
    found = EXTENSION.search(typed)
    return (typed[: found.start()], found.group(1)) if found else (typed, None)


def _fault(number: PhoneNumber) -> Unreadable | None:
    """Return what is wrong with a number's length or first digit.

    It judges only the form: a list of allocated ranges becomes outdated and would refuse valid numbers.
    """
    import phonenumbers

    reason = phonenumbers.is_possible_number_with_reason(number)
    if number.country_code != _UNITED_KINGDOM:
        if reason != phonenumbers.ValidationResult.IS_POSSIBLE:
            return Unreadable("phone_international", "That number has too few or too many digits for its country.")
        return None
    national = phonenumbers.national_significant_number(number)
    if len(national) < 9 or (len(national) == 9 and national[0] not in "18"):
        return Unreadable(
            "phone_short",
            f"That number is too short: with its nought a UK number has 11 digits, this has {len(national) + 1}.",
        )
    if len(national) > 10:
        return Unreadable(
            "phone_long",
            f"That number is too long: with its nought a UK number has 11 digits, this has {len(national) + 1}.",
        )
    if national[0] not in _FIRST_DIGITS_IN_USE:
        return Unreadable("phone_prefix", "A UK number that can be rung back begins 01, 02, 03, 07 or 08.")
    return None


def _kind(number: PhoneNumber) -> PhoneKind:
    import phonenumbers

    types = phonenumbers.PhoneNumberType
    known = phonenumbers.number_type(number)
    if known == types.MOBILE:
        return "mobile"
    if known in (types.FIXED_LINE, types.FIXED_LINE_OR_MOBILE):
        return "landline"
    national = phonenumbers.national_significant_number(number)
    if number.country_code != _UNITED_KINGDOM or known != types.UNKNOWN:
        return "other"
    # The ranges reserved for drama (07700 900xxx, 01632) are not allocated, and practice data uses them.
    if national[0] == "7" and national[1] not in "06":
        return "mobile"
    return "landline" if national[0] in "12" else "mobile" if national.startswith("7700900") else "other"
