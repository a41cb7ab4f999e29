"""Keeps weekly templates from a clinics file. A change affects only sessions still to be published.

Clinic, weekday, start time and first day identify a template.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.current_columns import drift, write
from clerkdesk.data.queries.clinics.templates import PublishedPattern, patterns_of
from clerkdesk.data.tables import Clinic, ClinicSession, ClinicTemplate, TemplateSlot
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.interop.clinics.clinic_records import ClinicsRecord, TemplateRecord
from clerkdesk.interop.reading.records import Row
from clerkdesk.rules.clinics.schedule import Pattern, first_clash
from clerkdesk.rules.values.date_words import WEEKDAY_NAMES, count_words, day_words
from clerkdesk.services.imports.report import RowKept, RowRejected

Key = tuple[str, int, time, date]
"""Clinic code, weekday, start and first day of validity."""


class TemplateKeeper:
    """Keeps the templates of one file, and knows which of the desk's templates it covers."""

    def __init__(self, rows: Sequence[Row[ClinicsRecord]]) -> None:
        self._in_file = {_key(row.record) for row in rows if isinstance(row.record, TemplateRecord)}

    def keep(self, act: ActWork, record: TemplateRecord) -> RowKept | RowRejected:
        """Add or update a template; reject one that clashes with a template outside the file."""
        act.session.flush()
        clinic = act.session.execute(select(Clinic).where(col(Clinic.code) == record.clinic)).scalar_one()
        standing = patterns_of(act.session, clinic.id)
        mine = next((each for each in standing if (record.clinic, *_when(each.pattern)) == _key(record)), None)
        for other in standing:
            stays = (record.clinic, *_when(other.pattern)) not in self._in_file
            day = first_clash(other.pattern, record.pattern) if stays else None
            if day is not None:
                return RowRejected(_clash(other, day))
        if mine is None:
            _add(act, clinic.id, record.pattern)
            return RowKept("added")
        if mine.pattern == record.pattern:
            return RowKept("unchanged")
        _change(act, mine, record.pattern)
        return RowKept("updated", _already_published(act, mine.template_id))


def _key(record: TemplateRecord) -> Key:
    return (record.clinic, *_when(record.pattern))


def _when(pattern: Pattern) -> tuple[int, time, date]:
    return pattern.weekday, pattern.starts, pattern.valid_from


def _clash(other: PublishedPattern, day: date) -> str:
    pattern = other.pattern
    when = f"{WEEKDAY_NAMES[pattern.weekday]} {pattern.starts:%H:%M} from {pattern.valid_from.isoformat()}"
    return (
        f"starts: the clinic has a template already ({when}) that runs at the same time, first on {day_words(day)}. "
        "Put that one in the file too, with a valid_to before this one's valid_from."
    )


def _columns(pattern: Pattern) -> dict[str, Any]:
    return {
        "weekday": pattern.weekday,
        "recurrence": pattern.recurrence,
        "nth": ",".join(map(str, pattern.nth)),
        "anchor": pattern.anchor,
        "starts": pattern.starts,
        "valid_from": pattern.valid_from,
        "valid_to": pattern.valid_to,
    }


def _add(act: ActWork, clinic_id: int, pattern: Pattern) -> None:
    template = act.add(ClinicTemplate(clinic_id=clinic_id, **_columns(pattern)))
    _add_slots(act, template.id, pattern)


def _add_slots(act: ActWork, template_id: int, pattern: Pattern) -> None:
    act.session.add_all(
        TemplateSlot(
            template_id=template_id,
            position=position,
            count=run.count,
            minutes=run.minutes,
            kind=run.kind,
            capacity=run.capacity,
        )
        for position, run in enumerate(pattern.slots, start=1)
    )


def _change(act: ActWork, mine: PublishedPattern, pattern: Pattern) -> None:
    template = act.session.get_one(ClinicTemplate, mine.template_id)
    if drift(template, _columns(pattern)):
        write(template, _columns(pattern))
    if mine.pattern.slots != pattern.slots:
        for old in act.session.execute(
            select(TemplateSlot).where(col(TemplateSlot.template_id) == template.id)
        ).scalars():
            act.session.delete(old)
        act.session.flush()
        _add_slots(act, template.id, pattern)


def _already_published(act: ActWork, template_id: int) -> tuple[str, ...]:
    ahead = _sessions_after(act.session, template_id, act.event_at.date())
    if not ahead:
        return ()
    return (f"{count_words(ahead, 'session')} to come, published before, stay as they are.",)


def _sessions_after(session: Session, template_id: int, today: date) -> int:
    query = select(func.count()).select_from(ClinicSession)
    mine = col(ClinicSession.template_id) == template_id
    return session.execute(query.where(mine, col(ClinicSession.session_date) > today)).scalar_one()
