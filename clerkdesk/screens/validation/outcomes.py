"""The view of attendances of earlier days whose outcome is missing (R-710, R-712)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from clerkdesk.keys.placeholders import key_for
from clerkdesk.rules.patients.people import display_name, shorter_names
from clerkdesk.rules.values.date_words import count_words, day_words, short_moment_words
from clerkdesk.screens.validation.rows import BY_NAME, BY_SPECIALTY, Said, View, ViewPage, by_text, name_key
from clerkdesk.widgets.cells import clinic_cell, clinicians_cell, name_cell
from clerkdesk.widgets.columns import Cell, Column, Sorting
from clerkdesk.widgets.plain import ALERT, MUTED

if TYPE_CHECKING:
    from clerkdesk.rules.booking.rows import AppointmentRow
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.services.reception.closing_sessions import MissingOutcome


@dataclass(frozen=True, slots=True)
class MissingRow:
    """One appointment without an outcome."""

    missing: MissingOutcome

    @property
    def appointment(self) -> AppointmentRow:
        """The appointment."""
        return self.missing.appointment

    @property
    def key(self) -> str:
        """The appointment's reference."""
        return self.appointment.reference

    @property
    def patient_id(self) -> int:
        """The patient of the appointment."""
        return self.appointment.patient_id

    @property
    def entry_id(self) -> int:
        """The need of the appointment."""
        return self.appointment.entry_id

    @property
    def name(self) -> str:
        """The patient's name."""
        return display_name(self.appointment.family_name, self.appointment.given_name)

    @property
    def name_key(self) -> str | None:
        """The key by which the name is sorted."""
        return name_key(self.appointment.family_name, self.appointment.given_name)

    @property
    def born(self) -> date | None:
        """The patient's birth date."""
        return self.appointment.date_of_birth

    @property
    def specialty(self) -> str:
        """Name of the specialty."""
        return self.appointment.specialty_name

    def lines(self) -> Iterator[Said]:
        """Yield clinic and time, the state of the attendance, and how late the outcome is."""
        row = self.appointment
        yield (f"{day_words(row.starts_at)} {row.starts_at:%H:%M}", (" · ", MUTED), row.clinic_name, (" · ", MUTED),
               row.professional or "no clinician named")  # fmt: skip
        yield (f"{self.missing.state}, {count_words(self.missing.days, 'day')} ago",)
        if self.missing.overdue:
            yield ((self.missing.overdue, ALERT),)


def read_missing(desk: Desk, specialty: str | None, limit: int) -> ViewPage:
    """Read the missing outcomes, by clinic and clinician."""
    del limit
    found = [each for each in desk.reception.missing() if specialty in (None, each.appointment.specialty_code)]
    late = sum(bool(each.overdue) for each in found)
    return ViewPage(tuple(map(MissingRow, found)), str(len(found)), f"{len(found)}, {late} overdue")


def _days(row: MissingRow) -> Cell:
    return Cell(f"{row.missing.days}d", "alert" if row.missing.overdue else "")


def _surname(row: MissingRow) -> str:
    clinician = row.appointment.professional or ""
    return (shorter_names(clinician) or (clinician,))[-1]


_BY_DAYS: Sorting[MissingRow] = Sorting(lambda row: row.missing.days, "by days missing, most first", descending=True)
_BY_START: Sorting[MissingRow] = Sorting(lambda row: row.appointment.starts_at, "by date, oldest first")
_BY_CLINIC = by_text(lambda row: row.appointment.clinic_name, "by clinic")

MISSING_OUTCOMES = View(
    key="6",
    name="outcomes",
    heading="missing outcomes",
    order="by clinic and clinician",
    columns=(
        Column("Ago", _days, 4, right=True, sort=_BY_DAYS),
        Column("When", lambda row: short_moment_words(row.appointment.starts_at), 16, sort=_BY_START),
        Column("Name", lambda row: name_cell(row.name), 16, 34, wish=26, sort=BY_NAME),
        Column("Clinic", lambda row: clinic_cell(row.appointment.clinic_name), 16, 30, sort=_BY_CLINIC),
        Column("State", lambda row: row.missing.state, 14, 20, sort=by_text(lambda row: row.missing.state, "by state")),
        Column(
            "Clinician",
            lambda row: clinicians_cell([row.appointment.professional or "–"]),
            12,
            24,
            priority=1,
            sort=by_text(_surname, "by surname of the clinician"),
        ),
        Column("Specialty", lambda row: row.specialty, 12, 24, priority=2, sort=BY_SPECIALTY),
    ),
    read=read_missing,
    empty="Every attendance of earlier days has its outcome.",
    enter=f"records the outcome, on {key_for('today')}",
)
