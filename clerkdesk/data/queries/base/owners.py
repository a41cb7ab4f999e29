"""Which row names the patient of a fact."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sqlmodel import SQLModel

from clerkdesk.data.tables import Appointment, ClinicalReview, InboxItem, Pathway, Referral, WaitingListEntry

OWNERS: Mapping[str, type[SQLModel]] = MappingProxyType(
    {
        "appointment_id": Appointment,
        "entry_id": WaitingListEntry,
        "pathway_id": Pathway,
        "review_id": ClinicalReview,
        "item_id": InboxItem,
        "referral_id": Referral,
    }
)
"""Column of a fact -> the table that names its patient; the first of them that a fact has is the nearest."""
