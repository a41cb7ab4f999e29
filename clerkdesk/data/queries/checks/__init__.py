"""The technical checks (R-309 and RULES 13.1), a query each. Drift and damage are in `drift` and `integrity`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from clerkdesk.data.queries.checks import clock, places, records, waiting
from clerkdesk.data.queries.checks.base import Check, CheckContext, Mend, Severity
from clerkdesk.rules.date_words import day_words

CHECKS: dict[str, Check] = {
    check.rule: check
    for check in sorted((*clock.CHECKS, *waiting.CHECKS, *records.CHECKS, *places.CHECKS), key=lambda check: check.rule)
}
"""Every check by its number: DQ01 to DQ22, then PLACE."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a check found, about one entry, pathway, appointment or patient (row ids)."""

    rule: str
    severity: Severity
    patient_id: int | None
    pathway_id: int | None
    entry_id: int | None
    appointment_id: int | None
    sentence: str
    fix: str
    mend: Mend


def findings(
    session: Session, check: Check, context: CheckContext, *, about: Mapping[int, int] | None = None
) -> Iterator[Finding]:
    """Yield what one check finds.

    Args:
        session: to read with.
        check: one of `CHECKS`.
        context: the moment and the settings.
        about: ids of pathways, each with its patient's, to ask about these alone; None for the whole database.
    """
    for probe in check.probes:
        rows = probe.query(context).subquery()
        query = select(rows)
        if about is not None:
            of_patients = and_(rows.c.pathway_id.is_(None), rows.c.patient_id.in_(set(about.values())))
            query = query.where(or_(rows.c.pathway_id.in_(list(about)), of_patients))
        for row in session.execute(query):
            yield Finding(
                check.rule, check.severity, row.patient_id, row.pathway_id, row.entry_id, row.appointment_id,
                _sentence(probe.sentence, row), check.fix, check.mend,
            )  # fmt: skip


def _sentence(template: str, row: Any) -> str:
    day: date | None = row.day
    return template.format(day=day_words(day) if day is not None else "an unknown day", number=row.number)


__all__ = ["CHECKS", "Check", "CheckContext", "Finding", "findings"]
