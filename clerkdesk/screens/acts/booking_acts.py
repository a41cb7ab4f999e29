"""The acts of booking: book, move, cancel, and the search of slots."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from clerkdesk.rules.patients.people import display_name
from clerkdesk.rules.values.date_words import count_words, short_moment_words
from clerkdesk.screens.acts import need_bars
from clerkdesk.screens.acts.acts_here import SLOTS, ScreenAct
from clerkdesk.screens.acts.ending_acts import EndingActs
from clerkdesk.screens.acts.going_on import GoingOn
from clerkdesk.screens.acts.under_cursor import is_of_appointment, is_of_need
from clerkdesk.services.acts.answers import WrongInput
from clerkdesk.widgets.plain import joined

if TYPE_CHECKING:
    from clerkdesk.rules.booking.rows import AppointmentRow
    from clerkdesk.rules.booking.slot_search import SlotSearch
    from clerkdesk.screens.acts.acts_here import ShowsNeeds, WrittenDown
    from clerkdesk.screens.acts.ending_bars import PutRight
    from clerkdesk.screens.acts.under_cursor import ToBook
    from clerkdesk.services.booking.cancellations import Cancelled
    from clerkdesk.services.booking.candidates import Candidate
    from clerkdesk.services.booking.moves import Moved
    from clerkdesk.services.booking.slot_choices import SlotChoices
    from clerkdesk.services.desk.facade import Desk

_OF_AN_OFFER = frozenset({"book", "decline", "turn"})
"""Names of the bars of one offer."""
_OF_A_MOVE = frozenset({"move", "move_out_of_turn"})


class BookingActs:
    """These acts, on a screen with the needs of a patient and slots beside them."""

    def __init__(self, screen: ShowsNeeds) -> None:
        """Start without an offer, a move or a search."""
        self._screen = screen
        self.going_on = GoingOn(screen, self._put_slots_away)
        self.ending = EndingActs(screen, cancelled=self._cancelled, corrected=self._corrected)
        self._search: tuple[int, SlotSearch] | None = None
        """The patient of the slot search, and the search."""

    @property
    def acts(self) -> dict[str, ScreenAct]:
        """The acts, by the name of their command."""
        return {
            "book": ScreenAct(self.book, _OF_AN_OFFER, is_of_need),
            "move": ScreenAct(self.move, _OF_A_MOVE, is_of_appointment),
            "cancel": ScreenAct(self.cancel, frozenset({"cancel"}), is_of_appointment),
            "filter": ScreenAct(self.search, frozenset({"filter"}), is_of_need),
        }

    @property
    def _need(self) -> ToBook | None:
        here = self._screen.under_cursor
        return here.need if here is not None else None

    @property
    def _appointment(self) -> AppointmentRow | None:
        here = self._screen.under_cursor
        return here.appointment if here is not None else None

    def _put_slots_away(self) -> None:
        """Hide the slots: the patient has one of them, or wants none."""
        if self._screen.choices is not None:
            self._screen.show_slots(None)

    # Booking

    def book(self, kept: WrittenDown | None = None) -> None:
        """Offer a date for the need."""
        need, shown = self._need, self._screen.choices
        if need is None:
            return
        if kept is not None:
            self.with_slots(need.key, None, partial(self._offer_again, need, kept))
        elif shown is not None and shown.entry_id == need.key:
            self.offer(need, shown)
        else:
            self.with_slots(need.key, None, partial(self.offer, need))

    def offer(self, need: ToBook, choices: SlotChoices, slot_id: int | None = None) -> None:
        """Open the book bar with a slot chosen, the best if none is named."""
        self._screen.show_slots(choices, self._only)
        self.going_on.offer(need, choices).open(slot_id)

    def _offer_again(self, need: ToBook, kept: WrittenDown, choices: SlotChoices) -> None:
        self._screen.show_slots(choices, self._only)
        self.going_on.offer(need, choices).reopen(kept)

    # Moving

    def move(self, kept: WrittenDown | None = None) -> None:
        """Move the appointment to another slot."""
        row = self._appointment
        if row is None:
            return
        # The move itself asks again why it goes before others.
        as_it_was = kept if kept is not None and kept["bar"] == "move" else None
        slots_for = partial(self.with_slots, row.entry_id, row.appointment_id, partial(self._open_move, row, as_it_was))
        if kept is not None:
            slots_for()
        else:
            self.ending.if_it_can_end(row, slots_for)

    def _open_move(self, row: AppointmentRow, kept: WrittenDown | None, choices: SlotChoices) -> None:
        from clerkdesk.screens.acts.move_bar import Mover

        self._screen.show_slots(choices, self._only)
        mover = Mover(self._screen, row, choices, self._moved)
        self.going_on.begin(mover)
        mover.open(kept)

    def _moved(self, result: Moved) -> None:
        self._screen.go_to_row(f"appointment:{result.placed.appointment_id}")
        freed = _freed(result.old, _candidate_words(result.candidates))
        self._screen.show_slots(None, freed, result.old.entry_id)
        self._screen.bars.answer(result.sentence)

    # Cancelling

    def cancel(self, kept: WrittenDown | None = None) -> None:
        """Cancel the appointment."""
        row = self._appointment
        if row is not None:
            self.ending.cancel(row, kept)

    def correct(self, row: AppointmentRow) -> None:
        """Correct how an appointment ended."""
        self.ending.correct(row)

    def _corrected(self, result: PutRight) -> None:
        self._screen.go_to_row(f"appointment:{result.appointment.appointment_id}")
        self._screen.bars.answer(result.sentence)

    def _cancelled(self, result: Cancelled) -> None:
        """Report the consequences, and show the patient's slots and the candidates for the freed place."""
        screen = self._screen
        screen.go_to_row(f"entry:{result.entry_id}")
        screen.bars.answer(result.sentence)
        freed = _freed(result.appointment, _candidate_words(result.candidates))

        def show(choices: SlotChoices | WrongInput) -> None:
            screen.show_slots(None if isinstance(choices, WrongInput) else choices, freed, result.entry_id)

        if result.slots:
            screen.questions.ask("slots", lambda desk: desk.booking.slots(result.entry_id), show)
        else:
            screen.show_slots(None, freed, result.entry_id)

    # Slots

    def search(self, kept: WrittenDown | None = None) -> None:
        """Search for slots by weekday, time of day, dates, medium, clinic, clinician or site."""
        need, screen = self._need, self._screen
        if need is not None:
            bar = need_bars.search_bar(screen.host, need, self._search_for, screen.app.push_screen)
            screen.bars.open(bar, state=kept)

    @property
    def _searched(self) -> SlotSearch | None:
        """The search for this patient's slots; another patient has none."""
        here = self._screen.under_cursor
        return self._search[1] if self._search and here is not None and here.patient_id == self._search[0] else None

    @property
    def _only(self) -> str:
        return f"Only: {self._searched.sentence}" if self._searched is not None else ""

    async def _search_for(self, search: SlotSearch | None) -> str:
        """Show the slots that fit, and offer only those from now on; return why there are none."""
        screen, here = self._screen, self._screen.under_cursor
        if here is None or here.entry is None:
            return ""
        entry_id = here.entry.entry_id
        moving = here.appointment.appointment_id if here.appointment is not None else None
        choices = await screen.host.read(partial(_read_slots, entry_id=entry_id, moving=moving, search=search))
        if isinstance(choices, WrongInput) or not choices.choices:
            return f"No allowed slot fits {search.sentence}." if search is not None else _why_no_slots(choices)
        self._search = (here.patient_id, search) if search is not None else None
        screen.show_slots(choices, self._only)
        key = screen.host.keymap.shown("move" if moving is not None else "book")
        screen.host.say(f"{count_words(choices.legal, 'slot')} to offer; {key} offers one of them.", "good")
        return ""

    def with_slots(
        self, entry_id: int, moving: int | None, go_on: Callable[[SlotChoices], None], only: SlotSearch | None = None
    ) -> None:
        """Go on with the slots of a need that fit the search, or only slot `only`; without one, say why."""
        host = self._screen.host
        key = host.keymap.shown("escalate")

        def answered(choices: SlotChoices | WrongInput) -> None:
            if (reason := _why_no_slots(choices)) or isinstance(choices, WrongInput):
                lacks = isinstance(choices, WrongInput) or choices.lacks_slots
                host.refuse(f"{reason} {key} escalates it to the team leader." if lacks else reason)
            else:
                go_on(choices)

        search = only or self._searched
        self._screen.questions.ask(
            SLOTS, partial(_read_slots, entry_id=entry_id, moving=moving, search=search), answered
        )


def _freed(row: AppointmentRow, candidates: str) -> str:
    return f"Free again, {short_moment_words(row.starts_at)}: {candidates}" if candidates else ""


def _read_slots(desk: Desk, entry_id: int, moving: int | None, search: SlotSearch | None) -> SlotChoices | WrongInput:
    return desk.booking.slots(entry_id, moving=moving, search=search)


def _why_no_slots(choices: SlotChoices | WrongInput) -> str:
    """Return why there is no slot to choose; empty if there is one."""
    none = "" if isinstance(choices, WrongInput) or choices.choices else choices.why_none
    return choices.sentence if isinstance(choices, WrongInput) else none


def _candidate_words(candidates: tuple[Candidate, ...]) -> str:
    """Return the candidates for a freed place, next in turn first."""
    return joined(
        f"{display_name(each.family_name, each.given_name)}, position {each.position}"
        + (", agreed to short notice" if each.agreed_to_short_notice else "")
        for each in candidates
    )
