"""Whose card it is, and moving about on it: head, list, the line about one row, and the slots beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.events import Key, Resize
from textual.widgets import Static

from clerkdesk.keys.placeholders import key_for
from clerkdesk.screens.acts.acts import Acts
from clerkdesk.screens.acts.carrying_out import write_behind
from clerkdesk.screens.acts.need_acts import NeedActs
from clerkdesk.screens.acts.pathway_acts import PathwayActs
from clerkdesk.screens.acts.place_acts import PlaceActs
from clerkdesk.screens.acts.slots_pane import SlotsPane
from clerkdesk.screens.card.head import CardHead, name_of
from clerkdesk.screens.card.rows import (
    CardRow,
    columns,
    first_to_act_on,
    row_of_need,
    row_to_go_to,
    rows_of,
    under_cursor_of,
)
from clerkdesk.screens.desk.base import DeskScreen
from clerkdesk.screens.desk.forms_set_aside import FormsSetAside
from clerkdesk.screens.desk.host import InHand, label_of
from clerkdesk.services.acts.answers import WrongInput
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Choice, ChoiceStep, Kept
from clerkdesk.widgets.dialog import Sheet
from clerkdesk.widgets.plain import ACT, MUTED, joined, plain
from clerkdesk.widgets.row_table import RowTable, tables_of

if TYPE_CHECKING:
    from clerkdesk.screens.acts.acts_here import Acted
    from clerkdesk.screens.acts.under_cursor import UnderCursor
    from clerkdesk.services.booking.slot_choices import SlotChoices
    from clerkdesk.services.card.cards import PatientCard

NOBODY = f"No patient is in hand yet. {key_for('find')} finds a patient by anything the caller says."
NOTHING_OPEN = f"Nothing waits and nothing is booked for this patient. {key_for('refer')} registers a referral."
_NOTHING = f"This card is empty. {NOTHING_OPEN}"
_DIGITS = 9
_LAST_PATIENTS = "card"
"""The bar in which one of the last patients is chosen: it is about nobody, so it waits for nobody."""
_LOW = 36
"""Lines under which the head gives its room to slots."""


def in_hand_of(card: PatientCard) -> InHand:
    """Return the patient of a card, with the birth date."""
    return InHand(card.patient.id, label_of(name_of(card), card.patient.date_of_birth))


class CardList(DeskScreen):
    """The card without its letters."""

    ACTED_ON = frozenset({"card"})

    def __init__(self) -> None:
        """Begin without a patient."""
        super().__init__()
        self.slots = SlotsPane()
        self.choices: SlotChoices | None = None
        """The slots that are shown."""
        self.move_to: str | None = None
        """The row on which the cursor stands once the list is read again after an act: `entry:7`, `appointment:9`."""
        self.places = PlaceActs(self)
        self.acts = Acts(self, claimed={"contact"})
        self.needs = NeedActs(self, self.acts.open_bar)
        for acts in (self.needs, self.places, PathwayActs(self, self.acts.open_bar)):
            self.acts.offer(acts.acts)
        self.commands.add(self.acts.letters)
        self.bars.when_closed(self._bar_closed)
        self.table: RowTable[CardRow] = RowTable(columns(), lambda row: row.key, id="everything", empty=NOBODY)
        self.card: PatientCard | None = None
        self._slots_of: int | None = None
        self._head = CardHead()
        self._freed = Static(id="freed")
        self._about = Static(id="about")
        self._wanted: int | None = None
        self._is_read = False
        """Whether the card that is wanted has been read, or can not be."""
        self._bars_aside = FormsSetAside()
        self.half_done.keeps(
            lambda: {"aside": self._bars_aside.get_state()},
            lambda state: self._bars_aside.set_state(state.get("aside", ())),
        )
        self.half_done.is_begun = lambda: bool(self._bars_aside)
        self._left: CardRow | None = None
        """The row under the cursor that is gone, as long as an open bar keeps it."""
        """Bars that were begun on a card which another one replaced."""
        self._times_asked = 0
        """How often F4 was pressed since the card was opened."""
        self._opening = False
        """Whether the card is opened anew, for the patient in hand."""

    def compose_body(self) -> ComposeResult:
        """Make the head, the list, and the slots beside it."""
        yield self._head
        with Horizontal():
            yield self.table
            with Vertical(id="beside-list"):
                yield self.slots
                yield self._freed
        yield self._about

    def on_resize(self, event: Resize) -> None:
        """Know whether there are few lines."""
        self.set_class(event.size.height < _LOW, "-low")

    # What acts ask

    @property
    def under_cursor(self) -> UnderCursor | None:
        """The patient of the card, with what stands under the cursor."""
        card, row = self.card, self.table.row
        return under_cursor_of(card, row) if card is not None else None

    def acted(self, done: Acted) -> None:
        """Say what was done."""
        self.bars.answer(done.sentence, done.tone)

    def go_to_row(self, key: str) -> None:
        """Put the cursor on a row as soon as it has been read."""
        self.move_to = key

    def command_filter(self) -> None:
        """Search for slots."""
        self.acts.open("filter")

    def on_data_changed(self) -> None:
        """Read again; while a place is offered, also what became of the slots."""
        self.load()
        self.places.going_on.look_again()

    # Whose card it is

    def opening(self) -> None:
        """Show the patient in hand, whoever was on the card before."""
        self._opening = True

    def shown(self) -> None:
        """Show the patient in hand; come back to, the card that was left, whomever a call or a form was about."""
        self._times_asked = 0
        opened, self._opening = self._opening, False
        if not opened and self.card is not None:
            self.host.take_in_hand(in_hand_of(self.card))
        in_hand = next(iter(self.host.patients_in_hand), None)
        if in_hand is not None and in_hand.row:
            self.go_to_row(in_hand.row)
            self.host.take_in_hand(replace(in_hand, row=""))
        self.show_patient(in_hand.patient_id if in_hand is not None else None)

    def command_card(self) -> None:
        """Show the patient before this one; asked again, the last nine by digit."""
        patients = self.host.patients_in_hand
        self._times_asked += 1
        if len(patients) < 2:
            self.host.say("This is the only patient you have had in hand." if patients else NOBODY)
        elif self._times_asked == 1:
            # Forms, calls and commands are about the patient in hand: that is whose card is shown.
            before = patients[1]
            self.host.take_in_hand(before)
            self.show_patient(before.patient_id)
        else:
            self._choose_in_hand()

    def show_patient(self, patient_id: int | None) -> None:
        """Show the card of a patient, or of nobody."""
        if patient_id != self._wanted:
            self._lay_bar_aside()
            self.card = None
            self._left = None
            self._head.show(None, self.host.now().date())
            self.table.begin_reading("The card is being read.")
            self.show_slots(None)
        if patient_id is None:
            # Nothing is read for nobody, so the list is known to be empty.
            self.table.set_empty(NOBODY)
            self.table.set_rows(())
        self._wanted, self._is_read = patient_id, patient_id is None
        self.load()
        self.host.screen_ready()

    def _lay_bar_aside(self) -> None:
        """Keep an open bar with the patient whom it is about: no bar stands under another patient's name."""
        kept, row = self.bar.get_state(), self.table.row
        if kept is None:
            return
        if self.card is not None and not self.bar.busy and kept["bar"] != _LAST_PATIENTS:
            begun = {**kept, "row": row.key if row is not None else ""}
            self.host.say(self._bars_aside.put(in_hand_of(self.card), begun))
        self.bar.close()
        for table in tables_of(self):
            table.thaw()

    def _take_bar_up(self, card: PatientCard) -> None:
        """Put back the bar that was begun on this card, with the cursor on what it is about."""
        kept = None if self.bar.is_open else self._bars_aside.take(in_hand_of(card))
        if kept is not None:
            if any(row.key == kept["row"] for row in self.table.rows):
                self.table.move_to(kept["row"])
            self.bars.reopen(kept)

    def open_other(self, patient: InHand) -> None:
        """Take another patient in hand and show their card."""
        self.host.take_in_hand(patient)
        self._times_asked = 0
        self.show_patient(patient.patient_id)

    def _choose_in_hand(self) -> None:
        patients = {str(number): each for number, each in enumerate(self.host.patients_in_hand[:_DIGITS], start=1)}
        choices = tuple(Choice(number, number, patient.label) for number, patient in patients.items())

        self._lay_bar_aside()

        async def commit(answer: BarAnswer) -> Kept | None:
            self.open_other(patients[answer["patient"]])
            return None

        step = ChoiceStep("patient", "patient", choices)
        self.bars.open(
            BarSpec(_LAST_PATIENTS, "Open the card of", "one of the last patients", commit, (step,), "opens it")
        )

    def load(self) -> None:
        """Read the card."""
        wanted = self._wanted
        if wanted is not None:
            self.questions.ask("card", lambda desk: (wanted, desk.patients.card(wanted)), self._show)

    def _show(self, answer: tuple[int, PatientCard | WrongInput]) -> None:
        wanted, card = answer
        if wanted != self._wanted:
            return
        self._is_read = True
        if isinstance(card, WrongInput):
            self.host.refuse(card.sentence)
            return
        is_new = self.card is None
        self.card = card
        rows = rows_of(card, self.host.now())
        self._head.show(card, self.host.now().date())
        self.table.set_empty(_NOTHING)
        self._set_rows(rows)
        if is_new or self.move_to is not None:
            self.table.move_to(row_to_go_to(rows, self.move_to) or first_to_act_on(rows))
            self.move_to = None
        if is_new:
            write_behind(self, lambda desk: desk.patients.opened_card(wanted))
        self._draw_about()
        self.card_read()
        self._take_bar_up(card)

    def _set_rows(self, rows: Sequence[CardRow]) -> None:
        """Show rows; where the one under the cursor is gone, the cursor follows the need that it was of."""
        here = self._left or self.table.row
        self.table.set_rows(rows)
        gone = here is not None and all(row.key != here.key for row in rows)
        # While a bar is open the row stays, and is left when the bar closes.
        self._left = here if gone and self.table.frozen else None
        if here is not None and gone and not self.table.frozen:
            self.table.move_to(row_of_need(rows, here))

    def _bar_closed(self) -> None:
        """Read again, and let the cursor follow the need whose row went meanwhile."""
        left, self._left = self._left, None
        if left is not None:
            # The rows move only after this.
            self.call_later(lambda: self.table.move_to(row_of_need(self.table.rows, left)))
        self.slots.show(self.choices)
        self.load()

    def card_read(self) -> None:
        """Do what waited for the card."""

    def is_ready_for(self, key: str) -> bool:
        """Hold keys until the card that is wanted, and slots that were asked for, have been read."""
        read = (self._is_read and not self.questions.is_pending("slots")) or self.host.desk_state != "open"
        return read and super().is_ready_for(key) and not self.acts.is_reading

    # Moving about

    async def on_key(self, event: Key) -> None:
        """Go from section to section with Left and Right."""
        if self.table.has_focus and event.key in ("left", "right"):
            event.stop()
            event.prevent_default()
            self._go_section(1 if event.key == "right" else -1)

    def _go_section(self, step: int) -> None:
        rows, here = self.table.rows, self.table.row_number
        starts = [place for place, row in enumerate(rows) if row.first]
        ahead = [place for place in starts if place > here] if step > 0 else [p for p in starts[::-1] if p < here]
        if ahead:
            self.table.move_to(rows[ahead[0]].key)

    async def on_row_table_chosen(self, event: RowTable.Chosen) -> None:
        """Open a relative's card, or show the whole of a row."""
        event.stop()
        row: CardRow = event.row
        if row.section == "Relatives" and row.patient_id is not None:
            self.open_other(InHand(row.patient_id, row.what))
        else:
            target = f"{row.target.sentence}\n" if row.target is not None else ""
            text = plain((f"{row.what}\n", ACT), f"{row.when}\n", target, (row.detail.replace(" · ", "\n"), MUTED))
            await self.app.push_screen(Sheet(row.section, text))

    def on_row_table_cursor_moved(self, event: RowTable.CursorMoved) -> None:
        """Put slots away that belong to another row."""
        event.stop()
        row = self.table.row
        elsewhere = row is None or row.entry_id != self._slots_of
        if self._slots_of is not None and elsewhere and self.move_to is None and not self.bar.is_open:
            self.show_slots(None)
        self._draw_about()

    def _draw_about(self) -> None:
        row = self.table.row
        line = plain((row.what, ACT), "  ", (joined((row.when, row.detail)), MUTED)) if row is not None else plain("")
        self._about.update(line)

    # Slots

    def show_slots(self, choices: SlotChoices | None, freed: str = "", of: int | None = None) -> None:
        """Show slots beside the list, with who may take a place that has come free; None puts them away.

        They stand until the cursor goes to another need; `of` is the entry, where there are no slots.
        """
        self.choices = choices
        self._slots_of = choices.entry_id if choices is not None else of
        self.slots.show(choices)
        self.set_class(choices is not None or bool(freed), "-with-slots")
        self._freed.update(plain((freed, MUTED)))

    def go_back(self) -> bool:
        """Go back from a question, else leave what is open; then put away the slots that stand beside the list."""
        if super().go_back():
            return True
        stand = self.has_class("-with-slots")
        if stand:
            self.show_slots(None)
        return stand
