"""The commands that act on one screen: the method for each, the letters to show, and why one cannot act."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from clerkdesk.keys import Command, acts_on, letters_of
from clerkdesk.keys.placeholders import key_for
from clerkdesk.screens.desk.host import Host
from clerkdesk.widgets.filter_box import FilterBox

if TYPE_CHECKING:
    from textual.css.query import DOMQuery

Handler = Callable[[], "Awaitable[None] | None"]
"""Carries out a command."""


class HasCommands(Protocol):
    """A screen with commands: methods `command_<name>`, or parts that add theirs."""

    NAME: ClassVar[str]

    @property
    def host(self) -> Host:
        """The app, as screens see it."""

    def query(self, selector: Any) -> DOMQuery[Any]:
        """Return widgets of the screen."""

    def why_not(self, item: Command) -> str:
        """Return why a command of this screen cannot act on the row under the cursor; empty if it can."""


def _no_reason(item: Command) -> str:
    del item
    return ""


def _as_listed(commands: Sequence[Command]) -> Sequence[Command]:
    return commands


class ScreenCommands:
    """Knows the commands of a screen and of its parts."""

    def __init__(self, screen: HasCommands) -> None:
        """Take the screen; its parts add their commands."""
        self._screen = screen
        self._of_parts: dict[str, Handler] = {}
        self.why_nowhere: Callable[[Command], str] = _no_reason
        """Returns why a command acts nowhere for the moment; this reason comes first."""
        self.arrange: Callable[[Sequence[Command]], Sequence[Command]] = _as_listed
        """Orders and labels the letters for the status line."""

    def add(self, commands: Mapping[str, Handler]) -> None:
        """Add the commands of a part, by their names; a method `command_<name>` of the screen comes first."""
        self._of_parts.update(commands)

    def handler_of(self, name: str) -> Handler | None:
        """Return the function of a command here: a method of the screen, or of a part."""
        own: Handler | None = getattr(self._screen, f"command_{name}", None)
        if own is None and name == "filter" and name not in self._of_parts and self._boxes:
            return self.open_filter
        return own or self._of_parts.get(name)

    def listed(self) -> Sequence[Command]:
        """Return the letters that act here: those of the registry that have a function on this screen."""
        return self.arrange([item for item in letters_of(self._screen.NAME) if self.handler_of(item.name) is not None])

    def acting(self) -> Sequence[Command]:
        """Return the letters that act on the row under the cursor."""
        return [item for item in self.listed() if not (self.why_nowhere(item) or self._screen.why_not(item))]

    def why_not(self, item: Command) -> str:
        """Return why a command cannot act here, as a sentence; empty if it can."""
        return self.why_nowhere(item) or self._why_not_here(item) or self._screen.why_not(item)

    def _why_not_here(self, item: Command) -> str:
        if item.scope != "list" or item.name in {each.name for each in self.listed()}:
            return ""
        key, title = self._screen.host.keymap.shown(item.name), item.title.lower()
        there = "; on the patient's card it does" if acts_on(item, "card") else f"; {key_for('help')} lists what does"
        return f"{key} ({title}) does not act on this screen{there}."

    def open_filter(self) -> None:
        """Open the filter box of the list."""
        for box in self._boxes:
            box.open()

    @property
    def _boxes(self) -> Sequence[FilterBox]:
        return list(self._screen.query(FilterBox))
