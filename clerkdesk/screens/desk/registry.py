"""The screens of the desk by name, with their modules. A module is imported when its screen opens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from clerkdesk.keys.placeholders import key_for
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
_REGISTERED = (
    RegisteredScreen("booking", "clerkdesk.screens.booking", "BookingScreen", "Booking"),
    RegisteredScreen("find", "clerkdesk.screens.find", "FindScreen", "Find"),
    RegisteredScreen("card", "clerkdesk.screens.card", "CardScreen", "Patient card", of_patient=True),
    RegisteredScreen("register", "clerkdesk.screens.register", "RegisterScreen", "Register a patient"),
    RegisteredScreen(
        "details",
        "clerkdesk.screens.card.details",
        "DetailsScreen",
        "Details",
        of_patient=True,
        nobody=f"No patient is in hand: find the patient with {key_for('find')} first.",
    ),
    RegisteredScreen(
        "refer",
        "clerkdesk.screens.referrals.screen",
        "ReferScreen",
        "Register a referral",
        of_patient=True,
        nobody=_NOBODY_TO_REFER,
    ),
    RegisteredScreen("validation", "clerkdesk.screens.validation", "ValidationScreen", "Validation"),
    RegisteredScreen("today", "clerkdesk.screens.reception", "ReceptionScreen", "Today"),
    RegisteredScreen("clinics", "clerkdesk.screens.clinics", "ClinicsScreen", "Clinics"),
    RegisteredScreen("call", "clerkdesk.screens.call", "CallScreen", "Call", overlay=True, several=True),
    RegisteredScreen("inbox", "clerkdesk.screens.inbox", "InboxScreen", "Inbox"),
    RegisteredScreen("report", "clerkdesk.screens.report", "ReportScreen", "Figures"),
    RegisteredScreen("reviews", "clerkdesk.screens.reviews", "ReviewsScreen", "Reviews", overlay=True),
    RegisteredScreen("handover", "clerkdesk.screens.inbox.handover", "HandoverScreen", "Handover slip", overlay=True),
)

SCREENS: Mapping[str, RegisteredScreen] = MappingProxyType({each.name: each for each in _REGISTERED})

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
