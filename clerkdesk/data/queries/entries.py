"""Waiting list entries as frozen rows, with what the rules need to order them and to find them a slot."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.tables import (
    Claim,
    Clerk,
    Pathway,
    Patient,
    PatientNeed,
    Referral,
    Specialty,
    WaitingListEntry,
)
from clerkdesk.rules.age import age_on
from clerkdesk.rules.entry_kinds import ENTRY_KINDS, EntryKind, stands_on
from clerkdesk.rules.list_order import DeskFacts, OrderFacts
from clerkdesk.rules.patient_initiated import HELD_BECAUSE
from clerkdesk.rules.priority import Priority
from clerkdesk.rules.targets import TargetFacts, nearest_target
from clerkdesk.settings import PolicySettings, PriorityBoost

ListKind = EntryKind


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One waiting list entry with its patient, pathway, referral and claim."""

    entry_id: int
    patient_id: int
    pathway_id: int
    specialty_id: int | None
    specialty_code: str | None
    specialty_name: str | None
    kind: ListKind
    priority: Priority
    slot_kind: str
    medium: str
    minutes: int | None
    clinic_id: int | None
    professional_id: int | None
    site_id: int | None
    preferred_weekdays: str
    preferred_time: str
    sub_specialty: str
    due_date: date | None
    latest_date: date | None
    interval_days: int | None
    list_position_date: date | None
    status: str
    hold_reason: str
    reason: str
    """What a place that waits for something other than an appointment waits for."""
    look_again_on: date | None
    attempts: int
    last_attempt_at: datetime | None
    last_contact_on: date | None
    validated_on: date | None
    patient_cancellations: int
    hospital_cancellations: int
    declines: int
    clock_start: date | None
    clock_state: str
    pathway_closed_on: date | None
    cancer_adjustment_days: int
    cancer_suspected: bool
    suspected_later_on: date | None
    upgraded_on: date | None
    told_of_diagnosis_on: date | None
    left_cancer_pathway_on: date | None
    treatment_decided_on: date | None
    first_treated_on: date | None
    urgent_before_upgrade: bool
    referral_date: date | None
    suspected_cancer_type: str
    worklist: str
    family_name: str
    given_name: str
    nhs_number: str | None
    nhs_number_valid: bool
    hospital_number: str | None
    date_of_birth: date | None
    postcode: str
    deceased_date: date | None
    death_reported_on: date | None
    interpreter_needed: bool
    language: str
    transport_needed: bool
    safe_contact_note: str
    short_notice_hours: int | None
    short_notice_days: str
    demographics_known: bool
    communication_professional: bool
    """Whether a communication professional, such as a BSL interpreter, is an accessible need (R-414)."""
    claimed_by: str | None
    claimed_at_desk: str | None
    claimed_since: datetime | None
    claimed_until: datetime | None

    def order_facts(self, today: date, policy: PolicySettings) -> OrderFacts:
        """Return what its place on the list follows from on a day, and what is said to explain it."""
        facts = order_facts_of(self, self.target_facts(), today, policy)
        credit = (self.clock_start - facts.list_position_date).days if self.clock_start else 0
        return replace(facts, prior_wait_days=max(credit, 0), hospital_cancellations=self.hospital_cancellations)

    @property
    def stands_on(self) -> date | None:
        """The day by which it stands on its list: of follow-ups and planned care the due date (RULES 13.5)."""
        return stands_on(self.kind, self.due_date, self.list_position_date)

    @property
    def word_of_death(self) -> bool:
        """Whether the patient is recorded, or said, to have died: nobody rings or writes (RULES 13.24)."""
        return self.deceased_date is not None or self.death_reported_on is not None

    def target_facts(self) -> TargetFacts:
        """Return what its dates to meet follow from."""
        return target_facts_of(self, self.priority)

    def desk_facts(self, desk_name: str, at: datetime) -> DeskFacts:
        """Return what the desks are doing with it, seen from `desk_name`; `at` is the machine's time in UTC."""
        return desk_facts_of(self, desk_name, at)


_UNTOUCHED = DeskFacts()
"""Of the entries that no desk has on hold, works on or has rung: nearly all of a long list."""


def desk_facts_of(row: Any, desk_name: str, at: datetime) -> DeskFacts:
    """Return what the desks are doing with an entry, of any row with these columns of it and of its claim."""
    claimed = (
        row.claimed_by is not None
        and row.claimed_at_desk != desk_name
        and row.claimed_until is not None
        and row.claimed_until > at
    )
    if row.status != "on_hold" and not claimed and not row.attempts:
        return _UNTOUCHED
    return DeskFacts(
        on_hold_because=row.hold_reason if row.status == "on_hold" else None,
        look_again=row.look_again_on,
        claimed_by=row.claimed_by if claimed else None,
        last_unanswered_call=row.last_attempt_at if row.attempts > 0 else None,
    )


def target_facts_of(row: Any, priority: Priority) -> TargetFacts:
    """Return what the dates to meet follow from, of any row with these columns of entry, pathway and referral."""
    start = row.referral_date or row.clock_start
    age = None if start is None or row.date_of_birth is None else age_on(row.date_of_birth, start)
    return TargetFacts(
        kind=row.kind,
        priority=priority,
        clock_start=row.clock_start if row.clock_state == "running" else None,
        # A start that was put right to before the referral shows that the referral had come by then.
        received=row.suspected_later_on
        or min((day for day in (row.referral_date, row.clock_start) if day is not None), default=None),
        suspected_cancer_type=row.suspected_cancer_type or "",
        age=age,
        cancer_suspected=row.cancer_suspected,
        upgraded_on=row.upgraded_on,
        was_urgent=row.urgent_before_upgrade,
        adjustment_days=row.cancer_adjustment_days,
        told_of_diagnosis=row.told_of_diagnosis_on is not None,
        left_cancer_pathway=row.left_cancer_pathway_on is not None,
        treatment_wait_over=row.first_treated_on is not None,
        treatment_decided_on=row.treatment_decided_on,
        # The end of patient-initiated follow-up is the last day to ask, and no date by which to be seen.
        see_by=row.due_date if row.hold_reason != HELD_BECAUSE else None,
        latest_appropriate=row.latest_date,
    )


def order_facts_of(row: Any, facts: TargetFacts, today: date, policy: PolicySettings) -> OrderFacts:
    """Return what the place of an entry follows from, of any row with these columns of it and of its referral."""
    hurried = facts.clock_start is not None or facts.priority is Priority.SUSPECTED_CANCER
    target = nearest_target(facts, today, policy) if facts.kind == "follow_up" and hurried else None
    referred = row.referral_date or row.list_position_date or date.max
    return OrderFacts(
        entry=row.entry_id,
        kind=row.kind,
        priority=facts.priority,
        list_position_date=row.list_position_date or referred,
        referral_date=referred,
        due=row.due_date,
        interval_days=row.interval_days,
        latest_appropriate=row.latest_date,
        target=target,
    )


def entry_columns() -> Select[Any]:
    """Return the select of every `EntryRow` column, to be narrowed and ordered."""
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
    return (
        select(
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
            needs_professional().label("communication_professional"),
            col(Clerk.display_name).label("claimed_by"),
            col(Claim.desk).label("claimed_at_desk"),
            col(Claim.since).label("claimed_since"),
            col(Claim.until).label("claimed_until"),
        )
        .select_from(entry)
        .join(patient, col(entry.patient_id) == col(patient.id))
        .join(pathway, col(entry.pathway_id) == col(pathway.id))
        .outerjoin(Referral, col(pathway.referral_id) == col(Referral.id))
        .outerjoin(Specialty, col(entry.specialty_id) == col(Specialty.id))
        .outerjoin(Claim, col(Claim.entry_id) == col(entry.id))
        .outerjoin(Clerk, col(Claim.clerk_id) == col(Clerk.id))
    )


def needs_professional() -> ColumnElement[bool]:
    """Return the condition that the patient of a query needs a communication professional (R-414)."""
    need = PatientNeed
    found = select(col(need.id)).where(col(need.patient_id) == col(Patient.id), col(need.code) == "CP")
    return found.correlate(Patient).exists()


def as_row(row: Any) -> EntryRow:
    """Return one answer of `entry_columns` as a frozen row."""
    values = dict(row._mapping)
    values["priority"] = Priority(int(values.pop("priority_type")))
    values["worklist"] = values["worklist"] or ""
    values["suspected_cancer_type"] = values["suspected_cancer_type"] or ""
    return EntryRow(**values)


def entry_row(session: Session, entry_id: int) -> EntryRow | None:
    """Return one entry, or None where there is none of this id."""
    row = session.execute(entry_columns().where(col(WaitingListEntry.id) == entry_id)).one_or_none()
    return None if row is None else as_row(row)


def locked_entry_row(session: Session, entry_id: int) -> EntryRow | None:
    """Return one entry, which no other desk can change before this transaction ends, or None."""
    lock = select(col(WaitingListEntry.id)).where(col(WaitingListEntry.id) == entry_id)
    session.execute(lock.with_for_update(key_share=True))
    return entry_row(session, entry_id)


def order_of_list(boosts: Collection[PriorityBoost]) -> tuple[Any, ...]:
    """Return the columns whose ascending order is `rules.list_order.stored_order` for all kinds but follow-ups."""
    entry = WaitingListEntry
    boosted: list[Any] = []
    if "hospital_cancelled" in boosts:
        routine = Priority.SUSPECTED_CANCER - Priority.ROUTINE
        cancelled = and_(
            col(entry.kind).in_(("new", "diagnostic")),
            col(entry.order_priority) == routine,
            col(entry.hospital_cancellations) > 0,
        )
        boosted.append(case((cancelled, 0), else_=1))
    return (col(entry.order_priority), *boosted, col(entry.order_date), col(entry.order_referral_date), col(entry.id))


def needs_beside(session: Session, pathway_id: int, entry_id: int | None) -> dict[int, EntryKind]:
    """Return the needs of a pathway that stand open beside one, or all where that is None: kind of each by its id."""
    entry = WaitingListEntry
    query = select(col(entry.id), col(entry.kind)).where(
        col(entry.pathway_id) == pathway_id, col(entry.id) != (entry_id or 0), col(entry.status) != "closed"
    )
    rows: Any = session.execute(query)
    return {row.id: row.kind for row in rows}


def open_entries(
    session: Session,
    specialty_id: int | None,
    kind: ListKind | None,
    limit: int | None = None,
    boosts: Collection[PriorityBoost] = (),
) -> list[EntryRow]:
    """Return the entries that wait or are on hold, in stored order (which is R-210 for new entries).

    Args:
        session: to read with.
        specialty_id: whose list; None for every specialty.
        kind: of list; None for every kind.
        limit: as many at the most; None for all.
        boosts: of the policy whose list it is (R-211).
    """
    entry = WaitingListEntry
    order = order_of_list(boosts)
    where = _open(specialty_id, kind)
    if limit is not None:
        # The ids are put in order before anything is joined to them: of a list of thousands few are shown.
        where = [col(entry.id).in_(select(col(entry.id)).where(*where).order_by(*order).limit(limit))]
    return [as_row(row) for row in session.execute(entry_columns().where(*where).order_by(*order))]


def entries_without_specialty(session: Session) -> list[EntryRow]:
    """Return the entries that nobody can book before their specialty is set, oldest first."""
    entry = WaitingListEntry
    query = entry_columns().where(*_open(None, None), col(entry.specialty_id).is_(None))
    return [as_row(row) for row in session.execute(query.order_by(col(entry.order_date), col(entry.id)))]


def count_open(session: Session, specialty_id: int | None, kind: ListKind | None) -> int:
    """Return how many entries wait or are on hold on a list."""
    query = select(func.count()).select_from(WaitingListEntry).where(*_open(specialty_id, kind))
    return session.execute(query).scalar_one()


def count_waiting_since(session: Session, specialty_id: int | None, kind: ListKind | None, before: date) -> int:
    """Return how many entries of a list have a running clock that started before a day."""
    # As a join, a planner without statistics would go through the list once for every running clock of the hospital.
    waits = (
        select(col(Pathway.id))
        .where(col(Pathway.id) == col(WaitingListEntry.pathway_id))
        .where(col(Pathway.clock_state) == "running", col(Pathway.clock_start) < before)
        .exists()
    )
    query = select(func.count()).select_from(WaitingListEntry).where(*_open(specialty_id, kind), waits)
    return session.execute(query).scalar_one()


def list_lengths(session: Session, specialty_ids: Collection[int]) -> dict[tuple[int | None, ListKind], int]:
    """Return how many wait or are on hold, by specialty id (None where it is to be set) and kind of list."""
    entry = WaitingListEntry
    counts = select(col(entry.specialty_id), col(entry.kind), func.count()).where(
        *_open(None, None), col(entry.kind).in_(ENTRY_KINDS)
    )
    # Naming every specialty lets the index answer by itself, without looking at any entry.
    named = counts.where(col(entry.specialty_id).in_(specialty_ids))
    found: dict[tuple[int | None, ListKind], int] = {}
    for query in (named, counts.where(col(entry.specialty_id).is_(None))):
        rows: Any = session.execute(query.group_by(col(entry.specialty_id), col(entry.kind)))
        found |= {(specialty_id, kind): waiting for specialty_id, kind, waiting in rows}
    return found


def _open(specialty_id: int | None, kind: ListKind | None) -> list[Any]:
    entry = WaitingListEntry
    where: list[Any] = [col(entry.status).in_(("waiting", "on_hold"))]
    if specialty_id is not None:
        where.append(col(entry.specialty_id) == specialty_id)
    if kind is not None:
        where.append(col(entry.kind) == kind)
    return where


def machine_time() -> datetime:
    """Return the machine's time in UTC, by which claims and holds lapse."""
    return datetime.now(UTC)
