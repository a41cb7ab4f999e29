"""The place held during an offer or a move: held, counted down, struck through once lost, given back.

An offer and a move each hold one, with their own questions and answers.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Protocol

from clerkdesk.screens.acts.carrying_out import write_behind
from clerkdesk.screens.acts.of_screen import HasApp, HasHost
from clerkdesk.services.acts.answers import Refused
from clerkdesk.services.booking.slot_choices import Gone, SlotTaken
from clerkdesk.widgets.beside import run_beside

if TYPE_CHECKING:
    from clerkdesk.services.booking.claims import Held
    from clerkdesk.services.booking.slot_choices import SlotChoice, SlotChoices
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.widgets.bar import Bar
    from clerkdesk.widgets.bar_spec import BarSpec


class ShowsSlots(Protocol):
    """The pane of slots."""

    def show(
        self,
        choices: SlotChoices | None,
        *,
        gone: Mapping[int, Gone] | None = None,
        declined: Collection[int] = (),
        chosen: int | None = None,
    ) -> None:
        """Show choices, with the unavailable slots and reasons, the declined ones and the held one, by slot id."""


class BarThere(Protocol):
    """Knows the bar."""

    @property
    def bar_there(self) -> Bar | None:
        """The bar; None once the screen is gone."""

    @property
    def is_in_doubt(self) -> bool:
        """Whether nobody knows whether an act of the bar was done."""


class SlotsAndBar(HasApp, HasHost, Protocol):
    """The screen of the bar and the slots."""

    @property
    def slots(self) -> ShowsSlots:
        """The slots that are shown."""

    @property
    def bars(self) -> BarThere:
        """The opener of the bar."""


class HoldsAPlace(Protocol):
    """An act that holds a place."""

    def spec_of_slots(self) -> BarSpec:
        """Declare the bar that asks for a slot, with the current choices."""

    def is_held(self, slot_id: int) -> None:
        """Go on: the place is held."""

    def not_held(self, slot_id: int, answer: SlotTaken | Refused) -> None:
        """Say why the place is unavailable, or choose another."""


class HoldPlace(Protocol):
    """Holds a place, on the thread that writes."""

    def __call__(self, desk: Desk, entry_id: int, slot_id: int) -> Held | SlotTaken | Refused:
        """Hold a place of a slot for an entry, with any claim of the act."""


class HeldPlace:
    """Holds one place at a time for one need."""

    def __init__(
        self, screen: SlotsAndBar, act: HoldsAPlace, hold: HoldPlace, entry_id: int, choices: SlotChoices
    ) -> None:
        """Take the shown slots, at least one; the first is chosen, and nothing is held yet."""
        self._screen = screen
        self._act = act
        self._hold = hold
        self._entry_id = entry_id
        self.choices = choices
        self.gone: dict[int, Gone] = {}
        """Unavailable slots, with the reasons."""
        self.declined: set[int] = set()
        """Slots that the patient does not want."""
        self.slot_id = choices.choices[0].ranked.slot.slot
        self._until: float | None = None
        """When the hold ends, on the monotonic clock."""
        self._number = 0
        """Number of the latest hold; an answer to an earlier one is too late."""

    @property
    def slot_ids(self) -> list[int]:
        """The slots that are shown."""
        return [each.ranked.slot.slot for each in self.choices.choices]

    @property
    def left(self) -> list[int]:
        """The slots still available."""
        return [slot_id for slot_id in self.slot_ids if slot_id not in self.gone]

    @property
    def choice(self) -> SlotChoice:
        """The chosen slot."""
        return next(each for each in self.choices.choices if each.ranked.slot.slot == self.slot_id)

    def choose(self, slot_id: int | None) -> None:
        """Choose one of the shown slots; any other changes nothing."""
        if slot_id is not None and slot_id in self.slot_ids:
            self.slot_id = slot_id

    def take(self) -> None:
        """Hold a place of the chosen slot. The answer reaches the act only while the bar waits for it."""
        self._number += 1
        if (bar := self._screen.bars.bar_there) is not None:
            bar.hold(None)
        self.draw()
        run_beside(self._screen.app, self._take, self._number, self.slot_id)

    async def _take(self, number: int, slot_id: int) -> None:
        # The thread that writes goes straight to the services.
        work = partial(self._hold, entry_id=self._entry_id, slot_id=slot_id)
        answer = await self._screen.host.write(work)
        # The answer may come after the bar closed, or while the desk closes.
        bar = self._screen.bars.bar_there
        if bar is None or number != self._number or bar.busy or not bar.is_open:
            return
        if isinstance(answer, SlotTaken | Refused):
            self._act.not_held(slot_id, answer)
        else:
            self._until = monotonic() + (answer.until - datetime.now(UTC)).total_seconds()
            self.count_down()
            self._act.is_held(slot_id)

    def count_down(self) -> None:
        """Show the remaining time of the hold in the bar."""
        if self._until is not None and (bar := self._screen.bars.bar_there) is not None:
            bar.hold(max(0.0, self._until - monotonic()))

    def strike(self, slot_id: int, sentence: str) -> None:
        """Strike a slot that somebody else took."""
        self.gone[slot_id] = Gone("taken", sentence)

    def stands(self, gone: Mapping[int, Gone]) -> None:
        """Strike exactly the unavailable slots, and say so of the chosen one; nothing else moves."""
        self.gone = dict(gone)
        self.draw()
        bar = self._screen.bars.bar_there
        # If the act is in doubt, this patient may be the one who has the slot.
        in_doubt = self._screen.bars.is_in_doubt
        if self.slot_id in self.gone and bar is not None and not bar.busy and not in_doubt:
            bar.tell(f"{self.gone[self.slot_id].sentence} Choose another.")

    def give_back(self, *, was_used: bool = False) -> None:
        """Give patient and place back; `was_used` if the patient has the place, so that nothing is left to give.

        Pending answers come too late.
        """
        self._number += 1
        if not was_used:
            entry_id = self._entry_id
            write_behind(self._screen, lambda desk: desk.booking.leave(entry_id))

    def draw(self) -> None:
        """Redraw the slots, and the bar if it asks for one of them."""
        self._screen.slots.show(self.choices, gone=self.gone, declined=self.declined, chosen=self.slot_id)
        bar = self._screen.bars.bar_there
        # While the bar asks for a reason the slots may have been read again, and the declined one may be gone.
        if bar is None or bar.spec is None or self.slot_id not in self.slot_ids:
            return
        spec = self._act.spec_of_slots()
        if bar.spec.name == spec.name:
            bar.declare_again(spec)
