"""Reads a caller's wishes for a slot from one line: weekday, time, dates, medium, clinic, clinician, site, specialty.

A search narrows the offers; `slot_legality` and `slot_ranking` still judge and rank the slots.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from clerkdesk.rules.booking.slots import SlotFacts, time_of_day
from clerkdesk.rules.values.date_words import WEEKDAY_NAMES, short_day_words
from clerkdesk.rules.values.dates import parse_date
from clerkdesk.rules.values.slots import TimeOfDay
from clerkdesk.rules.values.text import words
from clerkdesk.rules.values.unreadable import Unreadable

_PARTS: dict[str, tuple[TimeOfDay, ...]] = {
    "am": (TimeOfDay.MORNING,),
    TimeOfDay.MORNING: (TimeOfDay.MORNING,),
    "mornings": (TimeOfDay.MORNING,),
    "pm": (TimeOfDay.AFTERNOON, TimeOfDay.EVENING),
    TimeOfDay.AFTERNOON: (TimeOfDay.AFTERNOON,),
    "afternoons": (TimeOfDay.AFTERNOON,),
    TimeOfDay.EVENING: (TimeOfDay.EVENING,),
    "evenings": (TimeOfDay.EVENING,),
}
_MEDIA = {"phone": "02", "telephone": "02", "tel": "02", "video": "03", "face": "01"}
_MEDIUM_WORDS = {"01": "face to face", "02": "by telephone", "03": "by video"}
_FROM, _UNTIL, _WEEK = ("from", "after", "since"), ("to", "until", "till", "before", "by"), ("w/c", "wc", "week")
_SPECIALTY = ("specialty", "spec")
_LONGEST_DATE = 3
"""Words of a date: `3rd February 2027`."""
_FILL_WORDS = frozenset({"on", "at", "in", "or", "and", "only", "with", "the"})
_HOW = (
    "Type what is wanted: mon or tue, am, from 3 jan, before 1 feb, telephone, a clinic, a clinician, a site; or "
    "specialty and its name, to see what is free there."
)


@dataclass(frozen=True, slots=True)
class SlotSearch:
    """The wishes; an empty field does not matter."""

    weekdays: frozenset[int] = frozenset()
    """0 Monday to 6 Sunday."""
    times_of_day: frozenset[TimeOfDay] = frozenset()
    medium: str | None = None
    """CONSULTATION MEDIUM USED code."""
    first: date | None = None
    last: date | None = None
    """First and last day, both included."""
    names: tuple[str, ...] = ()
    """Starts of names of clinic, clinician or site, as typed."""
    specialty: str = ""
    """Code, name or start of a name of a specialty, as typed; empty for the need's own."""
    slot: int | None = None
    """Id of the only slot wanted, if it was chosen elsewhere."""

    @property
    def sentence(self) -> str:
        """The search in words to read back: `Mon, Tue · morning · from Sat 3 Jan · shah`."""
        specialty = f"specialty {self.specialty}" if self.specialty else ""
        weekdays = ", ".join(WEEKDAY_NAMES[day][:3] for day in sorted(self.weekdays))
        times = ", ".join(part for part in ("morning", "afternoon", "evening") if part in self.times_of_day)
        first = f"from {short_day_words(self.first)}" if self.first is not None else ""
        last = f"to {short_day_words(self.last)}" if self.last is not None else ""
        medium = _MEDIUM_WORDS.get(self.medium or "", "")
        return " · ".join(filter(None, (weekdays, times, first, last, medium, " ".join(self.names), specialty)))

    def fits(self, slot: SlotFacts, named: str) -> bool:
        """Return whether a slot is wanted; `named` holds the names of its clinic and clinician."""
        day = slot.starts.date()
        known = words(f"{named} {slot.site_name}")
        return (
            self.slot in (None, slot.slot)
            and (not self.weekdays or day.weekday() in self.weekdays)
            and (not self.times_of_day or time_of_day(slot.starts) in self.times_of_day)
            and (self.medium is None or slot.medium == self.medium)
            and (self.first is None or day >= self.first)
            and (self.last is None or day <= self.last)
            and all(any(name.startswith(wanted) for name in known) for wanted in words(" ".join(self.names)))
        )


def parse_slot_search(text: str, today: date) -> SlotSearch | Unreadable:
    """Read a search such as `mon tue am from 3 jan dr shah`, or return what is wrong with it."""
    tokens = text.replace(",", " ").lower().split()
    found: dict[str, Any] = {"weekdays": set(), "times_of_day": set(), "names": []}
    index = 0
    while index < len(tokens):
        token = tokens[index]
        index += 1
        if token in (*_FROM, *_UNTIL, *_WEEK):
            day, taken = _date_after(tokens[index:], today)
            if day is None:
                return Unreadable("search_date", f"After “{token}” comes a date, such as 3 jan. {_HOW}")
            index += taken
            _keep_date(found, token, day)
        elif token in _SPECIALTY:
            if index == len(tokens):
                return Unreadable("search_specialty", f"After “{token}” comes a specialty, such as card. {_HOW}")
            found["specialty"] = tokens[index]
            index += 1
        elif token in _PARTS:
            found["times_of_day"].update(_PARTS[token])
        elif token in _MEDIA:
            found["medium"] = _MEDIA[token]
        elif (weekday := _weekday(token)) is not None:
            found["weekdays"].add(weekday)
        elif token not in _FILL_WORDS:
            found["names"].append(token)
    first, last = found.get("first"), found.get("last")
    if first is not None and last is not None and last < first:
        return Unreadable("search_dates", "The last day wanted lies before the first one.")
    return SlotSearch(
        weekdays=frozenset(found["weekdays"]),
        times_of_day=frozenset(found["times_of_day"]),
        medium=found.get("medium"),
        first=first,
        last=last,
        names=tuple(found["names"]),
        specialty=found.get("specialty", ""),
    )


def _date_after(tokens: Sequence[str], today: date) -> tuple[date | None, int]:
    """Return the longest readable date at the start of the words, and the number of its words."""
    for count in range(min(_LONGEST_DATE, len(tokens)), 0, -1):
        day = parse_date(" ".join(tokens[:count]), today)
        if isinstance(day, date):
            return day, count
    return None, 0


def _keep_date(found: dict[str, Any], keyword: str, day: date) -> None:
    if keyword in _WEEK:
        monday = day - timedelta(days=day.weekday())
        found["first"], found["last"] = monday, monday + timedelta(days=6)
    elif keyword in _FROM:
        found["first"] = day + timedelta(days=keyword == "after")
    else:
        found["last"] = day - timedelta(days=keyword == "before")


def _weekday(token: str) -> int | None:
    name = token.rstrip("s")
    known = (index for index, day in enumerate(WEEKDAY_NAMES) if len(name) >= 3 and day.lower().startswith(name))
    return next(known, None)
