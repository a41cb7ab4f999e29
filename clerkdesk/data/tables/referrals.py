"""Referrals."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Text
from sqlmodel import Field

from clerkdesk.data.tables.base import LocalTime, Numbered, closed
from clerkdesk.rules.values.priority import PriorityType


class Referral(Numbered, table=True):
    """A request for care, on paper or by the e-Referral Service."""

    __tablename__ = "referral"

    patient_id: int = Field(foreign_key="patient.id", index=True)
    ubrn: str | None = Field(default=None, unique=True)
    source_code: str = "03"
    """Source of referral for outpatients (R-405)."""
    priority_type: PriorityType = Field(default=PriorityType.ROUTINE, sa_type=closed(PriorityType))
    """1 routine, 2 urgent, 3 urgent suspected cancer (R-402)."""
    suspected_cancer_type: str = ""
    specialty_id: int | None = Field(default=None, foreign_key="specialty.id", index=True)
    specialty_text: str = ""
    """The specialty in the sender's words."""
    treatment_function_code: str | None = None
    service_name: str = ""
    referrer: str = ""
    reason: str = Field(default="", sa_type=Text)
    consultant_led: bool = True
    received_date: date | None = Field(default=None, index=True)
    registered_at: datetime | None = Field(default=None, sa_type=LocalTime)
    acknowledged_on: date | None = None
    """Day on which the patient was told of its receipt (R-215)."""
    worklist: str = ""
    """Its e-RS list, a code of `local_ers_worklist`: ASI, AFB, RFR, ..."""
    ers_state: str = ""
    ers_version: int | None = None
    ers_seen: str = Field(default="", sa_type=Text)
    """Digests of the files that named it, comma separated, which tell a list read before from a newer one: most
    e-RS lists have neither version nor date.
    """
    contact_expected_date: date | None = None
    reviewed_by_clinician: bool = False
    vetting_outcome: str = ""
    vetted_on: date | None = None
    flag: str = Field(default="", sa_type=Text)
    """A doubt about it, in a sentence; empty without one."""
