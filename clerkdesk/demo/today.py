"""Composes today's clinics at this moment: arrivals in every state, and cancellations since the morning."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from itertools import cycle
from random import Random
from typing import Final, Literal

from clerkdesk.data.tables import Appointment, WaitingListEntry
from clerkdesk.demo.beside import ReviewsAndItems
from clerkdesk.demo.care import Carer
from clerkdesk.demo.crowd import Booked
from clerkdesk.demo.pathways import Care
from clerkdesk.demo.visits import Visits
from clerkdesk.rules.values.inbox import Urgency
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.spoken import say_time

_CANCELLED_MINUTES_AGO = (31, 55)
"""Each is one unacknowledged cancellation of today."""


State = Literal["expected", "arrived", "with clinician", "seen", "left", "done", "did not attend"]

_BANDS: Final[Mapping[int, tuple[State, ...]]] = {
    25: ("expected",),
    -12: ("expected", "arrived", "arrived"),
    -30: ("with clinician", "arrived", "with clinician", "seen"),
    -55: ("seen", "left", "seen", "arrived"),
    -24 * 60: ("done", "did not attend", "left", "done", "left", "done", "left", "done", "left", "done", "left"),
}
"""Minutes to the appointment, from the largest -> the states that patients expected then get in turn."""
_STEPS: Final[Mapping[State, int]] = {"arrived": 0, "with clinician": 1, "seen": 2, "left": 3, "done": 3}
"""Steps of a visit beyond the arrival."""


class Today:
    """Composes the events of today for expected patients."""

    def __init__(self, carer: Carer, beside: ReviewsAndItems, visits: Visits, chance: Random) -> None:
        self._carer = carer
        self._beside = beside
        self._visits = visits
        self._chance = chance
        self._now = carer.moment.now
        self._states = {minutes: cycle(states) for minutes, states in _BANDS.items()}

    def happen(self, expected: list[Booked]) -> None:
        """Give everybody expected today a state that fits the time."""
        cancelled = 0
        for care, entry, appointment in expected:
            ahead = (appointment.starts_at - self._now) / timedelta(minutes=1)
            # A free slot in dermatology today would rank before those of the scenes.
            may_cancel = care.priority is Priority.ROUTINE and care.specialty != "DERM"
            if may_cancel and ahead > 10 and cancelled < len(_CANCELLED_MINUTES_AGO):
                self.cancelled_today(care, entry, appointment, _CANCELLED_MINUTES_AGO[cancelled])
                cancelled += 1
            elif appointment.medium != "01":
                self._rung(care, appointment, ahead)
            else:
                self._visit(care, entry, appointment, ahead)

    def cancelled_today(self, care: Care, entry: WaitingListEntry, appointment: Appointment, minutes_ago: int) -> None:
        """End an appointment of today, with an unacknowledged notice to the clinic's reception."""
        at = self._now - timedelta(minutes=minutes_ago)
        self._carer.cancel(care, appointment, at, "patient", "PC01", "bev")
        sentence = f"Cancelled on the day: the {say_time(appointment.starts_at.time())} patient does not come."
        self._beside.item(
            "notice",
            sentence,
            self._beside.reception(appointment),
            at,
            topic="cancelled_on_the_day",
            urgency=Urgency.TODAY,
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
        minutes = next((since for since in _BANDS if ahead > since), min(_BANDS))
        state = next(self._states[minutes])
        if state == "did not attend":
            if care.priority is Priority.SUSPECTED_CANCER:
                state = "left"
            else:
                self._visits.missed(care, entry, appointment)
        if state in _STEPS:
            self._came(care, appointment, state)

    def _came(self, care: Care, appointment: Appointment, state: State) -> None:
        """Record the steps of a visit up to a state."""
        starts = appointment.starts_at
        arrived = min(starts - timedelta(minutes=self._chance.randint(3, 20)), self._now - timedelta(minutes=1))
        called = starts + timedelta(minutes=self._chance.randint(2, 9))
        left = called + timedelta(minutes=appointment.minutes)
        steps = [min(at, self._now) for at in (called, called + timedelta(minutes=1), left)]
        self._carer.attend(appointment, arrived, *steps[: _STEPS[state]])
        if state == "done":
            self._visits.settle(care, appointment, min(left + timedelta(minutes=6), self._now))
