"""Conditions and columns that several queries share."""

from __future__ import annotations

from functools import cache

from sqlalchemy import ColumnElement, select
from sqlmodel import col

from clerkdesk.data.tables import (
    Pathway,
    Patient,
    PatientNeed,
)
from clerkdesk.rules.pathways.ending_a_wait import WAITS
from clerkdesk.rules.values.entries import EntryStatus

CLOCK_OPEN = WAITS
"""States of a pathway that waits on this hospital's own list."""
OPEN_STATUSES = (EntryStatus.WAITING, EntryStatus.ON_HOLD, EntryStatus.BOOKED, EntryStatus.AWAITING_OUTCOME)
"""Statuses of an open need; it has exactly one of them (RULES 13.1)."""
LISTED = (EntryStatus.WAITING, EntryStatus.ON_HOLD, EntryStatus.BOOKED)
"""The same, before the patient is in the building."""
NEEDS_PROFESSIONAL = (
    select(col(PatientNeed.id))
    .where(col(PatientNeed.patient_id) == col(Patient.id), col(PatientNeed.code) == "CP")
    .correlate(Patient)
    .exists()
)
"""The condition that the patient of a query needs a communication professional (R-414)."""


@cache
def waits() -> ColumnElement[bool]:
    """Return the condition that a pathway's clock runs here and nobody has closed it."""
    return col(Pathway.clock_state).in_(CLOCK_OPEN) & col(Pathway.closed_on).is_(None)
