"""One item of a table in a TOML file, read strictly: every fault is a sentence with its key and what would be right."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Final, TypeVar

from clerkdesk.interop.clinics.toml_reading import did_you_mean
from clerkdesk.interop.reading.json_reading import JsonObject
from clerkdesk.rules.values import text

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
Choice = TypeVar("Choice", bound=str)

LONGEST_TEXT: Final = 4_000
_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./-]{0,19}")
_CLOCK: Final = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")


@dataclass(slots=True)
class CheckedItem:
    """Returns the values of an item by key and type; a wrong value is empty, and its sentence is in `faults`."""

    values: JsonObject
    faults: list[str] = field(default_factory=list)

    def fault(self, key: str, sentence: str) -> None:
        """Note what is wrong with the value of a key."""
        self.faults.append(f"{key}: {sentence}")

    def only(self, keys: Collection[str]) -> None:
        """Note every key of the item that is not among `keys`."""
        for key in self.values:
            if key not in keys:
                self.fault(key, f"this key is not known. {did_you_mean(key, keys)}")

    def text(self, key: str, *, required: bool = False) -> str:
        """Return a text, its lines kept, control characters gone."""
        value = self._present(key, required)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.fault(key, "it should be a text in quotation marks.")
            return ""
        lines = text.clean_lines(value)
        if required and not lines:
            self.fault(key, "it is empty; it needs a text.")
        if len(lines) > LONGEST_TEXT:
            self.fault(key, f"it is longer than {LONGEST_TEXT} characters.")
        return lines

    def code(self, key: str) -> str:
        """Return a local code: up to 20 letters, digits, hyphens, dots, strokes and underscores."""
        value = self.text(key, required=True)
        if value and not _CODE.fullmatch(value):
            self.fault(key, "a code has up to 20 letters, digits and hyphens, such as CARD-1.")
        return value

    def one_of(self, key: str, choices: Collection[Choice], *, default: Choice, required: bool = False) -> Choice:
        """Return one of the choices, compared in lower case; the default if the key is missing or wrong."""
        value = self.text(key, required=required).lower()
        if value and value not in choices:
            self.fault(key, f"this is not one of the choices. {did_you_mean(value, choices)}")
        return next((choice for choice in choices if choice == value), default)

    def several(self, key: str, choices: Collection[Choice]) -> tuple[Choice, ...]:
        """Return some of the choices, in their order, from a list of texts."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or any(member not in choices for member in value):
            self.fault(key, f"it should be a list of some of these: {', '.join(choices)}.")
            return ()
        return tuple(choice for choice in choices if choice in value)

    def known(self, key: str, codes: Collection[str], what: str, *, required: bool = False) -> str:
        """Return a reference to something that the file or the desk has."""
        value = self.text(key, required=required)
        if value and value not in codes:
            hint = did_you_mean(value, sorted(codes)) if codes else f"No {what} is known yet."
            self.fault(key, f"the file has no {what} of this name, or its item was rejected. {hint}")
        return value

    def flag(self, key: str, *, default: bool) -> bool:
        """Return true or false."""
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            self.fault(key, "it should be true or false, without quotation marks.")
            return default
        return value

    def whole(self, key: str, lowest: int, highest: int, *, default: int | None = None) -> int | None:
        """Return a whole number within bounds, or the default if the key is missing."""
        value = self.values.get(key, default)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not lowest <= value <= highest:
            self.fault(key, f"it should be a whole number from {lowest} to {highest}.")
            return default
        return value

    def required_whole(self, key: str, lowest: int, highest: int) -> int:
        """Return a required whole number within bounds; the lowest if it is wrong."""
        number = self.whole(key, lowest, highest)
        if number is None and self.values.get(key) is None:
            self.fault(key, "it is missing.")
        return lowest if number is None else number

    def day(self, key: str, *, required: bool = False) -> date | None:
        """Return a date, written as a TOML date or as text."""
        value = self._present(key, required)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        try:
            return None if value is None else date.fromisoformat(value if isinstance(value, str) else "")
        except ValueError:
            self.fault(key, "it should be a date such as 2026-09-07.")
            return None

    def clock(self, key: str) -> time:
        """Return a time of day, written as a TOML time or as text."""
        value = self._present(key, required=True)
        if isinstance(value, time):
            return value.replace(second=0, microsecond=0)
        found = _CLOCK.fullmatch(value.strip()) if isinstance(value, str) else None
        if found:
            return time(int(found.group(1)), int(found.group(2)))
        if value is not None:
            self.fault(key, 'it should be a time of day such as "09:00".')
        return time()

    def weekday(self, key: str) -> int:
        """Return a weekday, 0 Monday to 6 Sunday, from its English name or the first three letters of it."""
        value = self.text(key, required=True).lower()
        found = [number for number, name in enumerate(WEEKDAYS) if value in (name, name[:3])]
        if value and not found:
            self.fault(key, f"this is not a day of the week. {did_you_mean(value, WEEKDAYS)}")
        return found[0] if found else 0

    def _present(self, key: str, required: bool) -> object:
        value = self.values.get(key)
        if value is None and required:
            self.fault(key, "it is missing.")
        return value
