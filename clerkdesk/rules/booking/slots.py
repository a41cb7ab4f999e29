"""What a slot and the person who needs one look like to the rules. Which slot suits whom is in `slot_ranking`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from clerkdesk.rules.values.unavailability import Unavailable
    from clerkdesk.rules.waiting_list.targets import TargetFacts


SlotKind = Literal["new", "follow_up", "urgent", "suspected_cancer", "procedure", "virtual", "held", "overbook"]
"""Kinds of slot (R-270)."""

FACE_TO_FACE = "01"
"""CONSULTATION MEDIUM USED code of an appointment that the patient travels to (R-404)."""

TimeOfDay = Literal["morning", "afternoon", "evening"]


def time_of_day(moment: datetime) -> TimeOfDay:
    """Return the part of the day: morning before 12:00, evening from 17:00."""
    if moment.hour < 12:
        return "morning"
    return "afternoon" if moment.hour < 17 else "evening"


@dataclass(frozen=True, slots=True)
class SlotFacts:
    """One slot of a session as it stands at this moment. Times are local, lengths in minutes."""

    slot: int
    starts: datetime
    minutes: int
    kind: SlotKind
    clinic: int
    specialty: int
    site: int
    site_name: str
    medium: str
    """CONSULTATION MEDIUM USED code: 01 face to face, 02 telephone, 03 video (R-404)."""
    places_free: int
    professional: int | None = None
    sub_specialty: str = ""
    minimum_age: int | None = None
    maximum_age: int | None = None
    minutes_free_after: int = 0
    """Free time that follows at once in the same session, which a longer appointment may run into."""
    offered_by: str | None = None
    """Name of the clerk at another desk who is offering the last free place; None when nobody is."""
    booking_stopped: bool = False

    @property
    def ends(self) -> datetime:
        """End of the slot."""
        return self.starts + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class OtherAppointment:
    """Another live appointment of the same patient. When one is moved, it is not among the others."""

    starts: datetime
    minutes: int
    site: int
    words: str
    """How the desk names it: `Cardiology`."""
    medium: str = FACE_TO_FACE

    @property
    def ends(self) -> datetime:
        """End of the appointment."""
        return self.starts + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class Preferences:
    """What the patient would rather have. Nothing here makes a slot illegal."""

    weekdays: frozenset[int] = frozenset()
    """0 Monday to 6 Sunday; empty: any."""
    times_of_day: frozenset[TimeOfDay] = frozenset()
    medium: str | None = None
    site: int | None = None
    professional: int | None = None
    short_notice_hours: int | None = None
    """Hours of notice at which the patient agreed to be called for a short-notice slot; None: did not agree (R-213)."""
    short_notice_weekdays: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class EntryNeeds:
    """What a slot must offer the patient of one waiting list entry."""

    target_facts: TargetFacts
    """Kind of list, priority, clock and due dates."""
    specialty: int | None
    """None: the entry waits for its specialty to be set and nothing is legal."""
    slot_kind: Literal["new", "follow_up", "procedure"]
    minutes: int | None = None
    """Length asked for; None: whatever the slot has."""
    media_allowed: frozenset[str] = frozenset()
    """Consultation media the clinician and the patient's needs allow; empty: any."""
    clinic: int | None = None
    professional: int | None = None
    site: int | None = None
    sub_specialty: str = ""
    date_of_birth: date | None = None
    interpreter: bool = False
    deceased: bool = False
    """Whether the patient is recorded, or said, to have died."""
    discharged: bool = False
    """Whether the referral has been closed."""
    unavailable: tuple[Unavailable, ...] = ()
    preferences: Preferences = Preferences()
    others: tuple[OtherAppointment, ...] = ()


@dataclass(frozen=True, slots=True)
class SlotNames:
    """What the people and places of a slot are called, and what the patient is told about them."""

    clinic: str
    professional: str
    preparation: str
    directions: str
