"""Describes the visit under the cursor: in short below the list, in full on the sheet of `w`."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content

from clerkdesk.keys.placeholders import key_for
from clerkdesk.rules.patients.people import display_name, initials
from clerkdesk.rules.values.date_words import count_words
from clerkdesk.screens.reception.visits import Visit, support_words
from clerkdesk.widgets.plain import ACT, ALERT, DOT, MUTED, Piece, joined, plain

_WARNING = "$warning"


def about(visit: Visit | None, *, private: bool, to_note: int = 0) -> Content:
    """Return the lines below the list; for a public counter only initials and clinic.

    `to_note` is the number of cancellations to note at the top, which may have scrolled out of view.
    """
    waits = to_note and not (visit is not None and visit.is_to_note)
    how = f"{to_note} cancelled today: Down, Home, then {key_for('take')} to note"
    above: list[Piece] = [(how, ALERT)] if waits else []
    if visit is None:
        return plain(*above)
    above += [(DOT, MUTED)] if above else []
    if private:
        return plain(*above, visit.initials, (DOT, MUTED), _where(visit))
    pieces: list[Piece] = [*above, (visit.name, ACT)]
    # Warnings come first: on a short terminal the last words are cut off.
    for flag in visit.board.flags if visit.board is not None else ():
        pieces += [(DOT, MUTED), (f"! {flag}", ALERT)]
    pieces += [(DOT, MUTED), _where(visit)]
    for text, style in _remarks(visit):
        pieces += [(DOT, MUTED), (text, style)]
    return plain(*pieces)


def reasons(visit: Visit, *, private: bool = False) -> Iterator[str]:
    """Yield the reasons for the state of a visit, and its alerts."""
    row, board = visit.appointment, visit.board
    yield f"Booked for {row.starts_at:%H:%M}, {_where(visit)}, reference {visit.reference}."
    steps = (
        ("Arrived", row.arrived_at), ("Called in", row.called_at), ("Seen", row.seen_at), ("Left", row.left_at),
    )  # fmt: skip
    yield from (f"{word} at {at:%H:%M}." for word, at in steps if at is not None)
    if row.cancelled_at is not None:
        by = f" by the {row.cancelled_by}" if row.cancelled_by else ""
        yield f"Cancelled{by} at {row.cancelled_at:%H:%M}."
    if visit.missing is not None:
        yield visit.missing.overdue or "Its outcome is not overdue."
    if board is None:
        return
    if board.to_note is not None:
        yield f"It stays at the top until somebody takes note of it: {key_for('take')}."
    if board.alert is not None:
        yield board.alert.sentence
    if board.late is not None:
        yield _late_words(board.late.minutes_late)
    if board.missed is not None:
        yield f"Booked {board.missed.sentence}: {key_for('escalate')} escalates it."
    if board.minutes_behind:
        yield f"The clinic runs {count_words(board.minutes_behind, 'minute')} late."
    for near in board.near_names:
        name = initials if private else display_name
        yield f"Similar name today: {name(near.family_name, near.given_name)}. The NHS number tells them apart."
    yield from (f"{words[:1].upper()}{words[1:]}." for words in support_words(visit))
    if board.missing:
        yield f"The record lacks: {', '.join(board.missing)}."
    if not board.overseas_asked:
        yield "The question of residence has not been asked."


def _remarks(visit: Visit) -> Iterator[tuple[str, str]]:
    board = visit.board
    if visit.missing is not None and visit.missing.overdue:
        yield visit.missing.overdue, ALERT
    if board is None:
        return
    if visit.is_to_note:
        yield f"{key_for('take')} takes note of the cancellation", ALERT
    if board.alert is not None:
        yield board.alert.sentence, ALERT
    if board.late is not None:
        yield _late_words(board.late.minutes_late), ALERT
    for near in board.near_names:
        yield f"≈ {display_name(near.family_name, near.given_name)} is here today too", _WARNING
    yield from ((words, _WARNING) for words in support_words(visit)[len(board.flags) :])
    if board.minutes_behind:
        yield f"clinic runs {board.minutes_behind} min late", _WARNING
    if board.missed is not None:
        yield f"booked {board.missed.sentence}", _WARNING


def _late_words(minutes: int) -> str:
    return f"{count_words(minutes, 'minute')} late and not here: when they come, the clinician is asked."


def _where(visit: Visit) -> str:
    row = visit.appointment
    return joined((row.clinic_name, row.professional or "", row.reception), ", ")
