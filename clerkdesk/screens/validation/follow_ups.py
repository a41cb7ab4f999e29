"""The view of follow-ups past the day by which they were to be seen, in the order in which they are booked (R-252)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clerkdesk.rules.list_order import is_past_latest_date, overdue_percent
from clerkdesk.screens.booking.waiting import due_cell
from clerkdesk.screens.validation.rows import (
    OfNeed,
    Page,
    Said,
    View,
    contact_line,
    day_cell,
    priority_cell,
    standing_line,
)
from clerkdesk.widgets.columns import Cell, Column
from clerkdesk.widgets.plain import ALERT, MUTED

if TYPE_CHECKING:
    from clerkdesk.data.queries.entries import EntryRow
    from clerkdesk.services.desk import Desk
    from clerkdesk.services.lists import ListedEntry


@dataclass(frozen=True, slots=True)
class OverdueRow(OfNeed):
    """One follow-up that should have been seen."""

    listed: ListedEntry
    percent: int
    """How far past its interval it is."""
    past_latest: bool
    """Whether it is past its latest clinically appropriate date."""

    @property
    def need(self) -> EntryRow:
        """The entry."""
        return self.listed.row

    def lines(self) -> Iterator[Said]:
        """Yield where it stands, its dates, when the patient was reached, and what a clinician has to be asked."""
        yield standing_line(self.need)
        yield (f"see by {day_cell(self.need.due_date)}", (" · ", MUTED), f"{self.percent}% past its interval")
        yield contact_line(self.need)
        if self.past_latest:
            told = (
                f"past its latest clinically appropriate date, {day_cell(self.need.latest_date)}: book it or escalate"
            )
            yield ((told, ALERT),)


def read_overdue(desk: Desk, specialty: str | None, limit: int) -> Page:
    """Read the follow-ups whose day has passed."""
    from clerkdesk.services.lists import WaitingList

    del limit
    found = desk.lists.worklist(specialty, "follow_up")
    assert isinstance(found, WaitingList)
    today = desk.office.today
    rows = tuple(
        OverdueRow(each, overdue_percent(facts, today), is_past_latest_date(facts, today))
        for each in found.entries
        if each.row.due_date is not None and each.row.due_date < today
        for facts in [each.row.order_facts()]
    )
    worst = sum(row.past_latest for row in rows)
    return Page(rows, str(len(rows)), f"{len(rows)} of {found.total}, {worst} past their latest date")


def _percent(row: OverdueRow) -> Cell:
    return Cell(f"{row.percent}%", "alert" if row.past_latest else "")


def _latest(row: OverdueRow) -> Cell:
    return Cell(day_cell(row.need.latest_date), "alert" if row.past_latest else "")


FOLLOW_UPS = View(
    key="5",
    name="overdue",
    heading="follow-ups overdue",
    columns=(
        Column("Pr", lambda row: priority_cell(row.need), 2),
        Column("Over", _percent, 5, right=True),
        Column("Name", lambda row: row.name, 18, 34),
        Column("Due", lambda row: due_cell(row.listed.target, 12), 12),
        Column("See by", lambda row: day_cell(row.need.due_date), 11),
        Column("Latest", _latest, 11),
        Column("Tried", lambda row: f"{row.need.attempts}x" if row.need.attempts else "", 5, priority=1, right=True),
        Column("Specialty", lambda row: row.specialty, 16, 24, priority=2),
    ),
    read=read_overdue,
    empty="No follow-up is past the day by which it was to be seen.",
    enter="opens the card",
)
