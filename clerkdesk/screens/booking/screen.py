"""The booking screen: its keys, its bars, and what is kept of it. What it shows is read in `halves`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from textual.events import Key

from clerkdesk.keys import Command
from clerkdesk.keys.placeholders import key_for
from clerkdesk.rules.patients.deaths import DEATH_RECORDED, is_death_hold, why_stopped
from clerkdesk.rules.values.entries import EntryStatus
from clerkdesk.rules.waiting_list.awaiting import NOT_BOOKED
from clerkdesk.rules.waiting_list.entry_kinds import is_awaiting
from clerkdesk.rules.waiting_list.patient_initiated import HELD_BECAUSE, held_words
from clerkdesk.screens.acts.acts import Acts
from clerkdesk.screens.acts.going_on import GoingOn
from clerkdesk.screens.acts.need_acts import NeedActs
from clerkdesk.screens.acts.why_not import why_not_held
from clerkdesk.screens.booking.halves import Halves
from clerkdesk.screens.booking.specialty_bar import specialty_bar
from clerkdesk.screens.booking.waiting import PAGE, ListKey, WaitingRow, named_list, no_list, under_cursor_of
from clerkdesk.screens.desk.host import InHand, label_of
from clerkdesk.widgets.bar_spec import BarSpec
from clerkdesk.words.answers import named

if TYPE_CHECKING:
    from clerkdesk.screens.acts.acts_here import Acted
    from clerkdesk.screens.acts.under_cursor import UnderCursor
    from clerkdesk.services.pathways.clocks import ClockWhy

_OPENS_A_BAR = frozenset({"book", "contact", "review", "validate", "escalate", "hold"})
_CLAIMED = frozenset({"contact", "review", "validate", "escalate", "hold", "resume"})
"""Bars for whose time the other desks leave the patient alone."""
_STEPS = {"left": -1, "right": 1}


class BookingScreen(Halves):
    """F3."""

    NAME = "booking"
    TITLE = "Booking"
    ABOUT = "the waiting list of one specialty in its order, with the patient in hand and the slots that suit them"
    HINTS = (
        ("1-9", "offer that slot: the bar opens with the slot held"),
        ("Enter", "open the card, or set a specialty that is missing"),
        (key_for("choose_list"), "choose another list; Left and Right step through them"),
        ("·Bev", "Bev is working on this patient: the cursor skips them"),
    )
    CSS_PATH = "booking.tcss"

    def __init__(self) -> None:
        """Begin without an offer."""
        super().__init__()
        self.half_done.keeps(self._kept, self._put_back, reopen_bar=self._reopen_when_read, then=self.load)
        self.bars.rebuild = self.rebuild_bar
        self.typing.takes_key = self.takes_key
        self._going_on = GoingOn(self)
        self.acts = Acts(self, claimed=_CLAIMED, on_opening=self._take_shown_in_hand)
        needs = NeedActs(self, self.acts.open_bar)
        self.acts.offer(needs.acts, "contact", "review", "validate", "escalate", "hold")
        self.commands.add(self.acts.letters)
        self.bars.when_closed(self.load)
        self._to_reopen: Mapping[str, Any] | None = None

    def on_data_changed(self) -> None:
        """Read the list again; while a date is offered, also what became of the slots."""
        self.load()
        self._going_on.look_again()

    # What acts ask

    @property
    def under_cursor(self) -> UnderCursor | None:
        """The patient under the cursor, with their need."""
        row = self.table.row
        return under_cursor_of(row, self.beside) if row is not None else None

    def acted(self, done: Acted) -> None:
        """Say what was done, and go to the next in turn unless the patient is still being dealt with."""
        self.moved_on(done.sentence, done.tone, stays=done.stays)

    # Keys

    def on_row_table_chosen(self) -> None:
        """Open the card with Enter, or ask for the specialty where it is missing."""
        row = self.table.row
        if row is None or self.bar.is_open:
            return
        if row.entry.row.specialty_id is None:
            self._ask_specialty(row)
        else:
            self._take_in_hand(row)
            self.run_worker(self.host.run_command("card"), exit_on_error=False)

    def is_ready_for(self, key: str) -> bool:
        """Hold keys until the cursor has found the next patient, letters and digits until the slots are there."""
        if not super().is_ready_for(key):
            return False
        if self.host.desk_state != "open" or self.bar.is_open:
            return True
        if self.acts.is_reading or (self._moving_on and self.questions.is_pending("list")):
            return False
        acts = len(key) == 1 or key == "enter"
        return not (acts and any(self.questions.is_pending(what) for what in ("beside", "why")))

    async def on_key(self, event: Key) -> None:
        """Step through the lists with the arrows; what `DeskScreen` does with a key follows by itself."""
        step = _STEPS.get(event.key)
        if step is not None and self.table.has_focus:
            event.stop()
            event.prevent_default()
            self._step(step)

    def takes_key(self, key: Key) -> bool:
        """Offer the slot of a digit."""
        digit = key.character or ""
        if not digit.isdecimal() or self.beside is None or self.table.row is None:
            return False
        choices = {str(each.ranked.rank): each.ranked.slot.slot for each in self.beside.choices.choices}
        if digit not in choices:
            return False
        if reason := self._why_not_worked(self.table.row) or self._why_no_offer(self.table.row):
            self.typing.refuse_digit(reason)
        else:
            self._offer(choices[digit])
        return True

    def row_known(self) -> tuple[object, ...]:
        """The entry under the cursor, and its patient once that has been read."""
        row, beside = self.table.row, self.beside
        if row is None:
            return ()
        ours = beside is not None and beside.choices.entry_id == row.key
        return (row.entry.row, *([beside.patient] if beside is not None and ours else []))

    def why_not(self, item: Command) -> str:
        """Return why a letter can not act on the patient under the cursor."""
        reason = super().why_not(item)
        if reason or item.name not in _OPENS_A_BAR:
            return reason
        row = self.table.row
        if row is None:
            return "Nobody is under the cursor."
        worked = self._why_not_worked(row)
        if worked or item.name not in ("book", "hold"):
            return worked
        return self._why_no_offer(row) if item.name == "book" else self._why_not_held(row)

    @staticmethod
    def _why_not_worked(row: WaitingRow) -> str:
        if row.entry.desk.claimed_by is None:
            return ""
        who = f"{row.entry.claim}, is working on this patient at another desk. Take the next, or wait for them."
        # The row may go, and the sentence stays below the next patient.
        return named(row.name, who)

    def _why_no_offer(self, row: WaitingRow) -> str:
        entry = row.entry.row
        if entry.specialty_id is None:
            return "It has no specialty yet: Enter sets it."
        if awaited := self._why_awaited(row):
            return awaited
        if entry.status == EntryStatus.ON_HOLD and is_death_hold(entry.hold_reason):
            refusal = why_stopped("recorded" if entry.hold_reason == DEATH_RECORDED else "reported")
            return refusal.sentence if refusal is not None else ""
        if entry.status == EntryStatus.ON_HOLD:
            takes_off = f"{self.host.keymap.shown('hold')} takes it off hold."
            if row.entry.passed_by is not None and entry.hold_reason != HELD_BECAUSE:
                return f"{row.entry.passed_by.sentence} {takes_off}"
            return held_words(entry.hold_reason, takes_off)
        if self.beside is not None and not self.beside.choices.choices:
            choices = self.beside.choices
            escalates = f" {self.host.keymap.shown('escalate')} escalates it to the team leader."
            return f"{choices.why_none}{escalates if choices.lacks_slots else ''}"
        return ""

    def _why_not_held(self, row: WaitingRow) -> str:
        return why_not_held(row.entry.row, self._awaited_is_recorded)

    def _why_awaited(self, row: WaitingRow) -> str:
        """Return that a place which waits for something else is neither booked nor taken off hold for booking."""
        return f"{NOT_BOOKED} {self._awaited_is_recorded}" if is_awaiting(row.entry.row.kind) else ""

    @property
    def _awaited_is_recorded(self) -> str:
        return f"{self.host.keymap.shown('awaiting')} on the card records what came of it."

    # Commands

    def command_book(self) -> None:
        """Open the book bar with the best slot chosen."""
        self._offer(None)

    def command_why(self) -> None:
        """Say why the patient stands here, what the dates mean, and why the slots are in this order."""
        from clerkdesk.screens.booking.why import booking_sheet, read_clock

        row, beside = self.table.row, self.beside
        if row is None:
            self.host.refuse("Nobody is under the cursor.")
            return
        entry = row.entry.row

        def show(clock: ClockWhy | None) -> None:
            self.app.push_screen(booking_sheet(row, beside, clock))

        self.questions.ask("why", lambda desk: read_clock(desk, entry.pathway_id), show)

    def command_filter(self) -> None:
        """Narrow the whole list by typing."""
        self._limit = None
        self.load()
        self.commands.open_filter()

    async def command_choose_list(self) -> None:
        """Choose another list."""
        from clerkdesk.screens.booking.choose_list import ChooseList

        if self.bar.is_open:
            self.host.refuse("Leave the bar first: Escape.")
        else:
            await self.app.push_screen(ChooseList(self.page.lists, self.page.key), self._show_list)

    def take_arguments(self, arguments: Sequence[str]) -> None:
        """Show the list that was named behind the command: `.list derm`, `.list derm follow`."""
        wanted = named_list(self.page.lists, arguments)
        if wanted is not None:
            self._show_list(wanted)
        else:
            self.host.refuse(f"{no_list(arguments)}; {key_for('choose_list')} shows them all.")

    def _step(self, step: int) -> None:
        keys = [ListKey(each.specialty_code, each.kind) for each in self.page.lists]
        if len(keys) > 1 and self.page.key in keys:
            self._show_list(keys[(keys.index(self.page.key) + step) % len(keys)])
        else:
            self.host.refuse("There is no other list.")

    def _ask_specialty(self, row: WaitingRow) -> None:
        self.bars.open(specialty_bar(self, row, self.page.lists))

    # Offering

    def _offer(self, slot_id: int | None) -> None:
        from clerkdesk.screens.acts.offering import Offering

        row, beside = self.table.row, self.beside
        if row is None or beside is None:
            self.host.refuse("Nobody is under the cursor.")
            return
        if reason := self._why_no_offer(row):
            self.host.refuse(reason)
            return
        self._take_in_hand(row)
        offering = Offering(self, row, beside.choices)
        self._going_on.begin(offering)
        offering.open(slot_id)

    def patient_shown(self) -> InHand | None:
        """The patient under the cursor, who stands on the right."""
        return None if self.table.row is None else _in_hand_of(self.table.row)

    def _take_shown_in_hand(self) -> None:
        row = self.table.row
        if row is not None:
            self._take_in_hand(row)

    def _take_in_hand(self, row: WaitingRow) -> None:
        self.host.take_in_hand(_in_hand_of(row))

    def go_back(self) -> bool:
        """Go back from a question to its offer, else leave what is open."""
        if self._going_on.go_back():
            return True
        left = super().go_back()
        if left and self._limit is None:
            self._limit = max(PAGE, self.table.row_number + PAGE)
        return left

    # State

    def _put_back(self, state: Mapping[str, Any]) -> None:
        """Put back the list."""
        kept = state.get("list")
        if kept:
            self._wanted = ListKey(kept["specialty"], kept["kind"])
        self._moving_on = False

    def _reopen_when_read(self, kept: Mapping[str, Any]) -> None:
        """Open the bar again when the slots of its patient have been read."""
        self._to_reopen = kept

    def _kept(self) -> dict[str, Any]:
        """Return the list that is shown."""
        key = self.page.key
        kept = None if key is None else {"specialty": key.specialty, "kind": key.kind}
        return {"list": kept}

    def rebuild_bar(self, name: str, context: Mapping[str, Any]) -> BarSpec | None:
        """Declare again the bar of a specialty; those of acts are opened again by themselves."""
        row = self.table.row
        if name != "specialty" or row is None or context.get("entry") != row.key:
            return None
        return specialty_bar(self, row, self.page.lists)

    def beside_shown(self) -> None:
        """Open again the bar that was written down."""
        if self.beside is not None and self._to_reopen is not None:
            kept, self._to_reopen = self._to_reopen, None
            self._reopen(kept)

    def _reopen(self, kept: Mapping[str, Any]) -> None:
        from clerkdesk.screens.acts.offering import BARS, Offering

        row = self.table.row
        if row is None or kept.get("context", {}).get("entry") != row.key:
            self._to_reopen = kept
        elif kept["bar"] not in BARS:
            if not self.acts.reopen(kept):
                self.bars.reopen(kept)
        elif self.beside is not None and self.beside.choices.choices:
            offering = Offering(self, row, self.beside.choices)
            self._going_on.begin(offering)
            offering.reopen(kept)


def _in_hand_of(row: WaitingRow) -> InHand:
    entry = row.entry.row
    return InHand(entry.patient_id, label_of(row.name, entry.date_of_birth))
