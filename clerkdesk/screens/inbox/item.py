"""One inbox item: in full for the sheet, and in a few lines for the foot of the list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from clerkdesk.rules.values.date_words import short_moment_words
from clerkdesk.rules.values.inbox import ItemEventKind, MessageChannel, Urgency
from clerkdesk.rules.values.phones import shown_number
from clerkdesk.screens.inbox.rows import InboxLine, about_words, death_words_of, due_cell
from clerkdesk.widgets.dialog import Sheet
from clerkdesk.widgets.plain import ACT, ALERT, DOT, MUTED, Piece, joined, plain

if TYPE_CHECKING:
    from textual.content import Content

    from clerkdesk.rules.inbox.rows import HistoryLine, InboxRow

_HAPPENED = {
    ItemEventKind.TAKEN: "taken",
    ItemEventKind.ACKNOWLEDGED: "taken note of",
    ItemEventKind.FORWARDED: "passed on",
    ItemEventKind.HANDED_OVER: "handed over",
    ItemEventKind.CLIMBED: "escalated, as nobody had answered",
    ItemEventKind.DONE: "done",
    ItemEventKind.WITHDRAWN: "withdrawn",
    ItemEventKind.STANDS_AGAIN: "to be done again",
}


def caller_words(row: InboxRow) -> str:
    """Return who rang or wrote: `Mary O'Neil, mother · 07700 900456 · best after 3 · identity confirmed`."""
    who = joined((row.caller_name, row.caller_relationship), ", ")
    if not (who or row.caller_number):
        return ""
    return joined(
        (
            who,
            shown_number(row.caller_number) if row.caller_number else "",
            f"best time: {row.best_time}" if row.best_time else "",
            _identity(row),
        )
    )


def _identity(row: InboxRow) -> str:
    """Return whether a caller proved who they are; empty for letters, e-mails and the desk."""
    if row.channel != MessageChannel.PHONE:
        return ""
    return "identity confirmed" if row.identity_confirmed else "identity not confirmed"


def foot(line: InboxLine | None, *, private: bool = False) -> Content:
    """Return the lines below the list about the row under the cursor; for a public counter, that Enter shows them."""
    if line is None:
        return plain("")
    if private:
        return plain((line.initials or line.kind_words, ACT), "  ", ("Enter shows it in full", MUTED))
    row = line.item
    if row is None:
        opens = "Enter opens the sheets" if line.consultant is not None else ""
        return plain((line.about or line.kind_words, ACT), "  ", joined((line.what, opens)))
    taken = f"taken {short_moment_words(row.taken_at)}, {row.taken_by}"
    below = joined((caller_words(row), f"for {row.to_name}", taken))
    about = about_words(row)
    died = death_words_of(row)
    mark = (f"! {died}{DOT}" if died else "", ALERT)
    return plain((f"{about}  " if about else "", ACT), mark, row.sentence, "\n", (below, MUTED))


def item_sheet(row: InboxRow, history: Iterable[HistoryLine], now: datetime) -> Sheet:
    """Return the whole item, for reading."""
    pieces: list[Piece] = [(f"{about_words(row) or 'About no patient'}\n", ACT), f"{row.sentence}\n\n"]
    if died := death_words_of(row):
        pieces.insert(1, (f"! {died}\n", ALERT))
    for label, words in _facts(row, now):
        pieces += [(f"{label:<10}", MUTED), f"{words}\n"] if words else []
    pieces.append("\n")
    for event in history:
        words = joined((f"{_HAPPENED.get(event.kind, event.kind)} by {event.clerk}", _to(event), event.note))
        pieces += [(f"{short_moment_words(event.at)}  ", MUTED), f"{words}\n"]
    return Sheet(row.kind.replace("_", "-").capitalize(), plain(*pieces))


def _facts(row: InboxRow, now: datetime) -> Iterator[tuple[str, str]]:
    yield "For", row.to_name
    yield "Urgency", "at once" if row.urgency == Urgency.URGENT else row.urgency
    yield "Due", due_cell(row, now).text
    yield "From", caller_words(row)
    yield "Ring back", short_moment_words(row.ring_back_at) if row.ring_back_at is not None else ""
    yield "Taken by", row.acknowledged_by or ""


def _to(event: HistoryLine) -> str:
    return f"to {event.to_name}" if event.to_name and event.kind != ItemEventKind.ACKNOWLEDGED else ""
