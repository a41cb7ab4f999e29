"""The Protocols between acts and their screens: what an act needs, and what it returns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from clerkdesk.screens.acts.of_screen import HasApp, HasBar, HasBars, HasHost, HasQuestions

if TYPE_CHECKING:
    from clerkdesk.screens.acts.slots_pane import SlotsPane
    from clerkdesk.screens.acts.under_cursor import UnderCursor
    from clerkdesk.services.booking.slot_choices import SlotChoices
    from clerkdesk.widgets.bar_spec import BarSpec
    from clerkdesk.widgets.columns import Tone


ACT = "act"
"""Subject of a read before a bar or a sheet."""
SLOTS = "slots to offer"
"""Subject of the read of slots for a bar."""
WrittenDown = Mapping[str, Any]
"""A saved bar: its name, its context, and its answers."""
Opens = Callable[["BarSpec", "WrittenDown | None"], None]
"""Opens a bar about the patient under the cursor."""


@dataclass(frozen=True, slots=True)
class Acted:
    """The result of an act."""

    act: str
    """Name of its command."""
    sentence: str
    tone: Tone = "good"
    stays: bool = True
    """Whether the clerk is still dealing with the patient; else a list may go on to the next."""


@dataclass(frozen=True, slots=True)
class ScreenAct:
    """One act of a screen: the function that opens its bar, and the saved bars that it reopens."""

    open: Callable[[WrittenDown | None], None]
    """Opens its bar for the row under the cursor; with `WrittenDown`, in the saved state."""
    bars: frozenset[str] = frozenset()
    """Names of its bars."""
    is_about: Callable[[UnderCursor | None, Mapping[str, Any]], bool] = lambda here, context: False
    """Returns whether the context of a bar is about the row under the cursor."""


class HoldsActs(HasApp, HasHost, HasBar, HasBars, HasQuestions, Protocol):
    """A screen that holds acts."""

    def acted(self, done: Acted) -> None:
        """Report the act, and go on as the screen does after an act."""


class ActsHere(HoldsActs, Protocol):
    """A screen with a patient under its cursor."""

    @property
    def under_cursor(self) -> UnderCursor | None:
        """The subject of the letters; None without a patient."""


class OffersPlaces(HoldsActs, Protocol):
    """A screen for offers and moves."""

    @property
    def slots(self) -> SlotsPane:
        """The shown slots."""


class ShowsNeeds(ActsHere, OffersPlaces, Protocol):
    """A screen that shows the needs of one patient, with slots beside them."""

    @property
    def choices(self) -> SlotChoices | None:
        """The shown slots."""

    def show_slots(self, choices: SlotChoices | None, freed: str = "", of: int | None = None) -> None:
        """Show slots, with the candidates for a freed place; None hides them.

        `of` is the entry, if there are no slots.
        """

    def go_to_row(self, key: str) -> None:
        """Put the cursor on a row as soon as it has been read: `entry:7`, `appointment:9`."""
