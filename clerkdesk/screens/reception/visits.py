"""Reads and draws the list of F6: its rows, columns and heading."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from clerkdesk.keys.placeholders import key_for
from clerkdesk.rules.booking.slot_legality import MEDIUM_WORDS
from clerkdesk.rules.booking.slots import FACE_TO_FACE
from clerkdesk.rules.patients.people import display_name, initials
from clerkdesk.rules.patients.telling_apart import OnList, what_tells_apart
from clerkdesk.rules.values.appointments import AppointmentStatus
from clerkdesk.rules.values.date_words import count_words, short_day_words
from clerkdesk.rules.values.filtering import Sought
from clerkdesk.screens.desk.host import InHand, label_of
from clerkdesk.widgets.cells import clinic_cell, clinicians_cell, name_cell
from clerkdesk.widgets.columns import Cell, Column, Tone
from clerkdesk.widgets.plain import joined

if TYPE_CHECKING:
    from clerkdesk.rules.booking.rows import AppointmentRow
    from clerkdesk.rules.reception.rows import ReceptionRow
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.services.reception.board import BoardRow
    from clerkdesk.services.reception.closing_sessions import MissingOutcome

EVERY_RECEPTION = "All receptions"
OUTCOMES_MISSING = "Outcomes missing"
WAITING_FOR_OUTCOME = frozenset(
    {AppointmentStatus.ARRIVED, AppointmentStatus.WITH_CLINICIAN, AppointmentStatus.SEEN, AppointmentStatus.LEFT}
)
_FELL_AWAY = frozenset(
    {
        AppointmentStatus.CANCELLED,
        AppointmentStatus.MOVED,
        AppointmentStatus.ANNULLED,
        AppointmentStatus.DID_NOT_ATTEND,
        AppointmentStatus.LATE_NOT_SEEN,
    }
)
"""States of an appointment that did not take place: its need waits for another date."""
_OVER = frozenset(
    {
        AppointmentStatus.OUTCOME_RECORDED,
        AppointmentStatus.DID_NOT_ATTEND,
        AppointmentStatus.LATE_NOT_SEEN,
        AppointmentStatus.CANCELLED,
    }
)
_SAYS_MEDIUM = frozenset(MEDIUM_WORDS) - {FACE_TO_FACE}


@dataclass(frozen=True, slots=True)
class Shown:
    """Identifies a list: today at one reception (its id), today at all receptions, or the missing outcomes."""

    reception_desk_id: int | None = None
    missing: bool = False


@dataclass(frozen=True, slots=True)
class Visit:
    """One row: an appointment of today, or one of an earlier day without its outcome."""

    appointment: AppointmentRow
    today: date
    board: BoardRow | None = None
    """The row of the board; None for an earlier day."""
    missing: MissingOutcome | None = None
    told_by: str = ""
    """The detail that tells the patient from others of the same name on this list."""

    @property
    def key(self) -> int:
        """The appointment's id, by which the cursor follows it."""
        return self.appointment.appointment_id

    @property
    def reference(self) -> str:
        """The reference of the appointment."""
        return self.appointment.reference

    @property
    def name(self) -> str:
        """The name in lists."""
        return display_name(self.appointment.family_name, self.appointment.given_name)

    @property
    def initials(self) -> str:
        """The initials, for a public counter."""
        return initials(self.appointment.family_name, self.appointment.given_name)

    @property
    def is_expected(self) -> bool:
        """Whether the patient may still come to the desk today."""
        row = self.appointment
        return self.board is not None and row.status == AppointmentStatus.BOOKED and row.medium == FACE_TO_FACE

    @property
    def is_in_the_building(self) -> bool:
        """Whether the recorded arrival can still be taken back."""
        from clerkdesk.services.reception.arrivals import why_not_taken_back

        return why_not_taken_back(self.appointment) is None

    @property
    def is_to_note(self) -> bool:
        """Whether the visit is a cancellation of today that nobody has noted."""
        return self.board is not None and self.board.to_note is not None

    @property
    def is_over(self) -> bool:
        """Whether the visit needs nothing more."""
        return self.appointment.status in _OVER

    def waits_for_outcome(self, now: datetime) -> bool:
        """Return whether the visit has begun by a local time and has no outcome."""
        status = self.appointment.status
        begun = status == AppointmentStatus.BOOKED and self.appointment.starts_at <= now
        return status in WAITING_FOR_OUTCOME or begun

    @property
    def in_hand(self) -> InHand:
        """The patient, for the card: the cursor begins on the appointment, or on its need if it did not take place."""
        row = self.appointment
        begins = f"appointment:{row.appointment_id}" if row.status not in _FELL_AWAY else f"entry:{row.entry_id}"
        return InHand(row.patient_id, label_of(self.name, row.date_of_birth), begins)


@dataclass(frozen=True, slots=True)
class TodayPage:
    """The result of a read: every reception, and one list."""

    receptions: tuple[ReceptionRow, ...]
    shown: Shown
    day: date
    visits: tuple[Visit, ...]
    missing: int
    """Number of missing outcomes of earlier days."""

    @property
    def to_note(self) -> int:
        """Number of cancellations of today that nobody has noted."""
        return sum(visit.is_to_note for visit in self.visits)

    @property
    def title(self) -> str:
        """The name of the list."""
        if self.shown.missing:
            return OUTCOMES_MISSING
        names = {each.reception_desk_id: each.name for each in self.receptions}
        return names.get(self.shown.reception_desk_id or 0, EVERY_RECEPTION)


def read_page(desk: Desk, wanted: Shown | None) -> TodayPage:
    """Read a list; by default the list of the clerk's own reception, else of all receptions."""
    today = desk.context.today
    shown = wanted or Shown(desk.reception.own_reception())
    missing = desk.reception.missing()
    if shown.missing:
        visits = tuple(Visit(each.appointment, today, missing=each) for each in missing)
    else:
        board = desk.reception.board(today, None, shown.reception_desk_id)
        visits = tuple(Visit(row.appointment, today, row) for row in board.rows)
    told = what_tells_apart([_person(visit.appointment) for visit in visits])
    visits = tuple(replace(visit, told_by=words) for visit, words in zip(visits, told, strict=True))
    return TodayPage(desk.reception.receptions(), shown, today, visits, len(missing))


def _person(row: AppointmentRow) -> OnList:
    return OnList(row.family_name, row.given_name, row.date_of_birth, row.nhs_number or row.hospital_number or "")


def shown_with(desk: Desk, appointment_id: int) -> Shown | None:
    """Return the list with an appointment: the missing outcomes, or the day of all receptions; else None."""
    if any(each.appointment.appointment_id == appointment_id for each in desk.reception.missing()):
        return Shown(missing=True)
    today = desk.reception.board(desk.context.today, None, None)
    return Shown() if any(row.appointment.appointment_id == appointment_id for row in today.rows) else None


def headings(page: TodayPage) -> tuple[str, ...]:
    """Return the heading, `Level 2 · 12 expected · 3 waiting, longest 45 min`, and shorter forms."""
    if page.shown.missing:
        return (joined((page.title, count_words(page.missing, "appointment"))), page.title)
    rows = [visit.board for visit in page.visits if visit.board is not None]
    expected = sum(row.appointment.status == AppointmentStatus.BOOKED for row in rows)
    waits = [row.minutes_waited for row in rows if row.minutes_waited is not None]
    longest = f", longest {max(waits)} min" if waits else ""
    to_note = page.to_note
    few = (page.title, f"{expected} expected", f"{len(waits)} waiting")
    parts = (*few[:-1], f"{few[-1]}{longest}")
    cancelled = f"{to_note} cancelled to note" if to_note else ""
    missing = f"{page.missing} outcomes missing" if page.missing else ""
    # Cancellations to note stay in the shortest form: their rows may have scrolled out of view.
    short = f"{to_note} cancelled" if to_note else ""
    return (
        joined((*parts, cancelled, missing)),
        joined((*parts, cancelled)),
        joined((*few, cancelled)),
        joined((*few, short)),
        joined((page.title, short)),
    )


def empty_sentence(page: TodayPage) -> str:
    """Return what to do if nobody is on the list."""
    if page.shown.missing:
        return f"Every outcome of the days before is recorded. {key_for('choose_list')} shows a reception again."
    return (
        f"Nobody is booked here today. {key_for('choose_list')} chooses another reception or the outcomes "
        "that are missing, Left and "
        f"Right step through them; {key_for('find')} finds a patient who stands at the desk."
    )


def columns_for(shown: Shown, *, private: bool) -> tuple[Column[Visit], ...]:
    """Return the columns of a list; for a public counter only initials, state and place."""
    if shown.missing:
        return _missing_columns(private=private)
    if private:
        return (
            _TIME,
            Column("Patient", lambda visit: visit.initials, 8),
            Column("State", _state, 23, 28),
            Column("Clinic", _clinic, 20, 34),
            Column("Clinician", _clinician, 14, 24, priority=1),
        )
    return (
        _TIME,
        Column("Patient", _name, 16, 28, wish=24),
        Column("State", _state, 23, 26),
        Column("Clinic", _clinic, 11, 26, wish=22),
        Column("Needs", _needs, 13, 44),
        Column("Clinician", _clinician, 14, 22, priority=1),
        Column("Reference", lambda visit: visit.reference, 9, 9, priority=2),
    )


def _missing_columns(*, private: bool) -> tuple[Column[Visit], ...]:
    name = Column("Patient", (lambda visit: visit.initials) if private else _name, 16, 30)
    return (
        Column("Age", _age, 4, right=True),
        Column("When", lambda visit: f"{short_day_words(_day(visit))} {_time(visit)}", 16),
        name,
        Column("State", lambda visit: visit.missing.state if visit.missing else "", 14, 16),
        Column("Clinic", _clinic, 11, 26, wish=22),
        Column("Clinician", _clinician, 12, 22),
        Column("Reference", lambda visit: visit.reference, 9, 9, priority=2),
    )


def sought(visit: Visit) -> Sought:
    """Return the text that the filter searches, with the numbers on a patient's letter."""
    row = visit.appointment
    numbers = (row.nhs_number, row.hospital_number, visit.reference, _time(visit))
    clinic = (row.clinic_name, row.professional, row.specialty_name)
    return Sought(row.family_name, row.given_name, row.date_of_birth, (*numbers, *clinic))


def tone_of(visit: Visit) -> Tone:
    """Return the tone of a row: muted if the visit is over."""
    if visit.is_to_note:
        return "alert"
    return "muted" if visit.is_over else ""


def support_words(visit: Visit) -> tuple[str, ...]:
    """Return the support and alerts of a visit, the most important first."""
    row, board = visit.appointment, visit.board
    if board is None:
        return ()
    language = f" ({row.language})" if row.language else ""
    arranged = {
        "child, with an adult": board.is_child,
        f"interpreter{language}": row.interpreter_needed,
        "transport": row.transport_needed,
    }
    return (*board.flags, *(words for words, needed in arranged.items() if needed), *board.needs)


def _needs(visit: Visit) -> Cell:
    return Cell(", ".join(support_words(visit)), "warning" if visit.board and visit.board.flags else "")


def _name(visit: Visit) -> Cell:
    near = visit.board is not None and bool(visit.board.near_names)
    return name_cell(visit.name, mark=joined((visit.told_by, "≈name" if near else ""), " "))


def _state(visit: Visit) -> Cell:
    board, row = visit.board, visit.appointment
    if board is None:
        return Cell("")
    if row.status == AppointmentStatus.CANCELLED:
        when = f"{row.cancelled_at:%H:%M}" if row.cancelled_at is not None else ""
        word = "cancelled" if board.to_note is None else "CANCELLED"
        return Cell(joined((word, when, row.cancelled_by or ""), " "), "" if board.to_note is None else "alert")
    if board.minutes_waited is not None:
        mark = "" if board.alert is None else " !!" if board.alert.escalate else " !"
        return Cell(f"arrived, {board.minutes_waited} min{mark}", "alert" if mark else "good")
    if row.status == AppointmentStatus.BOOKED and row.medium in _SAYS_MEDIUM:
        return Cell(f"expected {MEDIUM_WORDS[row.medium]}")
    if board.late is not None:
        return Cell(f"expected, {board.late.minutes_late} min late", "warning")
    return Cell(board.state)


def _clinic(visit: Visit) -> Cell:
    return clinic_cell(visit.appointment.clinic_name)


def _clinician(visit: Visit) -> Cell:
    return clinicians_cell([visit.appointment.professional or ""])


def _age(visit: Visit) -> Cell:
    missing = visit.missing
    return Cell("" if missing is None else f"{missing.days}d", "alert" if missing and missing.overdue else "")


def _day(visit: Visit) -> date:
    return visit.appointment.starts_at.date()


def _time(visit: Visit) -> str:
    return f"{visit.appointment.starts_at:%H:%M}"


_TIME: Column[Visit] = Column("Time", _time, 5)
