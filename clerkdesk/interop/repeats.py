"""People who stand in one file more than once, and numbers that do."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

from clerkdesk.interop.records import PatientRecord, Row
from clerkdesk.rules import text
from clerkdesk.rules.nhs_number import parse_nhs_number

SAME_NUMBER = "The same person stands in this file already, at {earlier}; both rows were read. Check what differs."
ALIKE = (
    "A row with this name, birth date and home stands in this file already, at {earlier}. Compare the two: they may be "
    "one person, or twins."
)


@dataclass(slots=True)
class SeenBefore:
    """Finds people who stand in one file more than once."""

    items: dict[tuple[str, ...], str] = field(default_factory=dict)

    def check(self, row: Row[PatientRecord]) -> Row[PatientRecord]:
        """Return the row, flagged when an earlier one is of the same person."""
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
    """Return what two rows share that are of one person: a number and who it names, or all that tells people apart.

    Namesakes and twins without a number are two people; so may be two of one number and other given names.
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
    """Counts how many rows of a file have a number, so that all of one number can be read together."""

    _rows: Counter[str] = field(default_factory=Counter)

    def count_written(self, nhs_number: str, hospital_number: str) -> None:
        """Count the number of a row by its two cells as they are written."""
        read = parse_nhs_number(text.clean(nhs_number).lstrip("'"))
        self._count(read if isinstance(read, str) else _hospital_number(hospital_number))

    def count(self, record: PatientRecord | None) -> None:
        """Count the number of a record."""
        self._count(number_of(record) if record is not None else "")

    def marked(self, row: Row[PatientRecord]) -> Row[PatientRecord]:
        """Return a row with how many rows have its number."""
        rows = self._rows[number_of(row.record)] if row.record is not None else 1
        return replace(row, of_one_number=rows) if rows > 1 else row

    def _count(self, number: str) -> None:
        if number:
            self._rows[number] += 1


def number_of(record: PatientRecord) -> str:
    """Return the number by which a row is of one person: the valid NHS number, else the hospital number; or nothing."""
    if record.nhs_number_valid and record.nhs_number:
        return record.nhs_number
    return _hospital_number(record.hospital_number or "")


def _hospital_number(written: str) -> str:
    return text.compact(text.without_point_zero(text.clean(written))).upper()
