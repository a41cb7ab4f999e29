"""The view of waits for a procedure, a test or results, and of holds that are due to be looked at again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clerkdesk.keys.placeholders import key_for
from clerkdesk.rules.values.date_words import count_words
from clerkdesk.rules.waiting_list.entry_kinds import is_awaiting
from clerkdesk.rules.waiting_list.patient_initiated import HELD_BECAUSE, WHAT_ACTS
from clerkdesk.screens.validation.rows import (
    BY_NAME,
    BY_PRIORITY,
    BY_SPECIALTY,
    OfNeed,
    Said,
    View,
    ViewPage,
    by_text,
    contact_line,
    day_cell,
    priority_cell,
)
from clerkdesk.widgets.cells import name_cell
from clerkdesk.widgets.columns import Cell, Column, Sorting
from clerkdesk.widgets.plain import ALERT, MUTED

if TYPE_CHECKING:
    from clerkdesk.rules.waiting_list.rows import EntryRow
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.services.waiting_list.awaited_needs import Awaited


@dataclass(frozen=True, slots=True)
class WaitRow(OfNeed):
    """One need without a booking, with the day to look at it again."""

    found: Awaited

    @property
    def need(self) -> EntryRow:
        """The entry."""
        return self.found.row

    def lines(self) -> Iterator[Said]:
        """Yield what the patient waits for, who acts next, when to look again, the last contact, and the key."""
        yield (self.found.words, (" · ", MUTED), self.need.hold_reason)
        again = f"look again {day_cell(self.need.look_again_on)}"
        over = self.found.days_over
        yield ((f"{again}, {count_words(over, 'day')} ago", ALERT),) if over > 0 else (again,)
        yield contact_line(self.need)
        key = (
            f"{key_for('awaiting')} on the card records what came of it"
            if is_awaiting(self.need.kind)
            else f"{key_for('hold')} on the card takes it off"
        )
        yield ((WHAT_ACTS if self.need.hold_reason == HELD_BECAUSE else key, "$warning"),)


def read_waits(desk: Desk, specialty: str | None, limit: int) -> ViewPage:
    """Read the waits and holds, the earliest day to look again first."""
    from clerkdesk.services.waiting_list.worklists import of_known_specialty

    # The code is one of the specialties that were read a moment ago.
    found = of_known_specialty(desk.waiting_list.to_look_at(specialty))
    over = sum(each.days_over >= 0 for each in found)
    shown = tuple(map(WaitRow, found[:limit]))
    return ViewPage(shown, str(len(found)), f"{len(found)}, {over} to look at", complete=len(shown) == len(found))


def _again(row: WaitRow) -> Cell:
    return Cell(day_cell(row.need.look_again_on), "alert" if row.found.days_over >= 0 else "")


_BY_AGAIN: Sorting[WaitRow] = Sorting(lambda row: row.need.look_again_on, "by day to look again, first due first")

WAITS = View(
    key="8",
    name="waits",
    heading="procedures, tests, results and holds",
    order="by day to look again",
    columns=(
        Column("Pr", lambda row: priority_cell(row.need), 2, sort=BY_PRIORITY),
        Column("Again", _again, 11, sort=_BY_AGAIN),
        Column("Name", lambda row: name_cell(row.name), 16, 34, wish=26, sort=BY_NAME),
        Column(
            "For",
            lambda row: row.found.words,
            18,
            40,
            sort=by_text(lambda row: row.found.words, "by what it is for"),
        ),
        Column(
            "Why", lambda row: row.need.hold_reason, 18, 40, sort=by_text(lambda row: row.need.hold_reason, "by reason")
        ),
        Column("Specialty", lambda row: row.specialty, 12, 24, priority=1, sort=BY_SPECIALTY),
    ),
    read=read_waits,
    empty="Nobody waits for a procedure, a test or results, and no hold is due to be looked at again.",
    enter=f"opens the card, where {key_for('awaiting')} records what came of it",
)
