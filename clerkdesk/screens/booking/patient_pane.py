"""Draws the patient in hand: identity, wait, needs, contact, and other appointments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size

from clerkdesk.keys.placeholders import key_for
from clerkdesk.rules.contact.attempts import voicemail_words
from clerkdesk.rules.patients.people import born_words
from clerkdesk.rules.values.clocks import ClockState
from clerkdesk.rules.values.date_words import birth_date_words, count_words
from clerkdesk.rules.values.nhs_number import display
from clerkdesk.screens.booking.waiting import WaitingRow, support_words
from clerkdesk.widgets.keys_in_force import as_shown
from clerkdesk.widgets.plain import ACT, ALERT, DOT, KEY, MUTED, Piece, flow, plain
from clerkdesk.widgets.still_text import Still

if TYPE_CHECKING:
    from clerkdesk.rules.waiting_list.rows import EntryRow
    from clerkdesk.services.card.patient_panel import PatientPanel

_WARNING = "$warning"
_USUAL_LINES = 5
"""The `min-height` of the pane: from most patients to the next, the slots below stay where they are."""
Said = tuple[str, str]
"""A text with its style."""


class PatientPane(Still):
    """Draws the lines; it takes no keys."""

    def __init__(self) -> None:
        """Begin without a patient."""
        super().__init__(id="patient-lines")
        self._row: WaitingRow | None = None
        self._beside: PatientPanel | None = None
        self._wrapped: tuple[int, list[Content]] | None = None
        """Width in cells, and the lines of the patient in that width."""

    def show(self, row: WaitingRow | None, beside: PatientPanel | None) -> None:
        """Show a patient; their panel may follow."""
        if (row, beside) != (self._row, self._beside):
            self._row, self._beside, self._wrapped = row, beside, None
            self.draw_again()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the lines that the patient needs, and before their panel is read at least those of the last patient.

        The panel mostly needs the same height: this spares the slots below a move up and down.
        """
        del container, viewport
        waits = self._row is not None and self._beside is None
        return max(_USUAL_LINES, len(self._lines(width)), self.size.height if waits else 0)

    def render(self) -> Content:
        """Return the lines that have room; if not all have, the last one says how many more there are."""
        width, height = self.size
        lines = self._lines(width)
        if 0 < height < len(lines):
            lines = [*lines[: height - 1], _more_lines(len(lines) - height + 1, width)]
        return Content("\n").join(lines)

    def _lines(self, width: int) -> list[Content]:
        """Return all lines in a width, with each group on a new line."""
        if self._row is None or not width:
            return []
        if self._wrapped is None or self._wrapped[0] != width:
            # Alerts come first: on a short screen the last lines are cut off.
            groups = (
                _who(self._row, self._beside, width),
                *_alerts(self._row, self._beside),
                _waits(self._row),
                *_reached(self._row, self._beside),
            )
            flowing = (plain(*flow(group, width)) for group in groups if group)
            self._wrapped = (width, [line for each in flowing for line in each.wrap(width)])
        return self._wrapped[1]


def _more_lines(count: int, width: int) -> Content:
    """Return the mark for lines without room, with the key of the card, which shows them."""
    mark: list[Piece] = [(f"… {count_words(count, 'more line')}", MUTED)]
    on_card = plain(*mark, (DOT, MUTED), (key_for("card"), KEY), (" shows the card", MUTED))
    return on_card if on_card.cell_length <= width else plain(*mark)


def _who(row: WaitingRow, beside: PatientPanel | None, width: int) -> list[Said]:
    """Return the three identifiers as one text if they fit on a line, else the name alone first."""
    postcode = beside.patient.postcode if beside is not None else ""
    born = "  ".join(filter(None, (born_words(row.entry.row.date_of_birth, row.today), postcode)))
    line = f"{row.name}  {born}"
    return [(line, ACT)] if cell_len(as_shown(line)) <= width else [(row.name, ACT), (born, ACT)]


def _waits(row: WaitingRow) -> list[Said]:
    entry = row.entry.row
    number = display(entry.nhs_number) if entry.nhs_number else ""
    said: list[Said] = [(number, "") if number else ("no NHS number", _WARNING)]
    if number and not entry.nhs_number_valid:
        said.append(("not a valid number", _WARNING))
    if entry.hospital_number:
        said.append((entry.hospital_number, ""))
    said.append((_clock_words(entry), ""))
    if entry.declines:
        said.append((f"{count_words(entry.declines, 'offer')} declined", ""))
    for count, by in ((entry.patient_cancellations, "patient"), (entry.hospital_cancellations, "us")):
        if count:
            said.append((f"cancelled {count}x by {by}", _WARNING))
    return said


def _clock_words(entry: EntryRow) -> str:
    if entry.clock_start is None:
        return "no clock"
    began = birth_date_words(entry.clock_start)
    return f"clock {began}" if entry.clock_state == ClockState.RUNNING else f"no clock (the last began {began})"


def _alerts(row: WaitingRow, beside: PatientPanel | None) -> Iterator[list[Said]]:
    """Yield the alerts to read before any change."""
    entry = row.entry
    if entry.row.word_of_death:
        yield [("! has died, or is said to have died", ALERT)]
    if beside is not None and beside.reach.stopped:
        yield [(f"! {beside.reach.stopped}", ALERT)]
    if entry.desk.claimed_by is not None:
        yield [(f"! {entry.claim}, is working on this patient", _WARNING)]
    elif entry.passed_by is not None:
        yield [(f"! {entry.passed_by.sentence}", _WARNING)]
    if beside is None:
        return
    yield [(f"! {flag}", ALERT) for flag in beside.flags]
    note = beside.reach.ways.safe_contact_note
    restricted = "leave no message and write nothing" if beside.reach.ways.restricted else ""
    yield [(f"! safe contact: {text}", ALERT) for text in (note, restricted) if text]


def _reached(row: WaitingRow, beside: PatientPanel | None) -> Iterator[list[Said]]:
    if beside is None:
        return
    needs = [words for words in (support_words(row.entry.row), *beside.needs) if words]
    yield [(words, _WARNING) for words in needs]
    yield list(_reach(beside))
    yield [(line, "$secondary") for line in beside.others]


def _reach(beside: PatientPanel) -> Iterator[Said]:
    phones = beside.reach.ways.phones
    if beside.patient.restricted:
        yield "restricted record: number on the card only", _WARNING
    elif not phones:
        yield "no telephone number", _WARNING
    else:
        first = phones[0]
        yield first.number, ACT
        yield voicemail_words(False if beside.reach.ways.restricted else first.voicemail_allowed), ""
        if first.note:
            yield first.note, _WARNING
    if beside.reach.tried:
        yield beside.reach.tried, _WARNING
