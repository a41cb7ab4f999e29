"""Today's clinics as they stand at this moment: arrivals in every state, and what was cancelled since the morning."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from clerkdesk.data.tables import Appointment, WaitingListEntry
from clerkdesk.demo.beside import Beside
from clerkdesk.demo.care import Carer
from clerkdesk.demo.pathways import Care
from clerkdesk.demo.visits import Visits
from clerkdesk.rules.priority import Priority
from clerkdesk.rules.spoken import say_time

Expected = tuple[Care, WaitingListEntry, Appointment]

_CANCELLED_MINUTES_AGO = (31, 55)
"""Each is one cancellation of today that nobody has taken note of."""


class Today:
    """Tells what has happened today to those who are expected."""

    def __init__(self, carer: Carer, beside: Beside, visits: Visits, chance: Random) -> None:
        self._carer = carer
        self._beside = beside
        self._visits = visits
        self._chance = chance
        self._now = carer.moment.now
        self._somebody_missed = False

    def happen(self, expected: list[Expected]) -> None:
        """Give everybody who is expected today a state that fits the time."""
        cancelled = 0
        for care, entry, appointment in expected:
            ahead = (appointment.starts_at - self._now) / timedelta(minutes=1)
            routine = care.priority is Priority.ROUTINE
            if routine and ahead > 10 and cancelled < len(_CANCELLED_MINUTES_AGO) and self._chance.random() < 0.3:
                self.cancelled_today(care, entry, appointment, _CANCELLED_MINUTES_AGO[cancelled])
                cancelled += 1
            elif appointment.medium != "01":
                self._rung(care, appointment, ahead)
            else:
                self._visit(care, entry, appointment, ahead)

    def cancelled_today(self, care: Care, entry: WaitingListEntry, appointment: Appointment, minutes_ago: int) -> None:
        """End an appointment of today; the clinic's reception is told and has not taken note of it."""
        at = self._now - timedelta(minutes=minutes_ago)
        self._carer.cancel(care, appointment, at, "patient", "PC01", "bev")
        sentence = f"Cancelled on the day: the {say_time(appointment.starts_at.time())} patient does not come."
        self._beside.item(
            "notice",
            sentence,
            self._beside.reception(appointment),
            at,
            topic="cancelled_on_the_day",
            urgency="today",
            clerk="bev",
            care=care,
            entry=entry,
            appointment=appointment,
        )

    def _rung(self, care: Care, appointment: Appointment, ahead: float) -> None:
        """By telephone or video nobody arrives: the clinician has rung, or not yet."""
        if ahead < -15:
            self._carer.event(
                appointment, "seen", appointment.starts_at + timedelta(minutes=3), "rosa", attendance_code="5"
            )

    def _visit(self, care: Care, entry: WaitingListEntry, appointment: Appointment, ahead: float) -> None:
        chance, starts = self._chance, appointment.starts_at
        drawn = chance.random()
        early = timedelta(minutes=chance.randint(3, 20))
        arrived = min(starts - early, self._now - timedelta(minutes=1))
        if ahead > 25 or (ahead > -20 and drawn < 0.3):
            return
        if ahead > -15 or (ahead > -45 and drawn < 0.25):
            self._carer.attend(appointment, arrived)
        elif ahead > -40:
            self._carer.attend(appointment, arrived, max(arrived, starts) + timedelta(minutes=4))
        elif (drawn < 0.08 or not self._somebody_missed) and care.priority is not Priority.SUSPECTED_CANCER:
            self._somebody_missed = True
            self._visits.missed(care, entry, appointment)
        else:
            called = starts + timedelta(minutes=chance.randint(2, 9))
            left = min(called + timedelta(minutes=appointment.minutes), self._now)
            seen = called + timedelta(minutes=1)
            steps = (called, seen) if ahead > -60 else (called, seen, left)
            self._carer.attend(appointment, arrived, *steps)
            if ahead < -70 and drawn > 0.55:
                self._visits.settle(care, appointment, min(left + timedelta(minutes=6), self._now))
