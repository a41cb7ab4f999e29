"""Cells that several lists show alike."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from rich.cells import cell_len, set_cell_size

from clerkdesk.rules.patients.people import shorter_names
from clerkdesk.widgets.columns import Cell, Tone
from clerkdesk.widgets.keys_in_force import as_shown

_LEAST_OF_A_NAME = 4
"""Minimum cells for two names side by side."""


def clinicians_cell(names: Iterable[str]) -> Cell:
    """Return the names of clinicians, each once; without room their surnames stay whole."""
    each = tuple(dict.fromkeys(name for name in names if name))
    if len(each) != 1:
        return Cell(", ".join(each), shorter=(", ".join((shorter_names(name) or (name,))[-1] for name in each),))
    return Cell(each[0], shorter=shorter_names(each[0]))


def name_cell(name: str, tone: Tone = "", mark: str = "") -> Cell:
    """Return a patient's name, `PATEL Anjali`; without room both names show their start: `ADEY… Taiwo`."""
    shown = as_shown(name)
    return Cell(name, tone, mark, within=partial(_name_within, shown))


def clinic_cell(name: str) -> Cell:
    """Return a clinic's name; without room it keeps its end, which tells two clinics apart: `Dermat… new`."""
    return Cell(name, within=partial(_clinic_within, as_shown(name)))


def _name_within(name: str, width: int) -> str:
    words = name.split()
    of_family = next((index for index, word in enumerate(words) if word != word.upper()), 0)
    return _both_within(" ".join(words[:of_family]), " ".join(words[of_family:]), width) or name


def _clinic_within(name: str, width: int) -> str:
    first, _, last = name.rpartition(" ")
    return _both_within(first, last, width) or name


def _both_within(first: str, last: str, width: int) -> str:
    """Return two texts in a width, each at least with its start; empty without room or without a first text."""
    room = width - 1
    if not first or room < _LEAST_OF_A_NAME:
        return ""
    for_last = min(cell_len(last), room - min(cell_len(first), room // 2))
    return f"{_cut(first, room - for_last)} {_cut(last, for_last)}"


def _cut(text: str, width: int) -> str:
    return text if cell_len(text) <= width else set_cell_size(text, width - 1) + "…"
