"""Findings of the technical checks with their patients, for a list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.queries.patients.patients import patient_rows
from clerkdesk.data.queries.validation.checks import CHECKS
from clerkdesk.data.tables import Pathway, Specialty, WaitingListEntry
from clerkdesk.rules.validation.findings import Finding
from clerkdesk.rules.values.entries import EntryStatus


@dataclass(frozen=True, slots=True)
class ListedFinding:
    """One finding with its patient; names are empty if it is about nobody."""

    finding: Finding
    title: str
    """The subject of the check, in a few words."""
    entry_id: int | None
    """Its need, or the first open one of its pathway."""
    family_name: str
    given_name: str
    date_of_birth: date | None
    specialty_code: str
    specialty_name: str
    """Both empty for a finding without a pathway, or if the pathway needs its specialty."""


@dataclass(frozen=True, slots=True)
class ListedFindings:
    """The requested number of findings, the severest first, and the total."""

    rows: tuple[ListedFinding, ...]
    total: int


def listed(session: Session, findings: Sequence[Finding]) -> tuple[ListedFinding, ...]:
    """Return findings in their order, each with its patient, specialty and need."""
    people = patient_rows(session, list(_ids(finding.patient_id for finding in findings)))
    pathways = list(_ids(finding.pathway_id for finding in findings))
    specialties, entries = _specialties(session, pathways), _first_needs(session, pathways)
    found = []
    for finding in findings:
        person = people.get(finding.patient_id or 0)
        code, name = specialties.get(finding.pathway_id or 0, ("", ""))
        found.append(
            ListedFinding(
                finding=finding,
                title=CHECKS[finding.rule].title if finding.rule in CHECKS else "The database itself",
                entry_id=finding.entry_id or entries.get(finding.pathway_id or 0),
                family_name=person.family_name if person else "",
                given_name=person.given_name if person else "",
                date_of_birth=person.date_of_birth if person else None,
                specialty_code=code,
                specialty_name=name,
            )
        )
    return tuple(found)


def _ids(ids: Iterable[int | None]) -> set[int]:
    return {row_id for row_id in ids if row_id is not None}


def _specialties(session: Session, pathway_ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    rows = session.execute(
        select(col(Pathway.id), col(Specialty.code), col(Specialty.name))
        .join(Specialty, col(Specialty.id) == col(Pathway.specialty_id))
        .where(col(Pathway.id).in_(pathway_ids))
    )
    return {row.id: (row.code, row.name) for row in rows}


def _first_needs(session: Session, pathway_ids: Sequence[int]) -> dict[int, int]:
    entry = WaitingListEntry
    first = func.min(entry.id).label("first")
    rows = session.execute(
        select(col(entry.pathway_id), first)
        .where(col(entry.pathway_id).in_(pathway_ids), col(entry.status) != EntryStatus.CLOSED)
        .group_by(col(entry.pathway_id))
    )
    return {row.pathway_id: row.first for row in rows}
