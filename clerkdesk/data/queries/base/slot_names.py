"""The names that belong to a slot, from any select with its clinic, site and professional joined."""

from __future__ import annotations

from typing import Any, Protocol

from sqlmodel import col

from clerkdesk.data.tables import Clinic, Professional, Site
from clerkdesk.rules.booking.slots import SlotNames

NAME_COLUMNS: tuple[Any, ...] = (
    col(Clinic.name).label("clinic_name"),
    col(Professional.name).label("professional_name"),
    col(Clinic.preparation),
    col(Clinic.directions),
    col(Site.directions).label("site_directions"),
)
"""The columns with the names, for `names_in`."""


class SlotNameColumns(Protocol):
    """A slot with `NAME_COLUMNS`."""

    id: int
    clinic_name: str
    professional_name: str | None
    preparation: str
    directions: str
    site_directions: str


def names_in(row: SlotNameColumns) -> SlotNames:
    """Return the names in a row of a select with `NAME_COLUMNS`."""
    directions = row.directions or row.site_directions
    return SlotNames(row.clinic_name, row.professional_name or "", row.preparation, directions)
