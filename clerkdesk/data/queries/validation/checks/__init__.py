"""The technical checks (R-306, R-309, RULES 13.1), a query each. Drift and damage are in `drift` and `integrity`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, Protocol, cast

from sqlalchemy import BindParameter, Select, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from clerkdesk.data.giving_way import prepare
from clerkdesk.data.queries.validation.checks import (
    belonging,
    bookings,
    cancer,
    clock,
    open_needs,
    records,
    steps,
    tellings,
    values,
    waiting,
)
from clerkdesk.data.queries.validation.checks.base import Check, CheckContext, Probe
from clerkdesk.rules.validation.findings import Finding
from clerkdesk.rules.values.date_words import day_words

_MODULES = (belonging, bookings, cancer, clock, open_needs, records, steps, tellings, values, waiting)
CHECKS: dict[str, Check] = {
    check.rule: check
    for check in sorted((check for module in _MODULES for check in module.CHECKS), key=lambda check: check.rule)
}
"""Every check by its number: DQ01 to DQ22 of R-309, the desk's own from DQ23 on, then PLACE."""


class _FoundColumns(Protocol):
    """The columns of a probe, as `base.found` selects them."""

    patient_id: int | None
    pathway_id: int | None
    entry_id: int | None
    appointment_id: int | None
    number: int | None
    day: date | None


_PATHWAYS, _PATIENTS = "pathways_asked_about", "patients_asked_about"


def findings(
    session: Session, check: Check, context: CheckContext, *, about: Mapping[int, int] | None = None
) -> Iterator[Finding]:
    """Yield the findings of one check.

    Args:
        session: to read with.
        check: one of `CHECKS`.
        context: the moment and the settings.
        about: ids of pathways, each with its patient's, to check only these; None for the whole database.
    """
    asked = None if about is None else {_PATHWAYS: list(about), _PATIENTS: list(set(about.values()))}
    for probe, query in _queries(check, context, asked is None):
        for row in cast("Iterable[_FoundColumns]", session.execute(query, asked)):
            yield Finding(
                check.rule, check.severity, row.patient_id, row.pathway_id, row.entry_id, row.appointment_id,
                _sentence(probe.sentence, row), probe.fix or check.fix, probe.mend or check.mend,
            )  # fmt: skip


def prepare_all(session: Session, context: CheckContext) -> None:
    """Compile the queries that check the whole database, and run none."""
    for check in CHECKS.values():
        for _probe, query in _queries(check, context, True):
            prepare(session, query)


@lru_cache(maxsize=4 * len(CHECKS))
def _queries(check: Check, context: CheckContext, of_all: bool) -> tuple[tuple[Probe, Select[Any]], ...]:
    """Return each probe with its query. Making a query takes longer than running it, and few differ within a day."""
    made: list[tuple[Probe, Select[Any]]] = []
    for probe in check.probes:
        rows = probe.query(context).subquery()
        query: Select[Any] = select(rows)
        if not of_all:
            of_patients = and_(rows.c.pathway_id.is_(None), rows.c.patient_id.in_(_any_of(_PATIENTS)))
            query = query.where(or_(rows.c.pathway_id.in_(_any_of(_PATHWAYS)), of_patients))
        made.append((probe, query))
    return tuple(made)


def _any_of(name: str) -> BindParameter[Any]:
    return bindparam(name, expanding=True)


def _sentence(template: str, row: _FoundColumns) -> str:
    return template.format(day=day_words(row.day) if row.day is not None else "an unknown day", number=row.number)


__all__ = ["CHECKS", "Check", "CheckContext", "Finding", "findings", "prepare_all"]
