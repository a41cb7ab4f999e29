"""Composes everybody outside the scenes: lists with the national distribution of waits, and clinics filled from them.

The rates of outcomes of a booking are those published for England, 2022-23: 6.4 % did not attend, 6.3 % were cancelled
by the patient, 9.7 % by the hospital.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any, Final, Literal

from clerkdesk.data.tables import Appointment, WaitingListEntry
from clerkdesk.demo.care import Carer
from clerkdesk.demo.pathways import Care
from clerkdesk.demo.people import People, Person, shape_of_waits
from clerkdesk.demo.timetable import DAYS_BACK, OpenSlot, SessionCalendar
from clerkdesk.demo.visits import LATER_KINDS, Visits
from clerkdesk.rules.referrals.referral_start import Receipt, Route
from clerkdesk.rules.values.age import ADULT_FROM
from clerkdesk.rules.values.clocks import RttStatus
from clerkdesk.rules.values.entries import ValidationOutcome
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.slots import SlotKind

DID_NOT_ATTEND: Final = 0.064
PATIENT_CANCELLED: Final = 0.063
HOSPITAL_CANCELLED: Final = 0.097
_USUAL_SIZE: Final = 2_000
"""Number of patients that fills the timetable; with fewer the clinics are emptier."""
_WAITING_SHARE: Final = 0.54
"""Share of patients who wait for their first appointment, booked or not."""
_YOUNGEST_CHILD: Final = 3
"""Minimum age in years, longer than the longest wait, so that nobody is referred before birth."""

_LONG_WAIT_DAYS: Final = 300
"""Weeks of a wait from which it is validated every month."""

_REASONS: Final = {
    "DERM": ("rash, not settling", "eczema", "mole to be looked at", "psoriasis", "itch for months"),
    "ENT": ("hearing loss", "blocked nose", "recurrent tonsillitis", "hoarse voice", "dizziness"),
    "CARD": ("palpitations", "breathless on stairs", "heart murmur", "high blood pressure"),
    "TRAU": ("knee pain", "carpal tunnel", "shoulder stiffness", "hip pain", "trigger finger"),
    "OPHT": ("cataract", "raised eye pressure", "squint", "double vision", "watery eye"),
    "UROL": ("raised PSA", "stones", "recurrent infection", "weak stream", "blood in urine"),
    "SURG": ("inguinal hernia", "gallstones", "change of bowel habit", "haemorrhoids", "lump in groin"),
}  # fmt: skip
_TRIES: Final = 12
"""Maximum people to try for a place that must be filled."""

Booked = tuple[Care, WaitingListEntry, Appointment]

Fate = Literal["attended", "did_not_attend", "patient", "hospital"]
"""The fate of a booking; the last two are the canceller."""


@dataclass(frozen=True, slots=True)
class _Trade:
    """The demand for a specialty, and its patients."""

    code: str
    share: float
    children: float
    youngest: int
    oldest: int
    cancer: float
    urgent: bool = True
    """Whether the crowd has urgent patients, which in dermatology only the scenes have."""


_TRADES: Final = (
    _Trade("DERM", 0.29, 0.08, 18, 92, 0.0, urgent=False),
    _Trade("ENT", 0.15, 0.30, 16, 88, 0.03),
    _Trade("CARD", 0.09, 0.0, 30, 94, 0.0),
    _Trade("TRAU", 0.15, 0.06, 18, 92, 0.0),
    _Trade("OPHT", 0.12, 0.15, 45, 96, 0.0),
    _Trade("UROL", 0.10, 0.01, 22, 93, 0.05),
    _Trade("SURG", 0.10, 0.02, 20, 90, 0.05),
)
_FILL_NEW: Final = (0.97, 0.93, 0.8, 0.6, 0.42, 0.25, 0.12, 0.05, 0.02)
_FILL_LATER: Final = (0.9, 0.75, 0.55, 0.4, 0.25, 0.16, 0.1, 0.05, 0.02)
"""Booked share of each week from this one on."""


class Crowd:
    """Composes patients and their needs up to the wanted number."""

    def __init__(
        self, carer: Carer, visits: Visits, timetable: SessionCalendar, people: People, chance: Random, size: int
    ) -> None:
        self._carer = carer
        self._visits = visits
        self._timetable = timetable
        self._people = people
        self._chance = chance
        self._moment = carer.moment
        self._size = size
        self.scale = min(1.0, size / _USUAL_SIZE)
        """The size of the hospital over the usual one, at most 1."""
        self.known: list[tuple[Person, set[str]]] = []
        """Everybody here, each with the specialties that they have."""

    def compose(self) -> None:
        """Fill the clinics of past weeks, of today and of coming weeks, then the lists."""
        pools = {trade.code: self._waiting(trade) for trade in _TRADES}
        self._must_be_full()
        for trade in _TRADES:
            self._clinics_behind(trade)
        for trade in _TRADES:
            self._clinics_to_come(trade, pools[trade.code])
        while len(self.known) < self._size:
            trade = self._chance.choices(_TRADES, [trade.share for trade in _TRADES])[0]
            self._one_more(trade)

    # People

    def _somebody(self, trade: _Trade, opening: OpenSlot | None = None) -> Person | None:
        """Return a new person while there is room, else a person who needs another specialty too."""
        if len(self.known) >= self._size:
            return self._again(trade, opening)
        lowest, highest = (
            (_YOUNGEST_CHILD, 15) if self._chance.random() < trade.children else (trade.youngest, trade.oldest)
        )
        if opening is not None:
            clinic = opening.clinic.row
            if clinic.maximum_age is not None:
                lowest, highest = _YOUNGEST_CHILD, clinic.maximum_age - 1
            elif clinic.minimum_age is not None:
                lowest, highest = max(trade.youngest, clinic.minimum_age + 1), trade.oldest
        person = self._people.somebody(lowest, highest)
        self.known.append((person, {trade.code}))
        return person

    def _again(self, trade: _Trade, opening: OpenSlot | None) -> Person | None:
        for person, specialties in self._chance.sample(self.known, min(20, len(self.known))):
            if trade.code not in specialties and (opening is None or self._carer.fits(person, opening)):
                specialties.add(trade.code)
                return person
        return None

    # Waiting for a first appointment

    def _waiting(self, trade: _Trade) -> list[tuple[Care, WaitingListEntry]]:
        """Return the waiting patients in booking order: priority, then longest wait."""
        specialty = self._carer.hospital.specialties[trade.code]
        weeks, pathways = shape_of_waits()[specialty.treatment_function_code]
        count = round(self._size * _WAITING_SHARE * trade.share)
        drawn = self._chance.choices(weeks, pathways, k=count)
        waiting = []
        for waited in drawn:
            days = waited * 7 + self._chance.randint(0, 6) + (self._chance.randint(0, 60) if waited == 104 else 0)
            person = self._somebody(trade)
            if person is not None:
                waiting.append(self._refer(trade, person, self._moment.days(-days)))
        waiting.sort(key=lambda one: (-one[0].priority, one[0].referral.received_date or date.max))
        return waiting

    def _refer(
        self, trade: _Trade, person: Person, received: date, priority: Priority | None = None
    ) -> tuple[Care, WaitingListEntry]:
        chance = self._chance
        days = (self._moment.today - received).days
        if priority is None:
            priority = self._priority(trade, person, days)
        route: Route = chance.choices(
            (Route.ERS_BOOKED, Route.LETTER, Route.EMAIL, Route.ERS_NO_SLOT), (60, 25, 10, 5)
        )[0]
        if route == Route.ERS_NO_SLOT and days > 12:
            route = Route.ERS_BOOKED
        receipt = Receipt(route=route, received=received, priority=priority, source_code=self._source())
        vetted = received + timedelta(days=(4, 2, 0)[priority - 1])
        care = self._carer.refer(
            person,
            trade.code,
            receipt,
            reason=chance.choice(_REASONS[trade.code]),
            reviewed_by_clinician=vetted <= self._moment.today,
            vetting_outcome="accepted" if vetted <= self._moment.today else "",
            vetted_on=vetted if vetted <= self._moment.today else None,
        )
        entry = self._carer.list_need(
            care, "new", min(received + timedelta(days=1), self._moment.today), position=received
        )
        self._wishes(entry, days)
        return care, entry

    def _priority(self, trade: _Trade, person: Person, days: int) -> Priority:
        """No urgent patient has waited long without a date."""
        if days < 12 and self._chance.random() < trade.cancer and person.age(self._moment.today) >= ADULT_FROM:
            return Priority.SUSPECTED_CANCER
        if days < 40 and trade.urgent and self._chance.random() < 0.1:
            return Priority.URGENT
        return Priority.ROUTINE

    def _source(self) -> str:
        return self._chance.choices(("03", "92", "05", "04", "14"), (82, 5, 6, 4, 3))[0]

    def _wishes(self, entry: WaitingListEntry, days: int) -> None:
        chance = self._chance
        if chance.random() < 0.06:
            entry.preferred_time = chance.choice(("morning", "afternoon"))
        if chance.random() < 0.05:
            entry.preferred_weekdays = chance.choice(("13", "024", "4", "1234"))
        long = days > _LONG_WAIT_DAYS
        if long or (days > 90 and chance.random() < 0.6):
            on = self._moment.open_on(self._moment.days(-chance.randint(3, 20 if long else min(days - 60, 110))))
            level = "contact" if long or chance.random() < 0.7 else "technical"
            self._carer.on_list(
                entry, "validated", on, self._visits.any_clerk(), code=ValidationOutcome.STILL_WAITING, level=level
            )

    # Clinics

    def _must_be_full(self) -> None:
        """Fill the later slots of clinics that must be full, while people remain."""
        for trade in _TRADES:
            for opening in self._timetable.openings:
                wanted = opening.booked_out and opening.slot.kind in LATER_KINDS
                if wanted and opening.clinic.specialty == trade.code:
                    self._newly_booked(trade, opening)

    def _clinics_behind(self, trade: _Trade) -> None:
        for opening in self._timetable.openings:
            if opening.clinic.specialty == trade.code and opening.starts.date() < self._moment.today:
                for _place in range(opening.free):
                    if self._chance.random() < 0.93 * self.scale:
                        self._past_booking(trade, opening)

    def _past_booking(self, trade: _Trade, opening: OpenSlot) -> None:
        booked = self._newly_booked(trade, opening)
        if booked is None:
            return
        care, entry, appointment = booked
        # Chance leaves nobody with suspected cancer without a date; the cases have such patients.
        fate = self._fate() if care.priority is not Priority.SUSPECTED_CANCER else "attended"
        if fate == "attended":
            self._visits.attended(care, appointment)
        elif fate == "did_not_attend":
            self._visits.missed(care, entry, appointment)
        else:
            self._visits.cancelled(care, entry, appointment, fate)

    def _fate(self) -> Fate:
        fates: tuple[Fate, ...] = ("did_not_attend", "patient", "hospital", "attended")
        rest = 1 - DID_NOT_ATTEND - PATIENT_CANCELLED - HOSPITAL_CANCELLED
        return self._chance.choices(fates, (DID_NOT_ATTEND, PATIENT_CANCELLED, HOSPITAL_CANCELLED, rest))[0]

    def _newly_booked(self, trade: _Trade, opening: OpenSlot) -> Booked | None:
        """Book a new person into a slot, with the referral and the earlier visits."""
        people = (self._somebody(trade, opening) for _ in range(_TRIES if opening.booked_out else 1))
        person = next((one for one in people if one is not None and self._suits(one, opening)), None)
        if person is None:
            return None
        day = opening.starts.date()
        kind = opening.slot.kind
        if kind in LATER_KINDS:
            care, entry = self._follow_up(trade, person, day)
        else:
            days = (
                self._chance.randint(3, 7)
                if kind in (SlotKind.URGENT, SlotKind.SUSPECTED_CANCER)
                else self._chance.randint(30, 170)
            )
            priority = {"urgent": Priority.URGENT, "suspected_cancer": Priority.SUSPECTED_CANCER}.get(kind)
            received = min(day - timedelta(days=days), self._moment.days(-1))
            care, entry = self._refer(trade, person, received, priority)
            if kind == SlotKind.PROCEDURE:
                entry.slot_kind = SlotKind.PROCEDURE
        received = entry.seen_date or care.referral.received_date or day
        booked_at = self._visits.booked_at(received, day)
        return care, entry, self._carer.book(care, entry, opening, booked_at, clerk=self._visits.any_clerk())

    def _suits(self, person: Person, opening: OpenSlot) -> bool:
        """Return whether somebody can have a place; one that must be filled goes to somebody who needs only one."""
        alone = not (opening.booked_out and person.row.interpreter_needed)
        return alone and self._carer.fits(person, opening)

    def _follow_up(self, trade: _Trade, person: Person, due: date, **columns: Any) -> tuple[Care, WaitingListEntry]:
        """A need for a follow-up around a day, of somebody seen before."""
        interval = self._chance.choice((42, 84, 84, 91, 182))
        seen_on = min(due - timedelta(days=interval), self._moment.days(-DAYS_BACK - 1))
        received = seen_on - timedelta(days=self._chance.randint(30, 130))
        care, first = self._refer(trade, person, received, Priority.ROUTINE)
        code = RttStatus.GOES_ON if self._chance.random() < 0.4 else RttStatus.TREATED
        seen_on = self._visits.with_history(care, first, seen_on, code)
        care.stopped = code == RttStatus.TREATED
        return care, self._visits.later_need(care, seen_on, max((due - seen_on).days, 14), **columns)

    def today(self) -> Iterator[Booked]:
        """Fill today's clinics and yield the expected patients; `today` composes their day."""
        for opening in list(self._timetable.openings):
            if opening.starts.date() == self._moment.today:
                for _place in range(opening.free):
                    if opening.booked_out or self._chance.random() < 0.92 * self.scale:
                        trade = next(trade for trade in _TRADES if trade.code == opening.clinic.specialty)
                        booked = self._newly_booked(trade, opening)
                        if booked is not None:
                            yield booked

    def _clinics_to_come(self, trade: _Trade, waiting: list[tuple[Care, WaitingListEntry]]) -> None:
        left = list(waiting)
        for opening in self._timetable.openings:
            if opening.clinic.specialty != trade.code or opening.starts.date() <= self._moment.today:
                continue
            week = min((opening.starts.date() - self._moment.today).days // 7, len(_FILL_NEW) - 1)
            later = opening.slot.kind in LATER_KINDS
            share = 1.0 if opening.booked_out else (_FILL_LATER if later else _FILL_NEW)[week] * self.scale
            for _place in range(opening.free):
                if self._chance.random() >= share:
                    continue
                if later or (opening.slot.kind == SlotKind.SUSPECTED_CANCER and week < 2):
                    self._newly_booked(trade, opening)
                elif opening.slot.kind != SlotKind.SUSPECTED_CANCER:
                    suited = self._book_next(opening, left)
                    if opening.booked_out and not suited:
                        self._newly_booked(trade, opening)

    def _book_next(self, opening: OpenSlot, left: list[tuple[Care, WaitingListEntry]]) -> bool:
        """Book the next patient in turn, sometimes one further down; return whether the slot suited anybody."""
        first = 0 if self._chance.random() < 0.9 else min(self._chance.randint(1, 12), len(left))
        for at in range(first, min(len(left), first + 40)):
            care, entry = left[at]
            wanted = {"procedure": "procedure"}.get(opening.slot.kind, "new")
            if entry.slot_kind != wanted or not self._carer.fits(care.person, opening):
                continue
            if (
                opening.slot.kind == SlotKind.URGENT
                and care.priority is Priority.ROUTINE
                and not self._released(opening)
            ):
                continue
            received = care.referral.received_date or self._moment.today
            if received >= self._moment.today:
                continue
            booked_at = self._visits.booked_at(received, opening.starts.date())
            self._carer.book(care, entry, opening, booked_at, clerk=self._visits.any_clerk())
            del left[at]
            return True
        return False

    def _released(self, opening: OpenSlot) -> bool:
        """Return whether a place kept for urgent patients has opened to all (R-270), or must be full."""
        days = (opening.starts.date() - self._moment.today).days
        return opening.booked_out or days <= self._carer.policy.booking.carve_out_release_days

    def _one_more(self, trade: _Trade) -> None:
        """Compose a patient with a follow-up due some time, overdue or on the planned list."""
        person = self._somebody(trade)
        if person is None:
            return
        due = self._moment.days(
            self._chance.randint(-90, 180) if self._chance.random() < 0.5 else self._chance.randint(7, 180)
        )
        self._follow_up(trade, person, due)
