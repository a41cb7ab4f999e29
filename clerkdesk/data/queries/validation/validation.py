"""Reads for validation: who is due, what was validated before, and what the record proves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.facts import counting, counts
from clerkdesk.data.queries.base.conditions import CLOCK_OPEN, LISTED
from clerkdesk.data.queries.base.joins import entry_with_pathway, with_clerk
from clerkdesk.data.queries.deaths.deaths import death_standing
from clerkdesk.data.queries.referrals.tellings import refusal_of
from clerkdesk.data.queries.waiting_list.entries import as_row, entry_columns
from clerkdesk.data.tables import Clerk, Pathway, Patient, Referral, Specialty, WaitingListEntry, WaitingListEvent
from clerkdesk.rules.deaths.standing import DeathStanding
from clerkdesk.rules.values.clocks import ClockState, RttStatus
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.entries import EntryEventKind, EntryKind, EntryStatus, ValidationOutcome
from clerkdesk.rules.waiting_list.rows import EntryRow
from clerkdesk.settings import PolicySettings

_PROVED_BY_STOP: Mapping[str, ValidationOutcome] = {
    RttStatus.TREATED: ValidationOutcome.TREATED,
    RttStatus.NOT_TREATED: ValidationOutcome.DISCHARGED,
    RttStatus.MONITORED_BY_PATIENT: ValidationOutcome.ACTIVE_MONITORING,
    RttStatus.MONITORED_BY_CLINICIAN: ValidationOutcome.ACTIVE_MONITORING,
    RttStatus.DECLINED: ValidationOutcome.DECLINED_TREATMENT,
    RttStatus.DIED: ValidationOutcome.DIED,
}
"""RTT code that stopped the clock -> the validation outcome that it proves."""


@dataclass(frozen=True, slots=True)
class DueFor:
    """The list to validate, and the settings in force."""

    today: date
    policy: PolicySettings
    specialty_policy: Mapping[str, PolicySettings]
    specialty_id: int | None


def due_entries(session: Session, due: DueFor, limit: int | None) -> list[EntryRow]:
    """Return the entries that are due (R-301) and that nobody has validated today, the longest wait first."""
    query = entry_columns().where(*_due(due), ~_validated_on(due.today))
    # A wait with an unknown start may be the longest of all.
    query = query.order_by(
        col(Pathway.clock_start).is_not(None), col(Pathway.clock_start), col(WaitingListEntry.id)
    ).limit(limit)
    return [as_row(row) for row in session.execute(query)]


def count_due(session: Session, due: DueFor) -> int:
    """Return the number of `due_entries`."""
    query = entry_with_pathway(select(func.count())).outerjoin(
        Specialty, col(Specialty.id) == col(WaitingListEntry.specialty_id)
    )
    found: int = session.execute(query.where(*_due(due), ~_validated_on(due.today))).scalar_one()
    return found


def count_validated_on(session: Session, day: date, specialty_id: int | None) -> int:
    """Return the number of entries validated on a day, at any level."""
    query: Select[int] = select(func.count()).select_from(WaitingListEntry).where(_validated_on(day))
    if specialty_id is not None:
        query = query.where(col(WaitingListEntry.specialty_id) == specialty_id)
    return session.execute(query).scalar_one()


def _due(due: DueFor) -> list[ColumnElement[bool]]:
    entry = WaitingListEntry
    known = list(due.specialty_policy)
    elsewhere = or_(col(Specialty.code).is_(None), col(Specialty.code).not_in(known))
    by_policy = [
        and_(col(Specialty.code) == code, _past(due.today, policy)) for code, policy in due.specialty_policy.items()
    ]
    where = [
        col(entry.status).in_(LISTED),
        col(Pathway.clock_state).in_(CLOCK_OPEN),
        or_(and_(elsewhere, _past(due.today, due.policy)), *by_policy),
    ]
    if due.specialty_id is not None:
        where.append(col(entry.specialty_id) == due.specialty_id)
    return where


def _past(today: date, policy: PolicySettings) -> ColumnElement[bool]:
    """Return `clerkdesk.rules.validation.validation.is_due` as a condition over columns."""
    start, validated = col(Pathway.clock_start), col(WaitingListEntry.validated_on)
    return and_(
        or_(start.is_(None), start <= today - timedelta(weeks=policy.validation.from_weeks)),
        or_(validated.is_(None), validated < today - timedelta(days=policy.validation.every_days)),
    )


def _validated_on(day: date) -> ColumnElement[bool]:
    event = WaitingListEvent
    return exists().where(
        col(event.entry_id) == col(WaitingListEntry.id),
        col(event.kind) == EntryEventKind.VALIDATED,
        col(event.event_date) == day,
        counts(event),
    )


@dataclass(frozen=True, slots=True)
class ValidatedBefore:
    """One validation of an entry."""

    day: date
    level: str
    code: str
    clerk: str
    note: str


def validations_of(session: Session, entry_id: int) -> list[ValidatedBefore]:
    """Return how an entry was validated before, newest first."""
    event = WaitingListEvent
    query = (
        with_clerk(counting(event), event)
        .where(col(event.entry_id) == entry_id, col(event.kind) == EntryEventKind.VALIDATED)
        .add_columns(col(Clerk.display_name))
        .order_by(col(event.id).desc())
    )
    return [
        ValidatedBefore(fact.event_date, fact.level, fact.code, clerk, fact.note)
        for fact, clerk in session.execute(query)
    ]


def proofs(session: Session, row: EntryRow) -> dict[str, str]:
    """Return the recorded proof of a removal: outcome -> a sentence with the event and its date (RULES 13.10)."""
    pathway = session.get_one(Pathway, row.pathway_id)
    patient = session.get_one(Patient, row.patient_id)
    found: dict[str, str] = {}
    if (
        pathway.clock_stop is not None
        and pathway.clock_state == ClockState.STOPPED
        and not _came_after(session, row, pathway)
    ):
        outcome = _PROVED_BY_STOP.get(pathway.clock_stop_code or "")
        if outcome is not None:
            found[outcome] = (
                f"The clock stopped on {day_words(pathway.clock_stop)} with status {pathway.clock_stop_code}."
            )
    if pathway.clock_state == ClockState.NULLIFIED and pathway.clock_stop is not None:
        found[ValidationOutcome.FIRST_MISSED] = (
            f"The first appointment was missed on {day_words(pathway.clock_stop)}, status 33."
        )
    refused = refusal_of(session, row.pathway_id)
    if refused is not None:
        day = day_words(refused.decided_on)
        found[ValidationOutcome.DISCHARGED] = (
            f"{refused.decided_by} did not accept the referral on {day}; {refused.source}"
        )
    if patient.deceased_date is not None and death_standing(session, patient.id) == DeathStanding.RECORDED:
        found[ValidationOutcome.DIED] = f"The record says that the patient died on {day_words(patient.deceased_date)}."
    twin = next(iter(twins_of(session, pathway)), None)
    if twin is not None:
        since = f", its clock from {day_words(twin.clock_start)}" if twin.clock_start is not None else ""
        found[ValidationOutcome.DUPLICATE] = f"Pathway {twin.id} of this patient is open in the same specialty{since}."
    return found


def _came_after(session: Session, row: EntryRow, pathway: Pathway) -> bool:
    """Return whether a need came with or after the stop of its clock, which then says nothing about it (RULES 13.10).

    Such a need is a follow-up or planned care requested at the visit that stopped the clock, or later.
    """
    added = session.execute(select(col(WaitingListEntry.added_on)).where(col(WaitingListEntry.id) == row.entry_id))
    day = added.scalar_one()
    if day is None or pathway.clock_stop is None:
        return False
    return day > pathway.clock_stop or (day == pathway.clock_stop and row.kind != EntryKind.NEW)


def is_consultant_led(session: Session, pathway_id: int) -> bool:
    """Return whether a pathway's service is consultant-led, by its specialty and its referral."""
    service, referral = session.execute(_consultant_led(), {"of_pathway": pathway_id}).one()
    return service is not False and referral is not False


@cache
def _consultant_led() -> Select[bool | None, bool | None]:
    return (
        select(col(Specialty.consultant_led), col(Referral.consultant_led))
        .select_from(Pathway)
        .outerjoin(Specialty, col(Specialty.id) == col(Pathway.specialty_id))
        .outerjoin(Referral, col(Referral.id) == col(Pathway.referral_id))
        .where(col(Pathway.id) == bindparam("of_pathway"))
    )


def twins_of(session: Session, pathway: Pathway, named: int | None = None) -> Sequence[Pathway]:
    """Return the other open pathways of a patient with a placed need, the oldest first.

    It returns those of the same specialty, or the named one of any specialty.
    """
    found = session.execute(_twins(), {"of_patient": pathway.patient_id, "but": pathway.id}).scalars()
    if named is None:
        return [twin for twin in found if twin.specialty_id == pathway.specialty_id]
    return [twin for twin in found if twin.id == named]


@cache
def _twins() -> Select[Pathway]:
    other, entry = Pathway, WaitingListEntry
    listed = exists().where(col(entry.pathway_id) == col(other.id), col(entry.status) != EntryStatus.CLOSED)
    return (
        select(other)
        .where(
            col(other.patient_id) == bindparam("of_patient"),
            col(other.id) != bindparam("but"),
            col(other.closed_on).is_(None),
            col(other.clock_state).in_(CLOCK_OPEN),
            listed,
        )
        .order_by(col(other.clock_start), col(other.id))
    )
