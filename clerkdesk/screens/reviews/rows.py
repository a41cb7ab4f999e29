"""The rows of the reviews: consultant, patient, reason, and next step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from clerkdesk.rules.patients.people import display_name
from clerkdesk.rules.values.date_words import count_words, short_day_words
from clerkdesk.rules.values.filtering import Sought
from clerkdesk.rules.values.reviews import ReviewStatus
from clerkdesk.services.acts.answers import rightly_asked
from clerkdesk.widgets.cells import clinicians_cell, name_cell
from clerkdesk.widgets.columns import Cell, Column

if TYPE_CHECKING:
    from clerkdesk.rules.reviews.rows import ReviewRow
    from clerkdesk.services.desk.facade import Desk


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One review, and the current day."""

    row: ReviewRow
    today: date

    @property
    def name(self) -> str:
        """The patient's name on lists."""
        return display_name(self.row.family_name, self.row.given_name)

    @property
    def days_late(self) -> int:
        """Days past the due day of the decision; 0 or less if in time, or decided."""
        return (self.today - self.row.due_date).days if self.row.status == ReviewStatus.OPEN else 0


def read_reviews(desk: Desk, consultant: str | None) -> tuple[ReviewLine, ...]:
    """Return the reviews of a consultant, their own or as deputy.

    An empty name means reviews that nobody answers for yet; None means everybody's.
    """
    rows = rightly_asked(desk.reviews.waiting())
    today = desk.context.today
    return tuple(ReviewLine(row, today) for row in rows if _is_theirs(row, consultant))


def columns() -> tuple[Column[ReviewLine], ...]:
    """Return the columns."""
    return (
        Column("Next", _next, 16),
        Column("Patient", lambda each: name_cell(each.name), 16, 28, wish=24),
        Column("Why", lambda each: each.row.reason, 30, 70),
        Column("For", lambda each: clinicians_cell([each.row.consultant or "nobody yet"]), 14, 22, priority=1),
        Column("Rule", lambda each: each.row.rule, 10, priority=2),
        Column("Priority", lambda each: each.row.priority.words, 9, 16, priority=3),
    )


def sought(each: ReviewLine) -> Sought:
    """Return the texts for the filter."""
    row = each.row
    own = (row.reason, row.consultant, row.rule, row.priority.words, _next(each).text)
    return Sought(row.family_name, row.given_name, row.date_of_birth, own)


def _next(each: ReviewLine) -> Cell:
    if each.row.status == ReviewStatus.DECIDED:
        return Cell("tell: clock runs", "alert")
    if each.days_late > 0:
        return Cell(f"overdue {each.days_late}d", "alert")
    return Cell(f"by {short_day_words(each.row.due_date)}", "warning" if each.days_late == 0 else "")


def _is_theirs(row: ReviewRow, consultant: str | None) -> bool:
    if consultant is None:
        return True
    return (row.consultant or "") == consultant or (bool(consultant) and row.deputy == consultant)


def heading(consultant: str | None, rows: Sequence[ReviewLine]) -> str:
    """Return the words of the header: `Reviews · Dr Imber · 5 reviews, 3 for Dr Shah`, whose deputy that is."""
    whose = {None: "by consultant", "": "nobody named yet"}.get(consultant, consultant)
    others = Counter(each.row.consultant or "" for each in rows if consultant and each.row.consultant != consultant)
    deputised = "".join(f", {count} for {other}" for other, count in others.items())
    return f"Reviews · {whose} · {count_words(len(rows), 'review')}{deputised}"
