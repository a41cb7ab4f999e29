"""The use of each element of a FHIR resource, for the answer by column."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from clerkdesk.interop.patients.fields import PatientFields
from clerkdesk.interop.reading.json_reading import raw_words_of
from clerkdesk.interop.reading.records import CellReading, Fate
from clerkdesk.rules.values.no_value import is_no_value


@dataclass(slots=True)
class CellGatherer:
    """Gathers a cell for each element that has a value."""

    fields: PatientFields
    cells: list[CellReading] = field(default_factory=list)

    def note(self, element: str, read_as: str, fate: Fate, *, flagged: bool = False) -> None:
        """Note the use of one element."""
        self.cells.append(CellReading(element, read_as, fate, flagged))

    @contextmanager
    def one(self, element: str, value: object, read_as: str = "") -> Iterator[None]:
        """Note the use of one element, by the flags of its reading."""
        before = len(self.fields.flags)
        self.fields.fates.pop(element, None)
        yield
        if value in (None, "", [], {}):
            return
        written = raw_words_of(value)
        default: Fate = "no value" if written and is_no_value(written) else "read"
        fate = self.fields.fates.get(element, default)
        self.note(element, read_as or element, fate, flagged=len(self.fields.flags) > before)
