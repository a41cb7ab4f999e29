"""The current offer or move, from its letter until its bar closes, with the keys and bars passed to it."""

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
        """The id of the appointment to move, if any."""

    def picked(self, choice: Choice) -> None:
        """A slot was chosen in the bar, or none of them."""

    def go_back(self) -> bool:
        """Go back from a question to the one before; return whether there was one."""

    def refuses(self, key: str) -> str:
        """Return why a key chooses nothing at this question; empty without a reason."""

    def stands(self, gone: Mapping[int, Gone]) -> None:
        """Strike exactly the unavailable slots, by slot id."""

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
        """Refresh the state of the offered slots."""
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
        """Hold the chosen place; an answer to another question keeps the hold."""
        if self._act is not None and event.step == "slot":
            self._act.picked(event.choice)

    def refuses(self, key: str) -> str:
        """Return that a digit must wait for an answer; empty if not."""
        return "" if self._act is None else self._act.refuses(key)

    def go_back(self) -> bool:
        """Go back to the question before, or to the offer it belongs to; return whether there was one."""
        bar = self._screen.bar
        return bar.step_back() or (self._act is not None and not bar.busy and self._act.go_back())

    def _end(self) -> None:
        """Give the hold back when the bar closes."""
        act, self._act = self._act, None
        if act is not None:
            act.closed()
            if self._on_end is not None:
                self._on_end()
