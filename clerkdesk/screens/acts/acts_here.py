"""The Protocols between acts and their screens: what an act needs, and what it returns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from textual.app import App

    from clerkdesk.screens.acts.slots_pane import SlotsPane
    from clerkdesk.screens.acts.under_cursor import UnderCursor
    from clerkdesk.screens.desk.host import Host
    from clerkdesk.services.booking.slot_choices import SlotChoices
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.widgets.bar import Bar
    from clerkdesk.widgets.bar_messages import BarChoicePicked
    from clerkdesk.widgets.bar_spec import BarSpec
    from clerkdesk.widgets.columns import Tone

ResultT = TypeVar("ResultT")

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
class Act:
    """One act of a screen: the function that opens its bar, and the saved bars that it reopens."""

    open: Callable[[WrittenDown | None], None]
    """Opens its bar for the row under the cursor; with `WrittenDown`, in the saved state."""
    bars: frozenset[str] = frozenset()
    """Names of its bars."""
    is_about: Callable[[UnderCursor | None, Mapping[str, Any]], bool] = lambda here, context: False
    """Returns whether the context of a bar is about the row under the cursor."""


class Asks(Protocol):
    """Reads from the database."""

    def ask(self, what: str, work: Callable[[Desk], ResultT], apply: Callable[[ResultT], None]) -> None:
        """Read about `what`; `apply` gets the answer."""

    def is_pending(self, what: str) -> bool:
        """Return whether a read about `what` is running."""


class AsksAnew(Asks, Protocol):
    """Reads from the database, also the rows of a list."""

    def wait_for(self, what: str) -> None:
        """Hold keys until the next answer about `what`."""


class SetsHeading(Protocol):
    """The lines round a list."""

    def set_heading(self, heading: str, *shorter: str) -> None:
        """Show a title in the header, in the first form that fits."""


class OpensBars(Protocol):
    """Opens the bar of a screen, and reports the result of its act."""

    why_no_choice: Callable[[str], str]
    """Returns why a key is not a choice in the open bar."""
    step_back_first: Callable[[], bool]
    """Goes back within the questions of an act, before the bar itself does; returns whether it did."""

    @property
    def bar_there(self) -> Bar | None:
        """The bar; None once the screen is gone."""

    def open(
        self, spec: BarSpec, *, state: Mapping[str, Any] | None = None, sentence: str = "", goes_on: bool = False
    ) -> None:
        """Open the bar of an act."""

    def refuse_behind(self, sentence: str, *, leaves: bool = False) -> None:
        """Say why the started act can't go on."""

    def when_closed(self, hears: Callable[[], None]) -> None:
        """Call an act back when the bar closes."""

    def when_picked(self, hears: Callable[[BarChoicePicked], None]) -> None:
        """Call an act back for each answer in the bar."""

    def answer(self, sentence: str, tone: Tone = "good", *, about: str = "") -> None:
        """Report the result of an act."""


class HoldsActs(Protocol):
    """A screen that holds acts."""

    @property
    def app(self) -> App[Any]:
        """The app, whose workers outlive the screen."""

    @property
    def host(self) -> Host:
        """The host of the screens."""

    @property
    def bar(self) -> Bar:
        """The bar at the bottom."""

    @property
    def bars(self) -> OpensBars:
        """The opener of bars."""

    @property
    def questions(self) -> Asks:
        """The reader from the database."""

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


class ShowsPlaces(ActsHere, OffersPlaces, Protocol):
    """A screen that shows the places of one patient, with slots beside them."""

    @property
    def choices(self) -> SlotChoices | None:
        """The shown slots."""

    def show_slots(self, choices: SlotChoices | None, freed: str = "", of: int | None = None) -> None:
        """Show slots, with the candidates for a freed place; None hides them.

        `of` is the entry, if there are no slots.
        """

    def go_to_row(self, key: str) -> None:
        """Put the cursor on a row as soon as it has been read: `entry:7`, `appointment:9`."""
