"""Records of patients as one text and back: what was not taken over is kept whole until somebody knows whose it is."""

from __future__ import annotations

from functools import cache

from pydantic import TypeAdapter

from clerkdesk.interop.reading.records import PatientRecord


def text_of(record: PatientRecord) -> str:
    """Return a record as JSON, without the fields about which it is silent."""
    return _records().dump_json(record, exclude_defaults=True).decode()


def record_of(text: str) -> PatientRecord:
    """Return the record of a text of `text_of`."""
    return _records().validate_json(text)


@cache
def _records() -> TypeAdapter[PatientRecord]:
    # Making one takes longer than most imports need it.
    return TypeAdapter(PatientRecord)
