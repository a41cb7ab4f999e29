"""Frozen rows of the reception, as queries answer them and screens paint them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reception:
    """A reception desk with its site."""

    reception_desk_id: int
    code: str
    name: str
    site_code: str
    site_name: str
