"""Prints how good a proposal for a displaced clinic is, beside booking its patients one by one in list order.

    python -m benchmarks.rebooking [--patients N] [--slots N] [--seed N]

Patients and slots are made up; nothing is stored. The import of the solver is not part of the time.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random

from benchmarks.machine import describe
from clerkdesk.rules.booking.slot_ranking import rank_slots
from clerkdesk.rules.booking.slots import EntryNeeds, Preferences, SlotFacts
from clerkdesk.rules.clinics.assignment import assigned
from clerkdesk.rules.clinics.rebooking import Costs, ToRebook, slots_that_fit
from clerkdesk.rules.values.entries import EntryKind
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.slots import SlotKind
from clerkdesk.rules.values.unavailability import Unavailable
from clerkdesk.rules.waiting_list.targets import TargetFacts, nearest_target
from clerkdesk.settings import PolicySettings

NOW = datetime(2026, 11, 30, 9, 0)
POLICY = PolicySettings()
_PRIORITIES = (Priority.ROUTINE,) * 8 + (Priority.URGENT, Priority.SUSPECTED_CANCER)


def people(count: int, lot: Random) -> list[ToRebook]:
    """Return displaced patients: mostly routine, some urgent, with days away and another clinician's wishes."""
    made = []
    for number in range(count):
        today, priority = NOW.date(), lot.choice(_PRIORITIES)
        waited = lot.randrange(20, 400) if priority is Priority.ROUTINE else lot.randrange(2, 20)
        facts = TargetFacts(EntryKind.NEW, priority, today - timedelta(days=waited))
        first = today + timedelta(days=lot.randrange(60))
        away = (Unavailable(first, first + timedelta(days=13), "holiday"),) if lot.random() < 0.3 else ()
        needs = EntryNeeds(
            facts, specialty=1, slot_kind=SlotKind.NEW, unavailable=away, preferences=Preferences(),
            professional=lot.choice((None, None, None, 1, 2)),
        )  # fmt: skip
        was = NOW + timedelta(days=lot.randrange(1, 30))
        target = nearest_target(facts, today, POLICY)
        made.append(ToRebook(number, needs, was, target, waited // 7, lot.choice((1, 1, 1, 2))))
    return made


def slots(count: int, lot: Random) -> list[SlotFacts]:
    """Return free slots of three clinicians over half a year, in time order."""
    starts = sorted(NOW + timedelta(days=lot.randrange(1, 180), minutes=20 * lot.randrange(20)) for _ in range(count))
    return [
        SlotFacts(
            slot=number, starts=moment, minutes=20, kind=SlotKind.NEW, clinic=1, specialty=1, site=1,
            site_name="Main", medium="01", places_free=1, professional=lot.choice((1, 2, 3)),
        )
        for number, moment in enumerate(starts)
    ]  # fmt: skip


def one_by_one(waiting: Sequence[ToRebook], free: Sequence[SlotFacts]) -> list[date | None]:
    """Return the days that patients get if each is booked into their best slot, in the order of the list."""
    left = {slot.slot: slot for slot in free}
    days: dict[int, date | None] = {}
    for person in sorted(waiting, key=lambda each: (-each.priority, -each.weeks_waited)):
        fitting = slots_that_fit(person, left.values(), NOW, POLICY)
        best = rank_slots(person.needs, fitting, NOW, POLICY, 1).ranked
        days[person.entry_id] = best[0].slot.starts.date() if best else None
        if best:
            del left[best[0].slot.slot]
    return [days[person.entry_id] for person in waiting]


def all_at_once(waiting: Sequence[ToRebook], free: Sequence[SlotFacts]) -> list[date | None]:
    """Return the days that patients get by the proposal."""
    costs, by_id = Costs(waiting), {slot.slot: slot for slot in free}
    found = assigned(
        [costs.of_slots(person, slots_that_fit(person, free, NOW, POLICY)) for person in waiting],
        {slot.slot: slot.places_free for slot in free},
        [costs.of(person, None) for person in waiting],
    )
    return [None if number is None else by_id[number].starts.date() for number in found]


def report(name: str, waiting: Sequence[ToRebook], days: Sequence[date | None], seconds: float) -> str:
    """Return one line of the table."""
    pairs = list(zip(waiting, days, strict=True))
    missed = [person for person, day in pairs if person.misses(day)]
    urgent = sum(person.priority >= Priority.URGENT for person in missed)
    later = sum(person.days_later(day) for person, day in pairs)
    nowhere = sum(day is None for day in days)
    return f"{name:12} {len(missed):>14} {urgent:>14} {nowhere:>9} {later:>11,} {seconds:>8.2f}"


def main() -> None:
    """Print both ways."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--patients", type=int, default=200)
    parser.add_argument("--slots", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    lot = Random(chosen.seed)
    waiting, free = people(chosen.patients, lot), slots(chosen.slots, lot)
    assigned([{1: 1}], {1: 1}, [2])
    print(f"{describe()}\n{chosen.patients} patients, {chosen.slots} slots, seed {chosen.seed}\n")
    print(f"{'':12} {'targets missed':>14} {'of them urgent':>14} {'no date':>9} {'days later':>11} {'seconds':>8}")
    for name, way in (("one by one", one_by_one), ("all at once", all_at_once)):
        began = time.process_time()
        days = way(waiting, free)
        print(report(name, waiting, days, time.process_time() - began))


if __name__ == "__main__":
    main()
