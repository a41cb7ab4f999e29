"""The offer or the move that is going on, from its letter until its bar is closed: keys and bars are led to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from clerkdesk.screens.acts.acts_here import OffersPlaces
    from clerkdesk.screens.acts.escalate_bar import Need
    from clerkdesk.screens.acts.offering import Offering
    from clerkdesk.services.booking.slot_choices import Gone, SlotChoices
    from clerkdesk.widgets.bar_messages import BarChoicePicked
    from clerkdesk.widgets.bar_spec import Choice


class SlotAct(Protocol):
    """An offer or a move."""

    @property
    def slot_ids(self) -> Sequence[int]:
        """The slots that are shown."""

    @property
    def entry_id(self) -> int:
        """The need that gets the place."""

    @property
    def moving(self) -> int | None:
        """The id of the appointment that is being moved, where one is."""

    def picked(self, choice: Choice) -> None:
        """A slot was chosen in the bar, or none of them."""

    def go_back(self) -> bool:
        """Go back from a question to the one before; return whether there was one."""

    def refuses(self, key: str) -> str:
        """Return why a key chooses nothing at this question; empty if it is nobody's business."""

    def stands(self, gone: Mapping[int, Gone]) -> None:
        """Strike the slots that cannot be had any more, by slot id, and no others."""

    def closed(self) -> None:
        """The bar was closed: give back what was held."""


class GoingOn:
    """What a screen holds of an offer or a move; nothing most of the time."""

    def __init__(self, screen: OffersPlaces, on_end: Callable[[], None] | None = None) -> None:
        """Take the screen, whose bar it follows; `on_end` is called once what went on has ended."""
        self._screen = screen
        self._on_end = on_end
        self._act: SlotAct | None = None
        screen.bars.when_picked(self.picked)
        screen.bars.when_closed(self._end)
        screen.bars.why_no_choice = self.refuses
        screen.bars.step_back_first = self.go_back

    def begin(self, act: SlotAct) -> None:
        """Lead keys and bars to this one from here on."""
        self._act = act

    def offer(self, need: Need, choices: SlotChoices) -> Offering:
        """Begin to offer dates to a patient; the bar is still to be opened."""
        from clerkdesk.screens.acts.offering import Offering

        offering = Offering(self._screen, need, choices)
        self.begin(offering)
        return offering

    def look_again(self) -> None:
        """Learn what became of the slots that are offered."""
        act = self._act
        if act is not None:
            entry_id, shown, moving = act.entry_id, tuple(act.slot_ids), act.moving
            self._screen.questions.ask(
                "standing", lambda desk: desk.booking.standing(entry_id, shown, moving), self._stands
            )

    def _stands(self, gone: Mapping[int, Gone]) -> None:
        if self._act is not None:
            self._act.stands(gone)

    def picked(self, event: BarChoicePicked) -> None:
        """Hold the place that was chosen; an answer to another question leaves it held."""
        if self._act is not None and event.step == "slot":
            self._act.picked(event.choice)

    def refuses(self, key: str) -> str:
        """Say that a digit has to wait for an answer; empty if it has not."""
        return "" if self._act is None else self._act.refuses(key)

    def go_back(self) -> bool:
        """Go back to the question before, or to the offer it belongs to; return whether there was one."""
        bar = self._screen.bar
        return bar.step_back() or (self._act is not None and not bar.busy and self._act.go_back())

    def _end(self) -> None:
        """Give back what was held: the bar was closed."""
        act, self._act = self._act, None
        if act is not None:
            act.closed()
            if self._on_end is not None:
                self._on_end()
