"""The patient card: it holds the list of the record, the choice of the patient, and the letters that act on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.events import Key, Resize

from clerkdesk.keys import Command
from clerkdesk.keys.placeholders import key_for
from clerkdesk.screens.acts.acts import Acts
from clerkdesk.screens.acts.booking_acts import BookingActs
from clerkdesk.screens.acts.need_acts import NeedActs
from clerkdesk.screens.acts.pathway_acts import PathwayActs
from clerkdesk.screens.card.asked_elsewhere import AskedElsewhere
from clerkdesk.screens.card.list import CardList
from clerkdesk.screens.card.record_letters import RecordLetters
from clerkdesk.screens.card.row_letters import RowLetters
from clerkdesk.screens.card.whose import WhoseCard
from clerkdesk.screens.desk.base import DeskScreen
from clerkdesk.screens.desk.host import InHand, PlaceToGive
from clerkdesk.widgets.bar_spec import BarSpec
from clerkdesk.widgets.row_table import RowTable

if TYPE_CHECKING:
    from clerkdesk.screens.acts.acts_here import Acted
    from clerkdesk.screens.acts.slots_pane import SlotsPane
    from clerkdesk.screens.acts.under_cursor import UnderCursor
    from clerkdesk.screens.card.rows import CardRow
    from clerkdesk.services.booking.slot_choices import SlotChoices

_LOW = 36
"""Number of lines below which the head gives its room to slots."""
_SECTIONS = {"left": -1, "right": 1}
"""Arrow -> number of sections to move."""


class CardScreen(DeskScreen):
    """F4."""

    NAME = "card"
    TITLE = "Patient card"
    ABOUT = "the card of the patient in hand: who they are above, everything recorded about them below"
    HINTS = (
        (key_for("card"), "the previous patient; again, choose from the last nine by digit"),
        ("Left, Right", "go to the previous section or the next: open needs, reviews, messages, relatives, past"),
        ("Enter", "read the whole row; on a relative who is a patient here, open their card"),
        ("1-9", "with slots beside the list: offer that slot"),
    )
    CSS_PATH = "card.tcss"
    COPY_ASKS = True

    ACTED_ON = frozenset({"card"})

    def __init__(self) -> None:
        """Begin without a patient."""
        super().__init__()
        self.booking = BookingActs(self)
        self.acts = Acts(self, claimed={"contact"})
        needs = NeedActs(self, self.acts.open_bar)
        for acts in (needs, self.booking, PathwayActs(self, self.acts.open_bar)):
            self.acts.offer(acts.acts)
        self.list = CardList(self)
        self._asked_elsewhere = AskedElsewhere(self, self.booking, self.typing)
        self.whose = WhoseCard(self, self.list, self._asked_elsewhere.card_read)
        self._of_record = RecordLetters(self, self.list, self.whose)
        self._of_row = RowLetters(
            self,
            self.list,
            self.acts,
            needs=needs,
            booking=self.booking,
            ask_about_death=self._of_record.ask_about_death,
        )
        for letters in (self.acts.letters, self._of_record.commands, self._of_row.commands):
            self.commands.add(letters)
        self.commands.add({"card": self.whose.another})
        self.typing.takes_key = self._offer_slot
        self.bars.takes_up = lambda kept: self._of_record.take_up(kept) or self.acts.reopen(kept)
        self.bars.rebuild = self._rebuild_bar
        self.bars.when_closed(self.load)
        aside = self.whose.bars_aside
        self.half_done.keeps(
            lambda: {"aside": aside.get_state()}, lambda state: aside.set_state(state.get("aside", ()))
        )
        self.half_done.is_begun = lambda: bool(aside)

    def compose_body(self) -> ComposeResult:
        """Make the head, the list, and the slots beside it."""
        yield from self.list.widgets()

    def on_resize(self, event: Resize) -> None:
        """Note whether the terminal has few lines."""
        self.set_class(event.size.height < _LOW, "-low")

    # The patient of the card

    def opening(self) -> None:
        """Show the patient in hand, whichever card was shown before."""
        self.whose.opening()

    def shown(self) -> None:
        """Show the patient in hand; on return, show the last card, whichever patient a call or a form was about."""
        self.whose.shown()

    def load(self) -> None:
        """Read the card."""
        self.whose.load()

    def on_data_changed(self) -> None:
        """Read again; while a slot is offered, also the state of the slots."""
        self.load()
        self.booking.going_on.look_again()

    def give_place(self, place: PlaceToGive) -> None:
        """Offer a slot of the timetable for the need that it was chosen for."""
        self._asked_elsewhere.offer(place)

    def do_when_read(self, command: str) -> None:
        """Carry out a command as soon as the patient has been read."""
        self._asked_elsewhere.carry_out(command)

    # The interface for acts

    @property
    def under_cursor(self) -> UnderCursor | None:
        """The patient of the card, with the row under the cursor."""
        return self.list.under_cursor

    @property
    def slots(self) -> SlotsPane:
        """The slots beside the list."""
        return self.list.slots

    @property
    def choices(self) -> SlotChoices | None:
        """The shown slots."""
        return self.list.choices

    def show_slots(self, choices: SlotChoices | None, freed: str = "", of: int | None = None) -> None:
        """Show slots beside the list, with the patients who may take a slot that has come free; None hides them."""
        self.list.show_slots(choices, freed, of)

    def go_to_row(self, key: str) -> None:
        """Put the cursor on a row as soon as the row has been read."""
        self.list.move_to = key

    def acted(self, done: Acted) -> None:
        """Report an act."""
        self.bars.answer(done.sentence, done.tone)

    # Keys

    def row_known(self) -> tuple[object, ...]:
        """The patient, and the appointment under the cursor."""
        card, here = self.list.card, self.under_cursor
        return () if card is None or here is None else (card.patient, here.appointment)

    def why_not(self, item: Command) -> str:
        """Return why a letter can't act on the row under the cursor."""
        return self._of_row.why_not(item)

    def is_ready_for(self, key: str) -> bool:
        """Hold keys until the requested card, and requested slots, have been read."""
        read = (self.whose.is_read and not self.questions.is_pending("slots")) or self.host.desk_state != "open"
        return read and super().is_ready_for(key) and not self.acts.is_reading

    async def on_key(self, event: Key) -> None:
        """Go from section to section with Left and Right."""
        if self.list.table.has_focus and event.key in _SECTIONS:
            event.stop()
            event.prevent_default()
            self.list.go_section(_SECTIONS[event.key])

    def _offer_slot(self, key: Key) -> bool:
        """Offer the slot of a digit, while slots are beside the list; return whether one has the digit."""
        found = self.list.slot_of_digit(key.character or "")
        if found is not None:
            self.booking.offer(*found)
        return found is not None

    async def on_row_table_chosen(self, event: RowTable.Chosen) -> None:
        """Open a relative's card, or show the full text of a row."""
        event.stop()
        row: CardRow = event.row
        if row.section == "Relatives" and row.patient_id is not None:
            self.whose.open_other(InHand(row.patient_id, row.what))
        else:
            await self.app.push_screen(self.list.sheet_of(row))

    def on_row_table_cursor_moved(self, event: RowTable.CursorMoved) -> None:
        """Hide slots that belong to another row."""
        event.stop()
        self.list.cursor_moved()

    def go_back(self) -> bool:
        """Go back from a question, else leave the open bar; then hide the slots beside the list."""
        return super().go_back() or self.list.put_slots_away()

    def _rebuild_bar(self, name: str, context: Mapping[str, Any]) -> BarSpec | None:
        return self._of_record.rebuild(name, context) or self._of_row.rebuild(name, context)
