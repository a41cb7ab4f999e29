"""The move bar: a slot by its digit, a reason by its letter, Enter. The place is held while the patient decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from clerkdesk.rules.booking.past_targets import PAST_TARGET
from clerkdesk.rules.patients.people import display_name
from clerkdesk.rules.values.date_words import count_words, short_moment_words
from clerkdesk.screens.acts.cancel_bar import appointment_words
from clerkdesk.screens.acts.offer_questions import turn_steps, why_late
from clerkdesk.screens.acts.reasons import ending_steps, read_ending
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.services.booking.slot_choices import Gone, SlotTaken
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Choice, ChoiceStep, Kept
from clerkdesk.widgets.plain import joined

if TYPE_CHECKING:
    from clerkdesk.rules.booking.rows import AppointmentRow
    from clerkdesk.screens.acts.acting import ActingScreen
    from clerkdesk.services.booking.claims import Held
    from clerkdesk.services.booking.moves import MoveAnswer, Moved
    from clerkdesk.services.booking.slot_choices import SlotChoice, SlotChoices
    from clerkdesk.services.desk.facade import Desk


OUT_OF_TURN = "move_out_of_turn"
"""Name of the bar that asks why a patient is moved before others."""


class Mover:
    """One appointment that is being moved, from `m` until its bar is closed."""

    def __init__(
        self, screen: ActingScreen, row: AppointmentRow, choices: SlotChoices, done: Callable[[Moved], None]
    ) -> None:
        """Take the appointment and the slots as they are shown; `choices` holds at least one."""
        self._screen = screen
        self._row = row
        self._choices = choices
        self._done = done
        self._gone: dict[int, Gone] = {}
        self._slot_id = choices.choices[0].ranked.slot.slot
        self._holding = 0
        self._ending = ("", "")
        """Code and comment of the move, while it is asked why it goes before others."""

    @property
    def slot_ids(self) -> Sequence[int]:
        """The slots that are shown."""
        return [each.ranked.slot.slot for each in self._choices.choices]

    @property
    def entry_id(self) -> int:
        """The need whose appointment it is."""
        return self._row.entry_id

    def open(self, kept: Mapping[str, Any] | None = None) -> None:
        """Open the bar with the best slot chosen, or as it was written down, and hold a place of that slot."""
        chosen = str(kept["answers"].get("slot", "")) if kept is not None else ""
        if chosen.isdecimal() and int(chosen) in self.slot_ids:
            self._slot_id = int(chosen)
        self._screen.open_bar(self._spec(), state=kept)
        self._hold()

    @property
    def moving(self) -> int | None:
        """The appointment that is moved."""
        return self._row.appointment_id

    def picked(self, choice: Choice) -> None:
        """Hold a place of the slot that was chosen."""
        if choice.code.isdecimal():
            self._slot_id = int(choice.code)
            self._hold()

    def go_back(self) -> bool:
        """Go back from the question why the patient goes first to the slots; those of the move stand side by side."""
        if not self._asks_why_first:
            return False
        self._screen.open_bar(self._spec())
        self._hold()
        return True

    @property
    def _asks_why_first(self) -> bool:
        spec = self._screen.bar.spec
        return spec is not None and spec.name == OUT_OF_TURN

    def refuses(self, key: str) -> str:
        """Return why a digit chooses nothing while it is asked why the patient goes first."""
        if key.isdigit() and self._asks_why_first:
            return "Answer by a letter first; Escape goes back to the slots."
        return ""

    def stands(self, gone: Mapping[int, Gone]) -> None:
        """Strike the slots that can not be had any more, and no others; nothing else moves."""
        self._gone = dict(gone)
        self._draw()
        if self._slot_id in self._gone and not self._screen.bar.busy:
            self._screen.bar.tell(f"{self._gone[self._slot_id].sentence} Choose another.")

    def closed(self) -> None:
        """Give the place that was held back to the others."""
        self._holding += 1
        entry_id = self.entry_id
        self._screen.write_behind(lambda desk: desk.booking.leave(entry_id))

    def _spec(self) -> BarSpec:
        slots = ChoiceStep(
            "slot",
            "slot",
            tuple(self._choice(each) for each in self._choices.choices),
            default=str(self._slot_id),
            then="reason",
            shown=f"1-{len(self._choices.choices)} another slot",
        )
        row = self._row
        return BarSpec(
            "move",
            "Move",
            joined((display_name(row.family_name, row.given_name), appointment_words(row))),
            self._commit,
            (slots, *ending_steps(self._screen.host.now().date(), moving=True)),
            enter="moves the appointment",
            note=f"1-{len(self._choices.choices)} another slot" if len(self._choices.choices) > 1 else "",
            context={"appointment": row.appointment_id},
        )

    def _choice(self, each: SlotChoice) -> Choice:
        slot = each.ranked.slot
        return Choice(
            str(each.ranked.rank),
            str(slot.slot),
            short_moment_words(slot.starts),
            why_not=self._gone[slot.slot].sentence if slot.slot in self._gone else "",
            say=each.say,
        )

    def _hold(self) -> None:
        self._holding += 1
        self._screen.bar.hold(None)
        self._draw()
        self._screen.app.run_worker(self._hold_place(self._holding, self._slot_id), exit_on_error=False)

    async def _hold_place(self, number: int, slot_id: int) -> None:
        entry_id = self.entry_id

        def hold(desk: Desk) -> Held | SlotTaken | Refused:
            return desk.booking.hold_slot(entry_id, slot_id)

        answer = await self._screen.host.write(hold)
        bar = self._screen.bar
        if number != self._holding or bar.busy or not bar.is_open:
            return
        if isinstance(answer, SlotTaken | Refused):
            self._gone[slot_id] = Gone("taken", answer.sentence)
            self._draw()
            bar.tell(f"{answer.sentence} Choose another.")
        else:
            bar.hold(max(0.0, (answer.until - datetime.now(UTC)).total_seconds()))

    async def _commit(self, answer: BarAnswer) -> Kept | None:
        self._ending = read_ending(answer)
        return await self._move(None, "", answer[PAST_TARGET])

    async def _commit_out_of_turn(self, answer: BarAnswer) -> Kept | None:
        return await self._move(answer["reason"], answer["words"] or answer["comment"], answer[PAST_TARGET])

    async def _move(self, out_of_turn: str | None, turn_comment: str, past_target: str) -> Kept | None:
        reference, slot_id, (code, comment) = self._row.reference, self._slot_id, self._ending
        told = joined((comment, turn_comment))

        def write(desk: Desk) -> MoveAnswer:
            return desk.booking.move(reference, slot_id, code, told, out_of_turn=out_of_turn, past_target=past_target)

        result = await self._screen.host.write(write)
        if isinstance(result, Refused) and result.code == "out_of_turn" and out_of_turn is None:
            self._ask_why_first(len(result.passed_over))
            return None
        if isinstance(result, Refused) and result.code == PAST_TARGET:
            return why_late(result.sentence)
        if isinstance(result, SlotTaken):
            self._gone[slot_id] = Gone("taken", result.sentence)
            self._draw()
            return Kept(f"{result.sentence} Choose another.")
        if isinstance(result, Refused | WrongInput):
            return Kept(result.sentence)
        self._done(result)
        return None

    def _ask_why_first(self, ahead: int) -> None:
        """Ask why this patient gets the earlier slot before those ahead (RULES 13.28)."""
        moved = self._spec()
        spec = replace(
            moved,
            name=OUT_OF_TURN,
            commit=self._commit_out_of_turn,
            steps=turn_steps(),
            note=f"{count_words(ahead, 'patient')} ahead could take this slot",
        )
        self._screen.open_bar(spec)

    def _draw(self) -> None:
        self._screen.slots.show(self._choices, gone=self._gone, chosen=self._slot_id)
        spec = self._screen.bar.spec
        if spec is not None and spec.name == "move":
            self._screen.bar.declare_again(self._spec())
