"""What an act touched, and the later acts on the same things."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.facts import counts
from clerkdesk.data.queries.undo.acts import UNDO, ActRow, acts_named
from clerkdesk.data.tables import (
    Appointment,
    AppointmentEvent,
    AuditEntry,
    ClinicalReview,
    ContactAttempt,
    InboxEvent,
    InboxItem,
    Offer,
    Pathway,
    PathwayClosure,
    ReviewEvent,
    RttEvent,
    SessionEvent,
    WaitingListEntry,
    WaitingListEvent,
)
from clerkdesk.rules.values.audit import AuditOperation
from clerkdesk.rules.values.entries import EntryEventKind
from clerkdesk.rules.values.inbox import ItemEventKind, ItemKind
from clerkdesk.rules.values.reviews import ReviewEventKind

_REACHED = "CR01"
_ADDED_AND_PUT_BACK = frozenset(
    {
        "annulment", "appointment", "appointment_event", "appointment_place", "clinical_review", "contact_attempt",
        "inbox_event", "inbox_item", "offer", "out_of_turn_booking", "pathway_closure", "review_event", "rtt_event",
        "session_event", "unavailability", "waiting_list_entry", "waiting_list_event",
    }
)  # fmt: skip
"""Tables whose new rows count no more once their act is annulled."""
_CHANGED_AND_PUT_BACK: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "appointment": frozenset(
            {
                "live", "status", "attendance_code", "first_attendance_code", "outcome_code", "rtt_code",
                "cancelled_at", "cancel_reason", "cancelled_by", "arrived_at", "called_at", "seen_at", "left_at",
                "moved_from_id",
            }
        ),
        "appointment_place": frozenset({"live"}),
        "waiting_list_entry": frozenset(
            {
                "added_on", "list_position_date", "status", "hold_reason", "look_again_on", "order_priority",
                "order_date", "order_referral_date", "attempts", "last_attempt_at", "last_contact_on",
                "validated_on", "patient_cancellations", "hospital_cancellations", "declines", "closed_reason",
            }
        ),
        "pathway": frozenset(
            {
                "clock_start", "clock_stop", "clock_stop_code", "clock_state", "closed_on", "next_clinical_review",
                "cancer_adjustment_days", "suspected_later_on", "cancer_suspected", "upgraded_on",
                "told_of_diagnosis_on", "left_cancer_pathway_on", "treatment_decided_on", "first_treated_on",
                "urgent_before_upgrade",
            }
        ),
        "clinic_session": frozenset({"status", "status_reason"}),
        "slot": frozenset({"withdrawn"}),
        "inbox_item": frozenset(
            {
                "to_kind", "to_id", "to_name", "level", "due_at", "status", "acknowledged_at", "acknowledged_by_id",
                "done_at", "done_by_id", "action_taken",
            }
        ),
        "clinical_review": frozenset(
            {
                "status", "decision", "decided_by_id", "decided_on", "decision_source", "decision_note",
                "entered_by_id", "look_again_on", "told_on", "told_how",
            }
        ),
    }
)  # fmt: skip
"""Table -> its current columns, which the facts give back."""


@dataclass(frozen=True, slots=True)
class Touched:
    """The rows that an act's facts are about: ids, in order."""

    patients: tuple[int, ...]
    pathways: tuple[int, ...]
    entries: tuple[int, ...]
    appointments: tuple[int, ...]
    sessions: tuple[int, ...]
    reviews: tuple[int, ...]
    items: tuple[int, ...]
    opened_items: tuple[int, ...]
    """Those of the items that the act opened."""


def touched_by(session: Session, act_ids: Collection[UUID]) -> Touched:
    """Return what the facts of acts are about."""

    def found(key: Any, act_column: Any) -> set[int]:
        query = select(col(key)).where(col(act_column).in_(act_ids), col(key).is_not(None)).distinct()
        return set(session.execute(query).scalars())

    appointments = found(AppointmentEvent.appointment_id, AppointmentEvent.act_id)
    entries = (
        found(WaitingListEvent.entry_id, WaitingListEvent.act_id)
        | found(Offer.entry_id, Offer.act_id)
        | found(ContactAttempt.entry_id, ContactAttempt.act_id)
    )
    booked = select(col(Appointment.entry_id)).where(col(Appointment.id).in_(appointments))
    entries |= set(session.execute(booked).scalars())
    pathways = found(RttEvent.pathway_id, RttEvent.act_id) | found(PathwayClosure.pathway_id, PathwayClosure.act_id)
    reviews = found(ReviewEvent.review_id, ReviewEvent.act_id)
    opened = found(InboxItem.id, InboxItem.act_id)
    items = found(InboxEvent.item_id, InboxEvent.act_id) | opened
    patients = found(ContactAttempt.patient_id, ContactAttempt.act_id)
    for table, ids in ((Pathway, pathways), (WaitingListEntry, entries), (ClinicalReview, reviews), (InboxItem, items)):
        people = select(col(table.patient_id)).where(col(table.id).in_(ids))
        patients |= {number for number in session.execute(people).scalars() if number is not None}
    return Touched(
        patients=tuple(sorted(patients)),
        pathways=tuple(sorted(pathways)),
        entries=tuple(sorted(entries)),
        appointments=tuple(sorted(appointments)),
        sessions=tuple(sorted(found(SessionEvent.session_id, SessionEvent.act_id))),
        reviews=tuple(sorted(reviews)),
        items=tuple(sorted(items)),
        opened_items=tuple(sorted(opened)),
    )


def goes_beyond(session: Session, act_ids: Collection[UUID]) -> bool:
    """Return whether acts changed anything that their annulment does not put back."""
    query = select(
        col(AuditEntry.table_name), col(AuditEntry.row_key), col(AuditEntry.operation), col(AuditEntry.after)
    ).where(col(AuditEntry.act_id).in_(act_ids))
    lines = session.execute(query).all()
    added = {(line.table_name, line.row_key) for line in lines if line.operation == AuditOperation.ADDED}
    for line in lines:
        if line.operation in (AuditOperation.ADDED, AuditOperation.ADDED_MANY):
            if line.table_name not in _ADDED_AND_PUT_BACK:
                return True
        elif line.operation == AuditOperation.DELETED:
            return True
        elif (line.table_name, line.row_key) not in added:
            put_back = _CHANGED_AND_PUT_BACK.get(line.table_name, frozenset())
            if not json.loads(line.after or "{}").keys() <= put_back:
                return True
    return False


def later_acts(session: Session, act_ids: Collection[UUID], touched: Touched) -> list[ActRow]:
    """Return the later acts with counting facts on what acts touched, in order of time.

    Taking note of an item that the acts opened is none: its holder is told that it was entered in error.
    """
    opened = col(InboxEvent.item_id).in_(touched.opened_items)
    is_work = col(InboxItem.kind) != ItemKind.NOTICE
    on_items = (
        select(col(InboxEvent.act_id))
        .join(InboxItem, col(InboxItem.id) == col(InboxEvent.item_id))
        .where(
            col(InboxEvent.item_id).in_(touched.items),
            or_(~opened, (col(InboxEvent.kind) == ItemEventKind.DONE) & is_work),
            counts(InboxEvent),
        )
    )
    of_entries = (
        select(col(AppointmentEvent.act_id))
        .join(Appointment, col(Appointment.id) == col(AppointmentEvent.appointment_id))
        .where(
            or_(col(Appointment.entry_id).in_(touched.entries), col(Appointment.id).in_(touched.appointments)),
            counts(AppointmentEvent),
        )
    )
    wanted = [
        on_items,
        of_entries,
        _on(WaitingListEvent, WaitingListEvent.entry_id, touched.entries),
        _on(Offer, Offer.entry_id, touched.entries),
        _on(ContactAttempt, ContactAttempt.entry_id, touched.entries),
        _on(RttEvent, RttEvent.pathway_id, touched.pathways),
        _on(PathwayClosure, PathwayClosure.pathway_id, touched.pathways),
        _on(ReviewEvent, ReviewEvent.review_id, touched.reviews),
        _on(SessionEvent, SessionEvent.session_id, touched.sessions),
    ]
    return _after(session, act_ids, [each for query in wanted for each in session.execute(query.distinct()).scalars()])


def later_tellings(session: Session, act_ids: Collection[UUID], touched: Touched) -> list[ActRow]:
    """Return the later acts by which the patients of acts were reached or told something, in order of time."""
    review, entry = ClinicalReview, WaitingListEntry
    wanted = [
        _on(ContactAttempt, ContactAttempt.patient_id, touched.patients, col(ContactAttempt.result_code) == _REACHED),
        _on(ReviewEvent, review.patient_id, touched.patients, col(ReviewEvent.kind) == ReviewEventKind.TOLD).join(
            review, col(review.id) == col(ReviewEvent.review_id)
        ),
        _on(
            WaitingListEvent, entry.patient_id, touched.patients, col(WaitingListEvent.kind) == EntryEventKind.TOLD
        ).join(entry, col(entry.id) == col(WaitingListEvent.entry_id)),
    ]
    return _after(session, act_ids, [each for query in wanted for each in session.execute(query.distinct()).scalars()])


def read_by_now(session: Session, items: Sequence[int], act_ids: Collection[UUID]) -> list[InboxItem]:
    """Return those of the items that somebody took note of, or that went to somebody else."""
    seen = select(col(InboxEvent.item_id)).where(
        col(InboxEvent.item_id).in_(items), col(InboxEvent.act_id).not_in(act_ids), counts(InboxEvent)
    )
    query = select(InboxItem).where(col(InboxItem.id).in_(seen)).order_by(col(InboxItem.id))
    return list(session.execute(query).scalars())


def _on(table: Any, key: Any, ids: Sequence[int], *where: ColumnElement[bool]) -> Any:
    return select(col(table.act_id)).where(col(key).in_(ids), counts(table), *where)


def _after(session: Session, act_ids: Collection[UUID], found: Collection[UUID]) -> list[ActRow]:
    """Return the acts that were committed after the last of `act_ids`: their audit has the later numbers."""
    others = set(found) - set(act_ids)
    last = session.execute(select(func.max(col(AuditEntry.id))).where(col(AuditEntry.act_id).in_(act_ids))).scalar()
    written = select(col(AuditEntry.act_id)).where(col(AuditEntry.act_id).in_(others), col(AuditEntry.id) > (last or 0))
    later = set(session.execute(written.distinct()).scalars())
    return [row for row in acts_named(session, later) if row.kind != UNDO]
