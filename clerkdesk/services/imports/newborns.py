"""Separates newborns without a name and a number: each row of one file is a different child, even if equal.

Twins called Baby share a birth date, a home and perhaps a sex. Counting two such rows as one loses a child; keeping
both of a repeated row leaves a likely duplicate, which a clerk joins.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from clerkdesk.interop.reading.digests import digest_of
from clerkdesk.interop.reading.records import PatientRecord, Row
from clerkdesk.rules.patients.one_person import is_not_named_yet
from clerkdesk.services.imports.known_people import KnownPerson
from clerkdesk.services.imports.stated import hospital_number_of


@dataclass(slots=True)
class Newborns:
    """Separates the unnamed newborns of one file. The item of a row (`line 7`) identifies it in a retried batch."""

    _items: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """Digest -> items of equal rows."""
    _met: dict[str, KnownPerson | int] = field(default_factory=dict)
    """Item of a row -> its person: a person of its batch, or the id of a patient."""

    def digest(self, item: str, record: PatientRecord) -> str:
        """Return the digest of a row; equal unnamed newborns each get their own."""
        digest = digest_of(record)
        if not _is_unnamed(record):
            return digest
        items = self._items[digest]
        if item not in items:
            items.append(item)
        index = items.index(item)
        return f"{digest}#{index + 1}" if index else digest

    def met(self, row: Row[PatientRecord], person: KnownPerson | int) -> None:
        """Remember the person of a row."""
        if row.record is not None and _is_unnamed(row.record):
            self._met[row.item] = person

    def others_than(self, row: Row[PatientRecord]) -> Callable[[KnownPerson], bool]:
        """Return a test whether a person is a different child than a row's: another row of the file has it."""
        if not self._met or row.record is None or not _is_unnamed(row.record):
            return lambda _person: False
        others = [person for item, person in self._met.items() if item != row.item]
        ids = {person if isinstance(person, int) else person.patient.id for person in others} - {None}
        return lambda person: person in others or person.patient.id in ids


def _is_unnamed(record: PatientRecord) -> bool:
    numbered = record.nhs_number_valid or hospital_number_of(record) is not None
    return not numbered and is_not_named_yet(record.given_name)
