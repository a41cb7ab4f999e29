"""The list of the card and the parts around it: the head, the line about one row, and the slots beside the list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from clerkdesk.keys.placeholders import key_for
from clerkdesk.rules.deaths.stops import why_stopped
from clerkdesk.screens.acts.slots_pane import SlotsPane
from clerkdesk.screens.card.head import CardHead
from clerkdesk.screens.card.rows import (
    CardRow,
    columns,
    first_to_act_on,
    row_of_need,
    row_to_go_to,
    rows_of,
    under_cursor_of,
)
from clerkdesk.widgets.dialog import Sheet
from clerkdesk.widgets.plain import ACT, MUTED, joined, plain
from clerkdesk.widgets.row_table import RowTable
from clerkdesk.widgets.still_text import StillText

if TYPE_CHECKING:
    from clerkdesk.rules.booking.rows import AppointmentRow
    from clerkdesk.rules.patients.rows import PatientRow
    from clerkdesk.screens.acts.under_cursor import ToBook, UnderCursor
    from clerkdesk.screens.card.holds_card import HoldsCard
    from clerkdesk.services.booking.slot_choices import SlotChoices
    from clerkdesk.services.card.cards import PatientCard

NOBODY = f"No patient is in hand yet. {key_for('find')} finds a patient by anything the caller says."
NOTHING_OPEN = f"Nothing waits and nothing is booked for this patient. {key_for('refer')} registers a referral."
_NOTHING = f"This card is empty. {NOTHING_OPEN}"


class CardList:
    """Shows one card, and knows the row under its cursor."""

    def __init__(self, screen: HoldsCard) -> None:
        """Take the screen; no card is shown yet."""
        self._screen = screen
        self.card: PatientCard | None = None
        """The card that is shown; None while it is being read, and for nobody."""
        self.table: RowTable[CardRow] = RowTable(columns(), lambda row: row.key, id="everything", empty=NOBODY)
        self.slots = SlotsPane()
        self.choices: SlotChoices | None = None
        """The shown slots."""
        self.move_to: str | None = None
        """The row for the cursor when the list is read again after an act: `entry:7`, `appointment:9`."""
        self._slots_of: int | None = None
        self._head = CardHead()
        self._freed = StillText(id="freed")
        self._about = StillText(id="about")
        self._left: CardRow | None = None
        """The row under the cursor that is gone from the record, while an open bar keeps it."""
        screen.bars.when_closed(self._bar_closed)

    def widgets(self) -> ComposeResult:
        """Make the head, the list, and the slots beside it."""
        yield self._head
        with Horizontal():
            yield self.table
            with Vertical(id="beside-list"):
                yield self.slots
                yield self._freed
        yield self._about

    # The row under the cursor

    @property
    def row(self) -> CardRow | None:
        """The row under the cursor."""
        return self.table.row

    @property
    def under_cursor(self) -> UnderCursor | None:
        """The patient of the card, with the row under the cursor."""
        return under_cursor_of(self.card, self.row) if self.card is not None else None

    def of_section(self, section: str) -> CardRow | None:
        """Return the row under the cursor if it is in this section, else None."""
        row = self.row
        return row if row is not None and row.section == section else None

    @property
    def ended(self) -> AppointmentRow | None:
        """The appointment under the cursor, if it has ended."""
        row = self.of_section("Ended")
        return row.appointment if row is not None else None

    @property
    def joined_record(self) -> PatientRow | None:
        """The record under the cursor that was joined with this one; None for any other row."""
        row = self.row
        records = self.card.joined if self.card is not None and row is not None else ()
        return next((record for record in records if row is not None and record.id == row.patient_id), None)

    @property
    def why_nothing_is_open(self) -> str:
        """Why the card has no open row for the cursor, as a sentence; empty if it has one."""
        if self.card is None or any(row.section == "Open" for row in self.table.rows):
            return ""
        died = why_stopped(self.card.patient.death_facts.standing)
        return died.sentence if died is not None else NOTHING_OPEN

    # Showing a card

    def begin(self) -> None:
        """Remove the shown card: another one is being read."""
        self.card = self._left = None
        self._head.show(None, self._screen.host.now().date())
        self.table.begin_reading("The card is being read.")
        self.show_slots(None)

    def show_nobody(self) -> None:
        """Say that no patient is in hand, so that the empty list counts as read."""
        self.table.reading.set_empty(NOBODY)
        self.table.set_rows(())

    def show(self, card: PatientCard) -> None:
        """Show a card that was read, for the first time or again."""
        is_new, now = self.card is None, self._screen.host.now()
        self.card = card
        rows = rows_of(card, now)
        self._head.show(card, now.date())
        self.table.reading.set_empty(_NOTHING)
        self._set_rows(rows)
        if is_new or self.move_to is not None:
            self.table.move_to(row_to_go_to(rows, self.move_to) or first_to_act_on(rows))
            self.move_to = None
        self._draw_about()

    def _set_rows(self, rows: Sequence[CardRow]) -> None:
        """Show rows; if the row under the cursor is gone, the cursor follows the row's need."""
        here = self._left or self.table.row
        self.table.set_rows(rows)
        gone = here is not None and all(row.key != here.key for row in rows)
        # While a bar is open its row stays, and the cursor leaves it when the bar closes.
        self._left = here if gone and self.table.frozen else None
        if here is not None and gone and not self.table.frozen:
            self.table.move_to(row_of_need(rows, here))

    def _bar_closed(self) -> None:
        """Move the cursor to the need of a row that is gone."""
        left, self._left = self._left, None
        if left is not None:
            # The rows move only after this call.
            self._screen.call_later(lambda: self.table.move_to(row_of_need(self.table.rows, left)))
        self.slots.show(self.choices)

    # Moving the cursor

    def go_section(self, step: int) -> None:
        """Put the cursor on the first row of the previous or the next section."""
        rows, here = self.table.rows, self.table.row_number
        starts = [index for index, row in enumerate(rows) if row.first]
        before, after = [each for each in starts[::-1] if each < here], [each for each in starts if each > here]
        ahead = after if step > 0 else before
        if ahead:
            self.table.move_to(rows[ahead[0]].key)

    def sheet_of(self, row: CardRow) -> Sheet:
        """Return the sheet with the full text of a row."""
        target = f"{row.target.sentence}\n" if row.target is not None else ""
        text = plain((f"{row.what}\n", ACT), f"{row.when}\n", target, (row.detail.replace(" · ", "\n"), MUTED))
        return Sheet(row.section, text)

    def cursor_moved(self) -> None:
        """Hide slots that belong to another row."""
        row = self.row
        elsewhere = row is None or row.entry_id != self._slots_of
        if self._slots_of is not None and elsewhere and self.move_to is None and not self._screen.bar.is_open:
            self.show_slots(None)
        self._draw_about()

    def _draw_about(self) -> None:
        row = self.row
        line = plain((row.what, ACT), "  ", (joined((row.when, row.detail)), MUTED)) if row is not None else plain("")
        self._about.update(line)

    # Slots

    def show_slots(self, choices: SlotChoices | None, freed: str = "", of: int | None = None) -> None:
        """Show slots beside the list, with the patients who may take a slot that has come free; None hides them.

        They stay until the cursor goes to another need; `of` is the id of the entry, needed if `choices` is None.
        """
        self.choices = choices
        self._slots_of = choices.entry_id if choices is not None else of
        self.slots.show(choices)
        self._screen.set_class(choices is not None or bool(freed), "-with-slots")
        self._freed.update(plain((freed, MUTED)))

    def put_slots_away(self) -> bool:
        """Hide the slots beside the list; return whether there were any."""
        stand = self._screen.has_class("-with-slots")
        if stand:
            self.show_slots(None)
        return stand

    def slot_of_digit(self, digit: str) -> tuple[ToBook, SlotChoices, int] | None:
        """Return the need, its slots and the id of the slot with this digit; None without slots for the need."""
        here, choices = self.under_cursor, self.choices
        need = here.need if here is not None and here.appointment is None else None
        if need is None or choices is None or choices.entry_id != need.key:
            return None
        wanted = [each.ranked.slot.slot for each in choices.choices if str(each.ranked.rank) == digit]
        return (need, choices, wanted[0]) if wanted else None
