"""The parts of a technical check: its number, its queries, the sentence of a finding, and the fix."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, Select, String, case, cast, exists, literal, null, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from clerkdesk.data.facts import counts
from clerkdesk.data.project_pathways import CORRECTS
from clerkdesk.data.queries.base.conditions import OPEN_STATUSES
from clerkdesk.data.queries.base.dialects import json_text
from clerkdesk.data.queries.inbox.inbox import OPEN
from clerkdesk.data.tables import (
    Appointment,
    ClinicalReview,
    InboxItem,
    Pathway,
    RttEvent,
    Specialty,
    WaitingListEntry,
)
from clerkdesk.rules.rtt.transitions import STOP_CODES
from clerkdesk.rules.validation.findings import Mend, Severity
from clerkdesk.rules.values.appointments import AppointmentStatus, Attendance
from clerkdesk.rules.values.reviews import ReviewStatus
from clerkdesk.settings import PolicySettings

IN_THE_BUILDING = (
    AppointmentStatus.ARRIVED,
    AppointmentStatus.WITH_CLINICIAN,
    AppointmentStatus.SEEN,
    AppointmentStatus.LEFT,
)
"""Statuses of a live appointment whose outcome is still to come."""
SEEN = (Attendance.ATTENDED, Attendance.ATTENDED_LATE)
"""ATTENDED OR DID NOT ATTEND codes of somebody who was seen (R-400)."""
RTT_STOPS = tuple(sorted(STOP_CODES))


@dataclass(frozen=True, slots=True)
class CheckContext:
    """The local day, and the settings in force, for which the checks run."""

    today: date
    policy: PolicySettings
    specialty_policy: tuple[tuple[str, PolicySettings], ...]
    """By specialty code, for specialties that differ from the trust."""
    outcome_before: date
    """Last day whose attendances should have an outcome: one working day has passed (DQ02)."""

    @property
    def midnight(self) -> datetime:
        """The start of the local day."""
        return datetime.combine(self.today, datetime.min.time())

    def days_ago(self, days: int) -> date:
        """Return the day a number of days before today."""
        return self.today - timedelta(days=days)

    def setting(self, read: Callable[[PolicySettings], int]) -> ColumnElement[int]:
        """Return a setting as an expression over the joined `Specialty`, each specialty with its own."""
        whens = [(col(Specialty.code) == code, read(policy)) for code, policy in self.specialty_policy]
        return case(*whens, else_=read(self.policy)) if whens else literal(read(self.policy))


@dataclass(frozen=True, slots=True)
class Probe:
    """One query of a check, and the sentence of its finding, in which `{day}` and `{number}` are its columns."""

    sentence: str
    query: Callable[[CheckContext], Select[Any]]
    fix: str = ""
    """The fix of this query's finding, for a clerk; empty for the whole check's fix."""
    mend: Mend | None = None
    """The desk's act that mends it; None for the whole check's act."""


@dataclass(frozen=True, slots=True)
class Check:
    """One technical check (R-309, RULES 13.1)."""

    rule: str
    severity: Severity
    title: str
    mend: Mend
    fix: str
    """The fix, for a clerk."""
    probes: tuple[Probe, ...]


def found(
    patient: Any, pathway: Any = None, entry: Any = None, appointment: Any = None, day: Any = None, number: Any = None
) -> Select[Any]:
    """Return the select of a probe: patient and row, with the day and the number of its sentence."""
    ids = {"patient_id": patient, "pathway_id": pathway, "entry_id": entry, "appointment_id": appointment}
    columns = [_or_nothing(value, Integer).label(name) for name, value in (ids | {"number": number}).items()]
    return select(*columns, _or_nothing(day, Date).label("day"))


def _or_nothing(value: Any, kind: Any) -> Any:
    return cast(null(), kind) if value is None else value


def stands(event: Any) -> ColumnElement[bool]:
    """Return the condition that a clock fact, `RttEvent` or its alias, counts and is not corrected."""
    correcting = aliased(RttEvent)
    # The outer query may be nested itself, so the correlation is explicit.
    corrected = (
        exists()
        .where(
            col(correcting.pathway_id) == col(event.pathway_id),
            counts(correcting),
            json_text(correcting.details, CORRECTS) == cast(col(event.id), String),
        )
        .correlate(event)
    )
    return counts(event) & ~corrected


@cache
def has_open_need() -> ColumnElement[bool]:
    """Return the condition that one of a pathway's needs is open, on a list or in an appointment."""
    entry = WaitingListEntry
    return exists().where(col(entry.pathway_id) == col(Pathway.id), col(entry.status).in_(OPEN_STATUSES))


@cache
def was_seen() -> ColumnElement[bool]:
    """Return the condition that an appointment of a pathway took place."""
    seen = Appointment
    return exists().where(
        col(seen.pathway_id) == col(Pathway.id),
        col(seen.live).is_(True),
        (col(seen.attendance_code).in_(SEEN))
        | (col(seen.status).in_((*IN_THE_BUILDING, AppointmentStatus.OUTCOME_RECORDED))),
    )


@cache
def has_open_review() -> ColumnElement[bool]:
    """Return the condition that a pathway has a review to decide, or a decision still to be told."""
    review = ClinicalReview
    return exists().where(
        col(review.pathway_id) == col(Pathway.id), col(review.status).in_((ReviewStatus.OPEN, ReviewStatus.DECIDED))
    )


@cache
def has_open_item() -> ColumnElement[bool]:
    """Return the condition that somebody has a task, message or escalation about a pathway."""
    item = InboxItem
    return exists().where(col(item.pathway_id) == col(Pathway.id), col(item.status).in_(OPEN))


def appointment_with_pathway(query: Select[Any]) -> Select[Any]:
    """Return a select over `Appointment` with its pathway joined."""
    return query.select_from(Appointment).join(Pathway, col(Pathway.id) == col(Appointment.pathway_id))


def later_fact(table: Any, alias: Any, *where: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the condition that another counting fact of the same pathway fits."""
    return exists().where(alias.pathway_id == table.pathway_id, stands(alias), *where)
