"""The screens of the desk by name, and where each is. Nothing is imported until a screen is opened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from clerkdesk.keys.placeholders import key_for

if TYPE_CHECKING:
    from textual.screen import Screen


@dataclass(frozen=True, slots=True)
class ScreenPlace:
    """Where a screen is to be found, and how it opens."""

    name: str
    """Also the name of the command that opens it."""
    module: str
    class_name: str
    title: str
    overlay: bool = False
    """Whether it lies over the screen beneath instead of taking its place."""
    several: bool = False
    """Whether its key opens another each time, such as a call on top of a call."""
    nobody: str = ""
    """What is said in place of opening it while no patient is in hand: a form for nobody would lose what is typed."""
    of_patient: bool = False
    """Whether it is about one patient: its key takes the one under the cursor of the screen on which it is pressed."""

    def make(self) -> Screen[Any]:
        """Import the screen and make it."""
        screen: Screen[Any] = getattr(import_module(self.module), self.class_name)()
        return screen

    def why_not(self) -> str:
        """Return why it can not be opened, as a sentence; empty when it can."""
        if find_spec(self.module) is None:
            return f"{self.title} is not part of this installation of clerkdesk."
        return ""


_NOBODY_TO_REFER = (
    f"No patient is in hand: find the patient with {key_for('find')}, or register them "
    f"with {key_for('register')}, then refer."
)
_PLACES = (
    ScreenPlace("booking", "clerkdesk.screens.booking", "BookingScreen", "Booking"),
    ScreenPlace("find", "clerkdesk.screens.find", "FindScreen", "Find"),
    ScreenPlace("card", "clerkdesk.screens.card", "CardScreen", "Patient card", of_patient=True),
    ScreenPlace("register", "clerkdesk.screens.register", "RegisterScreen", "Register a patient"),
    ScreenPlace(
        "details",
        "clerkdesk.screens.card.details",
        "DetailsScreen",
        "Details",
        of_patient=True,
        nobody=f"No patient is in hand: find the patient with {key_for('find')} first.",
    ),
    ScreenPlace(
        "refer",
        "clerkdesk.screens.referrals.screen",
        "ReferScreen",
        "Register a referral",
        of_patient=True,
        nobody=_NOBODY_TO_REFER,
    ),
    ScreenPlace("validation", "clerkdesk.screens.validation", "ValidationScreen", "Validation"),
    ScreenPlace("today", "clerkdesk.screens.reception", "ReceptionScreen", "Today"),
    ScreenPlace("clinics", "clerkdesk.screens.clinics", "ClinicsScreen", "Clinics"),
    ScreenPlace("call", "clerkdesk.screens.call", "CallScreen", "Call", overlay=True, several=True),
    ScreenPlace("inbox", "clerkdesk.screens.inbox", "InboxScreen", "Inbox"),
    ScreenPlace("report", "clerkdesk.screens.report", "ReportScreen", "Figures"),
    ScreenPlace("reviews", "clerkdesk.screens.reviews", "ReviewsScreen", "Reviews", overlay=True),
    ScreenPlace("handover", "clerkdesk.screens.inbox.handover", "HandoverScreen", "Handover slip", overlay=True),
)

SCREENS: Mapping[str, ScreenPlace] = MappingProxyType({place.name: place for place in _PLACES})

FIRST_SCREEN = "booking"
"""What is painted before it is known who sits here, and where everybody begins who has no other screen."""
FIRST_SCREENS: Mapping[str, str] = MappingProxyType(
    {"reception": "today", "secretary": "inbox", "team_leader": "inbox", "supervisor": "inbox"}
)
"""Role of a clerk -> the screen on which their day begins."""
"""The screen on which the desk opens."""
