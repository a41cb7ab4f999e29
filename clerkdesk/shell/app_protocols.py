"""What members of the app ask of the app itself, in small Protocols: each member is tried with a stand-in for it."""

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
"""Whether the database can be used: not tried yet, on its way, open, or could not be opened."""


class Speaks(Protocol):
    """Says sentences to the clerk."""

    def say(self, sentence: str, tone: Tone = "") -> None:
        """Show a sentence in the status line of the top screen."""

    def refuse(self, sentence: str) -> None:
        """Say why not: bell, sentence, and the keys that were typed ahead are dropped."""


class ShowsScreens(Protocol):
    """Has screens, of which the clerk sees the top one."""

    @property
    def screen(self) -> Screen[Any]:
        """The top screen."""

    @property
    def screen_stack(self) -> Sequence[Screen[Any]]:
        """The screens of the current mode, the top one last."""

    def push_screen(self, screen: Screen[Any], callback: Callable[[Any], Any] | None = None) -> Awaitable[Any]:
        """Lay a screen over the others; the callback gets what it answers."""


class WorksBeside(Protocol):
    """Lets things be done beside the handling of keys."""

    def run_worker(self, work: Any, *, group: str = "", exclusive: bool = False, exit_on_error: bool = True) -> object:
        """Let something be done by itself."""


class UsesDesk(Protocol):
    """Has the open desk, off the event loop."""

    @property
    def desk_state(self) -> DeskState:
        """Whether the database can be used."""

    async def read(self, work: Callable[[Desk], ResultT]) -> ResultT:
        """Run a query; raises what `work` raises."""

    async def write_silently(self, work: Callable[[Desk], ResultT]) -> ResultT:
        """Write what is nobody's act and changes no list."""


class HasDeskScreens(Protocol):
    """Knows which screens are made."""

    def desk_screens(self) -> Sequence[DeskScreen]:
        """Return the screens that are made, beneath others and in every mode."""
