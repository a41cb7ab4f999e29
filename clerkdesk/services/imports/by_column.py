"""Reports a file column by column: the number of texts, and their use."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Final

from clerkdesk.interop.reading.records import CellReading, Fate

OF_PATIENT: Final[dict[str, str]] = {
    **{f"address_line_{line}": "address" for line in range(1, 6)},
    "house": "address", "town": "address", "county": "address",
    "date_of_birth": "date_of_birth", "birthDate": "date_of_birth",
    "gender": "stated_gender", "full_name": "family_name", "name": "family_name", "middle_names": "given_name",
    "phone": "phone", "phone_2": "phone", "home_phone": "phone", "mobile_phone": "phone", "work_phone": "phone",
    "phones": "phone", "deceased": "deceased_date", "vital_status": "deceased_date",
}  # fmt: skip
"""Field of a file -> column of a patient, if their names differ."""


_KINDS_OF_ROWS: Final = 256
"""Maximum kinds of rows to remember before counting."""


@dataclass(frozen=True, slots=True)
class ColumnReport:
    """One column of one file. `values` is the sum of `read`, `no_value`, `left_out`, `kept_beside` and `not_read`."""

    source: str
    column: str
    """The heading as written, or the name of a FHIR element."""
    read_as: str
    """The field it was read as; empty for an unread column."""
    values: int = 0
    """Rows with a text in the column."""
    read: int = 0
    no_value: int = 0
    """Placeholders, such as NULL, N/A or 01/01/1900."""
    left_out: int = 0
    kept_beside: int = 0
    """Values kept beside the one in force, such as a former address."""
    not_read: int = 0
    changed: int = 0
    """Rows that changed the index."""
    flagged: int = 0


@dataclass(slots=True)
class _Count:
    read_as: str
    fates: dict[Fate, int] = field(default_factory=dict)
    changed: int = 0
    flagged: int = 0


@dataclass(slots=True)
class _Alike:
    cells: tuple[CellReading, ...]
    """Kept alive, so that no other tuple can get its identity."""
    rows: int = 0
    """Number of further rows after the first, which was counted at once."""


@dataclass(slots=True)
class ColumnTally:
    """Counts cells by file and column, in the order of first appearance."""

    counts: dict[tuple[str, str], _Count] = field(default_factory=dict)
    _alike: dict[tuple[str, int], _Alike] = field(default_factory=dict)
    """Rows that were read alike and changed nothing, still to be counted, as most of a file."""

    def count(
        self, source: str, cells: Iterable[CellReading], changed: Collection[str] = (), beside: Collection[str] = ()
    ) -> None:
        """Count the cells of one row.

        Args:
            source: the file.
            cells: the use of each cell, from the reader.
            changed: the written columns of the patient.
            beside: columns of the patient with another value in force, beside which this one was kept.
        """
        if changed or beside or not isinstance(cells, tuple):
            self._count(source, cells, changed, beside)
            return
        alike = self._alike.get((source, id(cells)))
        if alike is not None:
            alike.rows += 1
            return
        if len(self._alike) == _KINDS_OF_ROWS:
            self._count_alike()
        self._count(source, cells)
        self._alike[source, id(cells)] = _Alike(cells)

    def _count_alike(self) -> None:
        waiting, self._alike = self._alike, {}
        for (source, _), alike in waiting.items():
            self._count(source, alike.cells, rows=alike.rows)

    def _count(
        self,
        source: str,
        cells: Iterable[CellReading],
        changed: Collection[str] = (),
        beside: Collection[str] = (),
        rows: int = 1,
    ) -> None:
        for cell in cells:
            count = self.counts.get((source, cell.column))
            if count is None:
                count = self.counts[source, cell.column] = _Count(cell.read_as)
            about = OF_PATIENT.get(cell.read_as, cell.read_as)
            fate: Fate = "kept beside" if cell.fate == "read" and about in beside else cell.fate
            if rows:
                count.fates[fate] = count.fates.get(fate, 0) + rows
            count.changed += rows * (fate == "read" and about in changed)
            count.flagged += rows * (cell.flagged or fate != cell.fate)

    def report(self) -> tuple[ColumnReport, ...]:
        """Return the counts so far."""
        self._count_alike()
        return tuple(
            ColumnReport(
                source=source,
                column=column,
                read_as=count.read_as,
                values=sum(count.fates.values()),
                read=count.fates.get("read", 0),
                no_value=count.fates.get("no value", 0),
                left_out=count.fates.get("left out", 0),
                kept_beside=count.fates.get("kept beside", 0),
                not_read=count.fates.get("not read", 0),
                changed=count.changed,
                flagged=count.flagged,
            )
            for (source, column), count in self.counts.items()
        )
