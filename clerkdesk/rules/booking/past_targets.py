"""Judges slots past a date to meet: the sentence about them, and when a reason is needed (R-261, R-272, RULES 13.6)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from clerkdesk.rules.acts.consequences import PolicyRefusal
from clerkdesk.rules.acts.ways import Way
from clerkdesk.rules.booking.slot_legality import why_not
from clerkdesk.rules.booking.slots import EntryNeeds, SlotFacts
from clerkdesk.rules.values.date_words import short_moment_words
from clerkdesk.rules.waiting_list.targets import Target, TargetFacts, targets
from clerkdesk.settings import PolicySettings

PAST_TARGET = "past_target"
"""Code of the refusal of a slot past a date to meet, until a reason against the earlier slot is given."""


def past_on(facts: TargetFacts, day: date, settings: PolicySettings) -> Target | None:
    """Return the date that an appointment on a day misses by most, counted from that day; None if it keeps all.

    A see-by date is a clinician's wish and not a limit; the latest clinically appropriate date is one.
    """
    missed = (each for each in targets(facts, day, settings) if each.days < 0 and each.name != "see by")
    return next(missed, None)


@dataclass(frozen=True, slots=True)
class LateSlot:
    """A slot past a date to meet."""

    target: Target
    """Counted from the day of the slot."""
    earlier: datetime | None
    """Start of the first free slot on an earlier day that the patient has not declined, or None."""

    def said(self, today: date) -> str:
        """Return the sentence before and after booking it; a date that could still be met deserves an escalation."""
        if self.target.day < today:
            return f"That is {self.target.sentence}."
        return (
            f"That is {self.target.sentence}: escalate it after booking, with {Way.ESCALATE.on_card_from_anywhere()}."
        )


@dataclass(frozen=True, slots=True)
class ReasonsForLateSlot:
    """The clerk's reasons for a slot that may miss a date."""

    because: str
    """The reason against an earlier free slot."""
    comment: str
    """The comment at the booking."""


@dataclass(frozen=True, slots=True)
class JudgedSlot:
    """A slot judged against the dates to meet."""

    late: LateSlot | None
    """None if the slot keeps every date."""
    refusal: PolicyRefusal | None
    note: str
    """The comment to keep with the booking."""


def find_late(
    needs: EntryNeeds, day: date, earlier: Iterable[SlotFacts], now: datetime, settings: PolicySettings
) -> LateSlot | None:
    """Return the date that a slot misses, with the first free slot before it; None if it keeps every date.

    Args:
        needs: of the patient.
        day: local date of the slot.
        earlier: slots of earlier days, in time order; read only if a date is missed.
        now: the local time.
        settings: the policy of the specialty.
    """
    target = past_on(needs.target_facts, day, settings)
    if target is None:
        return None
    free = (slot.starts for slot in earlier if why_not(needs, slot, now, settings) is None)
    return LateSlot(target, next(free, None))


def judge_slot(
    needs: EntryNeeds,
    day: date,
    earlier: Iterable[SlotFacts],
    said: ReasonsForLateSlot,
    now: datetime,
    settings: PolicySettings,
) -> JudgedSlot:
    """Judge a slot by the date that it misses (`find_late`) and by the reason against an earlier slot."""
    late = find_late(needs, day, earlier, now, settings)
    return JudgedSlot(late, judge_late(late, said.because), noted(late, said.because, said.comment))


def judge_late(late: LateSlot | None, because: str) -> PolicyRefusal | None:
    """Ask for the reason for a slot past a date to meet while an earlier one is free; None if it may be taken."""
    if late is None or late.earlier is None or because.strip():
        return None
    return PolicyRefusal(
        "R-272",
        f"That is {late.target.sentence}, and {short_moment_words(late.earlier)} is free. Say why the earlier slot is "
        f"not taken, or leave this slot and escalate, with {Way.ESCALATE.on_card_from_anywhere()}.",
        PAST_TARGET,
    )


def noted(late: LateSlot | None, because: str, comment: str) -> str:
    """Return the comment to keep with the booking, with the reason against the earlier slot."""
    if late is None or late.earlier is None:
        return comment
    why = f"{late.target.sentence}, {short_moment_words(late.earlier)} was free: {because.strip()}"
    return f"{comment} · {why}" if comment else why
