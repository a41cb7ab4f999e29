"""A place past a date to meet: what is said of it, and when it is asked why (R-261, R-272, RULES 13.6)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from clerkdesk.rules.acts.consequences import PolicyRefusal
from clerkdesk.rules.booking.slot_legality import why_not
from clerkdesk.rules.booking.slots import EntryNeeds, SlotFacts
from clerkdesk.rules.values.date_words import short_moment_words
from clerkdesk.rules.waiting_list.targets import Target, TargetFacts, targets
from clerkdesk.settings import PolicySettings

PAST_TARGET = "past_target"
"""Code of the refusal of a place past a date to meet, until it is said why the earlier one is not taken."""


def past_on(facts: TargetFacts, day: date, settings: PolicySettings) -> Target | None:
    """Return the date that an appointment on a day misses by most, counted from that day; None if it keeps all.

    A see-by date is a clinician's wish and no limit: the latest clinically appropriate date is one.
    """
    missed = (each for each in targets(facts, day, settings) if each.days < 0 and each.name != "see by")
    return next(missed, None)


@dataclass(frozen=True, slots=True)
class LatePlace:
    """A place past a date to meet."""

    target: Target
    """Counted from the day of the place."""
    earlier: datetime | None
    """Start of the first free place on an earlier day that the patient has not declined; None if none is."""

    def said(self, today: date) -> str:
        """Return what is said of it once it is booked; a date that could still be met is worth an escalation."""
        if self.target.day < today:
            return f"That is {self.target.sentence}."
        return f"That is {self.target.sentence}: escalate it (e, or `clerkdesk escalate`)."


@dataclass(frozen=True, slots=True)
class ForLatePlace:
    """What is said for a place that may miss a date."""

    because: str
    """Why an earlier free place is not taken."""
    comment: str
    """What was said at the booking."""


@dataclass(frozen=True, slots=True)
class PlaceJudged:
    """A place as it stands against the dates to meet."""

    late: LatePlace | None
    """None if the place keeps every date."""
    refusal: PolicyRefusal | None
    note: str
    """What is kept with the booking."""


def find_late(
    needs: EntryNeeds, day: date, earlier: Iterable[SlotFacts], now: datetime, settings: PolicySettings
) -> LatePlace | None:
    """Return what a place on a day misses, with the first free place before it; None if it keeps every date.

    Args:
        needs: of the patient.
        day: local date of the place.
        earlier: slots of earlier days, in time order; read only where a date is missed.
        now: the local time.
        settings: the policy of the specialty.
    """
    target = past_on(needs.target_facts, day, settings)
    if target is None:
        return None
    free = (slot.starts for slot in earlier if why_not(needs, slot, now, settings) is None)
    return LatePlace(target, next(free, None))


def judge_place(
    needs: EntryNeeds,
    day: date,
    earlier: Iterable[SlotFacts],
    said: ForLatePlace,
    now: datetime,
    settings: PolicySettings,
) -> PlaceJudged:
    """Judge a place by the dates that it misses, and by what is said of the earlier one; `find_late` has the rest."""
    late = find_late(needs, day, earlier, now, settings)
    return PlaceJudged(late, judge_late(late, said.because), noted(late, said.because, said.comment))


def judge_late(late: LatePlace | None, because: str) -> PolicyRefusal | None:
    """Ask why a place past a date to meet is taken while an earlier one is free; None if it may be taken."""
    if late is None or late.earlier is None or because.strip():
        return None
    return PolicyRefusal(
        "R-272",
        f"That is {late.target.sentence}, and {short_moment_words(late.earlier)} is free. Say why the earlier slot is "
        "not taken, or escalate it (e, or `clerkdesk escalate`).",
        PAST_TARGET,
    )


def noted(late: LatePlace | None, because: str, comment: str) -> str:
    """Return what is kept with the booking: why the earlier slot was not taken, beside what was said."""
    if late is None or late.earlier is None:
        return comment
    why = f"{late.target.sentence}, {short_moment_words(late.earlier)} was free: {because.strip()}"
    return f"{comment} · {why}" if comment else why
