"""Published files, spoilt in every way that comes to mind: each row is a record or a sentence, and nothing breaks."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clerkdesk.interop.ers.ers import read_ers
from clerkdesk.interop.reading.json_reading import JsonObject
from clerkdesk.interop.reading.records import Row
from clerkdesk.services.imports.patient_files import read_patients
from tests.interop.one_row import TODAY
from tests.interop.published import ERS, MAVIS_CSV, PDS

BYTES = (
    b"",
    b"\x00",
    b'"',
    b",",
    b"\n",
    b"\r",
    b"NULL",
    b"\xff",
    b"\xc5\x81",
    b"1900-01-01",
    b"9999999999",
    b"=",
    b"{",
    b"]",
)
VALUES: tuple[object, ...] = (
    None, "", "NULL", "-", "old", "cancelled", "entered-in-error", "9999-12-31", "1900-01-01T00:00:00Z", "9999999999",
    0, -1, True, False, [], {}, [None], [[]], {"use": "old"}, "07700900123/07700900124 (mum)", "2020",
    "2026-13-45", "\ud800",
)  # fmt: skip
SPOIL = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def holds_together(rows: list[Row[object]]) -> None:
    """Check what is true of every row, whatever its file is."""
    for row in rows:
        assert (row.record is None) == bool(row.rejection)
        assert row.item
        assert all(cell.column for cell in row.cells)


def spoilt(content: bytes, seed: int) -> bytes:
    """A file with a few pieces taken out, put in or put elsewhere."""
    chance = random.Random(seed)
    for _ in range(chance.randint(1, 6)):
        start = chance.randrange(len(content) + 1)
        end = min(len(content), start + chance.choice((0, 0, 1, 2, 40)))
        content = content[:start] + chance.choice(BYTES) + content[end:]
    return content


def spoil_values(value: object, chance: random.Random) -> object:
    """A JSON value in which some members have another value, are missing or stand twice."""
    if chance.random() < 0.04:
        return chance.choice(VALUES)
    if isinstance(value, dict):
        return {name: spoil_values(member, chance) for name, member in value.items() if chance.random() > 0.03}
    if isinstance(value, list):
        return [spoil_values(member, chance) for member in value for _ in range(2 if chance.random() < 0.1 else 1)]
    return value


@pytest.mark.parametrize("path", sorted(MAVIS_CSV.glob("*.csv")), ids=lambda path: path.stem)
@SPOIL
@given(seed=st.integers(0, 10**9))
def test_a_spoilt_table_is_rows_and_never_breaks_the_reader(path: Path, seed: int, tmp_path: Path) -> None:
    copy = tmp_path / path.name
    copy.write_bytes(spoilt(path.read_bytes(), seed))
    holds_together(list(read_patients(copy, TODAY)))


@pytest.mark.parametrize("path", [PDS / "Patient.json", PDS / "RelatedPersonBundle.json"], ids=lambda path: path.stem)
@SPOIL
@given(seed=st.integers(0, 10**9))
def test_a_spoilt_patient_is_rows_and_never_breaks_the_reader(path: Path, seed: int, tmp_path: Path) -> None:
    document: JsonObject = json.loads(path.read_text())
    copy = tmp_path / "patient.json"
    copy.write_text(json.dumps(spoil_values(document, random.Random(seed))))
    holds_together(list(read_patients(copy, TODAY)))
    copy.write_bytes(spoilt(path.read_bytes(), seed))
    holds_together(list(read_patients(copy, TODAY)))


@pytest.mark.parametrize("path", sorted(ERS.glob("*.json"))[:8], ids=lambda path: path.stem)
@SPOIL
@given(seed=st.integers(0, 10**9))
def test_a_spoilt_worklist_is_rows_and_never_breaks_the_reader(path: Path, seed: int, tmp_path: Path) -> None:
    copy = tmp_path / "ers.json"
    copy.write_text(json.dumps(spoil_values(json.loads(path.read_text()), random.Random(seed))))
    holds_together(list(read_ers(copy)))


@pytest.mark.parametrize("word", ["NULL", "-", "N/A", "1900-01-01", "unknown", "No", "Y?", "S"])
def test_nobody_dies_of_a_word_that_is_not_known(word: str, tmp_path: Path) -> None:
    document: JsonObject = json.loads((PDS / "Patient.json").read_text())
    document = {name: value for name, value in document.items() if name not in ("extension", "deceasedDateTime")}
    document |= {"deceasedDateTime": word, "deceasedBoolean": word}
    copy = tmp_path / "patient.json"
    copy.write_text(json.dumps(document))
    assert not any(row.record is not None and row.record.deceased for row in read_patients(copy, TODAY))
