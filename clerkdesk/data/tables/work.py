"""What hangs beside a place and never replaces it: reviews, messages, notices, tasks, escalations, calls, incidents.

Columns under "current" are written only by `clerkdesk.data.project_work`.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, Text
from sqlmodel import Field

from clerkdesk.data.tables.base import LocalTime, Numbered, UtcStamp


class ClinicalReview(Numbered, table=True):
    """A question to a consultant that a clerk may not answer (R-125, R-204, R-232)."""

    __tablename__ = "clinical_review"
    __table_args__ = (Index("ix_clinical_review_open", "status", "due_date"),)

    patient_id: int = Field(foreign_key="patient.id", index=True)
    pathway_id: int = Field(foreign_key="pathway.id", index=True)
    entry_id: int | None = Field(default=None, foreign_key="waiting_list_entry.id", index=True)
    rule: str
    """Number of the rule that asked for it, such as `R-204`."""
    kind: str
    """As `clerkdesk.rules.acts.consequences.ReviewKind` names it; settles which decisions it may end in."""
    reason: str = Field(sa_type=Text)
    opened_at: datetime = Field(sa_type=LocalTime)
    due_date: date
    consultant_id: int | None = Field(default=None, foreign_key="professional.id", index=True)
    deputy_id: int | None = Field(default=None, foreign_key="professional.id")
    secretary_id: int | None = Field(default=None, foreign_key="clerk.id")
    safeguarding: bool = False
    settings_used: str = Field(default="{}", sa_type=Text)
    """The policy numbers in force when it was opened (JSON)."""
    act_id: UUID = Field(foreign_key="act.id", index=True)
    # current
    status: str = "open"
    """`open`, `decided` (the patient is not told yet: the clock runs), `told`, or `withdrawn` (the opening undone)."""
    decision: str | None = None
    decided_by_id: int | None = Field(default=None, foreign_key="professional.id")
    decided_on: date | None = None
    decision_source: str = ""
    """Letter, e-mail or reference that proves the decision (13.9)."""
    decision_note: str = Field(default="", sa_type=Text)
    entered_by_id: int | None = Field(default=None, foreign_key="clerk.id")
    look_again_on: date | None = None
    """Until when the patient may wait, or when monitoring is reviewed again, as it was decided."""
    told_on: date | None = None
    told_how: str = ""


class ReviewEvent(Numbered, table=True):
    """Fact about a review: `opened`, `decided`, `told` (the patient was), or `withdrawn`: nobody has to decide it."""

    __tablename__ = "review_event"

    review_id: int = Field(foreign_key="clinical_review.id", index=True)
    kind: str
    event_date: date
    """Of a decision or of telling: the day on which it happened, not the day of entry (R-113)."""
    decision: str | None = None
    decided_by_id: int | None = Field(default=None, foreign_key="professional.id")
    source: str = ""
    how: str = ""
    """Of telling: by letter, by telephone, in clinic."""
    look_again_on: date | None = None
    note: str = Field(default="", sa_type=Text)
    details: str = Field(default="{}", sa_type=Text)
    """What else was stated with a decision, as JSON: agreement, conversation, safeguarding check."""
    act_id: UUID = Field(foreign_key="act.id", index=True)


class InboxItem(Numbered, table=True):
    """A message, notice, task, escalation or call-back with somebody to answer it and a time to answer by."""

    __tablename__ = "inbox_item"
    __table_args__ = (Index("ix_inbox_item_open", "status", "due_at"), Index("ix_inbox_item_to", "to_kind", "to_id"))

    kind: str
    """`message`, `notice`, `task`, `escalation` or `call_back`."""
    topic: str = ""
    """What it is about, one word: `cancelled_on_the_day`, `interpreter`, `no_slot`, ..."""
    channel: str = ""
    """Of a message: `phone`, `email`, `desk` or `letter`."""
    patient_id: int | None = Field(default=None, foreign_key="patient.id", index=True)
    pathway_id: int | None = Field(default=None, foreign_key="pathway.id", index=True)
    entry_id: int | None = Field(default=None, foreign_key="waiting_list_entry.id", index=True)
    appointment_id: int | None = Field(default=None, foreign_key="appointment.id", index=True)
    session_id: int | None = Field(default=None, foreign_key="clinic_session.id")
    sentence: str = Field(sa_type=Text)
    """What is said, in one sentence or in the caller's words."""
    caller_name: str = ""
    caller_relationship: str = ""
    caller_number: str = ""
    best_time: str = ""
    identity_confirmed: bool = False
    urgency: str = "routine"
    """`routine`, `today` or `urgent`."""
    taken_at: datetime = Field(sa_type=LocalTime)
    taken_by_id: int = Field(foreign_key="clerk.id")
    ring_back_at: datetime | None = Field(default=None, sa_type=LocalTime)
    act_id: UUID = Field(foreign_key="act.id", index=True)
    # current
    to_kind: str
    """`clerk`, `team`, `team_leader`, `secretary`, `reception`, `nurse`, `consultant`, `role`."""
    to_id: int | None = None
    """Row of clerk, team, specialty, reception_desk or professional, as `to_kind` says."""
    to_name: str = ""
    level: int = 1
    """The rung of the escalation ladder on which it stands (R-272); 1 is where it was sent first."""
    due_at: datetime | None = Field(default=None, sa_type=LocalTime)
    status: str = "new"
    """`new`, `acknowledged`, `done`, or `withdrawn` (its making was undone, or it fell away before it was done)."""
    acknowledged_at: datetime | None = Field(default=None, sa_type=LocalTime)
    acknowledged_by_id: int | None = Field(default=None, foreign_key="clerk.id")
    done_at: datetime | None = Field(default=None, sa_type=LocalTime)
    done_by_id: int | None = Field(default=None, foreign_key="clerk.id")
    action_taken: str = Field(default="", sa_type=Text)


class InboxEvent(Numbered, table=True):
    """Fact about an inbox item.

    Kinds: `taken`, `acknowledged`, `forwarded`, `handed_over`, `climbed` (a level), `done`, `withdrawn`,
    `stands_again` (why it was withdrawn proves to be wrong).
    """

    __tablename__ = "inbox_event"

    item_id: int = Field(foreign_key="inbox_item.id", index=True)
    kind: str
    at: datetime = Field(sa_type=LocalTime)
    from_name: str = ""
    to_kind: str | None = None
    """Whose it is from here on, as in the item; None where that stays."""
    to_id: int | None = None
    to_name: str = ""
    level: int | None = None
    due_at: datetime | None = Field(default=None, sa_type=LocalTime)
    """By when from here on; None where that stays."""
    note: str = Field(default="", sa_type=Text)
    act_id: UUID = Field(foreign_key="act.id", index=True)


class Call(Numbered, table=True):
    """A telephone call: who rang, who was proved to be who, and how it ended."""

    __tablename__ = "call"

    taken_at: datetime = Field(sa_type=LocalTime)
    clerk_id: int = Field(foreign_key="clerk.id", index=True)
    desk: str
    caller_name: str = ""
    caller_relationship: str = ""
    caller_number: str = ""
    patient_id: int | None = Field(default=None, foreign_key="patient.id", index=True)
    identity_ticks: str = ""
    """Identifiers that the caller stated correctly, comma separated (R-700, R-720)."""
    status: str = "open"
    """`open`, `parked` or `closed`."""
    ended_with: str = Field(default="", sa_type=Text)
    """What was done, in a sentence."""
    draft_id: int | None = None
    """Where its form is kept while it is parked."""
    act_id: UUID = Field(foreign_key="act.id", index=True)


class CallAct(Numbered, table=True):
    """An act that was done in a call, as one of its results."""

    __tablename__ = "call_act"

    call_id: int = Field(foreign_key="call.id", index=True)
    act_id: UUID = Field(foreign_key="act.id", index=True)


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


class Incident(Numbered, table=True):
    """A delay that may have harmed, reported elsewhere: its reference and what it was about (R-247)."""

    __tablename__ = "incident"

    patient_id: int = Field(foreign_key="patient.id", index=True)
    pathway_id: int | None = Field(default=None, foreign_key="pathway.id", index=True)
    reference: str
    what: str = Field(sa_type=Text)
    reported_at: datetime = Field(sa_type=LocalTime)
    act_id: UUID = Field(foreign_key="act.id", index=True)
