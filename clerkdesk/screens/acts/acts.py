"""The acts of a screen with a patient under its cursor, in one object that the screen holds."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import TYPE_CHECKING

from clerkdesk.screens.acts.acts_here import ACT, SLOTS
from clerkdesk.screens.acts.bar_claim import BarClaim

if TYPE_CHECKING:
    from clerkdesk.screens.acts.acts_here import ActsHere, ScreenAct, WrittenDown
    from clerkdesk.widgets.bar_spec import BarSpec


class Acts:
    """Opens the bar of each act, and reopens a saved one."""

    def __init__(
        self, screen: ActsHere, *, claimed: Collection[str] = (), on_opening: Callable[[], None] | None = None
    ) -> None:
        """Take the screen, the bars that claim its patient, and a function to call before one opens."""
        self._screen = screen
        self._claimed = frozenset(claimed)
        self._on_opening = on_opening
        self._claim = BarClaim(screen)
        self._acts: dict[str, ScreenAct] = {}
        screen.bars.when_closed(self._claim.give_back)

    def offer(self, acts: Mapping[str, ScreenAct], *names: str) -> None:
        """Offer acts by the names of their commands; all given ones if none is named."""
        self._acts.update({name: acts[name] for name in names or acts})

    @property
    def letters(self) -> dict[str, Callable[[], None]]:
        """Command -> the function that carries it out."""
        return {name: partial(self.open, name) for name in self._acts}

    @property
    def is_reading(self) -> bool:
        """Whether a read for a bar is running, so that keys wait for the bar."""
        return self._screen.questions.is_pending(ACT) or self._screen.questions.is_pending(SLOTS)

    def open(self, name: str) -> None:
        """Open the bar of an act for the row under the cursor."""
        self._acts[name].open(None)

    def reopen(self, kept: WrittenDown) -> bool:
        """Reopen a saved bar, if it is about the row under the cursor; return whether it is."""
        here, context = self._screen.under_cursor, kept.get("context", {})
        ours = (each for each in self._acts.values() if kept["bar"] in each.bars)
        act = next((each for each in ours if each.is_about(here, context)), None)
        if act is not None:
            act.open(kept)
        return act is not None

    def open_bar(self, spec: BarSpec, kept: WrittenDown | None = None) -> None:
        """Open the bar of an act, and claim its patient meanwhile if the screen does."""
        if self._on_opening is not None:
            self._on_opening()
        self._screen.bars.open(spec, state=kept)
        if spec.name in self._claimed:
            self._claim.take(spec.context.get("entry"))
