"""Waiting list entries as frozen rows, with the facts for their order and their slots."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Integer, Select, bindparam, func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.queries.base.by_name import Columns, NamedValues, by_name
from clerkdesk.data.queries.base.conditions import NEEDS_PROFESSIONAL
from clerkdesk.data.queries.base.joins import entry_in_full
from clerkdesk.data.queries.waiting_list.list_order import order_of_list
from clerkdesk.data.tables import (
    Claim,
    Clerk,
    Pathway,
    Patient,
    Referral,
    Specialty,
    WaitingListEntry,
)
from clerkdesk.rules.values.clocks import ClockState
from clerkdesk.rules.values.entries import EntryKind, EntryStatus
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.waiting_list.entry_kinds import ENTRY_KINDS
from clerkdesk.rules.waiting_list.rows import EntryRow
from clerkdesk.settings import PriorityBoost


@cache
def entry_columns() -> Select[Any]:
    """Return the select of every `EntryRow` column, for callers to narrow and order."""
    entry, patient, pathway = WaitingListEntry, Patient, Pathway
    names = (
        "kind", "slot_kind", "medium", "minutes", "clinic_id", "professional_id", "site_id", "preferred_weekdays",
        "preferred_time", "sub_specialty", "due_date", "latest_date", "interval_days", "list_position_date", "status",
        "hold_reason", "reason", "look_again_on", "attempts", "last_attempt_at", "last_contact_on", "validated_on",
        "patient_cancellations", "hospital_cancellations", "declines",
    )  # fmt: skip
    of_patient = (
        "family_name", "given_name", "nhs_number", "nhs_number_valid", "hospital_number", "date_of_birth", "postcode",
        "deceased_date", "death_reported_on", "interpreter_needed", "language", "transport_needed", "safe_contact_note",
        "short_notice_hours", "short_notice_days", "demographics_known",
    )  # fmt: skip
    columns = select(
        col(entry.id).label("entry_id"),
        col(entry.patient_id),
        col(entry.pathway_id),
        col(entry.specialty_id),
        col(entry.priority_type),
        *(getattr(entry, name) for name in names),
        *(getattr(patient, name) for name in of_patient),
        col(Specialty.code).label("specialty_code"),
        col(Specialty.name).label("specialty_name"),
        col(pathway.clock_start),
        col(pathway.clock_state),
        col(pathway.closed_on).label("pathway_closed_on"),
        col(pathway.cancer_adjustment_days),
        col(pathway.cancer_suspected),
        col(pathway.suspected_later_on),
        col(pathway.upgraded_on),
        col(pathway.told_of_diagnosis_on),
        col(pathway.left_cancer_pathway_on),
        col(pathway.treatment_decided_on),
        col(pathway.first_treated_on),
        col(pathway.urgent_before_upgrade),
        col(Referral.received_date).label("referral_date"),
        col(Referral.suspected_cancer_type),
        col(Referral.worklist),
        NEEDS_PROFESSIONAL.label("communication_professional"),
        col(Clerk.display_name).label("claimed_by"),
        col(Claim.desk).label("claimed_at_desk"),
        col(Claim.since).label("claimed_since"),
        col(Claim.until).label("claimed_until"),
    )
    return (
        entry_in_full(columns)
        .outerjoin(Referral, col(pathway.referral_id) == col(Referral.id))
        .outerjoin(Specialty, col(entry.specialty_id) == col(Specialty.id))
    )


def as_row(row: NamedValues, besides: Iterable[str] = ()) -> EntryRow:
    """Return one result of `entry_columns` as a frozen row; `besides` names the columns that a query adds to them."""
    values = by_name(row)
    for name in besides:
        del values[name]
    values["priority"] = Priority(int(values.pop("priority_type")))
    values["worklist"] = values["worklist"] or ""
    values["suspected_cancer_type"] = values["suspected_cancer_type"] or ""
    return EntryRow(**values)


def entry_row(session: Session, entry_id: int) -> EntryRow | None:
    """Return one entry, or None if no entry has this id."""
    row = session.execute(_one_entry(), {"of_entry": entry_id}).one_or_none()
    return None if row is None else as_row(row)


def locked_entry_row(session: Session, entry_id: int) -> EntryRow | None:
    """Return one entry, locked until this transaction ends, or None."""
    session.execute(_lock(), {"of_entry": entry_id})
    return entry_row(session, entry_id)


@cache
def _one_entry() -> Select[Any]:
    return entry_columns().where(col(WaitingListEntry.id) == bindparam("of_entry"))


@cache
def _lock() -> Select[int]:
    of_entry = col(WaitingListEntry.id) == bindparam("of_entry")
    return select(col(WaitingListEntry.id)).where(of_entry).with_for_update(key_share=True)


def needs_beside(session: Session, pathway_id: int, entry_id: int | None) -> dict[int, EntryKind]:
    """Return the other open needs of a pathway, or all if the given one is None: id -> kind."""
    of_pathway = {"of_pathway": pathway_id, "but": entry_id or 0}
    return {row[0]: row[1] for row in session.execute(_open_beside(), of_pathway)}


@cache
def _open_beside() -> Select[int, EntryKind]:
    entry = WaitingListEntry
    of_pathway = col(entry.pathway_id) == bindparam("of_pathway")
    others = select(col(entry.id), col(entry.kind)).where(of_pathway, col(entry.id) != bindparam("but"))
    return others.where(col(entry.status) != EntryStatus.CLOSED)


def open_entries(
    session: Session,
    specialty_id: int | None,
    kind: EntryKind | None,
    limit: int | None = None,
    boosts: Collection[PriorityBoost] = (),
) -> list[EntryRow]:
    """Return the entries that wait or are on hold, in stored order (which is R-210 for new entries).

    Args:
        session: to read with.
        specialty_id: whose list; None for every specialty.
        kind: of list; None for every kind.
        limit: maximum rows; None for all.
        boosts: from the policy of the list (R-211).
    """
    query = _in_order(specialty_id is not None, kind is not None, tuple(boosts), limit is not None)
    found = session.execute(query, {"specialty_id": specialty_id, "kind": kind, "limit": limit})
    return [as_row(row) for row in found]


@cache
def _in_order(of_specialty: bool, of_kind: bool, boosts: tuple[PriorityBoost, ...], is_limited: bool) -> Select[Any]:
    entry = WaitingListEntry
    order = order_of_list(boosts)
    where = _open(of_specialty, of_kind)
    if is_limited:
        # The query sorts the ids before any join, since it returns few of a list of thousands.
        first = select(col(entry.id)).where(*where).order_by(*order).limit(bindparam("limit", type_=Integer()))
        where = [col(entry.id).in_(first)]
    return entry_columns().where(*where).order_by(*order)


def entries_without_specialty(session: Session) -> list[EntryRow]:
    """Return the entries that nobody can book before their specialty is set, oldest first."""
    entry = WaitingListEntry
    query = entry_columns().where(*_open(of_specialty=False, of_kind=False), col(entry.specialty_id).is_(None))
    return [as_row(row) for row in session.execute(query.order_by(col(entry.order_date), col(entry.id)))]


def count_open(session: Session, specialty_id: int | None, kind: EntryKind | None) -> int:
    """Return the number of entries that wait or are on hold on a list."""
    query = _number(specialty_id is not None, kind is not None)
    return session.execute(query, {"specialty_id": specialty_id, "kind": kind}).scalar_one()


@cache
def _number(of_specialty: bool, of_kind: bool) -> Select[int]:
    return select(func.count()).select_from(WaitingListEntry).where(*_open(of_specialty, of_kind))


def count_waiting_since(session: Session, specialty_id: int | None, kind: EntryKind | None, before: date) -> int:
    """Return the number of entries of a list with a running clock that started before a day."""
    query = _number_since(specialty_id is not None, kind is not None)
    return session.execute(query, {"specialty_id": specialty_id, "kind": kind, "before": before}).scalar_one()


@cache
def _number_since(of_specialty: bool, of_kind: bool) -> Select[int]:
    # With a join, a planner without statistics would scan the list once for every running clock of the hospital.
    waits = (
        select(col(Pathway.id))
        .where(col(Pathway.id) == col(WaitingListEntry.pathway_id))
        .where(col(Pathway.clock_state) == ClockState.RUNNING, col(Pathway.clock_start) < bindparam("before"))
        .exists()
    )
    return _number(of_specialty, of_kind).where(waits)


def list_lengths(session: Session, specialty_ids: Collection[int]) -> dict[tuple[int | None, EntryKind], int]:
    """Return the number of entries that wait or are on hold, by specialty id (None if not set) and kind of list."""
    found: dict[tuple[int | None, EntryKind], int] = {}
    for is_named in (True, False):
        rows = session.execute(_lengths(is_named), {"specialty_ids": tuple(specialty_ids)})
        found |= {(specialty_id, kind): waiting for specialty_id, kind, waiting in rows}
    return found


@cache
def _lengths(is_named: bool) -> Select[Any]:
    entry = WaitingListEntry
    columns: Columns = select(col(entry.specialty_id), col(entry.kind), func.count())
    counts = columns.where(*_open(of_specialty=False, of_kind=False), col(entry.kind).in_(ENTRY_KINDS))
    specialty = col(entry.specialty_id)
    # Naming every specialty lets the index alone answer the query.
    named = specialty.in_(bindparam("specialty_ids", expanding=True)) if is_named else specialty.is_(None)
    return counts.where(named).group_by(specialty, col(entry.kind))


def _open(of_specialty: bool, of_kind: bool) -> list[Any]:
    """Return the conditions of the open entries of a list, which bind its specialty and kind if it has any."""
    entry = WaitingListEntry
    where: list[Any] = [col(entry.status).in_((EntryStatus.WAITING, EntryStatus.ON_HOLD))]
    if of_specialty:
        where.append(col(entry.specialty_id) == bindparam("specialty_id"))
    if of_kind:
        where.append(col(entry.kind) == bindparam("kind"))
    return where
