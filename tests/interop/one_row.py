"""One row of a CSV file or one FHIR Patient, written for a test and read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from clerkdesk.interop.fhir.fhir_patients import read_fhir_document
from clerkdesk.interop.reading.records import CellReading, PatientRecord, Row
from clerkdesk.interop.spreadsheets.csv_patients import read_csv_patients

TODAY = date(2026, 11, 30)
NUMBER = "9990000018"


def csv_rows(folder: Path, headings: str, *lines: str) -> list[Row[PatientRecord]]:
    """The rows of a file with these headings."""
    path = folder / "patients.csv"
    path.write_text("\n".join([headings, *lines]) + "\n", encoding="utf-8")
    return list(read_csv_patients(path, TODAY, source="patients.csv"))


def csv_cell(folder: Path, heading: str, cell: str, birth: str = "14/03/1967") -> Row[PatientRecord]:
    """The row of Grace Okafor with one more column."""
    headings = f"NHS Number,Surname,Forename,DOB,{heading}"
    (row,) = csv_rows(folder, headings, f'{NUMBER},Okafor,Grace,{birth},"{cell}"')
    return row


def fhir_patient(**values: object) -> Row[PatientRecord]:
    """The row of Grace Okafor as a FHIR Patient with some more elements."""
    patient: dict[str, object] = {
        "resourceType": "Patient",
        "id": NUMBER,
        "name": [{"use": "usual", "family": "Okafor", "given": ["Grace"]}],
        "birthDate": "1967-03-14",
    }
    (row,) = read_fhir_document({**patient, **values}, TODAY, "file.json")
    return row


def record_of(row: Row[PatientRecord]) -> PatientRecord:
    """Return the record of a row that was not rejected."""
    assert row.record is not None, row.rejection
    return row.record


def cell_of(row: Row[PatientRecord], column: str) -> CellReading:
    """Return what the reader made of one column of a row."""
    (cell,) = [cell for cell in row.cells if cell.column == column]
    return cell
