"""The pages of F7: the position in the timetable, and its rows. `columns` has the columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from clerkdesk.keys.placeholders import key_for
from clerkdesk.rules.patients.people import display_name
from clerkdesk.rules.values.date_words import count_words, day_words, short_day_words
from clerkdesk.rules.values.slots import SessionStatus
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.widgets.plain import joined

if TYPE_CHECKING:
    from clerkdesk.rules.booking.rows import AppointmentRow
    from clerkdesk.rules.clinics.rows import SessionRow, SlotInSession, UnfilledSlot
    from clerkdesk.rules.waiting_list.rows import EntryRow
    from clerkdesk.services.clinics.rebooking import ProposedDate, Unplaced
    from clerkdesk.services.desk.facade import Desk

Level = Literal["week", "day", "clinic", "session", "unfilled", "rebooking"]
_WEEK = timedelta(days=7)
_NO_CLINICS = (
    "No clinic is held {when}. Left and Right go back and on, 0 shows the week and 1 to 7 a day of it; on the command "
    "line, clerkdesk publish --until DATE makes the sessions."
)
_EMPTY: dict[Level, str] = {
    "week": _NO_CLINICS.format(when="in this week"),
    "day": _NO_CLINICS.format(when="on this day"),
    "clinic": f"This clinic has no session in this week. {key_for('back')} goes back to the week.",
    "session": f"This session has no slots. {key_for('back')} goes back.",
    "rebooking": f"Nobody of this session waits for a new date. {key_for('back')} goes back.",
    "unfilled": f"Every slot of the next ten working days is filled, or stopped. {key_for('back')} goes back.",
}


@dataclass(frozen=True, slots=True)
class TimetablePosition:
    """The position of the screen in the timetable."""

    level: Level
    day: date
    """For a week, any day in it."""
    clinic_id: int = 0
    """For `clinic`: the clinic whose sessions of the week are listed."""
    session_id: int = 0
    """For `session` and `rebooking`: the session whose slots, or whose displaced patients, are listed."""

    @property
    def monday(self) -> date:
        """The first day of the week."""
        return self.day - timedelta(days=self.day.weekday())

    def stepped(self, step: int) -> TimetablePosition:
        """Return the position a week or a day later, or earlier."""
        return replace(self, day=self.day + (timedelta(days=step) if self.level == "day" else step * _WEEK))


@dataclass(frozen=True, slots=True)
class TimetableLine:
    """One row: the sessions of a clinic in a week, a session, a slot with a patient or free capacity, a free slot."""

    sessions: tuple[SessionRow, ...] = ()
    """More than one only on the page of a week."""
    clinic_id: int = 0
    """The clinic whose sessions of the week these are; 0 for a single session."""
    slot: SlotInSession | None = None
    patient: AppointmentRow | None = None
    unfilled: UnfilledSlot | None = None
    proposed: ProposedDate | None = None
    """A new date for a displaced patient."""
    unplaced: Unplaced | None = None
    """A displaced patient without one."""

    @property
    def displaced(self) -> EntryRow | None:
        """The need of a displaced patient."""
        found = self.proposed or self.unplaced
        return None if found is None else found.entry

    @property
    def key(self) -> str:
        """The key by which the cursor follows the row."""
        if self.displaced is not None:
            return f"entry {self.displaced.entry_id}"
        if self.patient is not None:
            return f"appointment {self.patient.appointment_id}"
        if self.slot is not None or self.unfilled is not None:
            return f"slot {self.free_slot}"
        return f"clinic {self.clinic_id}" if self.clinic_id else f"session {self.sessions[0].session_id}"

    @property
    def session(self) -> SessionRow | None:
        """The session of the row; None if the row has several."""
        return self.sessions[0] if len(self.sessions) == 1 else None

    @property
    def free_slot(self) -> int:
        """Id of a slot with free capacity; 0 without one."""
        if self.unfilled is not None:
            return self.unfilled.slot_id
        return self.slot.slot_id if self.slot is not None and self.patient is None else 0

    @property
    def name(self) -> str:
        """The patient's name; empty for a row without one."""
        who = self.patient or self.displaced
        return "" if who is None else display_name(who.family_name, who.given_name)


@dataclass(frozen=True, slots=True)
class TimetablePage:
    """The result of a read for one position."""

    position: TimetablePosition
    lines: tuple[TimetableLine, ...]
    headings: tuple[str, ...]
    weekend: bool = False
    """Whether the week has clinics on Saturday or Sunday."""
    why_empty: str = ""
    """Why it has no rows, if that is not the usual reason."""

    @property
    def empty(self) -> str:
        """The sentence for a page without rows."""
        return self.why_empty or _EMPTY[self.position.level]


def read_page(desk: Desk, position: TimetablePosition | None) -> TimetablePage:
    """Read a page of the timetable; by default this week."""
    here = position or TimetablePosition("week", desk.context.today)
    match here.level:
        case "week":
            return _week(desk, here)
        case "day":
            rows = desk.clinics.between(here.day, here.day)
            return TimetablePage(here, _each(rows), _headings(day_words(here.day), rows))
        case "clinic":
            rows = _of_week(desk, here, here.clinic_id)
            name = rows[0].clinic_name if rows else "Clinic"
            return TimetablePage(here, _each(rows), _headings(f"{name} · week of {short_day_words(here.monday)}", rows))
        case "session":
            return _session(desk, here)
        case "rebooking":
            return _rebooking(desk, here)
        case "unfilled":
            slots = desk.clinics.unfilled()
            heading = f"Unfilled in ten working days · {count_words(sum(slot.free for slot in slots), 'slot')}"
            return TimetablePage(here, tuple(TimetableLine(unfilled=slot) for slot in slots), (heading,))


def _week(desk: Desk, here: TimetablePosition) -> TimetablePage:
    rows = _of_week(desk, here)
    by_clinic: dict[int, list[SessionRow]] = {}
    for row in sorted(rows, key=lambda row: (row.clinic_name.casefold(), row.clinic_id, row.starts_at)):
        by_clinic.setdefault(row.clinic_id, []).append(row)
    lines = tuple(TimetableLine(tuple(sessions), clinic_id) for clinic_id, sessions in by_clinic.items())
    weekend = any(row.day.weekday() > 4 for row in rows)
    return TimetablePage(here, lines, _headings(f"Week of {short_day_words(here.monday)}", rows), weekend)


def _of_week(desk: Desk, here: TimetablePosition, clinic_id: int = 0) -> tuple[SessionRow, ...]:
    rows = desk.clinics.between(here.monday, here.monday + timedelta(days=6))
    return tuple(row for row in rows if clinic_id in (0, row.clinic_id))


def _session(desk: Desk, here: TimetablePosition) -> TimetablePage:
    found = desk.clinics.session(here.session_id)
    if isinstance(found, WrongInput):
        return TimetablePage(here, (), ("Clinic",))
    lines: list[TimetableLine] = []
    for slot in found.slots:
        lines += [TimetableLine((found.session,), slot=slot, patient=patient) for patient in slot.patients]
        if slot.free or not slot.patients:
            lines.append(TimetableLine((found.session,), slot=slot))
    row = found.session
    title = f"{row.clinic_name} · {short_day_words(row.day)} {row.starts_at:%H:%M}"
    return TimetablePage(here, tuple(lines), _headings(title, [row]))


def _rebooking(desk: Desk, here: TimetablePosition) -> TimetablePage:
    found = desk.clinics.propose_rebooking(here.session_id)
    if isinstance(found, (Refused, WrongInput)):
        return TimetablePage(here, (), ("New dates",), why_empty=found.sentence)
    lines = [TimetableLine(proposed=each) for each in found.dates]
    lines += [TimetableLine(unplaced=each) for each in found.unplaced]
    row, dates = found.session, count_words(len(found.dates), "new date")
    title = f"New dates · {row.clinic_name} {short_day_words(row.day)}"
    without = f"{len(found.unplaced)} without" if found.unplaced else ""
    missed = f"{found.missed} past the target" if found.missed else ""
    return TimetablePage(here, tuple(lines), (joined((title, dates, missed, without)), joined((title, dates)), title))


def _each(rows: Iterable[SessionRow]) -> tuple[TimetableLine, ...]:
    return tuple(TimetableLine((row,)) for row in rows)


def _headings(title: str, rows: Sequence[SessionRow]) -> tuple[str, ...]:
    """Return `Week of Mon 23 Nov · 48 sessions · 512 of 640 booked · 2 stopped`, and shorter forms."""
    capacity = sum(row.capacity for row in rows)
    booked = f"{sum(row.booked for row in rows)} of {capacity} booked" if capacity else ""
    sessions = count_words(len(rows), "session") if len(rows) != 1 else ""
    stopped = sum(row.status == SessionStatus.STOPPED for row in rows)
    stopped_words = f"{stopped} stopped" if stopped else ""
    return joined((title, sessions, booked, stopped_words)), joined((title, booked)), title
