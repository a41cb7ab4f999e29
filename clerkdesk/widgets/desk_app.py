"""What widgets know of their app: the keys in force, and the keys pressed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, cast

from textual.events import Key, Paste
from textual.message_pump import MessagePump
from textual.screen import Screen

from clerkdesk.keys import Keymap


class Gate(Protocol):
    """The gate that holds keys until their screen is ready."""

    @property
    def typed_at(self) -> float:
        """When the last delivered key was typed, on the clock of events; 0 before the first."""

    @property
    def holds_frame(self) -> bool:
        """Whether the screen waits with its next frame: the last key is being worked off or answered."""

    def frame_shown(self) -> None:
        """Hear that the screen has painted what changed so far."""

    def type_again(self, *events: Key | Paste) -> None:
        """Put keys before all waiting ones, as if typed earlier."""


class DeskApp(Protocol):
    """The app as widgets see it."""

    keymap: Keymap

    @property
    def gate(self) -> Gate:
        """The gate that holds keys until their screen is ready."""

    @property
    def keys_delivered(self) -> int:
        """Number of delivered keys: two keys in a row have consecutive numbers."""

    @property
    def screen_stack(self) -> Sequence[Screen[Any]]:
        """The open screens, the top one last."""

    def bell(self) -> None:
        """Ring the bell."""


def app_of(widget: MessagePump) -> DeskApp:
    """Return the app of a widget or a screen."""
    return cast("DeskApp", widget.app)
