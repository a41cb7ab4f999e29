"""Referrals that still need work: those on the slot-issues list, and those not graded yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.queries.base.by_name import by_name
from clerkdesk.data.queries.base.conditions import LISTED, OPEN_STATUSES
from clerkdesk.data.queries.waiting_list.entries import as_row, entry_columns
from clerkdesk.data.queries.waiting_list.needs import in_turns
from clerkdesk.data.tables import Appointment, Pathway, Referral, WaitingListEntry
from clerkdesk.rules.referrals.answers import REFUSED
from clerkdesk.rules.values.entries import EntryKind
from clerkdesk.rules.waiting_list.rows import EntryRow

SLOT_ISSUES = "ASI"
"""Code of `local_ers_worklist` for appointment slot issues."""


@dataclass(frozen=True, slots=True)
class ReferralRow:
    """The referral behind an entry, for those who register and grade it. Days are local."""

    entry_id: int
    referral_id: int
    ubrn: str | None
    service_name: str
    received_date: date | None
    registered_at: datetime | None
    acknowledged_on: date | None
    contact_expected_date: date | None
    reviewed_by_clinician: bool
    vetting_outcome: str
    vetted_on: date | None
    flag: str
    booked: bool
    """Whether it has an appointment here."""


@dataclass(frozen=True, slots=True)
class ReferredEntry:
    """An entry with the referral behind it."""

    row: EntryRow
    referral: ReferralRow


def slot_issue_referrals(session: Session, specialty_id: int | None) -> list[ReferredEntry]:
    """Return the referrals on the slot-issues list with an open need."""
    return _referred(session, specialty_id, col(Referral.worklist) == SLOT_ISSUES)


def ungraded_referrals(session: Session, specialty_id: int | None) -> list[ReferredEntry]:
    """Return the referrals that wait for a first appointment and that no clinician has graded (R-214)."""
    return _referred(
        session,
        specialty_id,
        col(WaitingListEntry.kind) == EntryKind.NEW,
        col(Referral.vetting_outcome) == "",
        col(Referral.reviewed_by_clinician).is_(False),
    )


def refused_referrals(session: Session, specialty_id: int | None) -> list[ReferredEntry]:
    """Return the referrals that a clinician did not accept and whose need is still open (RULES 13.18)."""
    return _referred(session, specialty_id, col(Referral.vetting_outcome).in_(REFUSED), statuses=OPEN_STATUSES)


def referral_of(session: Session, entry_id: int) -> ReferralRow | None:
    """Return the referral behind an entry, or None if it has none."""
    found = _referrals(session, [entry_id])
    return found.get(entry_id)


def count_e_referral_bookings(session: Session, since: date) -> int:
    """Return how many referrals with a UBRN were received since a day and are not on the slot-issues list (R-267)."""
    query = select(func.count()).where(
        col(Referral.ubrn).is_not(None), col(Referral.worklist) != SLOT_ISSUES, col(Referral.received_date) >= since
    )
    return session.execute(query).scalar_one()


def _referred(
    session: Session, specialty_id: int | None, *where: ColumnElement[bool], statuses: Sequence[str] = LISTED
) -> list[ReferredEntry]:
    entry = WaitingListEntry
    query = entry_columns().where(col(entry.status).in_(statuses), *where)
    if specialty_id is not None:
        query = query.where(col(entry.specialty_id) == specialty_id)
    rows = [as_row(row) for row in session.execute(query)]
    referrals = _referrals(session, [row.entry_id for row in rows])
    return [ReferredEntry(row, referrals[row.entry_id]) for row in rows if row.entry_id in referrals]


def _referrals(session: Session, entry_ids: Sequence[int]) -> dict[int, ReferralRow]:
    entry, booked = WaitingListEntry, Appointment
    names = (
        "ubrn", "service_name", "received_date", "registered_at", "acknowledged_on", "contact_expected_date",
        "reviewed_by_clinician", "vetting_outcome", "vetted_on", "flag",
    )  # fmt: skip
    has_appointment = exists().where(col(booked.pathway_id) == col(Pathway.id), col(booked.live).is_(True))
    query = (
        select(
            col(entry.id).label("entry_id"),
            col(Referral.id).label("referral_id"),
            *(getattr(Referral, name) for name in names),
            has_appointment.label("booked"),
        )
        .select_from(entry)
        .join(Pathway, col(Pathway.id) == col(entry.pathway_id))
        .join(Referral, col(Referral.id) == col(Pathway.referral_id))
    )
    found: dict[int, ReferralRow] = {}
    for ids in in_turns(entry_ids):
        for row in session.execute(query.where(col(entry.id).in_(ids))):
            values = by_name(row)
            referral = ReferralRow(**values | {"booked": bool(values["booked"])})
            found[referral.entry_id] = referral
    return found
