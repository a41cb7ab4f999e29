"""Judges whether a caller may be told anything, by their statements and who they are (R-700, R-720)."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from clerkdesk.rules.card.rows import RelatedRow

Identifier = Literal["name", "date_of_birth", "postcode", "address", "nhs_number", "hospital_number", "telephone"]
"""The identifiers that a caller may state (R-700)."""

IDENTIFIERS_NEEDED = 3
"""Number of correct identifiers before anything is told (R-700, R-720)."""


def identifiers_missing(stated: Collection[str]) -> int:
    """Return the number of identifiers a caller must still state; a repeated one counts once (R-700)."""
    return max(0, IDENTIFIERS_NEEDED - len(set(stated)))


def has_authority(caller: RelatedRow | None) -> bool:
    """Return whether the record lets a caller be told (R-720).

    Args:
        caller: the patient's relative or carer; None if the patient rings.
    """
    return caller is None or caller.parental_responsibility or caller.may_be_told


def may_be_told(stated: Collection[str], caller: RelatedRow | None, *, patient_agreed: bool = False) -> bool:
    """Return whether a caller may be told about the patient (R-700, R-720).

    Args:
        stated: the identifiers of the patient that the caller stated correctly.
        caller: the patient's relative or carer; None if the patient rings.
        patient_agreed: whether the patient has agreed in this call that the caller is told.
    """
    return not identifiers_missing(stated) and (patient_agreed or has_authority(caller))
