"""Referrals, pathways with the facts of their clock, and the entries of the waiting lists.

Columns under "current" are written only by `clerkdesk.data.project`.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, Text
from sqlmodel import Field

from clerkdesk.data.tables.base import LocalTime, Numbered, UtcStamp


class Referral(Numbered, table=True):
    """A request for care, on paper or by the e-Referral Service."""

    __tablename__ = "referral"

    patient_id: int = Field(foreign_key="patient.id", index=True)
    ubrn: str | None = Field(default=None, unique=True)
    source_code: str = "03"
    """Source of referral for outpatients (R-405)."""
    priority_type: str = "1"
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
    """Day on which the patient was told that it has come (R-215)."""
    worklist: str = ""
    """e-RS list it stands on, code of `local_ers_worklist`: ASI, AFB, RFR, ..."""
    ers_state: str = ""
    ers_version: int | None = None
    ers_seen: str = Field(default="", sa_type=Text)
    """Digests of what files have said of it, comma separated: most e-RS lists state neither version nor date, so only
    this tells a list that was read before from a newer one."""
    contact_expected_date: date | None = None
    reviewed_by_clinician: bool = False
    vetting_outcome: str = ""
    vetted_on: date | None = None
    flag: str = Field(default="", sa_type=Text)
    """What is doubtful about it, in a sentence; empty when nothing is."""


class Pathway(Numbered, table=True):
    """One condition of one patient from referral to closure; RTT periods never overlap on it (R-174)."""

    __tablename__ = "pathway"
    __table_args__ = (Index("ix_pathway_running", "clock_state", "clock_start"),)

    patient_id: int = Field(foreign_key="patient.id", index=True)
    referral_id: int | None = Field(default=None, foreign_key="referral.id", index=True)
    specialty_id: int | None = Field(default=None, foreign_key="specialty.id", index=True)
    treatment_function_code: str | None = None
    identifier: str = ""
    """Patient pathway identifier, 20 characters (R-174)."""
    identifier_issuer: str = ""
    priority_type: str = "1"
    # current
    clock_start: date | None = None
    clock_stop: date | None = None
    clock_stop_code: str | None = None
    clock_state: str = "not_applicable"
    closed_on: date | None = None
    next_clinical_review: date | None = None
    cancer_adjustment_days: int = 0
    """Days taken off the cancer dates for a missed first appointment (R-503)."""
    suspected_later_on: date | None = None
    """Receipt of the referral that suspected cancer, where another one began the wait: its 28 and 62 days count from
    it (R-501)."""
    cancer_suspected: bool = False
    """Whether the referral suspected cancer, whatever its priority is by now (RULES 13.22)."""
    upgraded_on: date | None = None
    """Day of a consultant's upgrade to suspected cancer (R-505)."""
    told_of_diagnosis_on: date | None = None
    """Day on which the Faster Diagnosis Standard ended (R-501)."""
    left_cancer_pathway_on: date | None = None
    """Day on which cancer was ruled out, or the patient left the cancer pathway otherwise (R-501)."""
    treatment_decided_on: date | None = None
    """Start of the 31 days, the first to end, of a decision to treat that waits for treatment (R-500, R-508)."""
    first_treated_on: date | None = None
    """Day of the first treatment since the referral or the upgrade: it ends the days from there (R-500)."""
    urgent_before_upgrade: bool = False
    """Whether it was urgent before a consultant's upgrade: its four weeks count on (R-505)."""


class RttEvent(Numbered, table=True):
    """Fact: something that happened on a pathway, as the clock takes it in (`clerkdesk.rules.rtt`)."""

    __tablename__ = "rtt_event"

    pathway_id: int = Field(foreign_key="pathway.id", index=True)
    kind: str
    event_date: date
    recorded_at: datetime = Field(sa_type=UtcStamp)
    code: str | None = None
    details: str = Field(default="{}", sa_type=Text)
    """Further fields of the event, as JSON."""
    act_id: UUID = Field(foreign_key="act.id", index=True)


class PathwayClosure(Numbered, table=True):
    """Fact: a clinician closed the pathway, or it was found not to be one; with proof (R-125)."""

    __tablename__ = "pathway_closure"

    pathway_id: int = Field(foreign_key="pathway.id", index=True)
    closed_on: date
    reason: str
    decided_by: str
    """The named decider: a clinician, the patient, or the record that proves it."""
    source: str = ""
    told_on: date | None = None
    act_id: UUID = Field(foreign_key="act.id", index=True)


class WaitingListEntry(Numbered, table=True):
    """One need for one appointment. It has exactly one place: here, in an appointment, or awaiting its outcome."""

    __tablename__ = "waiting_list_entry"
    __table_args__ = (
        Index(
            "ix_waiting_list_entry_order",
            "specialty_id",
            "kind",
            "status",
            "order_priority",
            "order_date",
            "order_referral_date",
            "id",
        ),
        Index("ix_waiting_list_entry_status", "status", "validated_on"),
    )

    patient_id: int = Field(foreign_key="patient.id", index=True)
    pathway_id: int = Field(foreign_key="pathway.id", index=True)
    specialty_id: int | None = Field(default=None, foreign_key="specialty.id")
    """None: the entry waits as "needs specialty"."""
    kind: str = "new"
    """One of `rules.entry_kinds.EntryKind`."""
    priority_type: str = "1"
    slot_kind: str = "new"
    """Kind of slot it needs: `new`, `follow_up`, `procedure`."""
    medium: str = ""
    """Consultation medium asked for; empty: any."""
    minutes: int | None = None
    clinic_id: int | None = Field(default=None, foreign_key="clinic.id")
    professional_id: int | None = Field(default=None, foreign_key="professional.id")
    site_id: int | None = Field(default=None, foreign_key="site.id")
    """Wishes or needs: only this clinic, clinician, site."""
    preferred_weekdays: str = ""
    """Digits 0 to 6; empty: any."""
    preferred_time: str = ""
    """`morning`, `afternoon`, `evening` or empty."""
    sub_specialty: str = ""
    seen_date: date | None = None
    """For a follow-up: when last seen."""
    interval_days: int | None = None
    due_date: date | None = None
    """"See by": when the follow-up or planned care is due (R-251)."""
    latest_date: date | None = None
    """Latest clinically appropriate date (R-171)."""
    reason: str = ""
    """What is waited for, where it is something else than an appointment (RULES 13.15)."""
    list_number: str = ""
    # current
    added_on: date | None = None
    list_position_date: date | None = None
    """Where it stands in the list, apart from the clock (R-165)."""
    status: str = "waiting"
    """`waiting`, `on_hold`, `booked`, `awaiting_outcome` or `closed`."""
    hold_reason: str = ""
    look_again_on: date | None = None
    order_priority: int = 0
    order_date: date | None = None
    order_referral_date: date | None = None
    attempts: int = 0
    last_attempt_at: datetime | None = Field(default=None, sa_type=LocalTime)
    last_contact_on: date | None = None
    validated_on: date | None = None
    """Last contact with the patient or clinical validation; a technical check does not count (13.10)."""
    patient_cancellations: int = 0
    hospital_cancellations: int = 0
    declines: int = 0
    closed_reason: str = ""


class WaitingListEvent(Numbered, table=True):
    """Fact about an entry: `added`, `held`, `released`, `closed`, `reopened`, `position_changed`, `validated`."""

    __tablename__ = "waiting_list_event"

    entry_id: int = Field(foreign_key="waiting_list_entry.id", index=True)
    kind: str
    event_date: date
    reason: str = ""
    code: str = ""
    """Outcome of a validation (V01 to V20), where the event is one."""
    level: str = ""
    """`technical`, `contact` or `clinical`, for a validation."""
    look_again_on: date | None = None
    position_date: date | None = None
    note: str = Field(default="", sa_type=Text)
    act_id: UUID = Field(foreign_key="act.id", index=True)


class Claim(Numbered, table=True):
    """A desk works this entry; others see who and since when (law 10). Not a fact: it lapses."""

    __tablename__ = "claim"

    entry_id: int = Field(foreign_key="waiting_list_entry.id", unique=True)
    clerk_id: int = Field(foreign_key="clerk.id")
    desk: str
    since: datetime = Field(sa_type=UtcStamp)
    until: datetime = Field(sa_type=UtcStamp, index=True)


class ContactAttempt(Numbered, table=True):
    """Fact: somebody tried to reach the patient. Results: `local_contact_result`. Never an offer."""

    __tablename__ = "contact_attempt"

    patient_id: int = Field(foreign_key="patient.id", index=True)
    entry_id: int | None = Field(default=None, foreign_key="waiting_list_entry.id", index=True)
    at: datetime = Field(sa_type=LocalTime)
    result_code: str
    counts_as_attempt: bool
    number: str = ""
    ring_back_at: datetime | None = Field(default=None, sa_type=LocalTime)
    note: str = Field(default="", sa_type=Text)
    act_id: UUID = Field(foreign_key="act.id", index=True)
