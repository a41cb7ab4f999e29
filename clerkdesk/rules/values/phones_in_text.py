"""Reads a text with several telephone numbers, or with words beside one: `07700 900123 / 01632 960001 (mum)`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from clerkdesk.rules.values.phones import EXTENSION, Phone, parse_phone
from clerkdesk.rules.values.text import clean
from clerkdesk.rules.values.unreadable import Unreadable

_NUMBER = re.compile(
    r"[+(]*\d[\d\s().\-‐‑‒–—]*\d(?:\s*[,(]?\s*(?:extension|extn?|x|#)[.:]?\s*(?:no[.:]?\s*)?\d{1,7}\b\)?)?",
    re.IGNORECASE,
)
"""A run of digits with their separators, and an extension."""
_GROUP = re.compile(r"[+(]*\d+[).]*")
_FEWEST_DIGITS = 7
"""Minimum digits of a number; a shorter run is part of the words: `after 6pm`, `flat 12`."""
_BESIDE = re.compile(
    r"^(?:\s|[/,;|&+.:\-–—]|\bor\b|\band\b|\balso\b)+|(?:\s|[/,;|&:\-–—(]|\bor\b|\band\b|\balso\b)+$", re.IGNORECASE
)
"""Separating signs and words without a meaning."""
_BRACKETED = re.compile(r"\(([^()]*)\)")


@dataclass(frozen=True, slots=True)
class FoundPhone:
    """A telephone number with the words beside it, its extension first."""

    phone: Phone
    note: str = ""


def find_phones(text: str) -> tuple[FoundPhone, ...] | Unreadable:
    """Return every number of a text with its words, or what is wrong if none can be read."""
    whole = parse_phone(text)
    if isinstance(whole, Phone):
        return (_found(whole, ""),)
    numbers: list[tuple[Phone, int, int]] = []
    for run in _NUMBER.finditer(text):
        numbers += _numbers_of(run[0], run.start())
    if not numbers:
        return whole
    ends = [0, *(end for _, _, end in numbers)]
    begins = [*(begin for _, begin, _ in numbers), len(text)]
    between = [_words(text[end:begin]) for end, begin in zip(ends, begins, strict=True)]
    # Words only before the first number mean that words come before each: `mum 07700 900123 dad 07700 900124`. With
    # words before and after, those in the middle are ambiguous, and both numbers get them.
    comes_first, comes_last = bool(between[0]), bool(between[-1])
    found = []
    for index, (phone, _, _) in enumerate(numbers):
        before = between[index] if index == 0 or comes_first else ""
        after = between[index + 1] if index + 1 == len(numbers) or comes_last or not comes_first else ""
        found.append(_found(phone, " ".join(words for words in (before, after) if words)))
    return tuple(found)


def _numbers_of(run: str, start: int) -> list[tuple[Phone, int, int]]:
    """Return the numbers of a run of digits with their starts and ends; a blank may separate two."""
    if sum(char.isdigit() for char in run) < _FEWEST_DIGITS:
        return []
    whole = parse_phone(run)
    if isinstance(whole, Phone):
        return [(whole, start, start + len(run))]
    groups = list(_GROUP.finditer(EXTENSION.sub("", run)))
    numbers, first = [], 0
    while first < len(groups):
        for last in range(first, len(groups)):
            begin, end = groups[first].start(), groups[last].end()
            phone = parse_phone(run[begin:end])
            if isinstance(phone, Phone):
                numbers.append((phone, start + begin, start + end))
                first = last
                break
        first += 1
    return numbers


def _found(phone: Phone, words: str) -> FoundPhone:
    extension = f"extension {phone.extension}" if phone.extension else ""
    return FoundPhone(phone, "; ".join(part for part in (extension, words) if part))


def _words(beside: str) -> str:
    bare = _BESIDE.sub("", clean(beside))
    return clean(_BESIDE.sub("", _BRACKETED.sub(r"\1", bare)))
