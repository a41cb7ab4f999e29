"""The columns of F7: booked slots of the week by weekday, sessions, slots with patients, and free slots."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from clerkdesk.rules.values.appointments import AppointmentStatus
from clerkdesk.rules.values.date_words import short_day_words, short_moment_words
from clerkdesk.rules.values.filtering import Sought
from clerkdesk.rules.values.slots import SessionStatus
from clerkdesk.screens.booking.waiting import due_cell
from clerkdesk.screens.clinics.lines import TimetableLine, TimetablePage
from clerkdesk.widgets.cells import clinic_cell, clinicians_cell, name_cell
from clerkdesk.widgets.columns import Cell, Column, Tone
from clerkdesk.widgets.plain import joined

if TYPE_CHECKING:
    from clerkdesk.rules.clinics.rows import SessionRow

STOPPED = "■"
"""Marks a session that is stopped; the line below the list says so in words."""
_METER_CELLS = 8
_DUE_WIDTH = 11
_WORKING_DAYS, _WHOLE_WEEK = 5, 7


def columns_for(page: TimetablePage) -> tuple[Column[TimetableLine], ...]:
    """Return the columns of a page of the timetable."""
    match page.position.level:
        case "week":
            return _week(page)
        case "session":
            return _SLOTS
        case "unfilled":
            return _UNFILLED
        case "rebooking":
            return _REBOOKING
        case "day":
            return (_TIMES, *_SESSION)
        case "clinic":
            # The heading names the clinic: on a narrow screen its column leaves its room to the clinician.
            clinic, *others = _SESSION
            day: Column[TimetableLine] = Column("Day", lambda line: short_day_words(line.sessions[0].day), 10)
            return (day, _TIMES, replace(clinic, priority=1), *others)


def sought(line: TimetableLine) -> Sought:
    """Return the text that the filter searches."""
    if line.patient is not None:
        row = line.patient
        return Sought(row.family_name, row.given_name, row.date_of_birth, (row.reference, row.nhs_number))
    if line.displaced is not None:
        need = line.displaced
        return Sought(need.family_name, need.given_name, need.date_of_birth, (need.nhs_number,))
    found = [
        word
        for row in line.sessions
        for word in (row.clinic_code, row.clinic_name, row.specialty_name, row.professional)
    ]
    if line.unfilled is not None:
        free = line.unfilled
        found += [free.clinic_name, free.specialty_name, free.professional, free.kind.replace("_", " ")]
    return Sought(other=tuple(found))


def tone_of(line: TimetableLine) -> Tone:
    """Return the tone of a row: muted if it can't be booked any more."""
    session = line.session
    return "muted" if session is not None and session.status in (SessionStatus.CLOSED, SessionStatus.CANCELLED) else ""


def fill_words(rows: Iterable[SessionRow]) -> str:
    """Return how full some sessions are: `8/12`, with slots being offered `8/12+1`, and the mark of a stopped one."""
    sessions = tuple(rows)
    held = sum(row.held for row in sessions)
    stopped = STOPPED if any(row.status == SessionStatus.STOPPED for row in sessions) else ""
    offered = f"+{held}" if held else ""
    return f"{sum(row.booked for row in sessions)}/{sum(row.capacity for row in sessions)}{offered}{stopped}"


def _week(page: TimetablePage) -> tuple[Column[TimetableLine], ...]:
    days = [
        page.position.monday + timedelta(days=number)
        for number in range(_WHOLE_WEEK if page.weekend else _WORKING_DAYS)
    ]
    width = 7 if page.weekend else 8
    return (
        Column("Clinic", lambda line: clinic_cell(line.sessions[0].clinic_name), 14, 34),
        *(Column(short_day_words(day)[:6], partial(_on_weekday, weekday=day.weekday()), width) for day in days),
        Column("Clinician", _clinicians, 14, 24, priority=1),
        Column("Specialty", lambda line: line.sessions[0].specialty_name, 14, 22, priority=2),
    )


def _on_weekday(line: TimetableLine, weekday: int) -> Cell:
    rows = [row for row in line.sessions if row.day.weekday() == weekday]
    if not rows:
        return Cell("·", "muted")
    return Cell(fill_words(rows), _tone_of_fill(rows))


def _tone_of_fill(rows: Iterable[SessionRow]) -> Tone:
    sessions = tuple(rows)
    if any(row.status == SessionStatus.STOPPED for row in sessions):
        return "warning"
    free = sum(row.capacity - row.booked - row.held for row in sessions)
    return "good" if free > 0 else "muted"


def _clinicians(line: TimetableLine) -> Cell:
    return clinicians_cell(row.professional or "" for row in line.sessions)


def _fill(line: TimetableLine) -> Cell:
    row = line.sessions[0]
    taken = min(_METER_CELLS, round(_METER_CELLS * row.booked / row.capacity)) if row.capacity else 0
    meter = "▮" * taken + "▯" * (_METER_CELLS - taken)
    return Cell(f"{meter} {fill_words((row,))}", _tone_of_fill((row,)))


def _status(line: TimetableLine) -> Cell:
    row = line.sessions[0]
    reason = f": {row.status_reason}" if row.status_reason else ""
    return Cell(f"{row.status}{reason}", "warning" if row.status == SessionStatus.STOPPED else "")


def _who(line: TimetableLine) -> Cell:
    if line.patient is not None:
        return name_cell(line.name)
    slot = line.slot
    if slot is None or not slot.free:
        return Cell(f"offered by {', '.join(slot.offered_by)}" if slot and slot.offered_by else "taken", "muted")
    return Cell("free" if slot.capacity == 1 else f"{slot.free} of {slot.capacity} free", "good")


def _state(line: TimetableLine) -> str:
    if line.patient is None:
        return ""
    return "" if line.patient.status == AppointmentStatus.BOOKED else line.patient.status.replace("_", " ")


_TIMES: Column[TimetableLine] = Column(
    "Time", lambda line: f"{line.sessions[0].starts_at:%H:%M}-{line.sessions[0].ends_at:%H:%M}", 11
)
_SESSION: tuple[Column[TimetableLine], ...] = (
    Column("Clinic", lambda line: clinic_cell(line.sessions[0].clinic_name), 14, 30),
    Column("Booked", _fill, 15, 17),
    Column("Booking", _status, 10, 40),
    Column("Clinician", _clinicians, 12, 22),
    Column("Site", lambda line: line.sessions[0].site_name, 14, 26, priority=2),
)
_SLOTS: tuple[Column[TimetableLine], ...] = (
    Column("Time", lambda line: f"{line.slot.starts_at:%H:%M}" if line.slot else "", 5),
    Column("Min", lambda line: str(line.slot.minutes) if line.slot else "", 3, right=True),
    Column("Kind", lambda line: line.slot.kind.replace("_", " ") if line.slot else "", 9, 16),
    Column("Patient", _who, 24, 36),
    Column("State", _state, 16),
    Column("Reference", lambda line: line.patient.reference if line.patient else "", 9),
)


def _new_date(line: TimetableLine) -> Cell:
    if line.proposed is not None:
        return Cell(short_moment_words(line.proposed.slot.starts), "good")
    return Cell("no slot", "alert")


def _new_due(line: TimetableLine) -> Cell:
    target = line.proposed.target if line.proposed is not None else None
    return due_cell(target, _DUE_WIDTH) if target is not None else Cell("")


def _with_whom(line: TimetableLine) -> Cell:
    if line.proposed is not None:
        return Cell(joined((line.proposed.names.clinic, line.proposed.names.professional)))
    return Cell(line.unplaced.why if line.unplaced is not None else "", "muted")


_REBOOKING: tuple[Column[TimetableLine], ...] = (
    Column("Patient", lambda line: name_cell(line.name), 18, 30),
    Column("Was", lambda line: short_moment_words(found.was) if (found := line.proposed or line.unplaced) else "", 16),
    Column("New date", _new_date, 16),
    Column("Due", _new_due, _DUE_WIDTH),
    Column("With", _with_whom, 10, 60),
)
_UNFILLED: tuple[Column[TimetableLine], ...] = (
    Column("When", lambda line: short_moment_words(line.unfilled.starts_at) if line.unfilled else "", 16),
    Column("Clinic", lambda line: line.unfilled.clinic_name if line.unfilled else "", 16, 34),
    Column("Kind", lambda line: line.unfilled.kind.replace("_", " ") if line.unfilled else "", 9, 16),
    Column("Free", lambda line: str(line.unfilled.free) if line.unfilled else "", 4, right=True),
    Column(
        "Clinician", lambda line: clinicians_cell([(line.unfilled.professional or "") if line.unfilled else ""]), 14, 24
    ),
)
