"""The screens of the desk by name, with their modules. A module is imported when its screen opens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from clerkdesk.keys import COMMANDS, Command
from clerkdesk.keys.placeholders import key_for
from clerkdesk.keys.registry import ScreenClass
from clerkdesk.rules.values.roles import ClerkRole

if TYPE_CHECKING:
    from textual.screen import Screen


@dataclass(frozen=True, slots=True)
class RegisteredScreen:
    """The module of a screen, and how the screen opens."""

    name: str
    """The name of the screen and of the command that opens it."""
    module: str
    class_name: str
    title: str
    overlay: bool = False
    """Whether the screen lies over the current one instead of replacing it."""
    several: bool = False
    """Whether its key opens another screen each time, such as a call on top of a call."""
    nobody: str = ""
    """The refusal while no patient is in hand: a form for nobody would lose the typed text."""
    of_patient: bool = False
    """Whether the screen is about one patient: its key takes the patient under the cursor of the current screen."""

    def make(self) -> Screen[Any]:
        """Import the module and make the screen."""
        screen: Screen[Any] = getattr(import_module(self.module), self.class_name)()
        return screen

    def why_not(self) -> str:
        """Return why the screen cannot open, as a sentence; empty if it can."""
        if find_spec(self.module) is None:
            return f"{self.title} is not part of this installation of clerkdesk."
        return ""


_NOBODY_TO_REFER = (
    f"No patient is in hand: find the patient with {key_for('find')}, or register them "
    f"with {key_for('register')}, then refer."
)
_NOBODY = f"No patient is in hand: find the patient with {key_for('find')} first."


def _registered(item: Command, screen: ScreenClass) -> RegisteredScreen:
    module, class_name = screen.where.split(":")
    nobody = {"refer": _NOBODY_TO_REFER}.get(item.name, _NOBODY) if screen.is_form else ""
    return RegisteredScreen(
        item.name, module, class_name, item.title,
        overlay=screen.overlay, several=screen.several, nobody=nobody, of_patient=screen.of_patient,
    )  # fmt: skip


SCREENS: Mapping[str, RegisteredScreen] = MappingProxyType(
    {item.name: _registered(item, item.screen) for item in COMMANDS if item.screen is not None}
)
"""Name -> screen. A new screen is one line of the registry of commands."""

FIRST_SCREEN = "booking"
"""The first screen before the clerk is known, and of everybody without another first screen."""
FIRST_SCREENS: Mapping[ClerkRole, str] = MappingProxyType(
    {
        ClerkRole.RECEPTION: "today",
        ClerkRole.SECRETARY: "inbox",
        ClerkRole.TEAM_LEADER: "inbox",
        ClerkRole.SUPERVISOR: "inbox",
    }
)
"""Role of a clerk -> the first screen of their day."""
