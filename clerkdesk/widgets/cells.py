"""Cells that several lists show alike."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from rich.cells import cell_len, set_cell_size

from clerkdesk.rules.people import shorter_names
from clerkdesk.rules.text import visible
from clerkdesk.widgets.columns import Cell, Tone

_LEAST_OF_A_NAME = 4
"""Cells under which two names have no room beside each other."""


def clinicians_cell(names: Iterable[str]) -> Cell:
    """Return the names of clinicians, each once; where they have no room, their surnames stay whole."""
    each = tuple(dict.fromkeys(name for name in names if name))
    if len(each) != 1:
        return Cell(", ".join(each), shorter=(", ".join((shorter_names(name) or (name,))[-1] for name in each),))
    return Cell(each[0], shorter=shorter_names(each[0]))


def name_cell(name: str, tone: Tone = "", mark: str = "") -> Cell:
    """Return a patient's name, `PATEL Anjali`; without room for it both names show their beginning: `ADEY… Taiwo`."""
    shown = visible(name)
    return Cell(name, tone, mark, within=partial(_name_within, shown))


def _name_within(name: str, width: int) -> str:
    words = name.split()
    of_family = next((place for place, word in enumerate(words) if word != word.upper()), 0)
    family, given = " ".join(words[:of_family]), " ".join(words[of_family:])
    room = width - 1
    if not family or room < _LEAST_OF_A_NAME:
        return name
    for_given = min(cell_len(given), room - min(cell_len(family), room // 2))
    return f"{_cut(family, room - for_given)} {_cut(given, for_given)}"


def _cut(text: str, width: int) -> str:
    return text if cell_len(text) <= width else set_cell_size(text, width - 1) + "…"
