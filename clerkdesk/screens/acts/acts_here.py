"""What an act asks of the screen on which it is done, and what it hands back: screens hold acts by these alone."""

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
"""Subject of what is read before a bar or a sheet can be opened."""
SLOTS = "slots to offer"
"""Subject of the slots that a bar is to offer."""
WrittenDown = Mapping[str, Any]
"""A bar as it was written down: its name, what it is about, and what was answered."""
Opens = Callable[["BarSpec", "WrittenDown | None"], None]
"""Opens a bar about whoever stands under the cursor."""


@dataclass(frozen=True, slots=True)
class Acted:
    """What an act did."""

    act: str
    """Name of its command."""
    sentence: str
    tone: Tone = "good"
    stays: bool = True
    """Whether the patient is still being dealt with; else a list may go on to the next."""


@dataclass(frozen=True, slots=True)
class Act:
    """One act that a screen offers: how its bar is opened, and which bars that were written down are its own."""

    open: Callable[[WrittenDown | None], None]
    """Open its bar about what stands under the cursor; with `WrittenDown`, as it stood then."""
    bars: frozenset[str] = frozenset()
    """Names of its bars."""
    is_about: Callable[[UnderCursor | None, Mapping[str, Any]], bool] = lambda here, context: False
    """Tell whether the context of a bar is about what stands under the cursor."""


class Asks(Protocol):
    """Puts questions to the database."""

    def ask(self, what: str, work: Callable[[Desk], ResultT], apply: Callable[[ResultT], None]) -> None:
        """Ask about `what`; `apply` gets the answer."""

    def is_pending(self, what: str) -> bool:
        """Tell whether an answer about `what` is still to come."""


class AsksAnew(Asks, Protocol):
    """Puts questions to the database, among them the one for the rows of a list."""

    def wait_for(self, what: str) -> None:
        """Hold keys until the next answer about `what`."""


class SetsHeading(Protocol):
    """The lines round a list."""

    def set_heading(self, heading: str, *shorter: str) -> None:
        """Say in the header what is shown, in the first form that has room."""


class OpensBars(Protocol):
    """Opens the bar of a screen, and says what became of its act."""

    why_no_choice: Callable[[str], str]
    """Returns why a key is no choice in the open bar."""
    step_back_first: Callable[[], bool]
    """Goes back within what an act asks, before the bar itself does; answers whether it did."""

    @property
    def bar_there(self) -> Bar | None:
        """The bar; None once the screen is gone."""

    def open(
        self, spec: BarSpec, *, state: Mapping[str, Any] | None = None, sentence: str = "", goes_on: bool = False
    ) -> None:
        """Open the bar of an act."""

    def refuse_behind(self, sentence: str, *, leaves: bool = False) -> None:
        """Say why what was begun can't go on."""

    def when_closed(self, hears: Callable[[], None]) -> None:
        """Let an act hear that the bar was closed."""

    def when_picked(self, hears: Callable[[BarChoicePicked], None]) -> None:
        """Let an act hear each answer to a question of the bar."""

    def answer(self, sentence: str, tone: Tone = "good", *, about: str = "") -> None:
        """Say what became of an act."""


class HoldsActs(Protocol):
    """A screen that holds acts."""

    @property
    def app(self) -> App[Any]:
        """The app, whose workers outlive the screen."""

    @property
    def host(self) -> Host:
        """What stands behind the screens."""

    @property
    def bar(self) -> Bar:
        """The bar at the bottom."""

    @property
    def bars(self) -> OpensBars:
        """What opens it."""

    @property
    def questions(self) -> Asks:
        """What puts questions to the database."""

    def acted(self, done: Acted) -> None:
        """Say what was done, and go on as the screen does after an act."""


class ActsHere(HoldsActs, Protocol):
    """A screen with somebody under its cursor."""

    @property
    def under_cursor(self) -> UnderCursor | None:
        """Whom and what the letters act on; None while nobody is shown."""


class OffersPlaces(HoldsActs, Protocol):
    """A screen on which a place is offered or moved."""

    @property
    def slots(self) -> SlotsPane:
        """The slots that are shown."""


class ShowsPlaces(ActsHere, OffersPlaces, Protocol):
    """A screen that shows the places of one patient, with slots beside them."""

    @property
    def choices(self) -> SlotChoices | None:
        """The slots that are shown."""

    def show_slots(self, choices: SlotChoices | None, freed: str = "", of: int | None = None) -> None:
        """Show slots, with who may take a place that has come free; None puts them away.

        `of` is the entry, if there are no slots.
        """

    def go_to_row(self, key: str) -> None:
        """Put the cursor on a row as soon as it has been read: `entry:7`, `appointment:9`."""
