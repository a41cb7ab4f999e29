"""Reads the code lists from their files, once each."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from types import MappingProxyType

_COMMON_COLUMNS = frozenset({"code", "description", "valid_from", "valid_to"})
_RETIRED_SINCE_UNKNOWN = "unknown"
_LISTS = files(__name__.rpartition(".")[0]) / "lists"


@dataclass(frozen=True, slots=True)
class Code:
    """One code of a list."""

    code: str
    description: str
    extra: Mapping[str, str]
    """The list's own columns, such as the key and the consequence of a reason; empty if not stated."""
    valid_from: date | None = None
    """The first day on which it may be used, if it is stated."""
    valid_to: date | None = None
    """The last day on which it may be used, if it is stated."""
    retired: bool = False
    """Whether the source calls it retired without a date."""

    def selectable(self, on: date) -> bool:
        """Return whether the code may be chosen on a day (R-418)."""
        begun = self.valid_from is None or self.valid_from <= on
        ended = self.retired or (self.valid_to is not None and self.valid_to < on)
        return begun and not ended


@dataclass(frozen=True)
class CodeList:
    """A list of codes in its published order."""

    name: str
    rows: tuple[Code, ...]
    _by_code: Mapping[str, Code] = field(repr=False, compare=False)

    @property
    def is_local(self) -> bool:
        """Whether a trust may change this list."""
        return self.name.startswith("local_")

    def get(self, code: str) -> Code | None:
        """Return a code, retired or not, or None for an unknown one. Codes are compared as written."""
        return self._by_code.get(code)

    def get_one(self, code: str) -> Code:
        """Return a code that the program itself names.

        Raises:
            KeyError: The list does not have it.
        """
        return self._by_code[code]

    def selectable(self, on: date) -> tuple[Code, ...]:
        """Return the codes that may be chosen on a day, in their order (R-418)."""
        return tuple(row for row in self.rows if row.selectable(on))


class UnknownCodeList(KeyError):
    """No list has this name. `near` holds up to three names of a similar spelling."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.near = tuple(get_close_matches(name, code_list_names(), n=3, cutoff=0.5))


@cache
def code_list_names() -> tuple[str, ...]:
    """Return the names of all lists, in alphabetical order."""
    return tuple(sorted(file.name.removesuffix(".csv") for file in _LISTS.iterdir() if file.name.endswith(".csv")))


@cache
def code_list(name: str) -> CodeList:
    """Return a list by its name, such as `treatment_function`.

    Raises:
        UnknownCodeList: No list has this name.
    """
    if name not in code_list_names():
        raise UnknownCodeList(name)
    text = (_LISTS / f"{name}.csv").read_text(encoding="utf-8")
    rows = tuple(_rows(text))
    return CodeList(name, rows, MappingProxyType({row.code: row for row in rows}))


def _rows(text: str) -> Iterator[Code]:
    for row in csv.DictReader(text.splitlines()):
        ends = row["valid_to"]
        yield Code(
            code=row["code"],
            description=row["description"],
            extra=MappingProxyType({column: row[column] for column in row if column not in _COMMON_COLUMNS}),
            valid_from=_day(row["valid_from"]),
            valid_to=None if ends == _RETIRED_SINCE_UNKNOWN else _day(ends),
            retired=ends == _RETIRED_SINCE_UNKNOWN,
        )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
