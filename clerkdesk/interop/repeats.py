"""People who stand in one file more than once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from clerkdesk.interop.records import PatientRecord, Row
from clerkdesk.rules import text

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
