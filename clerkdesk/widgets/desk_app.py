"""What widgets know of the app in which they are shown: the keys in force, and those that were pressed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, cast

from textual.events import Key, Paste
from textual.message_pump import MessagePump
from textual.screen import Screen

from clerkdesk.keys import Keymap


class Gate(Protocol):
    """The gate at which keys wait."""

    @property
    def typed_at(self) -> float:
        """When the last key that was let through was typed, on the clock of events; 0 before the first."""

    def type_again(self, *events: Key | Paste) -> None:
        """Put keys in front of all that wait, as if they had been typed before them."""


class DeskApp(Protocol):
    """The app as widgets see it."""

    keymap: Keymap

    @property
    def gate(self) -> Gate:
        """The gate at which keys wait."""

    @property
    def keys_delivered(self) -> int:
        """How many keys have been let through: two that follow each other have following numbers."""

    @property
    def screen_stack(self) -> Sequence[Screen[Any]]:
        """The screens that lie over each other, the top one last."""

    def bell(self) -> None:
        """Ring the bell."""


def app_of(widget: MessagePump) -> DeskApp:
    """Return the app in which a widget or a screen is shown."""
    return cast("DeskApp", widget.app)
