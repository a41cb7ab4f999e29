"""The interface of the card's screen for its parts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from clerkdesk.screens.acts.acts_here import ShowsNeeds

if TYPE_CHECKING:
    from textual.css.query import DOMQuery

    from clerkdesk.screens.desk.bars import Bars


class HoldsCard(ShowsNeeds, Protocol):
    """A screen that shows the card of one patient."""

    @property
    def bars(self) -> Bars:
        """The opener of bars."""

    def query(self, selector: Any) -> DOMQuery[Any]:
        """Return widgets of the screen."""

    def call_later(self, callback: Callable[[], Any]) -> bool:
        """Run a callback after the messages in the queue of the screen."""

    def set_class(self, add: bool, *names: str) -> Any:
        """Put classes of the style sheet on the screen, or remove them."""

    def has_class(self, *names: str) -> bool:
        """Return whether the screen has classes of the style sheet."""
