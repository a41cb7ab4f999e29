"""The common parts of the views of F5: a row about one patient, and a view of such rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from clerkdesk.rules.patients.people import display_name
from clerkdesk.rules.values.date_words import birth_date_words, count_words
from clerkdesk.rules.values.entries import EntryStatus
from clerkdesk.rules.values.nhs_number import display
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.text import fold, sort_key
from clerkdesk.widgets.columns import Cell, Column, Sorting, Tone
from clerkdesk.widgets.plain import MUTED, Piece

if TYPE_CHECKING:
    from clerkdesk.rules.rtt.measuring import Wait
    from clerkdesk.rules.waiting_list.rows import EntryRow
    from clerkdesk.services.desk.facade import Desk

Said = Sequence[Piece]
"""One line of the panel."""
_TO_COUNT = 1
"""Maximum rows of a read for the number of rows alone."""


class ValidationRow(Protocol):
    """One row of any view."""

    @property
    def key(self) -> str:
        """The key by which the cursor follows the row."""

    @property
    def patient_id(self) -> int | None:
        """The patient of the row; None without one."""

    @property
    def entry_id(self) -> int | None:
        """The need of the row; None without one."""

    @property
    def name(self) -> str:
        """The patient's name as lists show it."""

    @property
    def name_key(self) -> str | None:
        """The key by which the name is sorted; None without a name."""

    @property
    def born(self) -> date | None:
        """The patient's birth date."""

    @property
    def specialty(self) -> str:
        """Name of the specialty; empty without one."""

    def lines(self) -> Iterator[Said]:
        """Yield the lines of the panel below name and birth date."""


@dataclass(frozen=True, slots=True)
class ViewPage:
    """The result of a read of a view."""

    rows: tuple[ValidationRow, ...]
    count: str
    """Number of rows of the view, in the words of the line of views."""
    said: str = ""
    """Words about the page for the header, such as the progress of the batch."""
    complete: bool = True
    """Whether the rows are the last of the view."""
    whole: bool = True
    """Whether the view read its list without a limit of its own."""


@dataclass(frozen=True, slots=True)
class Adding:
    """The slow values of the rows of a view, which are shown without them first."""

    read: Callable[[Desk, Sequence[ValidationRow]], Sequence[ValidationRow]]
    """Reads the values, and returns the rows with them."""
    in_memory: Callable[[Desk, Sequence[ValidationRow]], Sequence[ValidationRow]]
    """Returns all rows, those with their values for which these are in memory."""
    is_done: Callable[[ValidationRow], bool]
    """Returns whether a row has its values."""
    keep: Callable[[ValidationRow, ValidationRow], ValidationRow]
    """Returns a row, if it lacks its values with those that it had before."""


@dataclass(frozen=True, slots=True)
class View:
    """One list of F5, reached by a digit."""

    key: str
    name: str
    """The name in the line of views: `due`."""
    heading: str
    """The name in the header."""
    order: str
    """The order in words: `longest wait first`."""
    columns: tuple[Column[Any], ...]
    read: Callable[[Desk, str | None, int], ViewPage]
    """Reads the view for a specialty (its code; None for all), with a maximum number of rows."""
    empty: str
    """The sentence for a view without rows."""
    enter: str
    """The effect of Enter on a row."""
    adding: Adding | None = None
    """The slow values of its rows; None if it has none."""
    live: bool = True
    """Whether each change reads the view again; else it is read when it opens, and after an act on it."""

    def page(self, desk: Desk, specialty: str | None, limit: int) -> ViewPage:
        """Return the rows of a specialty (its code; None for all), read once until the database changes."""
        page = desk.read_once(self._question(specialty, limit), lambda: self.read(desk, specialty, limit))
        if self.adding is None:
            return page
        return replace(page, rows=tuple(self.adding.in_memory(desk, page.rows)))

    def count(self, desk: Desk, specialty: str | None) -> str:
        """Return the number of rows in words, read once until the database changes."""
        question = self._question(specialty, _TO_COUNT)
        return desk.read_once(question, lambda: self.read(desk, specialty, _TO_COUNT)).count

    def known_count(self, desk: Desk, specialty: str | None) -> str | None:
        """Return the number of rows in words if it is in memory; it reads nothing."""
        page = desk.known(self._question(specialty, _TO_COUNT))
        return page.count if isinstance(page, ViewPage) else None

    def _question(self, specialty: str | None, limit: int) -> tuple[str, str | None, int]:
        return (self.key, specialty, limit)


class OfNeed:
    """The part of a row that follows from its waiting list entry, `need`."""

    __slots__ = ()

    @property
    def need(self) -> EntryRow:
        """The entry."""
        raise NotImplementedError

    @property
    def key(self) -> str:
        """The entry's id."""
        return str(self.need.entry_id)

    @property
    def patient_id(self) -> int:
        """The patient of the need."""
        return self.need.patient_id

    @property
    def entry_id(self) -> int:
        """The entry's id, for the acts on it."""
        return self.need.entry_id

    @property
    def name(self) -> str:
        """The patient's name."""
        return display_name(self.need.family_name, self.need.given_name)

    @property
    def name_key(self) -> str | None:
        """The key by which the name is sorted."""
        return name_key(self.need.family_name, self.need.given_name)

    @property
    def born(self) -> date | None:
        """The patient's birth date."""
        return self.need.date_of_birth

    @property
    def specialty(self) -> str:
        """Name of the entry's specialty."""
        return self.need.specialty_name or ""


def standing_line(need: EntryRow) -> Said:
    """Return number, specialty and status of a need, and the attempts at it."""
    number = display(need.nhs_number) if need.nhs_number else "no NHS number"
    status = "on hold: " + need.hold_reason if need.status == EntryStatus.ON_HOLD else need.status.replace("_", " ")
    return (number, (" · ", MUTED), need.specialty_name or "needs specialty", (" · ", MUTED), status)


def contact_line(need: EntryRow) -> Said:
    """Return the date of the last contact with the patient, and the number of attempts since."""
    reached = f"last contact {birth_date_words(need.last_contact_on)}" if need.last_contact_on else "no contact yet"
    tried = f"tried {count_words(need.attempts, 'time')} since" if need.attempts else "not tried since"
    cancelled = need.patient_cancellations + need.hospital_cancellations
    more = f"cancelled {count_words(cancelled, 'time')}" if cancelled else ""
    parts = [part for part in (reached, tried, more) if part]
    return tuple(piece for part in parts for piece in ((" · ", MUTED), part))[1:]


def priority_cell(need: EntryRow) -> Cell:
    """Return the letter of a priority."""
    priority = need.priority
    tone: Tone = "alert" if priority is Priority.SUSPECTED_CANCER else "strong" if priority > Priority.ROUTINE else ""
    return Cell(priority.letter, tone)


def wait_cell(wait: Wait | None) -> Cell:
    """Return the weeks waited; a wait past the standard is highlighted."""
    if wait is None:
        return Cell("?", "warning")
    return Cell(f"{wait.weeks}w", "alert" if wait.breached else "")


def day_cell(day: date | None) -> str:
    """Return a day in the form of F5: `14 Mar 2026`."""
    return birth_date_words(day) if day is not None else "–"


def name_key(family_name: str, given_name: str) -> str | None:
    """Return the key by which every list sorts a name; None without a name."""
    key = sort_key(family_name, given_name)
    return key if key.strip() else None


def by_text(of: Callable[[Any], str], words: str) -> Sorting[Any]:
    """Sort by a text as people read it: case and accents make no difference; rows without a text come last."""
    return Sorting(lambda row: fold(of(row)) or None, words)


def by_wait(of: Callable[[Any], Wait | None]) -> Sorting[Any]:
    """Sort by the days waited; a wait with an unknown start comes last."""

    def days(row: Any) -> int | None:
        wait = of(row)
        return None if wait is None else wait.days

    return Sorting(days, "by wait, longest first", descending=True)


BY_NAME: Sorting[ValidationRow] = Sorting(lambda row: row.name_key, "by name")
BY_SPECIALTY = by_text(lambda row: row.specialty, "by specialty")
BY_PRIORITY: Sorting[OfNeed] = Sorting(lambda row: row.need.priority, "by priority, highest first", descending=True)
BY_SEE_BY: Sorting[OfNeed] = Sorting(lambda row: row.need.due_date, "by see-by date, first due first")
BY_TRIED: Sorting[OfNeed] = Sorting(lambda row: row.need.attempts, "by tries, most first", descending=True)
