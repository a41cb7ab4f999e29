"""Recognises placeholders for an unknown value: NULL, N/A, a dash, `unknown`, and dates that systems write.

One table serves every column and format. `stated` has the words for a yes, a no or a death.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from unicodedata import category

from clerkdesk.rules.values.text import clean, fold

_WORDS = frozenset(
    {
        "NULL", "NIL", "NONE", "NAN", "NAT", "NA", "N A", "NK", "N K", "UNK", "UNKN", "UNKNOWN", "NOT KNOWN",
        "NOTKNOWN", "NOT APPLICABLE", "NOT APPL", "NOT AVAILABLE", "NOT RECORDED", "NOT GIVEN", "NOT PROVIDED",
        "NOT SUPPLIED", "NOT SPECIFIED", "NOT STATED", "NOT ENTERED", "NOT HELD", "NOT SET", "NOT DISCLOSED",
        "NOT ASKED", "NOT FOUND", "UNDEFINED", "UNSPECIFIED", "UNASSIGNED", "UNAVAILABLE", "UNRECORDED", "MISSING",
        "BLANK", "EMPTY", "NO VALUE", "NO DATA", "NO ENTRY", "NO INFORMATION", "NO INFO", "NO RECORD", "NO DETAILS",
        "DONT KNOW", "DO NOT KNOW", "DK", "TBC", "TBA", "TBD", "TO BE CONFIRMED", "TO BE ADVISED", "DBNULL",
        "SYSTEM DBNULL", "NULLPTR", "NOTHING", "NONE RECORDED", "NONE STATED", "NONE GIVEN", "NONE HELD", "NO DATE",
        "NOTHING RECORDED", "NOT YET KNOWN", "NULL VALUE", "N D", "U K",
    }
)  # fmt: skip
"""Folded, without signs around and between them."""
_FIRST_LETTERS = frozenset(letter for word in [*_WORDS, "X"] for letter in (word[0], word[0].lower()))
_LONGEST_WORD = 30
"""Maximum characters of a text that starts with a letter or a digit and may be one of the words."""
_SPREADSHEET_ERRORS = frozenset({"REF", "VALUE", "DIV 0", "NAME", "NUM"})
"""Words that count only after a number sign, such as `#VALUE!`."""
_ALSO_NAMES = frozenset({"NULL", "NONE", "NIL", "NA", "BLANK"})
"""Words that are also family names: some people are called Null or Blank."""

_TEXTS_REMEMBERED = 8192
"""Number of texts in the cache: each cell of a file is checked several times, and most cells repeat in many rows."""
_BACKSLASH_N = re.compile(r"\\+n", re.IGNORECASE)
"""The text for NULL in database dumps."""
_SIGNS = re.compile(r"[^A-Z0-9]+")
_CROSSES_ONLY = re.compile(r"X{3,}")
_ZEROS_ONLY = re.compile(r"[0\s/.:T-]*0[0\s/.:TZ-]*")
_NINES_DATE = re.compile(r"(99)[/.\s-]?(99)[/.\s-]?(99|9999)\b.*")
_YEAR = re.compile(r"(?<!\d)(\d{4})(?!\d)")
_EIGHT_DIGITS = re.compile(r"\d{8}")

FIRST_YEAR, LAST_YEAR = 1901, 2078
"""Possible years of a date about a living person; 1753, 1899, 1900, 2079, 2099 and 9999 are edges of calendars."""
_EDGES = frozenset({date(1901, 1, 1), date(1904, 1, 1)})
"""First days of calendars within those years."""
_ALSO_DAYS = frozenset({date(1970, 1, 1), date(1969, 12, 31)})
"""First days of calendars that are possible birthdays too."""


def is_no_value(text: str) -> bool:
    """Return whether a text means no value: it is empty, only signs, or a word such as NULL or N/A."""
    if not text:
        return True
    first = text[0]
    if first.isalnum() and (first not in _FIRST_LETTERS or len(text) > _LONGEST_WORD):
        # Most texts are values, and an import checks every cell.
        return False
    return _is_no_value(text)


@lru_cache(maxsize=_TEXTS_REMEMBERED)
def _is_no_value(text: str) -> bool:
    tidied = clean(text)
    if not any(char.isalnum() for char in tidied):
        return all(char.isascii() or not _is_mark(char) for char in tidied)
    if _BACKSLASH_N.fullmatch(tidied):
        return True
    key = _SIGNS.sub(" ", fold(tidied.replace("'", "").replace("’", ""))).strip()
    if tidied.startswith("#") and key in _SPREADSHEET_ERRORS:
        return True
    return key in _WORDS or _CROSSES_ONLY.fullmatch(key) is not None


def may_be_a_family_name(text: str) -> bool:
    """Return whether a placeholder may be somebody's family name, such as `Null` or `None`."""
    tidied = clean(text)
    return tidied.isalpha() and fold(tidied) in _ALSO_NAMES


def is_stand_in_date(text: str) -> bool:
    """Return whether a text is a date that systems write for an unknown one: 0000-00-00, 1753, 1900, 9999."""
    tidied = clean(text)
    if _ZEROS_ONLY.fullmatch(tidied) or _NINES_DATE.fullmatch(tidied):
        return True
    if _EIGHT_DIGITS.fullmatch(tidied):
        return not any(FIRST_YEAR <= int(year) <= LAST_YEAR for year in (tidied[:4], tidied[4:]))
    year = _YEAR.search(tidied)
    return year is not None and not FIRST_YEAR <= int(year[1]) <= LAST_YEAR


def is_stand_in_day(day: date, *, of_death: bool = False) -> bool:
    """Return whether a day is the edge of a calendar; for a death also 1 January 1970, a possible birthday."""
    edge = not FIRST_YEAR <= day.year <= LAST_YEAR or day in _EDGES
    return edge or (of_death and day in _ALSO_DAYS)


def may_be_stand_in_day(day: date) -> bool:
    """Return whether a day is a possible birthday and also a placeholder of systems."""
    return day in _ALSO_DAYS


def is_stand_in_number(text: str) -> bool:
    """Return whether a hospital or telephone number is one repeated digit, which is nobody's."""
    if text and text[0] != text[-1] and text[0].isalnum() and text[-1].isalnum():
        return False
    digits = [char for char in text if char.isalnum()]
    alike = len(set(digits)) == 1 and digits[0].isdigit()
    return alike and (len(digits) >= 4 or digits[0] == "0")


def _is_mark(char: str) -> bool:
    """Return whether a sign other than a letter has a meaning: a tick or a cross."""
    return char in TICKS or char in CROSSES or char in _OPEN_MARKS or (char >= _FIRST_SYMBOL and category(char) == "So")


TICKS = "✓✔☑√🗸"
CROSSES = "✗✘×❌"
_OPEN_MARKS = "☒†‡"
"""Marks with a meaning that is not clearly yes or no: many forms use a crossed box for a ticked one."""
_FIRST_SYMBOL = "\u2190"
