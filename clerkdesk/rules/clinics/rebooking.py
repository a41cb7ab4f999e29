"""Says what a new date is worth for somebody whose clinic was cancelled (RULES 13.7), for an assignment of all at once.

A cost is a whole number: a lower one is better, and a better rank of RULES 13.7 outweighs everything below it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import combinations

from clerkdesk.rules.booking.slot_legality import ABOUT_THE_NEED, why_not
from clerkdesk.rules.booking.slot_ranking import agreed_short_notice
from clerkdesk.rules.booking.slots import EntryNeeds, SlotFacts
from clerkdesk.rules.values.date_words import count_words
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.waiting_list.targets import Target
from clerkdesk.settings import PolicySettings

_MOST_DAYS, _MOST_WEEKS_LATE, _MOST_WEEKS_WAITED = 180, 26, 52
"""A longer delay or wait counts as this much: the sum of all costs stays a number that a solver can hold."""


@dataclass(frozen=True, slots=True)
class ToRebook:
    """A patient who needs a new date for an appointment that their clinic cannot keep."""

    entry_id: int
    needs: EntryNeeds
    was: datetime
    """Start of the appointment that is given up, local time."""
    target: Target | None
    """The nearest target of the need, as of today."""
    weeks_waited: int
    hospital_cancellations: int
    """Cancellations by the hospital, with this one."""

    @property
    def priority(self) -> Priority:
        """The priority of the need."""
        return self.needs.target_facts.priority

    def misses(self, day: date | None) -> bool:
        """Return whether a day, or no new date at all, misses the nearest target."""
        return self.target is not None and (day is None or day > self.target.day)

    def weeks_past_target(self, day: date | None) -> int:
        """Return how many whole weeks past the target a day is; without a new date the most."""
        if day is None or self.target is None:
            return _MOST_WEEKS_LATE + 1
        return max(0, min(_MOST_WEEKS_LATE, (day - self.target.day).days // 7))

    def days_later(self, day: date | None) -> int:
        """Return how many days later a new date is, none for an earlier one; without a new date the most."""
        if day is None:
            return _MOST_DAYS + 1
        return max(0, min(_MOST_DAYS, (day - self.was.date()).days))


class Costs:
    """The cost of each new date for each of some people, comparable over all of them."""

    def __init__(self, people: Sequence[ToRebook]) -> None:
        """Take everybody who is rebooked together."""
        self._weights = _weights([_ranks(person, None) for person in people])

    def of(self, person: ToRebook, day: date | None) -> int:
        """Return the cost of a day for somebody; None stands for no new date."""
        return sum(rank * weight for rank, weight in zip(_ranks(person, day), self._weights, strict=True))

    def of_slots(self, person: ToRebook, slots: Iterable[SlotFacts]) -> dict[int, int]:
        """Return the cost of each slot for somebody, by its id."""
        of_day: dict[date, int] = {}
        found = {}
        for slot in slots:
            day = slot.starts.date()
            if day not in of_day:
                of_day[day] = self.of(person, day)
            found[slot.slot] = of_day[day]
        return found


def _ranks(person: ToRebook, day: date | None) -> tuple[int, int, int, int]:
    """Return the four ranks of RULES 13.7, the greatest first."""
    missed, later = person.misses(day), person.days_later(day)
    urgent, waited = person.priority >= Priority.URGENT, min(_MOST_WEEKS_WAITED, person.weeks_waited)
    cancer_counts_twice = 2 if person.priority is Priority.SUSPECTED_CANCER else 1
    return (
        # Past their target they still come before all others, the sooner the better.
        cancer_counts_twice * (1 + person.weeks_past_target(day)) if urgent and missed else 0,
        min(_MOST_WEEKS_LATE, -(-later // 7)) if person.hospital_cancellations > 1 else 0,
        1 + waited if missed and not urgent else 0,
        # Where nothing else decides, a day of delay weighs more for whoever has waited longer.
        later * (_MOST_WEEKS_WAITED + waited),
    )


def _weights(worst: Sequence[tuple[int, int, int, int]]) -> tuple[int, int, int, int]:
    """Return the weight of each rank: more than the sum of all lower ranks can ever be."""
    days = 1
    waits = days * (1 + sum(ranks[3] for ranks in worst))
    again = waits * (1 + sum(ranks[2] for ranks in worst))
    own = again * (1 + sum(ranks[1] for ranks in worst))
    return own, again, waits, days


def slots_that_fit(
    person: ToRebook, slots: Iterable[SlotFacts], now: datetime, settings: PolicySettings
) -> Iterator[SlotFacts]:
    """Yield the slots that may be proposed to somebody: legal, and with notice enough (R-200).

    Urgent patients, and those who agreed to short notice (R-213), are offered short notice too, from tomorrow on: the
    patients of a whole clinic are not rung within the hour.
    """
    for slot in slots:
        notice = (slot.starts.date() - now.date()).days
        soon = person.priority >= Priority.URGENT or agreed_short_notice(person.needs, slot, now)
        enough = notice >= settings.booking.reasonable_notice_days or (notice > 0 and soon)
        if enough and why_not(person.needs, slot, now, settings) is None:
            yield slot


def minutes_apart(person: ToRebook, slot: SlotFacts) -> int:
    """Return how far a slot is from the old appointment: of equally good ones the patient gets the nearest."""
    return int(abs(slot.starts - person.was).total_seconds()) // 60


def in_order(
    chosen: Sequence[int | None], costs: Sequence[Mapping[int, int]], slots: Mapping[int, SlotFacts]
) -> list[int | None]:
    """Return the same slots, given out in the order of the people wherever two trades cost nothing.

    Without it a proposal would trade equally good slots each time that one of the people is booked.

    Args:
        chosen: the slot of each person, None for nobody's.
        costs: for each person, slot id -> cost.
        slots: by id.
    """
    given = list(chosen)
    is_settled = False
    while not is_settled:
        is_settled = True
        for one, other in combinations(range(len(given)), 2):
            first, second = given[one], given[other]
            if first is None or second is None or slots[first].starts <= slots[second].starts:
                continue
            if second not in costs[one] or first not in costs[other]:
                continue
            if costs[one][second] + costs[other][first] == costs[one][first] + costs[other][second]:
                given[one], given[other] = second, first
                is_settled = False
    return given


def why_unplaced(
    person: ToRebook, slots: Sequence[SlotFacts], fitting: int, now: datetime, settings: PolicySettings
) -> str:
    """Return why nothing is proposed to somebody, as a sentence; `fitting` is the number of slots that fit them."""
    if fitting:
        return f"{count_words(fitting, 'slot')} would fit, and each goes to somebody who needs it more."
    if not slots:
        return "No clinic of this specialty has a slot ahead."
    reason = why_not(person.needs, slots[0], now, settings)
    return reason if reason in ABOUT_THE_NEED and reason is not None else "No free slot ahead fits this patient."
