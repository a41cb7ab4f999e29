"""The entry of `clerkdesk import patients`: the content of a file, not its name, decides between FHIR and CSV."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from clerkdesk.interop.fhir.fhir_patients import read_fhir_patients
from clerkdesk.interop.reading.records import PatientRecord, Row
from clerkdesk.interop.spreadsheets.csv_columns import ColumnMapping
from clerkdesk.interop.spreadsheets.csv_patients import read_csv_patients

_RTF = re.compile(r"\{\\rtf")


def read_patients(
    path: Path, today: date, mapping: ColumnMapping | None = None, source: str | None = None
) -> Iterator[Row[PatientRecord]]:
    """Yield the rows of a file of patients; one that starts with a brace or a bracket is JSON, any other is CSV."""
    if _begins_as_json(path):
        return read_fhir_patients(path, today, source)
    return read_csv_patients(path, today, mapping, source)


def _begins_as_json(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            start = file.read(1024)
    except (OSError, ValueError):
        return path.suffix.lower() in (".json", ".ndjson")
    written = start.decode(json.detect_encoding(start), "ignore").removeprefix("\ufeff").lstrip()
    return written[:1] in ("{", "[") and not _RTF.match(written)
