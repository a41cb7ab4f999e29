"""Reader of patients in CSV: any usual encoding, separator and line end, and a sentence for every row that is amiss.

Which column is which is in `csv_columns`, how a field is read in `patient_fields`. A file is read line by line, so
that its length does not matter, and a quotation mark that is never closed costs one row and not the rest of the file.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final, TextIO

from clerkdesk.interop.csv_columns import ADDRESS_LINES, PHONES, RELATED, ColumnMapping, assign
from clerkdesk.interop.json_reading import UnreadableFileError
from clerkdesk.interop.patient_fields import PatientFields, SeenBefore
from clerkdesk.interop.records import PatientRecord, PersonName, PostalAddress, RelatedPersonRecord, Row
from clerkdesk.rules import text

LONGEST_LINE: Final = 20_000
"""Characters of one line of the file."""
LONGEST_FIELD: Final = 2_000
LINES_IN_A_ROW: Final = 20
"""Lines over which a quoted field may run before its quotation mark counts as never closed."""

TOO_LONG: Final = f"The line is longer than {LONGEST_LINE} characters; a patient's row is far shorter."
FIELD_TOO_LONG: Final = f"A field is longer than {LONGEST_FIELD} characters; a quotation mark may be missing."
BAD_QUOTES: Final = (
    "The quotation marks don't match: a field that begins with one must end with one, and one inside it is doubled."
)
TOO_MANY_CELLS: Final = (
    "The row has more cells than there are headings; a field with a comma in it needs quotation marks."
)

_INSTRUCTION: Final = re.compile(r"(required|optional)\b", re.IGNORECASE)
_SPREADSHEET_TEXT: Final = re.compile(r'="(.*)"')
_FORMULA_SIGN: Final = re.compile(r"^[=+\-@']+(?=.)")
_YES: Final = frozenset({"1", "y", "yes", "true", "t"})


def read_csv_patients(
    path: Path, today: date, mapping: ColumnMapping | None = None, source: str | None = None
) -> Iterator[Row[PatientRecord]]:
    """Yield a row for every patient of a CSV file whose first line has headings; blank lines are passed over.

    `today` judges dates of birth and death, `mapping` names columns beside the known ones, `source` is the name that
    the rows carry (the path unless said otherwise). Never raises for what a file is or holds.
    """
    source = source or str(path)
    try:
        with path.open(encoding=_encoding(path), errors="replace", newline=None) as file:
            yield from _rows(file, source, today, mapping or ColumnMapping())
    except UnreadableFileError as problem:
        yield Row(source, "line 1", None, rejection=str(problem))
    except FileNotFoundError:
        yield Row(source, "file", None, rejection="There is no such file; check the name and the folder.")
    except (OSError, ValueError):
        yield Row(source, "file", None, rejection="The file could not be opened; check that it is one you may read.")


@dataclass(frozen=True, slots=True)
class _Cells:
    """The cells of one row by field, and the signs of a formula that were taken off."""

    values: dict[str, str]
    neutralised: list[str] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        """Return a cell's text as it stands, for numbers and dates."""
        return self.values.get(name, "")

    def words(self, name: str) -> str:
        """Return a cell's text without a leading sign by which a spreadsheet would run it as a formula."""
        written = self.values.get(name, "")
        bare = _FORMULA_SIGN.sub("", written)
        if bare != written and not written.startswith("'"):
            self.neutralised.append(name)
        return bare


def _rows(file: TextIO, source: str, today: date, mapping: ColumnMapping) -> Iterator[Row[PatientRecord]]:
    records = _records(file)
    number, headings = next(records, (1, []))
    if isinstance(headings, str):
        raise UnreadableFileError(headings)
    if not headings:
        raise UnreadableFileError("The file is empty; its first line should hold the headings of the columns.")
    positions = assign(headings, mapping)
    seen = SeenBefore()
    for number, cells in records:
        item = f"line {number}"
        if isinstance(cells, str):
            yield Row(source, item, None, rejection=cells)
        elif any(cells[len(headings) :]):
            yield Row(source, item, None, rejection=TOO_MANY_CELLS)
        elif not _is_instruction(cells):
            values = {name: cells[position] for name, position in positions.items() if position < len(cells)}
            yield seen.check(_patient(_Cells(values), source, item, today))


def _records(file: TextIO) -> Iterator[tuple[int, list[str] | str]]:
    """Yield the number of each row's first line with its cells, or with the sentence that says why there are none.

    Rows without any text are passed over. A row that can't be read is given up after its first line alone.
    """
    separator = ""
    waiting: deque[tuple[int, str]] = deque()
    lines = _lines(file)
    while True:
        while len(waiting) < LINES_IN_A_ROW and (following := next(lines, None)) is not None:
            waiting.append(following)
        if not waiting:
            return
        number, first = waiting[0]
        if len(first) > LONGEST_LINE:
            waiting.popleft()
            yield number, TOO_LONG
            continue
        separator = separator or _separator(first)
        taken, cells = _shortest_row([line for _, line in waiting], separator)
        for _ in range(taken):
            waiting.popleft()
        if isinstance(cells, str) or any(cells):
            yield number, cells


def _shortest_row(lines: Sequence[str], separator: str) -> tuple[int, list[str] | str]:
    """Return how many lines the next row takes and its cells, or 1 and why the first line is no row."""
    for taken in range(1, len(lines) + 1):
        if len(lines[taken - 1]) > LONGEST_LINE:
            break
        try:
            parsed = list(csv.reader(["".join(lines[:taken])], delimiter=separator, strict=True))
        except csv.Error:
            continue
        cells = [_tidy(cell) for row in parsed for cell in row]
        return taken, FIELD_TOO_LONG if any(len(cell) > LONGEST_FIELD for cell in cells) else cells
    return 1, BAD_QUOTES


def _lines(file: TextIO) -> Iterator[tuple[int, str]]:
    """Yield lines with their numbers; of one that is too long only enough to see that it is."""
    number = 0
    while line := file.readline(LONGEST_LINE + 1):
        number += 1
        rest = line
        while not rest.endswith("\n") and (rest := file.readline(LONGEST_LINE)):
            pass
        yield number, line


def _tidy(cell: str) -> str:
    tidied = text.clean(cell)
    wrapped = _SPREADSHEET_TEXT.fullmatch(tidied)
    return text.clean(wrapped.group(1)) if wrapped else tidied


def _separator(headings: str) -> str:
    """Return the sign that parts the headings: the most frequent of comma, semicolon, tab and bar."""
    return max(",;\t|", key=headings.count)


def _encoding(path: Path) -> str:
    """Return the encoding of a text file: by its byte-order mark, else UTF-8 if it is that, else Windows-1252."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        start = file.read(4)
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        file.seek(0)
        try:
            while chunk := file.read(1 << 20):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig"


def _is_instruction(cells: Sequence[str]) -> bool:
    """Tell a line that explains the columns (`Required: DD/MM/YYYY`) from a patient."""
    return all(_INSTRUCTION.match(cell) for cell in cells if cell)


def _patient(cells: _Cells, source: str, item: str, today: date) -> Row[PatientRecord]:
    fields = PatientFields(today)
    nhs_number, valid = fields.nhs_number(cells["nhs_number"].lstrip("'"))
    deceased_date = fields.past_date(cells["deceased_date"], "date of death")
    lines = tuple(line for name in ADDRESS_LINES if (line := cells.words(name)))
    postcode = fields.postcode(cells["postcode"])
    written_format = cells.words("written_format")
    record = PatientRecord(
        nhs_number=nhs_number,
        nhs_number_valid=valid,
        nhs_number_status=cells["nhs_number_status"] or None,
        hospital_number=cells.words("hospital_number") or None,
        title=cells.words("title"),
        given_name=" ".join(name for name in (cells.words("given_name"), cells.words("middle_names")) if name),
        family_name=cells.words("family_name"),
        other_names=tuple(_other_names(cells)),
        date_of_birth=fields.past_date(cells["date_of_birth"], "date of birth"),
        stated_gender=fields.gender(cells["gender"]),
        ethnic_category=cells.words("ethnic_category"),
        deceased=bool(cells["deceased_date"]),
        deceased_date=deceased_date,
        addresses=(PostalAddress(lines=lines, postcode=postcode),) if lines or postcode else (),
        phones=tuple(fields.phone(cells[name].lstrip("'"), kind) for name, kind in PHONES.items() if cells[name]),
        email=fields.email(cells.words("email")),
        gp_practice_code=cells.words("gp_practice_code").upper(),
        gp_practice_name=cells.words("gp_practice_name"),
        language=cells.words("language"),
        interpreter_needed=cells["interpreter_needed"].lower() in _YES if cells["interpreter_needed"] else None,
        contact_method=cells.words("contact_method"),
        written_format=written_format,
        accessible_needs=(("IF", written_format),) if written_format else (),
        restricted=cells["restricted"].lower() in _YES,
        related_people=tuple(_related_people(cells, fields)),
    )
    if cells.neutralised:
        fields.flags.append("A sign that a spreadsheet would take for a formula was taken off the front of a field.")
    return fields.row(source, item, record)


def _other_names(cells: _Cells) -> Iterator[PersonName]:
    given, family = cells.words("preferred_given_name"), cells.words("preferred_family_name")
    if given or family:
        yield PersonName(
            kind="preferred",
            given_name=given or cells.words("given_name"),
            family_name=family or cells.words("family_name"),
        )
    if former := cells.words("former_family_name"):
        yield PersonName(kind="former", given_name=cells.words("given_name"), family_name=former)


def _related_people(cells: _Cells, fields: PatientFields) -> Iterator[RelatedPersonRecord]:
    for who in RELATED:
        name, written = cells.words(f"{who}_name"), cells[f"{who}_phone"].lstrip("'")
        email = fields.email(cells.words(f"{who}_email"))
        if name or written or email:
            yield RelatedPersonRecord(
                relationship=cells.words(f"{who}_relationship") or ("" if who == "next_of_kin" else "Parent"),
                name=name,
                phone=fields.phone(written, "home").number if written else "",
                email=email,
                next_of_kin=who == "next_of_kin",
            )
