"""The results of the rows of an import: added, updated, unchanged or rejected, and possibly flagged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

from clerkdesk.interop.reading.records import CellReading, Fate, RowProblem
from clerkdesk.services.imports.by_column import ColumnReport, ColumnTally

Outcome = Literal["added", "updated", "unchanged"]


@dataclass(frozen=True, slots=True)
class RowKept:
    """The result of one row that was not rejected."""

    outcome: Outcome
    flags: tuple[str, ...] = ()
    """Sentences that a clerk should read, though the row was kept."""
    changed: frozenset[str] = frozenset()
    """The written columns of the record, if a row of the file has columns."""
    beside: frozenset[str] = frozenset()
    """Columns of the record with another value in force, so that the row's was kept beside it or left out."""
    none_taken: Fate | None = None
    """The use of all cells of an accepted row from which nothing was taken over."""


@dataclass(frozen=True, slots=True)
class RowRejected:
    """A rejected row, with the reason."""

    reason: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The answer of an import: `read` is the sum of `added`, `updated`, `unchanged` and the length of `rejected`.

    A flagged row is also one of the first three, and is in `flagged` once for any number of flags. An unreadable file
    counts as one row read and rejected.
    """

    read: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    flagged: tuple[RowProblem, ...] = ()
    rejected: tuple[RowProblem, ...] = ()
    columns: tuple[ColumnReport, ...] = ()
    """The use of each column, for files with columns or elements."""


@dataclass(slots=True)
class Tally:
    """Counts the rows of an import, over as many files as there are."""

    counts: dict[Outcome, int] = field(default_factory=lambda: {"added": 0, "updated": 0, "unchanged": 0})
    flagged: list[RowProblem] = field(default_factory=list)
    rejected: list[RowProblem] = field(default_factory=list)
    columns: ColumnTally = field(default_factory=ColumnTally)

    def count(self, source: str, item: str, ended: RowKept | RowRejected, cells: Iterable[CellReading] = ()) -> None:
        """Count one row, and the use of its cells."""
        fate = ended.none_taken if isinstance(ended, RowKept) else "left out"
        if fate is not None:
            self.columns.count(source, (_not_taken(cell, fate, flagged=isinstance(ended, RowKept)) for cell in cells))
        elif isinstance(ended, RowKept):
            self.columns.count(source, cells, ended.changed, ended.beside)
        if isinstance(ended, RowRejected):
            self.rejected.append(RowProblem(source, item, ended.reason))
            return
        self.counts[ended.outcome] += 1
        if ended.flags:
            self.flagged.append(RowProblem(source, item, " ".join(dict.fromkeys(ended.flags))))

    @property
    def read(self) -> int:
        """Number of rows counted."""
        return sum(self.counts.values()) + len(self.rejected)

    def report(self) -> ImportReport:
        """Return the counts so far."""
        return ImportReport(
            read=self.read,
            **self.counts,
            flagged=tuple(self.flagged),
            rejected=tuple(self.rejected),
            columns=self.columns.report(),
        )


def _not_taken(cell: CellReading, fate: Fate, *, flagged: bool) -> CellReading:
    """Return a cell of a row from which nothing was taken over."""
    taken = cell.fate in ("read", "kept beside")
    return replace(cell, fate=fate, flagged=flagged or cell.flagged) if taken else cell
