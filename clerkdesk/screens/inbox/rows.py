"""The rows of the inbox: items, parked calls and forms, and the reviews of each consultant."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from clerkdesk.rules.contact.put_aside import said_in
from clerkdesk.rules.inbox.red_flags import red_flags_in
from clerkdesk.rules.patients.people import display_name, initials
from clerkdesk.rules.values.date_words import short_day_words
from clerkdesk.rules.values.filtering import Sought, of_list_name
from clerkdesk.rules.values.inbox import ItemKind, ItemStatus, Urgency
from clerkdesk.rules.values.phones import shown_number
from clerkdesk.rules.values.reviews import ReviewStatus
from clerkdesk.screens.call.record import LETTER_DRAFT
from clerkdesk.services.acts.answers import rightly_asked
from clerkdesk.widgets.columns import Cell, Column, Tone
from clerkdesk.widgets.plain import joined

if TYPE_CHECKING:
    from clerkdesk.rules.contact.rows import CallRow
    from clerkdesk.rules.inbox.rows import InboxRow
    from clerkdesk.rules.reviews.rows import ReviewRow
    from clerkdesk.services.acts.drafts import DraftRow
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.services.inbox.inbox import View

Kind = Literal["all", "messages", "call_backs", "escalations", "notices", "reviews", "parked"]

VIEWS: tuple[tuple[str, View, str], ...] = (
    ("1", "mine", "mine"),
    ("2", "team", "my team's"),
    ("3", "all", "everybody's"),
)
"""Digit, view and words."""
KINDS: tuple[tuple[str, Kind, str], ...] = (
    ("4", "all", "all"),
    ("0", "parked", "parked"),
    ("5", "messages", "messages"),
    ("6", "call_backs", "call-backs"),
    ("7", "escalations", "escalations"),
    ("8", "notices", "notices"),
    ("9", "reviews", "reviews"),
)
"""Digit, kind and words."""

_OF_ITEM: dict[str, Kind] = {
    ItemKind.MESSAGE: "messages",
    ItemKind.CALL_BACK: "call_backs",
    ItemKind.ESCALATION: "escalations",
}
_CHANNELS = {"phone": "phone", "email": "e-mail", "desk": "at desk", "letter": "letter"}
_HOUR = 60
NOBODY_CHOSEN = "nobody chosen yet"
"""The words for the patient of a call or message without one yet."""
_FLAGGED, _PARKED, _LATER = -2, -1, 3
"""Ranks around those of `rising_order`: parked calls with a red flag, other parked ones, items for later."""
Rank = tuple[int, datetime, int]


@dataclass(frozen=True, slots=True)
class InboxLine:
    """One row of the inbox."""

    key: str
    kind: Kind
    kind_words: str
    rank: Rank
    """The sort key: overdue items come first."""
    age: str
    due: Cell
    status: Cell
    about: str
    what: str
    to: str
    initials: str = ""
    """Initials of its patient, for a public counter."""
    item: InboxRow | None = None
    call: CallRow | None = None
    draft: DraftRow | None = None
    consultant: str | None = None
    """For reviews: the consultant; empty if nobody answers for them yet."""


def columns(*, private: bool = False) -> tuple[Column[InboxLine], ...]:
    """Return the columns; for a public counter with initials and without anybody's words."""
    if private:
        return (
            Column("What", lambda row: row.kind_words, 12),
            Column("Age", lambda row: row.age, 3, right=True),
            Column("Due", lambda row: row.due, 10),
            Column("Status", lambda row: row.status, 8),
            Column("About", lambda row: row.initials, 8),
            Column("For", lambda row: row.to, 20, 30),
        )
    return (
        Column("What", lambda row: row.kind_words, 10),
        Column("Age", lambda row: row.age, 3, right=True),
        Column("Due", lambda row: row.due, 10),
        Column("Status", lambda row: row.status, 6),
        Column("About", lambda row: row.about, 17),
        Column("", lambda row: row.what, 20, 90),
        Column("For", lambda row: row.to, 20, 30, priority=1),
    )


def sought(row: InboxLine) -> Sought:
    """Return the texts for the filter."""
    return of_list_name(row.about, row.kind_words, row.what, row.to, row.due.text, row.status.text)


def tone_of(row: InboxLine) -> Tone:
    """Draw later items muted, such as a call-back promised for another time."""
    return "muted" if row.rank[0] == _LATER else ""


def read_inbox(desk: Desk, view: View) -> tuple[InboxLine, ...]:
    """Return the rows of a view, overdue items first, with the clerk's own calls on top."""
    now = desk.context.now()
    items = rightly_asked(desk.inbox.items(view))
    reviews = rightly_asked(desk.reviews.waiting())
    mine = [row for row in reviews if view != "mine" or row.secretary_id == desk.context.clerk.clerk_id]
    said = {row.draft_id: json.loads(row.state) for row in desk.drafts.waiting("call")}
    flags = desk.context.settings.desk.red_flag_words
    lines = [
        *(_of_call(row, said_in(said.get(row.draft_id or 0, {})), flags, now) for row in desk.calls.waiting()),
        *(_of_draft(row, flags, now) for row in desk.drafts.waiting(LETTER_DRAFT)),
        *(of_item(row, now) for row in items),
        *_of_reviews(mine, now.date()),
    ]
    return tuple(sorted(lines, key=lambda line: line.rank))


def of_item(row: InboxRow, now: datetime) -> InboxLine:
    """Return an inbox item as a row."""
    from clerkdesk.services.inbox.inbox import rising_order

    rank = rising_order(row, now)
    words = _CHANNELS.get(row.channel, row.kind) if row.kind == ItemKind.MESSAGE else row.kind.replace("_", "-")
    urgent = "!" if row.urgency == Urgency.URGENT else ""
    return InboxLine(
        f"item:{row.item_id}",
        _OF_ITEM.get(row.kind, "notices"),
        joined((urgent, words), " "),
        rank,
        age_words(row.taken_at, now),
        due_cell(row, now),
        status_cell(row),
        about_words(row),
        joined((death_words_of(row), row.sentence.replace("\n", " "))),
        row.to_name,
        initials=initials(row.family_name or "", row.given_name or "") if row.patient_id is not None else "",
        item=row,
    )


def death_words_of(row: InboxRow) -> str:
    """Return that the patient has died, or is said to have, and for a call-back who is rung instead."""
    if not row.death or row.ring_back_at is None:
        return row.death
    rung = joined((row.caller_name, row.caller_relationship), ", ") or "nobody else is named"
    return f"{row.death}: do not ring the patient ({rung})"


def about_words(row: InboxRow) -> str:
    """Return its patient, else who wrote or rang, else an empty text."""
    if row.patient_id is not None:
        return display_name(row.family_name or "", row.given_name or "")
    return row.caller_name


def status_cell(row: InboxRow) -> Cell:
    """Return its state: new, taken by whom, and its level of escalation."""
    climbed = f" ↑{row.level}" if row.level > 1 and row.kind != ItemKind.ESCALATION else ""
    if row.status == ItemStatus.NEW:
        return Cell(f"new{climbed}", "alert" if climbed else "strong")
    return Cell((row.acknowledged_by or "taken").split()[0], "muted")


def due_cell(row: InboxRow, now: datetime) -> Cell:
    """Return when it is due: `ring 15:00`, `ring now`, `17:00`, `Wed 5 Mar`, `2h late`."""
    if row.ring_back_at is not None:
        if row.ring_back_at <= now:
            return Cell("ring now", "alert")
        day = "" if row.ring_back_at.date() == now.date() else f" {short_day_words(row.ring_back_at)}"
        return Cell(day.strip() or f"ring {row.ring_back_at:%H:%M}")
    if row.due_at is None:
        return Cell("–", "muted")
    if row.due_at <= now:
        return Cell(f"{age_words(row.due_at, now)} late", "alert")
    if row.due_at.date() == now.date():
        return Cell(f"{row.due_at:%H:%M}", "warning")
    return Cell(short_day_words(row.due_at))


def age_words(since: datetime, now: datetime) -> str:
    """Return how long ago, in short form for a column: `5m`, `3h`, `2d`."""
    minutes = max(0, int((now - since) / timedelta(minutes=1)))
    if minutes < _HOUR:
        return f"{minutes}m"
    return f"{minutes // _HOUR}h" if minutes < 24 * _HOUR else f"{minutes // (24 * _HOUR)}d"


def review_words(rows: Iterable[ReviewRow], today: date) -> str:
    """Return the waiting reviews of a consultant: `3 to decide, 1 overdue · 1 decided, not told: the clock runs`."""
    reviews = list(rows)
    to_decide = [row for row in reviews if row.status == ReviewStatus.OPEN]
    overdue = sum(row.due_date < today for row in to_decide)
    untold = len(reviews) - len(to_decide)
    late = f", {overdue} overdue" if overdue else ""
    return joined(
        (
            f"{len(to_decide)} to decide{late}" if to_decide else "",
            f"{untold} decided, not told: the clock runs" if untold else "",
        )
    )


def _of_reviews(rows: Sequence[ReviewRow], today: date) -> Iterator[InboxLine]:
    """Yield a row for each consultant; the reviews come sorted by consultant and due date."""
    for consultant, group in groupby(rows, key=lambda row: row.consultant or ""):
        reviews = list(group)
        due = min((row.due_date for row in reviews if row.status == ReviewStatus.OPEN), default=None)
        late = due is not None and due < today
        rank = 0 if late or any(row.status == ReviewStatus.DECIDED for row in reviews) else 2
        yield InboxLine(
            f"reviews:{consultant}",
            "reviews",
            "reviews",
            (rank, datetime.combine(due or today, time.max), 0),
            "",
            _review_due(due, today),
            Cell(f"{len(reviews)}"),
            consultant or "nobody yet",
            review_words(reviews, today),
            "",
            consultant=consultant,
        )


def _review_due(due: date | None, today: date) -> Cell:
    """Return the due day of the next decision; if all are decided, that patients must be told."""
    if due is None:
        return Cell("tell", "alert")
    return Cell(f"{(today - due).days}d late", "alert") if due < today else Cell(short_day_words(due))


def _of_call(row: CallRow, said: str, red_flags: Sequence[str], now: datetime) -> InboxLine:
    about = display_name(row.family_name or "", row.given_name or "") if row.patient_id is not None else ""
    who = joined((row.caller_name, row.caller_relationship), ", ")
    flags = red_flags_in(said, red_flags)
    return InboxLine(
        f"call:{row.call_id}",
        "parked",
        f"! {row.status}" if flags else row.status,
        (_FLAGGED if flags else _PARKED, row.taken_at, row.call_id),
        age_words(row.taken_at, now),
        Cell("red flag", "alert") if flags else Cell("resume", "warning"),
        Cell("call"),
        about or (shown_number(row.caller_number) if row.caller_number else "") or row.caller_name or NOBODY_CHOSEN,
        joined((said, f"call of {row.taken_at:%H:%M}", who, "Enter takes it up again")),
        "me",
        initials=initials(row.family_name or "", row.given_name or "") if row.patient_id is not None else "",
        call=row,
    )


def _of_draft(row: DraftRow, red_flags: Sequence[str], now: datetime) -> InboxLine:
    said = said_in(json.loads(row.state))
    flags = red_flags_in(said, red_flags)
    return InboxLine(
        f"draft:{row.draft_id}",
        "parked",
        "! parked" if flags else "parked",
        (_FLAGGED if flags else _PARKED, now, row.draft_id),
        "",
        Cell("red flag", "alert") if flags else Cell("resume", "warning"),
        Cell("form"),
        row.about or NOBODY_CHOSEN,
        joined((said if flags else "", row.title, "Enter goes on with it")),
        "me",
        draft=row,
    )
