"""The lines of the patient panel about other appointments and relatives.

They let one journey serve for two: `sister waiting, dermatology`, `Tue 11:00 cardiology, same site`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from clerkdesk.rules.values.date_words import short_moment_words
from clerkdesk.rules.waiting_list.targets import Target

_WEEKDAY_ALONE_WITHIN_DAYS = 7


@dataclass(frozen=True, slots=True)
class OtherBooking:
    """A live future appointment."""

    starts: datetime
    specialty: str
    site: int
    """Row id."""
    entry_id: int = 0
    missed: Target | None = None
    """The target that it misses, counted from its day."""


@dataclass(frozen=True, slots=True)
class PersonBeside:
    """One person with their needs and bookings."""

    who: str
    """`sister`, `mother`; empty for the patient in hand."""
    waiting: tuple[str, ...] = ()
    """Names of the specialties for which they wait."""
    booked: tuple[OtherBooking, ...] = ()


def beside_lines(people: Iterable[PersonBeside], sites: Collection[int], today: date) -> tuple[str, ...]:
    """Return a line for each booking and each wait of these people, the soonest booking first.

    Args:
        people: the patient in hand and their relatives.
        sites: row ids of the sites where the patient comes anyway, or may come.
        today: the local day; within a week of it a weekday needs no date.
    """
    booked = [(booking, person) for person in people for booking in person.booked]
    booked.sort(key=lambda each: each[0].starts)
    lines = [_booked_line(booking, person.who, sites, today) for booking, person in booked]
    return (*lines, *(_waiting_line(person.who, name) for person in people for name in person.waiting))


def _booked_line(booking: OtherBooking, who: str, sites: Collection[int], today: date) -> str:
    near = 0 <= (booking.starts.date() - today).days < _WEEKDAY_ALONE_WITHIN_DAYS
    words = short_moment_words(booking.starts)
    when = f"{words.split()[0]} {booking.starts:%H:%M}" if near else words
    site = ", same site" if booking.site in sites else ""
    late = f", booked {booking.missed.sentence}" if booking.missed is not None else ""
    return f"{who + ': ' if who else ''}{when} {_mid_sentence(booking.specialty)}{site}{late}"


def _waiting_line(who: str, specialty: str) -> str:
    return f"{who} waiting, {_mid_sentence(specialty)}".lstrip()


def _mid_sentence(specialty: str) -> str:
    """Return a specialty's name inside a sentence: `dermatology`, `ENT`."""
    return " ".join(word if word.isupper() else word.lower() for word in specialty.split())
