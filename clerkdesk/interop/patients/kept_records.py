"""Turns a record of a patient into one text and back, to keep a record until somebody knows whose it is."""

from __future__ import annotations

from functools import cache

from pydantic import TypeAdapter

from clerkdesk.interop.reading.records import PatientRecord


def text_of(record: PatientRecord) -> str:
    """Return a record as JSON, without its empty fields."""
    return _records().dump_json(record, exclude_defaults=True).decode()


def record_of(text: str) -> PatientRecord:
    """Return the record from a text of `text_of`."""
    return _records().validate_json(text)


@cache
def _records() -> TypeAdapter[PatientRecord]:
    # Making an adapter takes longer than most imports use it.
    return TypeAdapter(PatientRecord)
