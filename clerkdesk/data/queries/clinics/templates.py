"""The weekly templates of clinics, each as a pattern that the rules expand over the calendar."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Protocol, cast

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.tables import Clinic, ClinicTemplate, TemplateSlot
from clerkdesk.rules.clinics.schedule import Pattern, SlotRun
from clerkdesk.rules.values.slots import Recurrence


class _PatternColumns(Protocol):
    """The columns of a template with its clinic, as `patterns_of` selects them."""

    id: int
    clinic_id: int
    weekday: int
    recurrence: Recurrence
    nth: str
    anchor: date | None
    starts: time
    valid_from: date
    valid_to: date | None
    code: str
    professional_id: int | None
    site_id: int


@dataclass(frozen=True, slots=True)
class PublishedPattern:
    """A template with the clinic whose sessions are made from it."""

    template_id: int
    clinic_id: int
    clinic_code: str
    professional_id: int | None
    site_id: int
    pattern: Pattern


def patterns_of(session: Session, clinic_id: int | None = None) -> list[PublishedPattern]:
    """Return the templates of a clinic, or of every clinic that is in use, by clinic code and start."""
    query = (
        select(
            col(ClinicTemplate.id), col(ClinicTemplate.clinic_id), col(ClinicTemplate.weekday),
            col(ClinicTemplate.recurrence), col(ClinicTemplate.nth), col(ClinicTemplate.anchor),
            col(ClinicTemplate.starts), col(ClinicTemplate.valid_from), col(ClinicTemplate.valid_to),
            col(Clinic.code), col(Clinic.professional_id), col(Clinic.site_id),
        )
        .join(Clinic, col(Clinic.id) == col(ClinicTemplate.clinic_id))
        .order_by(col(Clinic.code), col(ClinicTemplate.weekday), col(ClinicTemplate.starts), col(ClinicTemplate.id))
    )  # fmt: skip
    in_use = col(Clinic.active).is_(True) if clinic_id is None else col(Clinic.id) == clinic_id
    rows = cast("Sequence[_PatternColumns]", session.execute(query.where(in_use)).all())
    slots = _slots(session, [row.id for row in rows])
    return [
        PublishedPattern(
            template_id=row.id,
            clinic_id=row.clinic_id,
            clinic_code=row.code,
            professional_id=row.professional_id,
            site_id=row.site_id,
            pattern=_pattern(row, tuple(slots[row.id])),
        )
        for row in rows
    ]


def _pattern(row: _PatternColumns, slots: tuple[SlotRun, ...]) -> Pattern:
    return Pattern(
        weekday=row.weekday,
        recurrence=row.recurrence,
        starts=row.starts,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        slots=slots,
        nth=tuple(int(ordinal) for ordinal in row.nth.split(",") if ordinal),
        anchor=row.anchor,
    )


def _slots(session: Session, template_ids: list[int]) -> dict[int, list[SlotRun]]:
    slot = TemplateSlot
    query = select(
        col(slot.template_id), col(slot.count), col(slot.minutes), col(slot.kind), col(slot.capacity)
    ).order_by(col(slot.template_id), col(slot.position))  # fmt: skip
    runs: dict[int, list[SlotRun]] = defaultdict(list)
    wanted = query.where(col(slot.template_id).in_(template_ids))
    for template_id, count, minutes, kind, capacity in session.execute(wanted):
        runs[template_id].append(SlotRun(count, minutes, kind, capacity))
    return runs
