"""Reads patients from CSV in any usual encoding, separator and line end, with a sentence for every wrong row.

`csv_text` makes rows of the text, `csv_columns` assigns the columns, and `csv_records` makes a record of a row. Any
file becomes rows, each a record or a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Final, TextIO

from clerkdesk.interop.patients.repeats import RowsOfNumbers, SeenBefore
from clerkdesk.interop.reading.file_dates import Order, order_of
from clerkdesk.interop.reading.json_reading import UnreadableFileError
from clerkdesk.interop.reading.records import PatientRecord, Row
from clerkdesk.interop.spreadsheets.csv_columns import ColumnMapping, assign, tells_who
from clerkdesk.interop.spreadsheets.csv_records import Cells, Headings, patient_row
from clerkdesk.interop.spreadsheets.csv_text import CsvRecord, Records, open_text

LINES_ABOVE_THE_HEADINGS: Final = 20
"""Number of lines to search for the headings: reports start with a title, a date and a filter."""
DATES: Final[tuple[str, ...]] = ("date_of_birth", "deceased_date")
NUMBERS: Final[tuple[str, ...]] = ("nhs_number", "hospital_number")

TOO_MANY_CELLS: Final = (
    "The row has more cells than there are headings; a field with a comma in it needs quotation marks."
)
_INSTRUCTION: Final = re.compile(r"(required|optional)\b", re.IGNORECASE)


def read_csv_patients(
    path: Path, today: date, mapping: ColumnMapping | None = None, source: str | None = None
) -> Iterator[Row[PatientRecord]]:
    """Yield a row for every patient of a CSV file that has headings; blank lines and a title above are passed over.

    `today` judges dates of birth and death, `mapping` names further columns, `source` is the name for the rows, by
    default the path. It never raises for the content of a file.
    """
    source = source or str(path)
    columns = mapping or ColumnMapping()
    try:
        with open_text(path) as file:
            orders, numbers = _beforehand(file, columns)
        with open_text(path) as file:
            yield from map(numbers.marked, _rows(file, source, today, columns, orders))
    except UnreadableFileError as problem:
        yield Row(source, "line 1", None, rejection=str(problem))
    except FileNotFoundError:
        yield Row(source, "file", None, rejection="This file does not exist; check the name and the folder.")
    except (OSError, ValueError):
        yield Row(source, "file", None, rejection="The file could not be opened; check that it is one you may read.")


@dataclass(frozen=True, slots=True)
class _Table:
    """The headings of a file, and the rows below them."""

    headings: tuple[str, ...]
    positions: dict[str, int]
    rows: Iterator[CsvRecord]
    records: Records


def _table(file: TextIO, mapping: ColumnMapping) -> _Table:
    """Find the line of headings, which may be below a title, and take the separator from it.

    Raises:
        UnreadableFileError: with a sentence, if no line has headings.
    """
    records = Records(file)
    rows = iter(records)
    above: list[CsvRecord] = []
    for record in rows:
        if tells_who({mapping.field_for(cell) for cell in record.cells}):
            return _settled(records, record, rows, mapping)
        above.append(record)
        if len(above) == LINES_ABOVE_THE_HEADINGS:
            break
    if not above:
        raise UnreadableFileError("The file is empty; its first line should hold the headings of the columns.")
    if above[0].fault:
        raise UnreadableFileError(above[0].fault)
    assign(above[0].cells, mapping)
    return _settled(records, above[0], chain(above[1:], rows), mapping)


def _settled(records: Records, headings: CsvRecord, rows: Iterator[CsvRecord], mapping: ColumnMapping) -> _Table:
    records.separator = records.separator or headings.separator
    return _Table(headings.cells, assign(headings.cells, mapping), rows, records)


def _beforehand(file: TextIO, mapping: ColumnMapping) -> tuple[dict[str, Order], RowsOfNumbers]:
    """Return facts from the whole file: the order of numbers in each column of dates, and the rows of each number.

    A column with 04/15/1967 has the month first.
    """
    table = _table(file, mapping)
    positions = {name: table.positions[name] for name in (*DATES, *NUMBERS) if name in table.positions}
    dates: dict[str, set[str]] = {name: set() for name in DATES if name in positions}
    numbers = RowsOfNumbers()
    for cells in table.records.columns(positions):
        for name, written in dates.items():
            written.add(cells.get(name, ""))
        numbers.count_written(*(cells.get(name, "") for name in NUMBERS))
    return {name: order_of(written) for name, written in dates.items()}, numbers


def _rows(
    file: TextIO, source: str, today: date, mapping: ColumnMapping, orders: dict[str, Order]
) -> Iterator[Row[PatientRecord]]:
    table = _table(file, mapping)
    headings = Headings.of(table.headings, table.positions, orders, mapping)
    seen = SeenBefore()
    for record in table.rows:
        item = f"line {record.number}"
        if record.fault:
            yield Row(source, item, None, rejection=record.fault)
        elif any(record.cells[len(table.headings) :]):
            yield Row(source, item, None, rejection=TOO_MANY_CELLS)
        elif not _is_instruction(record.cells):
            row = seen.check(patient_row(Cells(headings, record.cells), source, item, today))
            if record.doubt:
                said = f"{row.rejection} {record.doubt}" if row.rejection else None
                row = replace(row, rejection=said) if said else replace(row, flags=(*row.flags, record.doubt))
            yield row


def _is_instruction(cells: Sequence[str]) -> bool:
    """Return whether a line explains the columns (`Required: DD/MM/YYYY`) and is not a patient."""
    return all(_INSTRUCTION.match(cell) for cell in cells if cell)
