"""Reads the text of a CSV file, even a faulty one: its encoding, its lines, and its rows as cells.

It reads line by line, so that the length of a file does not matter, and an unclosed quotation mark costs one row and
not the rest of the file. `csv_columns` assigns the columns.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final, TextIO

from clerkdesk.interop.reading.json_reading import UnreadableFileError
from clerkdesk.rules.values import text

LONGEST_LINE: Final = 20_000
"""Maximum characters of one line of the file."""
LONGEST_FIELD: Final = 2_000
LINES_IN_A_ROW: Final = 20
"""Maximum lines of a quoted field before its quotation mark counts as unclosed."""

TOO_LONG: Final = f"The line is longer than {LONGEST_LINE} characters; a patient's row is far shorter."
FIELD_TOO_LONG: Final = f"A field is longer than {LONGEST_FIELD} characters; a quotation mark may be missing."
BAD_QUOTES: Final = (
    "The quotation marks don't match: a field that begins with one must end with one, and one inside it is doubled."
)
OTHER_ENCODING: Final = "The row is not in UTF-8 and was read as Windows-1252; check the letters with accents."
GARBLED: Final = "Letters of this row were garbled before it came here; ask the source for an export in UTF-8."

_KINDS: Final = (
    (b"PK\x03\x04", "The file is a spreadsheet or an archive (such as .xlsx or .zip); save the sheet as CSV in UTF-8."),
    (b"\xd0\xcf\x11\xe0", "The file is a spreadsheet of an old kind (.xls); save the sheet as CSV in UTF-8."),
    (b"%PDF", "The file is a PDF, not a table; ask for CSV in UTF-8."),
    (b"\x1f\x8b", "The file is compressed (.gz); unpack it first."),
    (b"<?xml", "The file is XML; expected is CSV with headings, or FHIR in JSON."),
    (b"<!doctype html", "The file is a web page, not a table; ask for CSV in UTF-8."),
    (b"<html", "The file is a web page, not a table; ask for CSV in UTF-8."),
    (b"<", "The file is XML or a web page; expected is CSV with headings, or FHIR in JSON."),
    (b"msh|", "The file holds HL7 version 2 messages; expected is CSV with headings, or FHIR in JSON."),
    (b"{\\rtf", "The file is a letter (.rtf), not a table; ask for CSV in UTF-8."),
)
_NOT_TEXT: Final = "The file holds zero bytes and is not readable text; save it as CSV in UTF-8."
_SPREADSHEET_TEXT: Final = re.compile(r'="(.*)"')
_SEPARATOR_LINE: Final = re.compile(r'\s*"?sep=(.)"?\s*', re.IGNORECASE)
_NOT_ASCII: Final = re.compile(r"[^\x00-\x7f]+")
_SEPARATORS: Final = ",;\t|"


@dataclass(frozen=True, slots=True)
class CsvRecord:
    """One row: the number of its first line, its cells or the sentence for its fault, and a doubt."""

    number: int
    cells: tuple[str, ...]
    fault: str = ""
    doubt: str = ""
    """A doubt about the letters of the row, for the clerk."""
    separator: str = ","
    """The separator of its cells."""


def open_text(path: Path) -> TextIO:
    """Open a file of text in its encoding; in UTF-8, invalid bytes become lone surrogates.

    Raises:
        UnreadableFileError: with a sentence that says what the file is instead.
    """
    encoding = _encoding(path)
    errors = "surrogateescape" if encoding == "utf-8-sig" else "replace"
    return path.open(encoding=encoding, errors=errors, newline=None)


class Records:
    """The rows of a file with any text. An unreadable row costs only its first line."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._lines = _lines(file)
        self._waiting: deque[tuple[int, str, str]] = deque()
        self.separator = ""
        """The separator of cells; while empty, each row's first line shows it."""

    def __iter__(self) -> Iterator[CsvRecord]:
        while self._fill():
            number, first, doubt = self._waiting[0]
            stated = _SEPARATOR_LINE.fullmatch(first) if number == 1 else None
            if stated:
                self._waiting.popleft()
                following = self._waiting[0][1] if self._waiting else stated[1]
                # A program may write this line with any separator.
                self.separator = stated[1] if stated[1] in following else ""
            elif len(first) > LONGEST_LINE:
                self._waiting.popleft()
                yield CsvRecord(number, (), TOO_LONG)
            elif self.separator and (plain := _plain_cells(first, self.separator)):
                self._waiting.popleft()
                if any(plain):
                    yield CsvRecord(number, plain, "", doubt, self.separator)
            else:
                lines = [line for _, line, _ in self._waiting]
                separator = self.separator or separator_of(first)
                taken, cells = _shortest_row(lines, separator)
                doubts = [self._waiting.popleft()[2] for _ in range(taken)]
                if isinstance(cells, str):
                    yield CsvRecord(number, (), cells)
                elif any(cells):
                    yield CsvRecord(number, tuple(cells), "", next((each for each in doubts if each), doubt), separator)

    def columns(self, positions: Mapping[str, int]) -> Iterator[dict[str, str]]:
        """Yield the texts of some columns in the remaining rows, quickly and without checks for bad rows."""
        lines = chain((line for _, line, _ in self._waiting), self._file)
        rows = csv.reader(lines, delimiter=self.separator)
        while True:
            try:
                cells = next(rows)
            except StopIteration:
                return
            except csv.Error:
                continue
            yield {name: cells[position] for name, position in positions.items() if position < len(cells)}

    def _fill(self) -> bool:
        """Load as many lines as a row may take; return whether there is any."""
        while len(self._waiting) < LINES_IN_A_ROW and (following := next(self._lines, None)) is not None:
            self._waiting.append(following)
        return bool(self._waiting)


def separator_of(line: str) -> str:
    """Return the separator of a line: the most frequent of comma, semicolon, tab and bar."""
    return max(_SEPARATORS, key=line.count)


def _plain_cells(line: str, separator: str) -> tuple[str, ...]:
    """Return the tidy cells of a plain line, as most are; nothing for a line that needs care."""
    bare = line.rstrip("\n")
    shown = bare.replace(separator, "")
    if len(bare) > LONGEST_FIELD or '"' in bare or "  " in bare or not (shown.isascii() and shown.isprintable()):
        return ()
    return tuple([cell.strip() for cell in bare.split(separator)])


def _shortest_row(lines: Sequence[str], separator: str) -> tuple[int, list[str] | str]:
    """Return the number of lines of the next row and its cells, or 1 and why the first line is not a row."""
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


def _lines(file: TextIO) -> Iterator[tuple[int, str, str]]:
    """Yield lines with their numbers and doubts; a line that is too long is cut."""
    number = 0
    while line := file.readline(LONGEST_LINE + 1):
        number += 1
        rest = line
        while not rest.endswith("\n") and (rest := file.readline(LONGEST_LINE)):
            pass
        yield (number, line, "") if line.isascii() else (number, *_with_its_letters(line))


def _with_its_letters(line: str) -> tuple[str, str]:
    """Return a line and a doubt; bytes that are not UTF-8 become letters of Windows-1252."""
    try:
        line.encode()
    except UnicodeEncodeError:
        raw = line.encode("utf-8", "surrogateescape")
        return raw.decode("cp1252", "replace"), GARBLED if _is_undefined(raw) else OTHER_ENCODING
    return line, GARBLED if "\ufffd" in line or _was_read_wrongly(line) else ""


def _is_undefined(raw: bytes) -> bool:
    return any(byte in raw for byte in b"\x81\x8d\x8f\x90\x9d")


def _was_read_wrongly(line: str) -> bool:
    """Return whether a text was read as Windows-1252 or Latin-1 and written as UTF-8 before: JosÃ© for José."""
    return any(_hides_utf_8(run[0]) for run in _NOT_ASCII.finditer(line))


def _hides_utf_8(run: str) -> bool:
    """Return whether accented letters in a row look like the bytes of one letter in another encoding."""
    for encoding in ("cp1252", "latin-1"):
        with suppress(UnicodeError):
            return run.encode(encoding).decode("utf-8") != run
    return any("\x80" <= char <= "\x9f" for char in run)


def _tidy(cell: str) -> str:
    tidied = text.clean(cell)
    wrapped = _SPREADSHEET_TEXT.fullmatch(tidied)
    return text.clean(wrapped.group(1)) if wrapped else tidied


def _encoding(path: Path) -> str:
    """Return the encoding of a text file: by its byte-order mark, by the positions of zero bytes, else UTF-8."""
    with path.open("rb") as file:
        start = file.read(8192)
    text_begins = start.removeprefix(codecs.BOM_UTF8).lstrip().lower()
    for mark, sentence in _KINDS:
        if start.startswith(mark) or text_begins.startswith(mark):
            raise UnreadableFileError(sentence)
    if start.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\x00" not in start:
        return "utf-8-sig"
    zeros_first, zeros_second = start[0::2].count(0), start[1::2].count(0)
    pairs = max(len(start) // 2, 1)
    if zeros_second > pairs * 0.4 and zeros_first < pairs * 0.1:
        return "utf-16-le"
    if zeros_first > pairs * 0.4 and zeros_second < pairs * 0.1:
        return "utf-16-be"
    # Of four bytes all but the last or the first one are zero.
    quarters = [start[index::4].count(0) > pairs * 0.45 for index in range(4)]
    if quarters in ([False, True, True, True], [True, True, True, False]):
        return "utf-32-le" if quarters[3] else "utf-32-be"
    raise UnreadableFileError(_NOT_TEXT)
