"""What an offer of a place asks of the screen on which it is made, whichever screen that is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from textual.app import App

    from clerkdesk.screens.acts.slots_pane import SlotsPane
    from clerkdesk.screens.desk.host import Host
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.widgets.bar import Bar
    from clerkdesk.widgets.bar_spec import BarSpec
    from clerkdesk.widgets.columns import Tone


class Waits(Protocol):
    """A need that a place is offered for, wherever it is shown."""

    @property
    def key(self) -> int:
        """Of the waiting list entry."""

    @property
    def name(self) -> str:
        """Of the patient."""


class OffersPlaces(Protocol):
    """A screen on which a place is offered."""

    @property
    def slots(self) -> SlotsPane:
        """The slots that are shown."""

    @property
    def app(self) -> App[Any]:
        """The app, whose workers outlive the screen."""

    @property
    def host(self) -> Host:
        """What stands behind the screens."""

    @property
    def bar(self) -> Bar:
        """The bar in which a place is offered."""

    @property
    def bar_there(self) -> Bar | None:
        """The bar; None once the screen is gone."""

    def open_bar(
        self, spec: BarSpec, *, state: Mapping[str, Any] | None = None, sentence: str = "", goes_on: bool = False
    ) -> None:
        """Open the bar of an act."""

    def write_behind(self, work: Callable[[Desk], Any]) -> None:
        """Write something whose answer nobody waits for."""

    def refuse_behind(self, sentence: str, *, leaves: bool = False) -> None:
        """Say why what was begun can't go on."""

    def ask(self, what: str, work: Callable[[Desk], Any], apply: Callable[[Any], None]) -> None:
        """Put a question to the database; `apply` gets the answer."""

    def moved_on(self, sentence: str, tone: Tone = "", *, stays: bool = False) -> None:
        """Say what was done; `stays` where the patient is still being dealt with."""

    def answer(self, sentence: str, tone: Tone = "good", *, about: str = "") -> None:
        """Say what became of an act."""
