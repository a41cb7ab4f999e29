"""The results of the one box: the rows, their columns, and the sentences over and under them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from clerkdesk.rules.deaths.standing import death_words
from clerkdesk.rules.patients.one_box import KEPT_BESIDE
from clerkdesk.rules.patients.people import born_words, display_name
from clerkdesk.rules.values.date_words import count_words, short_moment_words
from clerkdesk.rules.values.nhs_number import display
from clerkdesk.widgets.cells import name_cell
from clerkdesk.widgets.columns import Cell, Column, Tone
from clerkdesk.widgets.plain import joined

if TYPE_CHECKING:
    from clerkdesk.rules.booking.rows import ComingUp
    from clerkdesk.rules.patients.rows import PatientRow
    from clerkdesk.services.desk.facade import Desk

WHAT_TO_TYPE = (
    "Type what the caller says: a name and birth date (pa140367), an NHS or hospital number, a telephone number, "
    "a postcode, a reference, a UBRN. A full stop starts a command, such as .list derm."
)
_OPENED = "recently opened"


@dataclass(frozen=True, slots=True)
class FoundRow:
    """One result: a patient, the match, and the patient's next event."""

    patient: PatientRow
    match: str
    coming: ComingUp | None
    today: date

    @property
    def name(self) -> str:
        """The name on lists."""
        return display_name(self.patient.family_name, self.patient.given_name)

    @property
    def number(self) -> str:
        """The NHS number in its three groups; empty if there is none."""
        return display(self.patient.nhs_number) if self.patient.nhs_number else ""

    @property
    def born(self) -> str:
        """Birth date and age."""
        return born_words(self.patient.date_of_birth, self.today)


@dataclass(frozen=True, slots=True)
class Answers:
    """The results of one text."""

    text: str
    rows: tuple[FoundRow, ...]
    sounds_like: bool = False
    """Whether nobody matched and these are similar."""
    more: bool = False
    """Whether further patients may fit."""
    sentence: str = ""
    """Why there is nobody, and what else to type."""
    left_out: str = ""
    """Why the date after the name was ignored."""
    date_begun: bool = False
    """Whether digits beside the name are not a birth date yet."""
    near_words: str = ""
    """The heading over similar patients."""
    is_certain: bool = False
    """Whether the text can mean only the one found patient."""

    @property
    def heading(self) -> str:
        """The heading over the results."""
        if not self.text:
            return "Recently opened patients:" if self.rows else ""
        if self.sounds_like:
            return joined((self.near_words, self._without_date))
        more = " and more; further letters narrow them" if self.more and not self.left_out else ""
        counted = f"{count_words(len(self.rows), 'patient')}{more}" if self.rows else ""
        return joined((counted, self._without_date))

    @property
    def _without_date(self) -> str:
        if self.left_out:
            return f"! any birth date: {self.left_out}"
        return "any birth date, until day, month and year are typed" if self.date_begun else ""


def read_answers(desk: Desk, text: str) -> Answers:
    """Return the results of a text; for an empty one, the patients whose cards this clerk opened recently."""
    if not text:
        recent = desk.patients.recent()
        return Answers(text, _rows(desk, [(patient, _OPENED) for patient in recent]))
    from clerkdesk.services.desk.patients import FOUND_AT_A_TIME

    found = desk.patients.find(text)
    rows = _rows(desk, [(each.patient, each.match) for each in found.patients])
    return Answers(
        text,
        rows,
        found.sounds_like,
        len(rows) >= FOUND_AT_A_TIME,
        found.sentence,
        found.left_out,
        found.date_begun,
        found.near_words,
        found.is_certain,
    )


def columns() -> tuple[Column[FoundRow], ...]:
    """Return the columns, which distinguish patients with one name."""
    return (
        Column("Name", _name, 16, 32, wish=26),
        Column("Born", lambda row: row.born, 16, 16),
        Column("NHS number", _number, 12, 12),
        Column("Postcode", lambda row: row.patient.postcode, 8),
        Column("Found by", found_by, 17, 24),
        Column("Hospital no.", lambda row: row.patient.hospital_number or "", 12, priority=2),
        Column("Next", _coming, 26, 44, priority=1),
    )


def found_by(row: FoundRow) -> str:
    """Return the match of a patient, first of all whether by a second number on record."""
    how = row.match.replace(" and ", " + ")
    return f"beside: {how.removesuffix(f' {KEPT_BESIDE}')}" if how.endswith(KEPT_BESIDE) else how


def death_of(patient: PatientRow) -> str:
    """Return that a patient has died, or is said to have; empty if nobody says so."""
    return death_words(patient.deceased_date, patient.death_reported_on)


def tone_of(row: FoundRow) -> Tone:
    """Draw patients who have died muted."""
    return "muted" if death_of(row.patient) else ""


def coming_words(row: FoundRow) -> str:
    """Return the next event: `Tue 15 Dec 09:20 Dermatology`, `waits, Dermatology`."""
    coming = row.coming
    if coming is None:
        return ""
    if coming.starts_at is not None:
        return f"{short_moment_words(coming.starts_at)} {coming.specialty}"
    return f"{'on hold' if coming.on_hold else 'waits'}, {coming.specialty or 'needs specialty'}"


def _coming(row: FoundRow) -> Cell:
    missed = row.coming.missed if row.coming is not None else None
    return Cell(coming_words(row), "alert" if missed else "", mark=missed.label if missed else "")


def about(row: FoundRow) -> str:
    """Return one more line about the patient under the cursor."""
    patient = row.patient
    restricted = "restricted record" if patient.restricted else ""
    unknown = "" if patient.demographics_known else "details not known yet"
    missed = row.coming.missed if row.coming is not None else None
    late = f"booked {missed.sentence}" if missed is not None else ""
    coming = coming_words(row) or "nothing to come"
    return joined((patient.hospital_number or "", coming, late, death_of(patient), restricted, unknown))


def _rows(desk: Desk, found: list[tuple[PatientRow, str]]) -> tuple[FoundRow, ...]:
    coming = desk.patients.coming_up([patient.id for patient, _ in found])
    today = desk.context.today
    return tuple(FoundRow(patient, match, coming.get(patient.id), today) for patient, match in found)


def _name(row: FoundRow) -> Cell:
    reported = "died?" if death_of(row.patient) else ""
    return name_cell(row.name, mark="died" if row.patient.deceased_date is not None else reported)


def _number(row: FoundRow) -> Cell:
    return Cell(row.number, "" if row.patient.nhs_number_valid or not row.number else "warning")
