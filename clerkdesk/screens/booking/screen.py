"""The screen of F3: it holds the list, the patient beside it, their acts and the current offer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.events import Key

from clerkdesk.keys import Command
from clerkdesk.keys.placeholders import key_for
from clerkdesk.screens.acts.acts import Acts
from clerkdesk.screens.acts.bar_to_reopen import BarToReopen
from clerkdesk.screens.acts.choosing_lists import STEPS, choose
from clerkdesk.screens.acts.need_acts import NeedActs
from clerkdesk.screens.booking.offers_here import OffersHere
from clerkdesk.screens.booking.patient_beside import BESIDE, PatientBeside
from clerkdesk.screens.booking.specialty_bar import specialty_bar
from clerkdesk.screens.booking.waiting import under_cursor_of
from clerkdesk.screens.booking.why_not import NOBODY, why_not_on_waiting
from clerkdesk.screens.booking.working_list import LIST, WorkingList
from clerkdesk.screens.desk.base import DeskScreen
from clerkdesk.widgets.beside import run_beside
from clerkdesk.widgets.laid_out_once import OneBelowTheOther, SideBySide
from clerkdesk.widgets.row_table import RowTable

if TYPE_CHECKING:
    from clerkdesk.screens.acts.acts_here import Acted
    from clerkdesk.screens.acts.under_cursor import UnderCursor
    from clerkdesk.screens.desk.host import InHand
    from clerkdesk.services.pathways.clocks import ClockWhy

_CLAIMED = frozenset({"contact", "review", "validate", "escalate", "hold", "resume"})
"""Bars that claim the patient from other desks."""
_WHY = "why"
"""Subject of the read for the why sheet."""


class BookingScreen(DeskScreen):
    """F3."""

    NAME = "booking"
    TITLE = "Booking"
    ABOUT = "the waiting list of one specialty in its order, with the patient in hand and the slots that suit them"
    HINTS = (
        ("1-9", "offer that slot: the bar opens with the slot held"),
        ("Enter", "open the card, or set a specialty that is missing"),
        (key_for("choose_list"), "choose another list; Left and Right step through them"),
        ("Pr", "priority: C suspected cancer, U urgent, R routine"),
        ("·Bev", "Bev is working on this patient: the cursor skips them"),
        ("1x", "tried once and not reached; rung: a moment ago; later: the patient asked to be rung later"),
        ("hold", "on hold: the cursor skips this patient"),
        ("–", "no clock runs, or no date is to be met"),
        ("10d*", "a slot at short notice, in 10 days"),
    )
    CSS_PATH = "booking.tcss"
    WAITS_FOR = frozenset({LIST})
    ACTED_ON = frozenset({LIST})

    def __init__(self) -> None:
        """Begin without an offer."""
        super().__init__()
        self._to_reopen = BarToReopen(self._reopen)
        self.waiting = WorkingList(self, lambda: self.beside.list_shown())
        self.beside = PatientBeside(self, self.waiting.table, self._to_reopen.rows_read)
        self.slots = self.beside.slots
        self.offers = OffersHere(self, self.waiting, self.beside, self._take_in_hand)
        self.typing.takes_key = lambda key: self.offers.take_digit(key.character or "", self.typing.refuse_digit)
        self.acts = Acts(self, claimed=_CLAIMED, on_opening=self._take_in_hand)
        needs = NeedActs(self, self.acts.open_bar)
        self.acts.offer(needs.acts, "contact", "review", "validate", "escalate", "hold")
        self.commands.add({**self.acts.letters, "book": self.offers.book})
        self.bars.when_closed(self.load)
        self.half_done.keeps(
            self.waiting.get_state, self.waiting.set_state, reopen_bar=self._to_reopen.keep, then=self.load
        )

    def compose_body(self) -> ComposeResult:
        """Make the two halves."""
        with SideBySide(id="halves"):
            with OneBelowTheOther(id="list"):
                yield self.waiting.box.line
                yield self.waiting.table
            with OneBelowTheOther(id="in-hand"):
                yield self.beside.pane
                yield self.slots

    # The two halves

    def load(self) -> None:
        """Read the shown part of the list."""
        self.waiting.load()

    def on_data_changed(self) -> None:
        """Read the list again; during an offer, also the state of the slots."""
        self.load()
        self.offers.going_on.look_again()

    def on_row_table_cursor_moved(self, event: RowTable.CursorMoved) -> None:
        """Show the patient under the cursor."""
        if event.table is self.waiting.table:
            self.beside.cursor_moved()

    def on_row_table_more_wanted(self) -> None:
        """Read the next pages."""
        self.waiting.read_on()

    async def command_choose_list(self) -> None:
        """Choose another list."""
        from clerkdesk.screens.booking.choose_list import ChooseList

        await choose(self, ChooseList(self.waiting.page.lists, self.waiting.page.key), self.waiting.show)

    def take_arguments(self, arguments: Sequence[str]) -> None:
        """Show the list named behind the command: `.list derm`, `.list derm follow`."""
        self.waiting.show_named(arguments)

    def command_filter(self) -> None:
        """Narrow the whole list by typing."""
        self.waiting.read_whole()
        self.commands.open_filter()

    # Whom the letters act on

    @property
    def under_cursor(self) -> UnderCursor | None:
        """The patient under the cursor, with their need."""
        row = self.waiting.row
        return under_cursor_of(row, self.beside.panel) if row is not None else None

    def patient_shown(self) -> InHand | None:
        """The patient under the cursor."""
        row = self.waiting.row
        return None if row is None else row.in_hand

    def _take_in_hand(self) -> None:
        shown = self.patient_shown()
        if shown is not None:
            self.host.take_in_hand(shown)

    def row_known(self) -> tuple[object, ...]:
        """The entry under the cursor, and its patient after the read."""
        row, panel = self.waiting.row, self.beside.panel
        if row is None:
            return ()
        is_theirs = panel is not None and panel.choices.entry_id == row.key
        return (row.entry.row, *([panel.patient] if panel is not None and is_theirs else []))

    def why_not(self, item: Command) -> str:
        """Return why a letter can't act on the patient under the cursor."""
        return why_not_on_waiting(item.name, self.waiting.row, self.offers.choices, self.host.keymap)

    def acted(self, done: Acted) -> None:
        """Report the act, and go to the next patient in turn unless the clerk stays with this one."""
        self.waiting.go_on(stays=done.stays)
        self.bars.answer(done.sentence, done.tone)

    # Keys

    def on_row_table_chosen(self) -> None:
        """Open the card with Enter, or ask for a missing specialty."""
        row = self.waiting.row
        if row is None or self.bar.is_open:
            return
        if row.entry.row.specialty_id is None:
            self.bars.open(specialty_bar(self, row, self.waiting.page.lists))
        else:
            self._take_in_hand()
            run_beside(self, self.host.run_command, "card")

    def is_ready_for(self, key: str) -> bool:
        """Hold keys until the cursor is on the next patient, letters and digits until the slots are read."""
        if not super().is_ready_for(key):
            return False
        if self.host.desk_state != "open" or self.bar.is_open:
            return True
        if self.acts.is_reading or self.waiting.is_moving_on:
            return False
        acts = len(key) == 1 or key == "enter"
        return not (acts and any(map(self.questions.is_pending, (BESIDE, _WHY))))

    async def on_key(self, event: Key) -> None:
        """Step through the lists with the arrows; Textual calls the handler of `DeskScreen` as well."""
        step = STEPS.get(event.key)
        if step is not None and self.waiting.table.has_focus:
            event.stop()
            event.prevent_default()
            self.waiting.step(step)

    def command_why(self) -> None:
        """Show the reasons for the position of the patient, the dates, and the order of the slots."""
        from clerkdesk.screens.booking.why import booking_sheet, read_clock

        row, panel = self.waiting.row, self.beside.panel
        if row is None:
            self.host.refuse(NOBODY)
            return
        pathway_id = row.entry.row.pathway_id

        def show(clock: ClockWhy | None) -> None:
            self.app.push_screen(booking_sheet(row, panel, clock))

        self.questions.ask(_WHY, partial(read_clock, pathway_id=pathway_id), show)

    def go_back(self) -> bool:
        """Go back from a question to its offer, else close the bar or the filter."""
        left = super().go_back()
        if left and not self.bar.is_open:
            self.waiting.read_in_pages()
        return left

    def _reopen(self, kept: Mapping[str, Any]) -> bool:
        """Reopen a saved bar about the patient under the cursor; return False if it is about another."""
        from clerkdesk.screens.acts.offering import BARS

        row = self.waiting.row
        if row is None or self.beside.panel is None or kept.get("context", {}).get("entry") != row.key:
            return False
        if kept["bar"] in BARS:
            self.offers.reopen(kept)
        elif kept["bar"] == "specialty":
            self.bars.open(specialty_bar(self, row, self.waiting.page.lists), state=kept)
        else:
            self.acts.reopen(kept)
        return True
