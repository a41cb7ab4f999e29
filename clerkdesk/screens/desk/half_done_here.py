"""The unsaved work of a screen: an open bar, a form, the position of the cursor. It survives a crash."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from clerkdesk.widgets.bar import Bar
from clerkdesk.widgets.row_table import tables_of

if TYPE_CHECKING:
    from textual.css.query import DOMQuery

    from clerkdesk.services.desk.facade import Desk

State = Mapping[str, Any]
"""The saved state of a screen, as JSON values."""


class HasHalfDone(Protocol):
    """A screen that may have unsaved work."""

    NAME: ClassVar[str]
    TITLE: ClassVar[str | None]
    IS_FORM: ClassVar[bool]

    def query(self, selector: Any) -> DOMQuery[Any]:
        """Return widgets of the screen."""


def _never() -> bool:
    return False


def _nothing() -> State:
    return {}


def _keep_nothing(state: State) -> None:
    del state


def _done() -> None:
    """Do nothing."""


class HalfDoneHere:
    """Saves the open bar, the cursor of each list with an id, and the screen's own state; restores them."""

    def __init__(self, screen: HasHalfDone, bar: Bar, reopen_bar: Callable[[State], None]) -> None:
        """Take the screen, its bar, and the function that reopens a saved bar."""
        self._screen = screen
        self._bar = bar
        self._reopen_bar = reopen_bar
        self._get_more: Callable[[], State] = _nothing
        self._put_back: Callable[[State], None] = _keep_nothing
        self._then: Callable[[], None] = _done
        self.is_begun: Callable[[], bool] = _never
        """Whether the screen has unsaved work besides a bar, such as text in a form."""
        self.is_leaving: Callable[[], bool] = _never
        """Whether the screen is closing: it has no unsaved work, and no key goes back to it."""
        self.words: Callable[[], str] = self._bar_or_form
        """Returns the name of the unsaved work, without patients: `“Book” on Booking`."""
        self.keep_up: Callable[[Desk, State], dict[str, Any] | None] = self._in_one_draft
        """Saves a state, and returns the key that finds it again; None if it has ended. Runs on the writing thread."""

    def keeps(
        self,
        get_more: Callable[[], State],
        put_back: Callable[[State], None],
        *,
        reopen_bar: Callable[[State], None] | None = None,
        then: Callable[[], None] = _done,
    ) -> None:
        """Save the result of `get_more` beside bar and lists, such as the view that is shown.

        `put_back` gets the whole state, before lists and bar are restored. `reopen_bar` reopens the bar, or keeps it
        until its row has been read. `then` runs after everything is restored, such as to read the list.
        """
        self._get_more, self._put_back, self._then = get_more, put_back, then
        self._reopen_bar = reopen_bar or self._reopen_bar

    @property
    def is_any(self) -> bool:
        """Whether the screen has unsaved work: an open bar, or a form that was begun."""
        return not self.is_leaving() and (self._bar.is_open or self.is_begun())

    @property
    def is_gone_back_to(self) -> bool:
        """Whether the back key leads here: not to a recorded form, nor to an empty one."""
        return self.is_any or not (self._screen.IS_FORM or self.is_leaving())

    def get_state(self) -> dict[str, Any]:
        """Return all unsaved work on this screen."""
        tables = {table.id: table.get_state() for table in tables_of(self._screen) if table.id}
        state = {"screen": self._screen.NAME, "words": self.words(), "bar": self._bar.get_state(), "tables": tables}
        return {**state, **self._get_more()}

    def set_state(self, state: State) -> None:
        """Restore the result of `get_state`."""
        self._put_back(state)
        for table in tables_of(self._screen):
            if table.id in state.get("tables", {}):
                table.set_state(state["tables"][table.id])
        if kept := state.get("bar"):
            self._reopen_bar(kept)
        self._then()

    def _bar_or_form(self) -> str:
        spec, title = self._bar.spec, self._screen.TITLE
        return f"“{spec.act}” on {title}" if spec is not None else f"the form “{title}”"

    def _in_one_draft(self, desk: Desk, state: State) -> dict[str, Any] | None:
        del desk
        return {"screen": self._screen.NAME, "words": state.get("words", self._screen.TITLE), "state": dict(state)}
