"""Frozen rows of the reception, from queries for screens."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReceptionRow:
    """A reception desk with its site."""

    reception_desk_id: int
    code: str
    name: str
    site_code: str
    site_name: str
