"""Draws the why sheet: the position of the patient, their dates, and the order of the slots."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING

from clerkdesk.rules.values.clocks import ClockState
from clerkdesk.rules.values.date_words import count_words, day_words, short_moment_words
from clerkdesk.rules.waiting_list.list_order import PassedByKind
from clerkdesk.services.acts.answers import WrongInput
from clerkdesk.widgets.dialog import Sheet
from clerkdesk.widgets.keys_in_force import as_shown
from clerkdesk.widgets.plain import ACT, MUTED, Piece, plain
from clerkdesk.words.next_steps import possible_steps

if TYPE_CHECKING:
    from clerkdesk.screens.booking.waiting import WaitingRow
    from clerkdesk.services.card.patient_panel import PatientPanel
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.services.pathways.clocks import ClockWhy

_WIDTH = 66
"""Width of the text of one reason, in cells; the rest goes on the next line, indented."""


def read_clock(desk: Desk, pathway_id: int) -> ClockWhy | None:
    """Return the clock of a pathway, with the next steps."""
    found = desk.pathways.why(pathway_id)
    return None if isinstance(found, WrongInput) else found


def booking_sheet(row: WaitingRow, beside: PatientPanel | None, found: ClockWhy | None) -> Sheet:
    """Return the sheet that `w` opens."""
    clock = [said.sentence for said in found.clock.explanation] if found is not None else []
    sections = (
        (f"{row.name}, position {row.entry.position} on the list", [*row.entry.why, *_skipped(row)]),
        (
            "What may be done next",
            possible_steps(found.requests, found.next_steps, "booking") if found is not None else (),
        ),
        ("Dates to meet", list(_dates(row))),
        ("What happened, in words for the patient", clock),
        ("The slots", list(_slots(beside))),
    )
    pieces: list[Piece] = []
    for title, lines in sections:
        if lines:
            pieces += [(f"{title}\n", ACT), *_lines(lines), "\n"]
    return Sheet("Why", plain(*pieces))


def _lines(lines: Sequence[str]) -> Iterator[Piece]:
    for line in lines:
        first, *rest = wrap(as_shown(line), _WIDTH) or [""]
        yield "  · ", MUTED
        yield f"{first}\n"
        yield from (f"    {more}\n" for more in rest)


def _dates(row: WaitingRow) -> Iterator[str]:
    entry = row.entry
    if entry.target is not None:
        yield f"{entry.target.sentence[:1].upper()}{entry.target.sentence[1:]}."
    if entry.wait is not None:
        weeks = count_words(entry.wait.weeks, "week")
        yield f"{weeks} waited; the 18-week date is {day_words(entry.wait.breach_date)}."
    elif entry.row.clock_state != ClockState.RUNNING:
        yield "No 18-week clock runs."


def _skipped(row: WaitingRow) -> Iterator[str]:
    passed_by = row.entry.passed_by
    if passed_by is None:
        return
    # Another desk's clerk keeps the capital of their name.
    sentence = passed_by.sentence
    why = sentence if passed_by.kind == PassedByKind.CLAIMED else f"{sentence[:1].lower()}{sentence[1:]}"
    yield f"The cursor skips this patient: {why}"


def _slots(beside: PatientPanel | None) -> Iterator[str]:
    if beside is None:
        return
    for choice in beside.choices.choices:
        starts = short_moment_words(choice.ranked.slot.starts)
        yield f"{choice.ranked.rank} {starts}: {' '.join(choice.ranked.why)}"
    if beside.choices.why_none:
        yield beside.choices.why_none
    elif beside.choices.legal > len(beside.choices.choices):
        yield f"{beside.choices.legal} slots are allowed, {beside.choices.in_time} of them in time."
