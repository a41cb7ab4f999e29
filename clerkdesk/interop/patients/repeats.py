"""Finds people and numbers that appear more than once in one file."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

from clerkdesk.interop.reading.records import PatientRecord, Row
from clerkdesk.rules.values import text
from clerkdesk.rules.values.nhs_number import parse_nhs_number
from clerkdesk.rules.values.no_value import is_no_value, is_stand_in_number

SAME_NUMBER = "The same person is in this file already, at {earlier}; both rows were read. Check what differs."
ALIKE = (
    "A row with this name, birth date and home is in this file already, at {earlier}. Compare the two: they may be "
    "one person, or twins."
)


_HOSPITAL = "H "
"""Prefix of a hospital number, which may have the digits of somebody's NHS number."""


@dataclass(slots=True)
class SeenBefore:
    """Finds people who appear more than once in one file."""

    items: dict[tuple[str, ...], str] = field(default_factory=dict)

    def check(self, row: Row[PatientRecord]) -> Row[PatientRecord]:
        """Return the row, flagged if an earlier one is about the same person."""
        record = row.record
        if record is None:
            return row
        key = _identity(record)
        earlier = self.items.setdefault(key, row.item)
        if earlier == row.item:
            return row
        sentence = SAME_NUMBER if record.nhs_number_valid else ALIKE
        return replace(row, flags=(*row.flags, sentence.format(earlier=earlier)), repeat_of=earlier)


def _identity(record: PatientRecord) -> tuple[str, ...]:
    """Return the key that rows of one person share: a number and its owner, or all details that tell people apart.

    Namesakes and twins without a number are two people; two rows with one number and different given names may be.
    """
    given, born = text.search_key(record.given_name), str(record.date_of_birth or "")
    if record.nhs_number_valid and record.nhs_number:
        return (record.nhs_number, given, born)
    home = record.home
    where = (*home.lines, home.postcode) if home else ()
    numbers = sorted(phone.number for phone in record.phones)
    return (
        *(text.search_key(record.family_name), given, born, record.hospital_number or "", record.stated_gender),
        *(text.search_key(line) for line in where),
        *numbers,
    )


@dataclass(slots=True)
class RowsOfNumbers:
    """Finds the rows of a file that are connected by their numbers, so that they can be read together.

    Rows with the same NHS number or hospital number are connected, and so are rows that a third one joins.
    """

    _rows: Counter[str] = field(default_factory=Counter)
    _leads: dict[str, str] = field(default_factory=dict)
    """A number -> the connected number that represents both."""
    _together: Counter[str] | None = None

    def count_written(self, nhs_number: str, hospital_number: str) -> None:
        """Count the numbers of a row by its two cells as written."""
        read = parse_nhs_number(text.clean(nhs_number).lstrip("'"))
        self._count(read if isinstance(read, str) else "", _hospital_number(hospital_number))

    def count(self, record: PatientRecord | None) -> None:
        """Count the numbers of a record."""
        if record is not None:
            self._count(*_numbers_of(record))

    def marked(self, row: Row[PatientRecord]) -> Row[PatientRecord]:
        """Return a row with the number that connects its rows, and how many there are."""
        if row.record is None:
            return row
        nhs_number, hospital_number = _numbers_of(row.record)
        number = nhs_number or hospital_number
        if not number:
            return row
        if self._together is None:
            self._together = Counter()
            for each, rows in self._rows.items():
                self._together[self._lead(each)] += rows
        lead = self._lead(number)
        rows = self._together[lead]
        return replace(row, of_one_number=rows, number=lead) if rows > 1 else row

    def _count(self, nhs_number: str, hospital_number: str) -> None:
        number = nhs_number or hospital_number
        if not number:
            return
        self._rows[number] += 1
        if nhs_number and hospital_number:
            one, other = self._lead(nhs_number), self._lead(hospital_number)
            # An NHS number represents its group, so that the group shows whether somebody in it has one.
            lead, led = (one, other) if not one.startswith(_HOSPITAL) else (other, one)
            if lead != led:
                self._leads[led] = lead

    def _lead(self, number: str) -> str:
        lead = number
        while (further := self._leads.get(lead)) is not None:
            lead = further
        if lead != number:
            self._leads[number] = lead
        return lead


def _numbers_of(record: PatientRecord) -> tuple[str, str]:
    """Return the valid NHS number and the hospital number of a row, each empty if it has none."""
    nhs_number = record.nhs_number if record.nhs_number_valid and record.nhs_number else ""
    return nhs_number, _hospital_number(record.hospital_number or "")


def _hospital_number(written: str) -> str:
    """Return a hospital number as a key of its own kind; empty for a word or a placeholder."""
    number = text.compact(text.without_point_zero(text.clean(written))).upper()
    if not any(char.isdigit() for char in number) or is_no_value(number) or is_stand_in_number(number):
        return ""
    return f"{_HOSPITAL}{number}"
