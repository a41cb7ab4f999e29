"""Small Protocols for what members of the app ask of the app; tests of a member use a stand-in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeVar

from textual.screen import Screen

from clerkdesk.screens.desk.base import DeskScreen
from clerkdesk.widgets.columns import Tone

if TYPE_CHECKING:
    from clerkdesk.services.desk.facade import Desk

ResultT = TypeVar("ResultT")

DeskState = Literal["closed", "opening", "open", "failed"]
"""State of the database: not tried yet, opening, open, or failed to open."""


class Speaks(Protocol):
    """Says sentences to the clerk."""

    def say(self, sentence: str, tone: Tone = "") -> None:
        """Show a sentence in the status line of the top screen."""

    def refuse(self, sentence: str) -> None:
        """Refuse with bell and sentence, and drop the keys typed ahead."""


class ShowsScreens(Protocol):
    """Has screens; the clerk sees the top one."""

    @property
    def screen(self) -> Screen[Any]:
        """The top screen."""

    @property
    def screen_stack(self) -> Sequence[Screen[Any]]:
        """The screens of the current mode, the top one last."""

    def push_screen(self, screen: Screen[Any], callback: Callable[[Any], Any] | None = None) -> Awaitable[Any]:
        """Lay a screen over the others; the callback gets its answer."""


class WorksBeside(Protocol):
    """Runs work beside the handling of keys."""

    def run_worker(self, work: Any, *, group: str = "", exclusive: bool = False, exit_on_error: bool = True) -> object:
        """Run work in the background."""


class UsesDesk(Protocol):
    """Has the open desk, off the event loop."""

    @property
    def desk_state(self) -> DeskState:
        """Whether the database can be used."""

    async def read(self, work: Callable[[Desk], ResultT]) -> ResultT:
        """Run a query; raises what `work` raises."""

    async def write_silently(self, work: Callable[[Desk], ResultT]) -> ResultT:
        """Write something that is not an act and changes no list."""


class HasDeskScreens(Protocol):
    """Knows the existing screens."""

    def desk_screens(self) -> Sequence[DeskScreen]:
        """Return all existing screens, beneath others and in every mode."""
