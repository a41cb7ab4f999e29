"""A screen on which places are given: it leads keys and bars to the booking or move that is going on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from clerkdesk.screens.acts.bar_claim import BarClaim
from clerkdesk.screens.acts.slots_pane import SlotsPane
from clerkdesk.screens.desk.base import DeskScreen
from clerkdesk.widgets.bar_messages import BarChoicePicked
from clerkdesk.widgets.bar_spec import Choice
from clerkdesk.widgets.columns import Tone

if TYPE_CHECKING:
    from clerkdesk.services.booking.slot_choices import Gone
    from clerkdesk.services.desk.facade import Desk


@dataclass(frozen=True, slots=True)
class ToBook:
    """A need that a place is offered for, where it does not stand on a list."""

    key: int
    """Of the waiting list entry."""
    name: str


class SlotAct(Protocol):
    """A booking or a move from its letter until its bar is closed."""

    @property
    def slot_ids(self) -> Sequence[int]:
        """The slots that are shown."""

    @property
    def entry_id(self) -> int:
        """The need that gets the place."""

    def picked(self, choice: Choice) -> None:
        """A slot was chosen in the bar, or none of them."""

    def go_back(self) -> bool:
        """Go back from a question to the one before; answer whether there was one."""

    def refuses(self, key: str) -> str:
        """Return why a key chooses nothing at this question; empty where it is nobody's business."""

    @property
    def moving(self) -> int | None:
        """The id of the appointment that is being moved, where one is."""

    def stands(self, gone: Mapping[int, Gone]) -> None:
        """Strike the slots that can not be had any more, by slot id, and no others."""

    def closed(self) -> None:
        """The bar was closed: give back what was held."""


class ActingScreen(DeskScreen):
    """The base of screens that book and move."""

    def __init__(self) -> None:
        """Begin with nothing going on."""
        super().__init__()
        self.slots = SlotsPane()
        self.going_on: SlotAct | None = None
        self.bar_claim = BarClaim(self)

    def write_behind(self, work: Callable[[Desk], Any]) -> None:
        """Write something whose answer nobody waits for, such as leaving a claim."""
        self.app.run_worker(self.host.write(work), exit_on_error=False)

    def moved_on(self, sentence: str, tone: Tone = "", *, stays: bool = False) -> None:
        """Say what was done; `stays` where the patient is still being dealt with."""
        del stays
        self.answer(sentence, tone)

    def on_data_changed(self) -> None:
        """Read again; while a place is offered, also what became of the slots."""
        self.load()
        act = self.going_on
        if act is not None:
            entry_id, shown, moving = act.entry_id, tuple(act.slot_ids), act.moving
            self.ask("standing", lambda desk: desk.booking.standing(entry_id, shown, moving), self._show_standing)

    def _show_standing(self, gone: Mapping[int, Gone]) -> None:
        if self.going_on is not None:
            self.going_on.stands(gone)

    def on_bar_choice_picked(self, event: BarChoicePicked) -> None:
        """Hold the place that was chosen; an answer to another question leaves it held."""
        if self.going_on is not None and event.step == "slot":
            self.going_on.picked(event.choice)

    def why_no_choice(self, key: str) -> str:
        """Say that a digit has to wait for an answer."""
        return "" if self.going_on is None else self.going_on.refuses(key)

    def go_back(self) -> bool:
        """Go back from a question to the offer it belongs to, else leave what is open."""
        if self.bar.step_back():
            return True
        if self.going_on is not None and not self.bar.busy and self.going_on.go_back():
            return True
        return super().go_back()

    def on_bar_closed(self) -> None:
        """Give back what was held."""
        act, self.going_on = self.going_on, None
        self.bar_claim.give_back()
        if act is not None:
            act.closed()
            self.act_ended()
        self.bar_closed()

    def act_ended(self) -> None:
        """Put away what was shown for a booking or a move alone."""

    def bar_closed(self) -> None:
        """Read again after an act, or after a bar was left."""
