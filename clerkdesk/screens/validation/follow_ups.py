"""The views of follow-ups past their see-by date (R-252), and of follow-ups to invite (R-253)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from clerkdesk.keys.placeholders import key_for
from clerkdesk.rules.values.date_words import count_words
from clerkdesk.rules.waiting_list.follow_ups import Invitation
from clerkdesk.screens.validation.rows import (
    BY_NAME,
    BY_PRIORITY,
    BY_SEE_BY,
    BY_SPECIALTY,
    BY_TRIED,
    OfNeed,
    Said,
    View,
    ViewPage,
    contact_line,
    day_cell,
    priority_cell,
    standing_line,
)
from clerkdesk.widgets.cells import name_cell
from clerkdesk.widgets.columns import Cell, Column, Sorting
from clerkdesk.widgets.plain import ALERT, MUTED

if TYPE_CHECKING:
    from clerkdesk.rules.waiting_list.rows import EntryRow
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.services.waiting_list.follow_ups import FollowUpToInvite

_STEPS = {"invite": "invite", "remind": "remind", "clinician_decides": "clinician"}
_NO_DAY = "no see-by date: ask the clinic for one"


@dataclass(frozen=True, slots=True)
class OverdueRow(OfNeed):
    """One follow-up past its see-by date, or without one."""

    row: EntryRow
    percent: int | None
    """How far past its interval it is; None without a see-by date (R-254)."""
    days: int
    """Days past its see-by date."""
    past_latest: bool
    """Whether it is past its latest clinically appropriate date."""

    @property
    def need(self) -> EntryRow:
        """The entry."""
        return self.row

    def lines(self) -> Iterator[Said]:
        """Yield number and status, the dates, the last contact, and the question to a clinician."""
        yield standing_line(self.need)
        if self.percent is None:
            yield ((_NO_DAY, "$warning"),)
        else:
            late = f"{count_words(self.days, 'day')} late, {self.percent}% past its interval"
            yield (f"see by {day_cell(self.need.due_date)}", (" · ", MUTED), late)
        yield contact_line(self.need)
        if self.past_latest:
            told = f"past its latest clinically appropriate date, {day_cell(self.need.latest_date)}: book or escalate"
            yield ((told, ALERT),)


def read_overdue(desk: Desk, specialty: str | None, limit: int) -> ViewPage:
    """Read the follow-ups past their see-by date, and those without one."""
    from clerkdesk.services.waiting_list.worklists import of_known_specialty

    del limit
    # The code is one of the specialties that were read a moment ago.
    found = of_known_specialty(desk.waiting_list.overdue(specialty))
    today = desk.context.today
    late = [
        OverdueRow(each.row, each.percent, (today - each.row.due_date).days, each.past_latest)
        for each in found.entries
        if each.row.due_date is not None
    ]
    unknown = [OverdueRow(row, None, 0, False) for row in found.without_due_date]
    rows = (*late, *unknown)
    return ViewPage(rows, str(len(rows)), f"{len(rows)}, {found.past_latest} past their latest date")


def _percent(row: OverdueRow) -> Cell:
    text = "?" if row.percent is None else f"{row.percent}%"
    return Cell(text, "alert" if row.past_latest or row.percent is None else "")


def _latest(row: OverdueRow) -> Cell:
    return Cell(day_cell(row.need.latest_date), "alert" if row.past_latest else "")


_BY_PERCENT: Sorting[OverdueRow] = Sorting(
    lambda row: row.percent, "by share past the interval, longest first", descending=True
)
_BY_DAYS: Sorting[OverdueRow] = Sorting(
    lambda row: None if row.percent is None else row.days, "by days late, most first", descending=True
)
_BY_LATEST: Sorting[OverdueRow] = Sorting(lambda row: row.need.latest_date, "by latest date, first due first")

FOLLOW_UPS = View(
    key="5",
    name="overdue",
    heading="follow-ups overdue",
    order="booking order",
    columns=(
        Column("Pr", lambda row: priority_cell(row.need), 2, sort=BY_PRIORITY),
        Column("Over", _percent, 5, right=True, sort=_BY_PERCENT),
        Column("Name", lambda row: name_cell(row.name), 18, 34, wish=26, sort=BY_NAME),
        Column("Late", lambda row: f"{row.days}d" if row.percent is not None else "", 5, right=True, sort=_BY_DAYS),
        Column("See by", lambda row: day_cell(row.need.due_date), 11, sort=BY_SEE_BY),
        Column("Latest", _latest, 11, sort=_BY_LATEST),
        Column(
            "Tried",
            lambda row: f"{row.need.attempts}x" if row.need.attempts else "",
            5,
            priority=1,
            right=True,
            sort=BY_TRIED,
        ),
        Column("Specialty", lambda row: row.specialty, 16, 24, priority=2, sort=BY_SPECIALTY),
    ),
    read=read_overdue,
    empty="No follow-up is past its see-by date.",
    enter="opens the card",
)


@dataclass(frozen=True, slots=True)
class InviteRow(OfNeed):
    """One follow-up whose next step of partial booking is due."""

    found: FollowUpToInvite

    @property
    def need(self) -> EntryRow:
        """The entry."""
        return self.found.row

    def lines(self) -> Iterator[Said]:
        """Yield number and status, the due date, the letters sent, and the next step with its key."""
        yield standing_line(self.need)
        letters = ", ".join(map(day_cell, self.found.letters))
        written = f"written to on {letters}" if letters else "not written to yet"
        yield (f"see by {day_cell(self.need.due_date)}", (" · ", MUTED), written)
        yield contact_line(self.need)
        decides = self.found.step.step == Invitation.CLINICIAN_DECIDES
        key = (
            f"a review is open: {key_for('inbox')} has it"
            if decides
            else f"{key_for('contact')} records the letter, {key_for('book')} books"
        )
        yield ((self.found.step.sentence, "$warning"), (" · ", MUTED), key)


def read_invitations(desk: Desk, specialty: str | None, limit: int) -> ViewPage:
    """Read the follow-ups that need an invitation, a reminder, or a clinician's decision."""
    from clerkdesk.services.waiting_list.worklists import of_known_specialty

    # The code is one of the specialties that were read a moment ago.
    found = of_known_specialty(desk.waiting_list.to_invite(specialty))
    rows = tuple(map(InviteRow, found))
    reminders = sum(each.step.step == Invitation.REMIND for each in found)
    shown = rows[:limit]
    said = f"{len(rows)}, {count_words(reminders, 'reminder')}"
    return ViewPage(shown, str(len(rows)), said, complete=len(shown) == len(rows))


def _last(row: InviteRow) -> date | None:
    return max(row.found.letters, default=None)


_BY_STEP: Sorting[InviteRow] = Sorting(
    lambda row: tuple(_STEPS).index(row.found.step.step), "by next step, to invite first"
)
_BY_LETTER: Sorting[InviteRow] = Sorting(_last, "by last letter, oldest first")

INVITATIONS = View(
    key="7",
    name="invite",
    heading="follow-ups to invite",
    order="first due first",
    columns=(
        Column("Pr", lambda row: priority_cell(row.need), 2, sort=BY_PRIORITY),
        Column("Next", lambda row: _STEPS[row.found.step.step], 9, sort=_BY_STEP),
        Column("Name", lambda row: name_cell(row.name), 18, 34, wish=26, sort=BY_NAME),
        Column("See by", lambda row: day_cell(row.need.due_date), 11, sort=BY_SEE_BY),
        Column("Written", lambda row: day_cell(_last(row)) if row.found.letters else "", 11, sort=_BY_LETTER),
        Column("Specialty", lambda row: row.specialty, 16, 24, priority=1, sort=BY_SPECIALTY),
    ),
    read=read_invitations,
    empty="No follow-up needs an invitation or a reminder today.",
    enter="opens the card",
)
