"""Composes the waits that ended in the weeks past, so that the practice hospital has weeks to forecast from.

Cardiology works its backlog off and will meet the standard, dermatology will not, and two lists are too small to say.
The numbers come from a chance of their own: the crowd is the same with and without these weeks.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final

from clerkdesk.data.tables import ForecastRun, Pathway, Specialty
from clerkdesk.demo.care import Carer
from clerkdesk.demo.ledger import Ledger
from clerkdesk.demo.moment import Moment
from clerkdesk.demo.people import Person
from clerkdesk.demo.timetable import DAYS_BACK, OpenSlot, SessionCalendar
from clerkdesk.rules.forecast.engine import WeekPlan, forecast
from clerkdesk.rules.forecast.judging import BACKTEST_WEEKS, why_too_small
from clerkdesk.rules.forecast.own_history import HISTORY_WEEKS, CountedWaits, WaitEnd, last_sunday, measured
from clerkdesk.rules.forecast.standards import STANDARDS
from clerkdesk.rules.referrals.referral_start import Receipt, Route
from clerkdesk.rules.values.clocks import RttStatus
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.slots import SlotKind
from clerkdesk.rules.values.standards import Standard
from clerkdesk.services.forecast.answers import USUAL_WEEKS
from clerkdesk.services.forecast.said_before import METHOD, as_kept

_ENDS: Final[Mapping[RttStatus, int]] = {RttStatus.TREATED: 66, RttStatus.NOT_TREATED: 22, RttStatus.DECLINED: 12}
"""Status of an ended wait -> its share; about one in eight leaves without treatment."""
_TRIES: Final = 6


@dataclass(frozen=True, slots=True)
class _Work:
    """The waits that end in a specialty in a week, besides those of the crowd."""

    ends: int
    """In each of the last twelve weeks."""
    before: int
    """In each earlier week."""
    shortest: int
    """Weeks waited, at least."""
    longest: int


_WORKED: Final[Mapping[str, _Work]] = {
    "CARD": _Work(7, 11, 19, 34),
    "DERM": _Work(9, 14, 3, 30),
    "ENT": _Work(5, 6, 4, 32),
    "TRAU": _Work(5, 6, 4, 34),
    "OPHT": _Work(4, 5, 3, 28),
}
_FORECAST: Final = ("CARD", "DERM")
"""Specialties of which a forecast was given twelve weeks before."""


class WeeksPast:
    """The ended waits of the weeks before the published clinics, and the forecasts that were given then."""

    def __init__(self, carer: Carer, timetable: SessionCalendar, people: Sequence[tuple[Person, set[str]]]) -> None:
        """Take the people of the crowd, each with the specialties that they have."""
        self._carer = carer
        self._timetable = timetable
        self._people = people
        self._moment: Moment = carer.moment
        self._chance = Random(len(people))

    def compose(self, scale: float) -> None:
        """End the waits of each week; `scale` is the size of the hospital over the usual one."""
        for code, work in _WORKED.items():
            others = [person for person, has in self._people if code not in has]
            self._chance.shuffle(others)
            for week in range(DAYS_BACK // 7, HISTORY_WEEKS + 1):
                usual = work.ends if week <= BACKTEST_WEEKS else work.before
                for _ in range(round(usual * scale * self._chance.uniform(0.7, 1.3))):
                    self._ended_wait(code, work, week, others)

    def _ended_wait(self, code: str, work: _Work, week: int, others: list[Person]) -> None:
        day = self._moment.open_on(self._moment.days(-7 * week - self._chance.randint(1, 7)))
        received = day - timedelta(
            weeks=self._chance.randint(work.shortest, work.longest), days=self._chance.randint(0, 6)
        )
        for person in others[:_TRIES]:
            slot = self._slot(code, person, day)
            if slot is None:
                # Perhaps the next day has one: others come first meanwhile.
                others.append(others.pop(0))
                continue
            others.remove(person)
            receipt = Receipt(route=Route.LETTER, received=received, priority=Priority.ROUTINE, source_code="03")
            vetted = received + timedelta(days=4)
            care = self._carer.refer(
                person, code, receipt, reason="seen and discharged", reviewed_by_clinician=True,
                vetting_outcome="accepted", vetted_on=vetted,
            )  # fmt: skip
            entry = self._carer.list_need(care, "new", received + timedelta(days=1), position=received)
            booked = self._moment.open_on(slot.starts.date() - timedelta(days=self._chance.randint(7, 15)))
            appointment = self._carer.book(care, entry, slot, self._moment.at(booked, 10))
            self._carer.attend(appointment, slot.starts, *(slot.starts + timedelta(minutes=m) for m in (5, 6, 25)))
            status = self._chance.choices(list(_ENDS), list(_ENDS.values()))[0]
            self._carer.outcome(care, appointment, slot.starts + timedelta(minutes=40), "1", status)
            return

    def _slot(self, code: str, person: Person, day: date) -> OpenSlot | None:
        """Return a place for a person in the last clinic up to a day, of any clinic of the specialty with one left."""
        clinics = list(self._carer.hospital.clinics_of(code))
        self._chance.shuffle(clinics)
        about = datetime.combine(day, time.max)
        # A clinic that works its backlog off sees new patients in the slots of follow-ups too.
        for kind in (SlotKind.NEW, SlotKind.FOLLOW_UP):
            for clinic in clinics:
                slot = self._timetable.in_the_past(clinic, about, kind, person.age(day))
                if slot is not None and self._carer.fits(person, slot):
                    return slot
        return None


def give_forecasts(ledger: Ledger, moment: Moment, clerk_id: int) -> None:
    """Write the forecasts of twelve weeks before, from the projected pathways as they were then."""
    then = last_sunday(moment.today) - timedelta(weeks=BACKTEST_WEEKS)
    terms = STANDARDS[Standard.EIGHTEEN_WEEKS]
    for specialty in ledger.of(Specialty):
        if specialty.code not in _FORECAST:
            continue
        history = measured(_waits(ledger, specialty.id), then, terms.days)
        if why_too_small(history):
            continue
        at = datetime.combine(then + timedelta(days=1), time(9, 30))
        ledger.add(
            ForecastRun,
            specialty_id=specialty.id,
            standard=Standard.EIGHTEEN_WEEKS,
            on_day=then,
            weeks=USUAL_WEEKS,
            percent=terms.percent,
            method=METHOD,
            made_at=at,
            inputs=json.dumps({"waiting": round(history.waiting), "flows": {"weeks": len(history.weeks)}}),
            said=as_kept(forecast(history, [WeekPlan()] * USUAL_WEEKS)),
            act_id=ledger.act("forecast", at, clerk_id),
        )


def _waits(ledger: Ledger, specialty_id: int) -> list[CountedWaits]:
    found = []
    for pathway in ledger.of(Pathway):
        if pathway.specialty_id == specialty_id and pathway.clock_start is not None:
            stopped = pathway.clock_stop_code in (RttStatus.TREATED, RttStatus.NOT_TREATED)
            ended = WaitEnd.STOPPED if stopped else WaitEnd.OTHERWISE
            stop = pathway.clock_stop
            found.append(CountedWaits(pathway.clock_start, stop, None if stop is None else ended, 1))
    return found
