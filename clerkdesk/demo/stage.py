"""Short ways to put people of the scenes on lists, into slots, past visits and calls."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from clerkdesk.data.tables import Appointment, WaitingListEntry
from clerkdesk.demo.beside import ReviewsAndItems
from clerkdesk.demo.care import Carer
from clerkdesk.demo.moment import Moment
from clerkdesk.demo.pathways import Care
from clerkdesk.demo.people import People, Person
from clerkdesk.demo.timetable import OpenSlot, SessionCalendar
from clerkdesk.demo.visits import Visits
from clerkdesk.rules.referrals.referral_start import Receipt, Route
from clerkdesk.rules.values import nhs_number
from clerkdesk.rules.values.clocks import RttStatus
from clerkdesk.rules.values.priority import Priority


@dataclass(slots=True)
class Stage:
    """Everything that a scene needs, and its people."""

    carer: Carer
    beside: ReviewsAndItems
    visits: Visits
    timetable: SessionCalendar
    people: People
    moment: Moment
    chance: Random
    cast: dict[str, tuple[Care, WaitingListEntry]] = field(default_factory=dict)
    """People that later scenes and the drill name, by their names."""
    _numbers: int = 0

    def somebody(
        self, family_name: str, given_name: str, born: date | None, mobile: str = "", **columns: Any
    ) -> Person:
        """Return a new person with this name and their own practice NHS number."""
        if "nhs_number" not in columns:
            self._numbers += 1
            columns["nhs_number"] = nhs_number.practice_number(self._numbers + 1)
        columns.setdefault("nhs_number_status", "01")
        person = self.people.known(family_name, given_name, born, **columns)
        if mobile:
            self.people.phone(person, mobile, voicemail_allowed=True, text_allowed=True, preferred=True)
        return person

    def waits(
        self,
        person: Person,
        specialty: str,
        days: int,
        priority: Priority = Priority.ROUTINE,
        route: Route = Route.LETTER,
        **columns: Any,
    ) -> tuple[Care, WaitingListEntry]:
        """Let somebody wait for a first appointment since a number of days."""
        received = self.moment.days(-days)
        values = {
            "reviewed_by_clinician": True, "vetting_outcome": "accepted", "vetted_on": received, **columns,
        }  # fmt: skip
        receipt = Receipt(route=route, received=received, priority=priority)
        care = self.carer.refer(person, specialty, receipt, **values)
        return care, self.carer.list_need(care, "new", received, position=received)

    def was_seen(
        self, person: Person, specialty: str, days: int, code: RttStatus, interval: int, **columns: Any
    ) -> tuple[Care, WaitingListEntry]:
        """Let somebody wait for a follow-up after a visit about a number of days ago."""
        care, first = self.waits(person, specialty, days + 70)
        seen_on = self.visits.with_history(care, first, self.moment.days(-days), code)
        values = {"latest_date": None, "professional_id": None, **columns}
        return care, self.visits.later_need(care, seen_on, interval, **values)

    def slots(self, clinic: str, day: date) -> list[OpenSlot]:
        """Return every slot of a clinic on a day, in order."""
        return [
            opening
            for opening in self.timetable.openings
            if opening.clinic.row.code == clinic and opening.starts.date() == day
        ]

    def slot(self, clinic: str, day: date, at: str) -> OpenSlot:
        """Return the slot of a clinic on a day that begins at a time such as `09:20`.

        Raises:
            LookupError: the clinic has none then.
        """
        for opening in self.slots(clinic, day):
            if f"{opening.starts:%H:%M}" == at:
                return opening
        raise LookupError(f"{clinic} has no slot on {day} at {at}")

    def first_free(self, specialty: str, kind: str, days: int, person: Person) -> OpenSlot:
        """Return the first free slot of a kind from a number of days on that a person can have.

        Raises:
            LookupError: no slot is free.
        """
        for opening in self.timetable.free_from(specialty, (kind,), self.moment.days(days)):
            if self.carer.fits(person, opening):
                return opening
        raise LookupError(f"no free {kind} slot in {specialty}")

    def past_slot(self, person: Person, specialty: str, working_days: int) -> OpenSlot:
        """Return a slot for a first visit some working days ago, or a little earlier, that a person could have had.

        Raises:
            LookupError: the published weeks had no such slot.
        """
        latest = self.moment.working_day(-working_days)
        found = [
            opening
            for opening in self.timetable.free_from(specialty, ("new",), self.moment.days(-14))
            if opening.starts.date() <= latest and self.carer.fits(person, opening)
        ]
        if not found:
            raise LookupError(f"no past slot in {specialty}")
        return found[-1]

    def books(
        self, care: Care, entry: WaitingListEntry, opening: OpenSlot, days_ago: int = 9, clerk: str = "asha"
    ) -> Appointment:
        """Book somebody, with the booking a number of days ago."""
        at = self.moment.at(self.moment.open_on(self.moment.days(-days_ago)), 11, 5)
        return self.carer.book(care, entry, opening, at, clerk=clerk)

    def rings(
        self, entry: WaitingListEntry, working_days_ago: int, at: str, result: str = "CR02", **columns: Any
    ) -> None:
        """Record an attempt to reach somebody at a time such as `09:50`, some working days ago."""
        hour, _, minute = at.partition(":")
        when = self.moment.at(self.moment.working_day(-working_days_ago), int(hour), int(minute))
        self.carer.try_contact(entry, when, result, **columns)

    def minutes_ago(self, minutes: int) -> datetime:
        """Return a time of today, some minutes before now."""
        return self.moment.now - timedelta(minutes=minutes)

    def earlier(self, working_days: int, at: str) -> datetime:
        """Return a time on a working day before today."""
        hour, _, minute = at.partition(":")
        return self.moment.at(self.moment.working_day(-working_days), int(hour), int(minute))

    def born(self, years: int, month: int = 5, day: int = 17) -> date:
        """Return the birth date of somebody with this age this year."""
        return date(self.moment.today.year - years, month, day)
