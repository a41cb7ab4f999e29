"""The letters that act on one patient: book, move, cancel, contact tried, ask for a review, escalate, why.

For screens that show the places of a patient in a list, such as the card and the call. What an act leads to is decided
by the services.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from clerkdesk.keys import Command, Keymap
from clerkdesk.rules.booking.appointment_steps import refused_as_it_is
from clerkdesk.rules.values.date_words import count_words, short_moment_words
from clerkdesk.rules.waiting_list.awaiting import NOT_BOOKED
from clerkdesk.rules.waiting_list.entry_kinds import KIND_WORDS, is_awaiting
from clerkdesk.rules.waiting_list.patient_initiated import HELD_BECAUSE, NOT_TAKEN_OFF, held_words
from clerkdesk.screens.acts import place_bars
from clerkdesk.screens.acts.acting import ActingScreen, ToBook
from clerkdesk.screens.acts.cancel_bar import cancel_bar, why_not_cancelled, why_not_ended
from clerkdesk.screens.acts.contact_bar import ToReach, contact_bar, what_to_obey
from clerkdesk.screens.acts.escalate_bar import escalate_bar
from clerkdesk.screens.acts.told import cancelled_words, candidate_words, contact_words, moved_words
from clerkdesk.services.acts.answers import WrongInput
from clerkdesk.widgets.bar_spec import BarSpec
from clerkdesk.widgets.plain import joined

if TYPE_CHECKING:
    from clerkdesk.rules.booking.rows import AppointmentRow
    from clerkdesk.rules.booking.slot_search import SlotSearch
    from clerkdesk.rules.inbox.escalation import Escalation
    from clerkdesk.rules.waiting_list.rows import EntryRow
    from clerkdesk.screens.acts.cancel_bar import WhyNot
    from clerkdesk.services.booking.cancellations import Cancelled
    from clerkdesk.services.booking.moves import Moved
    from clerkdesk.services.booking.slot_choices import SlotChoices
    from clerkdesk.services.contact.contacts import BeforeCalling, ContactKept
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.services.pathways.clocks import ClockWhy

_ACT = "act"
"""Subject of what is read before a bar or a sheet can be opened."""
_SLOTS = "slots to offer"
"""Subject of the slots that a bar is to offer."""
_OF_AN_OFFER = frozenset({"book", "decline", "turn"})
"""Names of the bars that are one offer."""
_OF_A_MOVE = frozenset({"move", "move_out_of_turn"})
_ON_AN_APPOINTMENT = frozenset({"move", "cancel"})
_WORKS_ON_A_PLACE = frozenset({"book", "contact", "review", "escalate", "hold", "validate"})
_ON_A_PLACE = frozenset({"book", "review", "escalate", "hold", "validate", "filter"})


@dataclass(frozen=True, slots=True)
class UnderCursor:
    """Whom and what the letters act on."""

    patient_id: int
    name: str
    number: str
    """The preferred telephone number, as it is read out."""
    entry: EntryRow | None
    """The need under the cursor."""
    appointment: AppointmentRow | None
    """The appointment under the cursor, where it is still to come."""
    pathway_id: int | None
    """The pathway that the row under the cursor belongs to."""
    has_several_needs: bool = False
    """Whether the patient has more than one open need."""
    claim: str = ""
    """Who works on the need at another desk, and since when."""
    pathway: str = ""
    """The pathway in words: its specialty, and its identifier where the patient has another of that specialty."""
    shows_pathway: bool = True
    """Whether the row is a need, an appointment or a pathway itself, and not a message or a review that is about one.
    """

    @property
    def on_pathway(self) -> str:
        """The patient and the pathway, as bars name whom and what an act on a pathway is about."""
        return joined((self.name, self.pathway))

    @property
    def need(self) -> ToBook | None:
        """The need, as bars take it; where the patient has several, the bar says which it is."""
        if self.entry is None:
            return None
        what = (self.entry.specialty_name or "needs specialty", KIND_WORDS[self.entry.kind])
        return ToBook(self.entry.entry_id, joined((self.name, *what)) if self.has_several_needs else self.name)


class PatientActs(ActingScreen):
    """The base of screens with such a list."""

    NO_APPOINTMENT = "Put the cursor on an appointment that is still to come."
    NO_PLACE = "Put the cursor on a need under Open."
    NO_PATHWAY = "Put the cursor on a need or an appointment: those have a clock."

    def __init__(self) -> None:
        """Begin with no slots."""
        super().__init__()
        self.choices: SlotChoices | None = None
        """The slots that are shown."""
        self._search: tuple[int, SlotSearch] | None = None
        """The patient for whom slots are searched, and what is wanted of them."""
        self.move_to: str | None = None
        """The row on which the cursor stands once the list is read again after an act: `entry:7`, `appointment:9`."""

    # For a screen to fill in

    @property
    def under_cursor(self) -> UnderCursor | None:
        """Whom and what the letters act on; None while nobody is shown."""
        raise NotImplementedError

    def show_slots(self, choices: SlotChoices | None, freed: str = "", of: int | None = None) -> None:
        """Show slots, with who may take a place that has come free; None puts them away.

        `of` is the entry, where there are no slots.
        """
        raise NotImplementedError

    def go_to_row(self, key: str) -> None:
        """Put the cursor on a row as soon as it has been read."""
        self.move_to = key

    # What can act

    def why_not_on_row(self, item: Command) -> str:
        """Return why a letter can not act on the row under the cursor, as a sentence; empty where it can."""
        here = self.under_cursor
        if item.name in _WORKS_ON_A_PLACE and here is not None and here.claim:
            return f"{here.claim}, is working on this patient at another desk. Wait for them, or ask them."
        if item.name in _ON_AN_APPOINTMENT and (here is None or here.appointment is None):
            return self.NO_APPOINTMENT
        if item.name in _ON_A_PLACE and (here is None or here.entry is None):
            return self.NO_PLACE
        if item.name == "why" and (here is None or here.pathway_id is None):
            return self.NO_PATHWAY
        if item.name == "hold" and here is not None and here.entry is not None and is_awaiting(here.entry.kind):
            return f"{NOT_BOOKED} {self.host.keymap.shown('awaiting')} records what came of it."
        if item.name == "hold" and here is not None and here.entry is not None and _patient_asks(here.entry):
            return NOT_TAKEN_OFF
        return _why_not_booked(here, self.host.keymap) if item.name == "book" else ""

    # Places given and taken

    def command_book(self) -> None:
        """Offer a date for the place under the cursor."""
        here = self.under_cursor
        need = here.need if here is not None else None
        if need is None:
            return
        if self.choices is not None and self.choices.entry_id == need.key:
            self.offer(need, self.choices, None)
        else:
            self._with_slots(need.key, None, lambda choices: self.offer(need, choices, None))

    def offer(self, need: ToBook, choices: SlotChoices, slot_id: int | None) -> None:
        """Open the book bar with a slot chosen, the best where none is named."""
        from clerkdesk.screens.acts.offering import Offering

        self.show_slots(choices, self._only)
        offering = Offering(self, need, choices)
        self.going_on = offering
        offering.open(slot_id)

    def command_move(self) -> None:
        """Move the appointment under the cursor to another slot."""
        here = self.under_cursor
        row = here.appointment if here is not None else None
        if row is not None:
            slots_for = partial(self._with_slots, row.entry_id, row.appointment_id)
            self._if_it_can_end(row, lambda: slots_for(partial(self._open_move, row)))

    def _open_move(self, row: AppointmentRow, choices: SlotChoices, kept: Mapping[str, Any] | None = None) -> None:
        from clerkdesk.screens.acts.move_bar import Mover

        self.show_slots(choices, self._only)
        mover = Mover(self, row, choices, self._moved)
        self.going_on = mover
        mover.open(kept)

    def command_cancel(self) -> None:
        """Cancel the appointment under the cursor."""
        here = self.under_cursor
        row = here.appointment if here is not None else None
        if row is not None:
            open_it = partial(self.open_bar, cancel_bar(self.host, row, self.cancelled))
            self._if_it_can_end(row, open_it, why_not_cancelled)

    def command_filter(self) -> None:
        """Search for slots by weekday, time of day, dates, medium, clinic, clinician or site."""
        here = self.under_cursor
        if here is not None and here.need is not None:
            self.open_bar(self._search_bar(here.need))

    def _search_bar(self, need: ToBook) -> BarSpec:
        return place_bars.search_bar(self.host, need, self._search_for, self.app.push_screen)

    @property
    def _searched(self) -> SlotSearch | None:
        """What is wanted of a slot; another patient wants something else."""
        here = self.under_cursor
        return self._search[1] if self._search and here is not None and here.patient_id == self._search[0] else None

    @property
    def _only(self) -> str:
        return f"Only: {self._searched.sentence}" if self._searched is not None else ""

    async def _search_for(self, search: SlotSearch | None) -> str:
        """Show the slots that fit, and offer only those from here on; return why there are none."""
        here = self.under_cursor
        if here is None or here.entry is None:
            return ""
        entry_id = here.entry.entry_id
        moving = here.appointment.appointment_id if here.appointment is not None else None
        choices = await self.host.read(partial(_read_slots, entry_id=entry_id, moving=moving, search=search))
        if isinstance(choices, WrongInput) or not choices.choices:
            return f"No allowed slot fits {search.sentence}." if search is not None else _why_no_slots(choices)
        self._search = (here.patient_id, search) if search is not None else None
        self.show_slots(choices, self._only)
        key = self.host.keymap.shown("move" if moving is not None else "book")
        self.host.say(f"{count_words(choices.legal, 'slot')} to offer; {key} offers one of them.", "good")
        return ""

    def _if_it_can_end(self, row: AppointmentRow, go_on: Callable[[], None], why_not: WhyNot = why_not_ended) -> None:
        """Go on where an appointment can be ended; where it can not be any more, say why."""

        def answered(reason: str) -> None:
            if reason:
                self.host.refuse(reason)
            else:
                go_on()

        self.ask(_ACT, lambda desk: why_not(desk, row), answered)

    def _with_slots(
        self, entry_id: int, moving: int | None, go_on: Callable[[SlotChoices], None], only: SlotSearch | None = None
    ) -> None:
        """Go on with the slots of a need that fit what the caller wants, or `only` that; where none do, say why."""
        key = self.host.keymap.shown("escalate")

        def answered(choices: SlotChoices | WrongInput) -> None:
            if (reason := _why_no_slots(choices)) or isinstance(choices, WrongInput):
                lacks = isinstance(choices, WrongInput) or choices.lacks_slots
                self.host.refuse(f"{reason} {key} escalates it to the team leader." if lacks else reason)
            else:
                go_on(choices)

        search = only or self._searched
        self.ask(_SLOTS, partial(_read_slots, entry_id=entry_id, moving=moving, search=search), answered)

    def is_ready_for(self, key: str) -> bool:
        """Hold keys until the bar that they are meant for stands."""
        return super().is_ready_for(key) and not (self.is_asking(_ACT) or self.is_asking(_SLOTS))

    def act_ended(self) -> None:
        """Put the slots away: the patient has one of them, or wants none."""
        if self.choices is not None:
            self.show_slots(None)

    def cancelled(self, result: Cancelled) -> None:
        """Say what followed, and show the patient's slots and who may take the place that is free."""
        self.move_to = f"entry:{result.entry_id}"
        self.answer(cancelled_words(result))
        freed = _freed(result.appointment, candidate_words(result.candidates))

        def show(choices: SlotChoices | WrongInput) -> None:
            self.show_slots(None if isinstance(choices, WrongInput) else choices, freed, result.entry_id)

        if result.slots:
            self.ask("slots", lambda desk: desk.booking.slots(result.entry_id), show)
        else:
            self.show_slots(None, freed, result.entry_id)

    def _moved(self, result: Moved) -> None:
        self.move_to = f"appointment:{result.placed.appointment_id}"
        self.show_slots(None, _freed(result.old, candidate_words(result.candidates)), result.old.entry_id)
        self.answer(moved_words(result))

    # The other letters

    def command_contact(self) -> None:
        """Note how an attempt to reach the patient ended."""
        self._ask_contact(None)

    def _ask_contact(self, kept: Mapping[str, Any] | None) -> None:
        here = self.under_cursor
        if here is not None:
            patient_id, entry_id = here.patient_id, here.need.key if here.need is not None else None
            who = ToReach(patient_id, entry_id, here.name, here.number)
            before = partial(self._open_contact, who, kept)
            self.ask(_ACT, lambda desk: desk.contact.before_calling(patient_id, entry_id), before)

    def _open_contact(self, who: ToReach, kept: Mapping[str, Any] | None, before: BeforeCalling | WrongInput) -> None:
        if isinstance(before, WrongInput) or before.stopped:
            self.host.refuse(before.sentence if isinstance(before, WrongInput) else before.stopped)
        else:
            who = replace(who, obey=what_to_obey(before.ways))
            self.open_bar(contact_bar(self.host, who, self._contacted), state=kept)
            self.bar_claim.take(who.entry_id)

    def _contacted(self, result: ContactKept) -> None:
        self.answer(contact_words(result), "warning" if result.decision.warning else "good")

    def command_review(self) -> None:
        """Ask for a clinical review of the place under the cursor."""
        here = self.under_cursor
        if here is not None and here.need is not None:
            self.open_bar(place_bars.review_bar(self.host, here.need, self.done))

    def command_escalate(self) -> None:
        """Put the place under the cursor to the team leader."""
        self._ask_escalation(None)

    def _ask_escalation(self, kept: Mapping[str, Any] | None) -> None:
        here = self.under_cursor
        need = here.need if here is not None else None
        if need is not None:
            self.ask(_ACT, lambda desk: desk.inbox.proposed_escalation(need.key), partial(self._escalate, need, kept))

    def _escalate(self, need: ToBook, kept: Mapping[str, Any] | None, proposed: Escalation | WrongInput | None) -> None:
        if isinstance(proposed, WrongInput):
            self.host.refuse(proposed.sentence)
        else:
            self.open_bar(escalate_bar(self.host, need, proposed, self.done), state=kept)

    def command_why(self) -> None:
        """Show the clock of the row under the cursor as a timeline."""
        here = self.under_cursor
        pathway_id = here.pathway_id if here is not None else None
        if pathway_id is not None:
            self.ask(_ACT, lambda desk: desk.pathways.why(pathway_id), self._show_why)

    def _show_why(self, found: ClockWhy | WrongInput) -> None:
        from clerkdesk.screens.acts.clock_sheet import why_sheet

        if isinstance(found, WrongInput):
            self.host.refuse(found.sentence)
        else:
            self.app.push_screen(why_sheet(found))

    # Bars that come back

    def reopen_bar(self, kept: Mapping[str, Any]) -> None:
        """Open again a bar that was written down, once what it needs to know has been read."""
        here, name = self.under_cursor, kept["bar"]
        context = kept.get("context", {})
        row = here.appointment if here is not None else None
        need = here.need if here is not None else None
        if name in _OF_A_MOVE and row is not None and context.get("appointment") == row.appointment_id:
            # Why it goes before others is asked again once the move is.
            as_it_was = kept if name == "move" else None
            self._with_slots(row.entry_id, row.appointment_id, partial(self._open_move, row, kept=as_it_was))
        elif name in _OF_AN_OFFER and need is not None and context.get("entry") == need.key:
            self._with_slots(need.key, None, partial(self._reopen_offer, need, kept=kept))
        elif name == "contact" and here is not None and context.get("patient") == here.patient_id:
            self._ask_contact(kept)
        elif name == "escalate" and need is not None and context.get("entry") == need.key:
            self._ask_escalation(kept)
        else:
            super().reopen_bar(kept)

    def _reopen_offer(self, need: ToBook, choices: SlotChoices, kept: Mapping[str, Any]) -> None:
        from clerkdesk.screens.acts.offering import Offering

        self.show_slots(choices, self._only)
        offering = Offering(self, need, choices)
        self.going_on = offering
        offering.reopen(kept)

    def rebuild_bar(self, name: str, context: Mapping[str, Any]) -> BarSpec | None:
        """Declare again a bar for which nothing has to be read."""
        here = self.under_cursor
        if here is None:
            return None
        row, need = here.appointment, here.need
        if name == "cancel" and row is not None and context.get("appointment") == row.appointment_id:
            return cancel_bar(self.host, row, self.cancelled)
        if need is None or context.get("entry") != need.key:
            return None
        if name == "review":
            return place_bars.review_bar(self.host, need, self.done)
        return self._search_bar(need) if name == "filter" else None

    def done(self, sentence: str) -> None:
        """Say what was done."""
        self.answer(sentence)


def _freed(row: AppointmentRow, candidates: str) -> str:
    return f"Free again, {short_moment_words(row.starts_at)}: {candidates}" if candidates else ""


def _read_slots(desk: Desk, entry_id: int, moving: int | None, search: SlotSearch | None) -> SlotChoices | WrongInput:
    return desk.booking.slots(entry_id, moving=moving, search=search)


def _why_no_slots(choices: SlotChoices | WrongInput) -> str:
    """Return why there is no slot to choose; empty where there is one."""
    none = "" if isinstance(choices, WrongInput) or choices.choices else choices.why_none
    return choices.sentence if isinstance(choices, WrongInput) else none


def _patient_asks(entry: EntryRow) -> bool:
    return entry.status == "on_hold" and entry.hold_reason == HELD_BECAUSE


def _why_not_booked(here: UnderCursor | None, keys: Keymap) -> str:
    if here is None or (entry := here.entry) is None:
        return ""
    if here.appointment is not None and here.appointment.status != "booked":
        return refused_as_it_is(here.appointment.status, "and takes no other date")
    if here.appointment is not None:
        return f"Already booked: {keys.shown('move')} moves it, {keys.shown('cancel')} cancels it."
    if entry.specialty_id is None:
        return f"It has no specialty yet: {keys.shown('booking')} sets it on the list of those that need one."
    if is_awaiting(entry.kind):
        return f"{NOT_BOOKED} {keys.shown('awaiting')} records what came of it."
    held = held_words(entry.hold_reason, f"{keys.shown('hold')} takes it off hold.")
    return held if entry.status == "on_hold" else ""
