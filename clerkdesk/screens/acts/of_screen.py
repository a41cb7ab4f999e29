"""The small Protocols for what the parts of a screen need from it; a part names those that it uses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from textual.app import App

    from clerkdesk.screens.desk.host import Host
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.widgets.bar import Bar
    from clerkdesk.widgets.bar_messages import BarChoicePicked
    from clerkdesk.widgets.bar_spec import BarSpec
    from clerkdesk.widgets.columns import Tone

ResultT = TypeVar("ResultT")


class Asks(Protocol):
    """Reads from the database."""

    def ask(self, what: str, work: Callable[[Desk], ResultT], apply: Callable[[ResultT], None]) -> None:
        """Read about `what`; `apply` gets the answer."""

    def is_pending(self, what: str) -> bool:
        """Return whether a read about `what` is running."""


class AsksAside(Asks, Protocol):
    """Reads from the database, also what no key waits for."""

    def ask(
        self, what: str, work: Callable[[Desk], ResultT], apply: Callable[[ResultT], None], *, aside: bool = False
    ) -> None:
        """Read about `what`; `apply` gets the answer. A read aside gives way to every key."""


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

    @property
    def is_in_doubt(self) -> bool:
        """Whether nobody knows whether an act of the bar was done."""

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


class HasApp(Protocol):
    """A screen of the running app."""

    @property
    def app(self) -> App[Any]:
        """The app, whose workers outlive the screen."""


class HasHost(Protocol):
    """A screen with a host."""

    @property
    def host(self) -> Host:
        """The host of the screens."""


class HasBar(Protocol):
    """A screen with a bar; while it is open, list and patient stay."""

    @property
    def bar(self) -> Bar:
        """The bar at the bottom."""


class HasBars(Protocol):
    """A screen that opens bars."""

    @property
    def bars(self) -> OpensBars:
        """The opener of bars."""


class HasQuestions(Protocol):
    """A screen that reads from the database."""

    @property
    def questions(self) -> Asks:
        """The reader from the database."""


class ShowsList(HasHost, HasBar, Protocol):
    """A screen with one of several lists."""

    @property
    def questions(self) -> AsksAnew:
        """The reader from the database."""

    @property
    def frame(self) -> SetsHeading:
        """The lines round the list."""
