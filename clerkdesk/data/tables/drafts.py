"""Forms and calls that are typed and not yet done."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Text
from sqlmodel import Field

from clerkdesk.data.tables.base import Numbered, UtcStamp


class Draft(Numbered, table=True):
    """A form or call put aside: its whole state, down to the field and the cursor (law 2)."""

    __tablename__ = "draft"

    clerk_id: int = Field(foreign_key="clerk.id", index=True)
    desk: str
    kind: str
    title: str = ""
    patient_id: int | None = Field(default=None, foreign_key="patient.id")
    state: str = Field(sa_type=Text)
    saved_at: datetime = Field(sa_type=UtcStamp)
