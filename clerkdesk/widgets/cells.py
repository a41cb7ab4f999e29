"""Cells that several lists show alike."""

from __future__ import annotations

from collections.abc import Iterable

from clerkdesk.rules.people import shorter_names
from clerkdesk.widgets.columns import Cell


def clinicians_cell(names: Iterable[str]) -> Cell:
    """Return the names of clinicians, each once; where they have no room, their surnames stay whole."""
    each = tuple(dict.fromkeys(name for name in names if name))
    if len(each) != 1:
        return Cell(", ".join(each), shorter=(", ".join((shorter_names(name) or (name,))[-1] for name in each),))
    return Cell(each[0], shorter=shorter_names(each[0]))
