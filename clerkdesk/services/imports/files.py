"""The imports for a clerk: takes files, and joins reader, keeper and progress."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from clerkdesk.interop.clinics.clinics_toml import read_clinics
from clerkdesk.interop.ers.ers import read_ers
from clerkdesk.interop.spreadsheets.csv_columns import ColumnMapping
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.imports.batches import run
from clerkdesk.services.imports.clinics import ClinicKeeper, known_codes
from clerkdesk.services.imports.ers import ReferralKeeper
from clerkdesk.services.imports.patient_files import read_patients
from clerkdesk.services.imports.patients import PatientKeeper
from clerkdesk.services.imports.report import ImportReport, Tally
from clerkdesk.services.imports.row_order import together

PATIENTS_AT_ONCE = 500
"""Patients of one transaction: most are new, and the statements of a batch cost the same for few as for many."""

Progress = Callable[[int, int], None]
"""A function that gets the number of rows done and the approximate total, repeatedly."""


def _nobody_looks(_done: int, _total: int) -> None:
    pass


class Imports:
    """Imports files of other systems. The same file twice changes nothing; a bad row never stops a good one."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    def ers(self, files: Sequence[Path], on_progress: Progress = _nobody_looks) -> ImportReport:
        """Import e-RS worklists and referral requests, by their UBRN (RULES 13.13)."""
        tally = Tally()
        for path in files:
            rows = list(read_ers(path))
            keeper = ReferralKeeper(self._context)
            run(self._context, "import_ers", rows, keeper, tally, _of(len(rows), on_progress))
        return tally.report()

    def patients(
        self, files: Sequence[Path], mapping: ColumnMapping | None = None, on_progress: Progress = _nobody_looks
    ) -> ImportReport:
        """Import patients from CSV or FHIR R4, the oldest file first; `mapping` names own columns."""
        tally = Tally()
        for path in sorted(files, key=_age):
            # A file of a million people is streamed, so its length is only an estimate.
            rows = together(read_patients(path, self._context.today, mapping))
            keeper = PatientKeeper(self._context, path.name, _written_at(path))
            of_all = _of(_lines(path), on_progress)
            run(self._context, "import_patients", rows, keeper, tally, of_all, PATIENTS_AT_ONCE)
        return tally.report()

    def clinics(self, files: Sequence[Path], on_progress: Progress = _nobody_looks) -> ImportReport:
        """Import sites, reception desks, teams, specialties, professionals, clinics and their weekly templates."""
        tally = Tally()
        for path in files:
            with self._context.reading() as session:
                known = known_codes(session)
            rows = list(read_clinics(path, known))
            keeper = ClinicKeeper(rows)
            run(self._context, "import_clinics", rows, keeper, tally, _of(len(rows), on_progress))
        return tally.report()


def _of(total: int, on_progress: Progress) -> Callable[[int], None]:
    return lambda done: on_progress(done, max(done, total))


def _written_at(path: Path) -> datetime | None:
    """Return when a file was written, which dates its statements; None if it can't be read."""
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except (OSError, ValueError, OverflowError):
        return None


def _age(path: Path) -> tuple[datetime, str]:
    """Return the sort key of a file: by time, then by name."""
    return _written_at(path) or datetime.min.replace(tzinfo=UTC), path.name


def _lines(path: Path) -> int:
    """Return the number of lines of a file, 0 if it can't be read; the reader says why."""
    if not path.is_file():
        return 0
    try:
        with path.open("rb") as file:
            return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))
    except (OSError, ValueError):
        return 0
