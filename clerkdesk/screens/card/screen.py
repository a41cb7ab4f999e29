"""The card's letters: what each does to the row under the cursor, or why it can not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from textual.events import Key

from clerkdesk.keys import Command, show_key
from clerkdesk.rules.date_words import short_moment_words
from clerkdesk.rules.phones import shown_number
from clerkdesk.screens.acts import place_bars
from clerkdesk.screens.acts.acting import ToBook
from clerkdesk.screens.acts.cancel_bar import cancel_bar, why_not_ended
from clerkdesk.screens.acts.contact_bar import ToReach, contact_bar
from clerkdesk.screens.acts.told import cancelled_words, candidate_words, contact_words, moved_words
from clerkdesk.screens.card.head import name_of
from clerkdesk.screens.card.list import NOBODY, CardList
from clerkdesk.screens.card.rows import CardRow
from clerkdesk.services.answers import WrongInput
from clerkdesk.widgets.bar_spec import BarSpec

if TYPE_CHECKING:
    from clerkdesk.data.queries.appointments import AppointmentRow
    from clerkdesk.data.queries.entries import EntryRow
    from clerkdesk.services.cancellations import Cancelled
    from clerkdesk.services.choosing import SlotChoices
    from clerkdesk.services.contacts import ContactKept
    from clerkdesk.services.moves import Moved

_ON_AN_APPOINTMENT = frozenset({"move", "cancel"})
_ON_A_PLACE = frozenset({"review", "escalate", "hold", "validate"})
_NO_APPOINTMENT = "Put the cursor on an appointment that is still to come: Up and Down, Left and Right by section."
_NO_PLACE = "Put the cursor on one of the places, at the top of the list."
_NO_PATHWAY = "Put the cursor on a place, an appointment or a closed pathway: those have a clock."


class CardScreen(CardList):
    """F4."""

    NAME = "card"
    TITLE = "Patient card"
    ABOUT = "the card of the patient in hand: who it is above, and below everything that stands on them"
    HINTS = (
        ("F4", "the patient before; again, choose from the last nine by digit"),
        ("Left, Right", "go to the section before or the next: places, reviews, messages, relatives, past"),
        ("Enter", "read the whole row; on a relative who is a patient here, open their card"),
        ("1-9", "with slots beside the list: offer that slot"),
    )
    CSS_PATH = "card.tcss"

    # What can act

    def why_not(self, item: Command) -> str:
        """Return why a letter can not act on the row under the cursor."""
        reason = super().why_not(item)
        if reason or item.scope != "list":
            return reason
        if self.card is None:
            return NOBODY
        row = self.table.row
        if item.name in _ON_AN_APPOINTMENT and (row is None or row.appointment is None or row.section != "Places"):
            return _NO_APPOINTMENT
        if item.name in _ON_A_PLACE and (row is None or row.entry is None):
            return _NO_PLACE
        if item.name == "why" and (row is None or row.pathway_id is None):
            return _NO_PATHWAY
        return _why_not_booked(row) if item.name == "book" else ""

    @property
    def _appointment(self) -> AppointmentRow | None:
        row = self.table.row
        return row.appointment if row is not None and row.section == "Places" else None

    @property
    def _entry(self) -> EntryRow | None:
        return self.table.row.entry if self.table.row is not None else None

    @property
    def _need(self) -> ToBook | None:
        entry = self._entry
        return ToBook(entry.entry_id, self._who) if entry is not None else None

    @property
    def _who(self) -> str:
        return name_of(self.card) if self.card is not None else ""

    # Places given and taken

    async def command_book(self) -> None:
        """Offer a date for the place under the cursor."""
        need = self._need
        if need is None:
            return
        choices = self.choices
        if choices is None or choices.entry_id != need.key:
            choices = await self._read_slots(need.key)
        if choices is not None:
            self._offer(need, choices, None)

    def takes_key(self, key: Key) -> bool:
        """Offer the slot of a digit, while slots stand beside the list."""
        need, choices = self._need, self.choices
        if need is None or choices is None or choices.entry_id != need.key or self._appointment is not None:
            return False
        wanted = [each.ranked.slot.slot for each in choices.choices if str(each.ranked.rank) == key.character]
        if wanted:
            self._offer(need, choices, wanted[0])
        return bool(wanted)

    def _offer(self, need: ToBook, choices: SlotChoices, slot_id: int | None) -> None:
        from clerkdesk.screens.booking.offering import Offering

        self.show_slots(choices)
        offering = Offering(self, need, choices)
        self.going_on = offering
        offering.open(slot_id)

    async def command_move(self) -> None:
        """Move the appointment under the cursor to another slot."""
        from clerkdesk.screens.acts.move_bar import Mover

        row = self._appointment
        if row is None:
            return
        if reason := await why_not_ended(self.host, row):
            self.host.refuse(reason)
            return
        choices = await self._read_slots(row.entry_id, row.appointment_id)
        if choices is not None:
            self.show_slots(choices)
            mover = Mover(self, row, choices, self._moved)
            self.going_on = mover
            mover.open()

    async def command_cancel(self) -> None:
        """Cancel the appointment under the cursor."""
        row = self._appointment
        if row is None:
            return
        if reason := await why_not_ended(self.host, row):
            self.host.refuse(reason)
        else:
            self.open_bar(cancel_bar(self.host, row, self._cancelled))

    async def _read_slots(self, entry_id: int, moving: int | None = None) -> SlotChoices | None:
        """Return the slots of a need; where there are none, say why."""
        choices = await self.host.read(lambda desk: desk.choosing.slots(entry_id, moving=moving))
        if not isinstance(choices, WrongInput) and choices.choices:
            return choices
        why = choices.sentence if isinstance(choices, WrongInput) else choices.why_none
        self.host.refuse(f"{why} {show_key(self.host.keymap.key_of('escalate'))} puts it to the team leader.")
        return None

    def _cancelled(self, result: Cancelled) -> None:
        """Say what followed, and show the patient's slots and who may take the place that is free."""
        self.move_to = f"entry:{result.entry_id}"
        self.host.say(cancelled_words(result), "good")
        freed = _freed(result.appointment, candidate_words(result.candidates))

        def show(choices: SlotChoices | WrongInput) -> None:
            self.show_slots(None if isinstance(choices, WrongInput) else choices, freed, result.entry_id)

        if result.slots:
            self.ask("slots", lambda desk: desk.choosing.slots(result.entry_id), show)
        else:
            self.show_slots(None, freed, result.entry_id)

    def _moved(self, result: Moved) -> None:
        self.move_to = f"appointment:{result.placed.appointment_id}"
        self.show_slots(None, _freed(result.old, candidate_words(result.candidates)), result.old.entry_id)
        self.host.say(moved_words(result), "good")

    # The other letters

    def command_contact(self) -> None:
        """Note how an attempt to reach the patient ended."""
        if self.card is not None:
            phones = self.card.reach.phones
            number = shown_number(phones[0].number) if phones else ""
            row = self.table.row
            entry_id = row.entry.entry_id if row is not None and row.entry is not None else None
            who = ToReach(self.card.patient.id, entry_id, self._who, number)
            self.open_bar(contact_bar(self.host, who, self._contacted))

    def _contacted(self, result: ContactKept) -> None:
        self.host.say(contact_words(result), "warning" if result.decision.warning else "good")

    def command_review(self) -> None:
        """Ask for a clinical review of the place under the cursor."""
        need = self._need
        if need is not None:
            self.open_bar(place_bars.review_bar(self.host, need, self._done))

    async def command_escalate(self) -> None:
        """Put the place under the cursor to the team leader."""
        from clerkdesk.screens.booking.small_bars import escalate_bar

        need = self._need
        if need is None:
            return
        proposed = await self.host.read(lambda desk: desk.escalations.proposed(need.key))
        if isinstance(proposed, WrongInput):
            self.host.refuse(proposed.sentence)
        else:
            self.open_bar(escalate_bar(self, need, proposed))

    def command_hold(self) -> None:
        """Hold the place under the cursor, or take it off hold."""
        need, entry = self._need, self._entry
        if need is not None and entry is not None:
            self.open_bar(self._hold_spec(need, entry))

    def _hold_spec(self, need: ToBook, entry: EntryRow) -> BarSpec:
        if entry.status == "on_hold":
            return place_bars.resume_bar(self.host, need, entry.hold_reason, self._done)
        return place_bars.hold_bar(self.host, need, self._done)

    async def command_why(self) -> None:
        """Show the clock of the row under the cursor as a timeline."""
        from clerkdesk.screens.card.why import why_sheet

        row = self.table.row
        if row is None or row.pathway_id is None:
            return
        pathway_id = row.pathway_id
        found = await self.host.read(lambda desk: desk.clocks.why(pathway_id))
        if isinstance(found, WrongInput):
            self.host.refuse(found.sentence)
        else:
            await self.app.push_screen(why_sheet(found))

    def _done(self, sentence: str) -> None:
        self.host.say(sentence, "good")

    def rebuild_bar(self, name: str, context: Mapping[str, Any]) -> BarSpec | None:
        """Declare a bar again that asks for no slot."""
        row, need, entry = self._appointment, self._need, self._entry
        if name == "cancel" and row is not None and context.get("appointment") == row.appointment_id:
            return cancel_bar(self.host, row, self._cancelled)
        if need is None or entry is None or context.get("entry") != need.key:
            return None
        if name == "review":
            return place_bars.review_bar(self.host, need, self._done)
        return self._hold_spec(need, entry) if name in ("hold", "resume") else None


def _freed(row: AppointmentRow, candidates: str) -> str:
    if not candidates:
        return ""
    return f"Free again, {short_moment_words(row.starts_at)}: {candidates}"


def _why_not_booked(row: CardRow | None) -> str:
    if row is None or row.entry is None:
        return _NO_PLACE
    if row.appointment is not None:
        return "This need has its appointment: m moves it, x cancels it."
    if row.entry.specialty_id is None:
        return "It has no specialty yet: F3 sets it on the list of those that need one."
    if row.entry.status == "on_hold":
        return f"On hold: {row.entry.hold_reason}. h takes it off hold."
    return ""
