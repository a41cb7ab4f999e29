"""The facts of a slot and of a patient's need for the rules. `slot_ranking` matches them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from clerkdesk.rules.values.slots import SlotKind, TimeOfDay

if TYPE_CHECKING:
    from clerkdesk.rules.values.unavailability import Unavailable
    from clerkdesk.rules.waiting_list.targets import TargetFacts


FACE_TO_FACE = "01"
"""CONSULTATION MEDIUM USED code of an appointment that needs travel (R-404)."""


def time_of_day(moment: datetime) -> TimeOfDay:
    """Return the part of the day: morning before 12:00, evening from 17:00."""
    if moment.hour < 12:
        return TimeOfDay.MORNING
    return TimeOfDay.AFTERNOON if moment.hour < 17 else TimeOfDay.EVENING


@dataclass(frozen=True, slots=True)
class SlotFacts:
    """One slot of a session at this moment. Times are local, lengths in minutes."""

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
    """Free minutes right after it in the same session, for a longer appointment."""
    offered_by: str | None = None
    """Name of the clerk at another desk who is offering the last free place, or None."""
    booking_stopped: bool = False

    @property
    def ends(self) -> datetime:
        """End of the slot."""
        return self.starts + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class OtherAppointment:
    """Another live appointment of the same patient, without the one to be moved."""

    starts: datetime
    minutes: int
    site: int
    words: str
    """Its name at the desk: `Cardiology`."""
    medium: str = FACE_TO_FACE

    @property
    def ends(self) -> datetime:
        """End of the appointment."""
        return self.starts + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class Preferences:
    """The patient's preferences. None of them makes a slot illegal."""

    weekdays: frozenset[int] = frozenset()
    """0 Monday to 6 Sunday; empty for any."""
    times_of_day: frozenset[TimeOfDay] = frozenset()
    medium: str | None = None
    site: int | None = None
    professional: int | None = None
    short_notice_hours: int | None = None
    """Hours of notice at which the patient agreed to a call for a short-notice slot; None without agreement (R-213)."""
    short_notice_weekdays: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class EntryNeeds:
    """The requirements of one waiting list entry for a slot."""

    target_facts: TargetFacts
    """Kind of list, priority, clock and due dates."""
    specialty: int | None
    """None if the entry needs its specialty, so that no slot is legal."""
    slot_kind: SlotKind
    minutes: int | None = None
    """Length asked for; None for the slot's own length."""
    media_allowed: frozenset[str] = frozenset()
    """Consultation media that the clinician and the patient's needs allow; empty for any."""
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
    """The names of the people and the site of a slot, and the instructions for the patient."""

    clinic: str
    professional: str
    preparation: str
    directions: str
