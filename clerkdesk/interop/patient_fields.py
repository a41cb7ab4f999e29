"""The fields of a patient as another system wrote them, read leniently, with a sentence for each that is not right.

The shapes of files are in `fhir_patients` and `csv_patients`; the sentences never repeat what stood in a file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from clerkdesk.interop.records import PatientRecord, PhoneNumber, Row
from clerkdesk.rules import text
from clerkdesk.rules.dates import OLDEST_AGE, Purpose, parse_date
from clerkdesk.rules.nhs_number import parse_nhs_number
from clerkdesk.rules.phones import parse_phone
from clerkdesk.rules.postcodes import parse_postcode
from clerkdesk.rules.unreadable import Unreadable

NOT_IDENTIFIED: Final = "This names nobody: a patient needs a valid NHS number, or a family name with a date of birth."
TEMPLATE_MARK: Final = re.compile(r"^(#|\$|\{|<)")
"""What stands where a program should have put a value (`#nhsNumber`)."""

_WHOLE_DATE: Final = re.compile(r".*\b\d{4}\b.*|\d{1,2}\W+\w+\W+\d{2}|\d{6}|\d{8}")
"""A date with its year: in a file nobody writes `today` or `3 feb` for a day of birth, and neither may be guessed."""
_WHOLE_YEAR: Final = re.compile(r"\b\d{4}\b|^\d{8}$")
_TIME_OF_DAY: Final = re.compile(r"[T ]\d{1,2}:\d{2}.*$")
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")

GENDERS: Final[dict[str, str]] = {
    "1": "1", "m": "1", "male": "1", "man": "1", "boy": "1",
    "2": "2", "f": "2", "female": "2", "woman": "2", "girl": "2",
    "9": "9", "i": "9", "indeterminate": "9", "other": "9", "not specified": "9", "non-binary": "9",
    "x": "X", "0": "X", "unknown": "X", "not known": "X",
}  # fmt: skip
"""Stated gender (R-411) by what systems write for it, in lower case."""


@dataclass(slots=True)
class PatientFields:
    """Reads one patient's fields and collects the sentences about those that are not as they should be."""

    today: date
    flags: list[str] = field(default_factory=list)

    def nhs_number(self, written: str) -> tuple[str | None, bool]:
        """Return the number and whether it is valid; one that is not is kept as written and flagged."""
        if not written:
            return None, False
        read = parse_nhs_number(written)
        if isinstance(read, str):
            return read, True
        self.flags.append(f"The NHS number was kept as written. {read.sentence}")
        digits = text.compact(written)
        return (digits if digits.isdigit() and len(digits) == len("9990000018") else written), False

    def past_date(self, written: str, what: str) -> date | None:
        """Return a day that is over (of birth, of death); one that can't be read is left out and flagged."""
        bare = _TIME_OF_DAY.sub("", written)
        if not bare:
            return None
        if not _WHOLE_DATE.fullmatch(bare):
            self.flags.append(
                f"The {what} was left out: it is not a date with day, month and year, such as 03/02/1980."
            )
            return None
        read = parse_date(bare, self.today, Purpose.PAST)
        if isinstance(read, Unreadable):
            self.flags.append(f"The {what} was left out. {read.sentence}")
            return None
        if not _WHOLE_YEAR.search(bare) and self.today.year - (read.year - 100) <= OLDEST_AGE:
            self.flags.append(f"The {what} has a year of two digits, which was taken as the later century; check it.")
        return read

    def phone(self, written: str, kind: str) -> PhoneNumber:
        """Return a telephone number, in E.164 where it can be one; any other is kept as written and flagged."""
        read = parse_phone(written)
        if isinstance(read, Unreadable):
            self.flags.append(f"A telephone number was kept as written. {read.sentence}")
            return PhoneNumber(number=written, as_written=written, kind=kind, readable=False)
        found_kind = "mobile" if read.kind == "mobile" and kind == "home" else kind
        return PhoneNumber(number=read.e164, as_written=written, kind=found_kind)

    def postcode(self, written: str) -> str:
        """Return a postcode in its usual form; one that is none is kept as written and flagged."""
        if not written:
            return ""
        read = parse_postcode(written)
        if isinstance(read, str):
            return read
        self.flags.append(f"The postcode was kept as written. {read.sentence}")
        return written

    def email(self, written: str) -> str:
        """Return an e-mail address; text that is none is left out and flagged, for nothing may be sent to it."""
        if written and not _EMAIL.fullmatch(written):
            self.flags.append("The e-mail address was left out; one has the shape name@example.org.")
            return ""
        return written

    def gender(self, written: str) -> str:
        """Return the stated gender code (R-411); text that means none is left out and flagged."""
        code = GENDERS.get(written.lower(), "")
        if written and not code:
            self.flags.append("The gender was left out; it should be male, female, indeterminate or not known.")
        return code

    def row(self, source: str, item: str, record: PatientRecord) -> Row[PatientRecord]:
        """Return the row of a record, or its rejection when it says of nobody who it is."""
        if not record.nhs_number_valid and not (record.family_name and record.date_of_birth):
            return Row(source, item, None, rejection=" ".join([NOT_IDENTIFIED, *self.flags]))
        if record.demographics_known:
            parts = {
                "family name": record.family_name,
                "given name": record.given_name,
                "date of birth": record.date_of_birth,
            }
            missing = [what for what, value in parts.items() if not value]
            if missing:
                self.flags.append(f"Missing: {', '.join(missing)}. Look it up, or ask the patient.")
        return Row(source, item, record, flags=tuple(self.flags))


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
        flag = f"The same person stands in this file already, at {earlier}; that row counts, this one does not."
        return replace(row, flags=(*row.flags, flag), repeat_of=earlier)


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
