"""The move bar: a slot by its digit, a reason by its letter, Enter. The place is held while the patient decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from clerkdesk.rules.booking.past_targets import PAST_TARGET
from clerkdesk.rules.patients.people import display_name
from clerkdesk.rules.values.date_words import count_words
from clerkdesk.screens.acts.cancel_bar import appointment_words
from clerkdesk.screens.acts.held_place import HeldPlace
from clerkdesk.screens.acts.offer_calls import hold
from clerkdesk.screens.acts.offer_questions import slot_options, turn_steps
from clerkdesk.screens.acts.reasons import ending_steps, read_ending
from clerkdesk.screens.acts.taking_a_place import NOBODY_FIRST, read_why_first, take_place
from clerkdesk.services.acts.answers import Refused
from clerkdesk.services.booking.slot_choices import SlotTaken
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Choice, ChoiceStep, Kept
from clerkdesk.widgets.plain import joined

if TYPE_CHECKING:
    from clerkdesk.rules.booking.out_of_turn import ReasonGiven
    from clerkdesk.rules.booking.rows import AppointmentRow
    from clerkdesk.screens.acts.acts_here import OffersPlaces
    from clerkdesk.services.booking.moves import MoveAnswer, Moved
    from clerkdesk.services.booking.slot_choices import Gone, SlotChoices
    from clerkdesk.services.desk.facade import Desk


OUT_OF_TURN = "move_out_of_turn"
"""Name of the bar that asks why a patient is moved before others."""


class Mover:
    """The move of one appointment, from `m` until its bar closes."""

    def __init__(
        self, screen: OffersPlaces, row: AppointmentRow, choices: SlotChoices, done: Callable[[Moved], None]
    ) -> None:
        """Take the appointment and the shown slots; `choices` has at least one."""
        self._screen = screen
        self._row = row
        self._done = done
        self._place = HeldPlace(screen, self, hold, row.entry_id, choices)
        self._ending = ("", "")
        """Code and comment of the move, while the bar asks why it goes before others."""

    @property
    def slot_ids(self) -> Sequence[int]:
        """The slots that are shown."""
        return self._place.slot_ids

    @property
    def entry_id(self) -> int:
        """The need of the appointment."""
        return self._row.entry_id

    def open(self, kept: Mapping[str, Any] | None = None) -> None:
        """Open the bar with the best slot chosen, or in its saved state, and hold a place of that slot."""
        chosen = str(kept["answers"].get("slot", "")) if kept is not None else ""
        self._place.choose(int(chosen) if chosen.isdecimal() else None)
        self._screen.bars.open(self.spec_of_slots(), state=kept)
        self._place.take()

    @property
    def moving(self) -> int | None:
        """The appointment to move."""
        return self._row.appointment_id

    def picked(self, choice: Choice) -> None:
        """Hold a place of the chosen slot."""
        if choice.code.isdecimal():
            self._place.slot_id = int(choice.code)
            self._place.take()

    def go_back(self) -> bool:
        """Go back from the question why the patient goes first to the slots; the move's own steps share one bar."""
        if not self._asks_why_first:
            return False
        self._screen.bars.open(self.spec_of_slots())
        self._place.take()
        return True

    @property
    def _asks_why_first(self) -> bool:
        spec = self._screen.bar.spec
        return spec is not None and spec.name == OUT_OF_TURN

    def refuses(self, key: str) -> str:
        """Return why a digit chooses nothing while the bar asks why the patient goes first."""
        if key.isdigit() and self._asks_why_first:
            return "Answer by a letter first; Escape goes back to the slots."
        return ""

    def stands(self, gone: Mapping[int, Gone]) -> None:
        """Strike exactly the unavailable slots."""
        self._place.stands(gone)

    def closed(self) -> None:
        """Give the held place back."""
        self._place.give_back()

    def is_held(self, slot_id: int) -> None:
        """Let the patient decide."""

    def not_held(self, slot_id: int, answer: SlotTaken | Refused) -> None:
        """Strike the slot, and ask for another."""
        self._place.strike(slot_id, answer.sentence)
        self._place.draw()
        self._screen.bar.tell(f"{answer.sentence} Choose another.")

    def spec_of_slots(self) -> BarSpec:
        """Declare the move bar, with the current slots."""
        choices = self._place.choices.choices
        slots = ChoiceStep(
            "slot",
            "slot",
            slot_options(self._place.choices, self._place.gone),
            default=str(self._place.slot_id),
            then="reason",
            shown=f"1-{len(choices)} another slot",
        )
        row = self._row
        return BarSpec(
            "move",
            "Move",
            joined((display_name(row.family_name, row.given_name), appointment_words(row))),
            self._commit,
            (slots, *ending_steps(self._screen.host.now().date(), moving=True)),
            enter="moves the appointment",
            note=f"1-{len(choices)} another slot" if len(choices) > 1 else "",
            context={"appointment": row.appointment_id},
        )

    async def _commit(self, answer: BarAnswer) -> Kept | None:
        self._ending = read_ending(answer)
        return await self._move(NOBODY_FIRST, answer[PAST_TARGET])

    async def _commit_out_of_turn(self, answer: BarAnswer) -> Kept | None:
        return await self._move(read_why_first(answer), answer[PAST_TARGET])

    async def _move(self, why_first: ReasonGiven, past_target: str) -> Kept | None:
        reference, slot_id, (code, comment) = self._row.reference, self._place.slot_id, self._ending
        told = joined((comment, why_first.comment))

        def write(desk: Desk) -> MoveAnswer:
            return desk.booking.move(
                reference, slot_id, code, told, out_of_turn=why_first.code, past_target=past_target
            )

        return await take_place(self._screen.host, self, write, why_first)

    def taken(self, result: Moved) -> None:
        """Report the move."""
        self._done(result)

    async def lost(self, answer: SlotTaken | Refused) -> Kept | None:
        """Strike a slot taken by another desk, and ask for another."""
        if isinstance(answer, Refused):
            return None
        self._place.strike(self._place.slot_id, answer.sentence)
        self._place.draw()
        return Kept(f"{answer.sentence} Choose another.")

    def ask_why_first(self, ahead: int) -> None:
        """Ask why this patient gets the earlier slot before those ahead (RULES 13.28)."""
        moved = self.spec_of_slots()
        spec = replace(
            moved,
            name=OUT_OF_TURN,
            commit=self._commit_out_of_turn,
            steps=turn_steps(),
            note=f"{count_words(ahead, 'patient')} ahead could take this slot",
        )
        self._screen.bars.open(spec)
