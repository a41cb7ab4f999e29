"""Judges bookings before others: who is passed over, and whether a reason is needed (R-212, RULES 13.5, 13.28)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from clerkdesk.rules.acts.consequences import PolicyRefusal
from clerkdesk.rules.booking.slot_legality import why_not
from clerkdesk.rules.booking.slots import EntryNeeds, SlotFacts
from clerkdesk.rules.waiting_list.list_order import DeskFacts, PassedBy, passed_by
from clerkdesk.settings import PolicySettings

FREE_TEXT_REASON = "OT99"
"""Code of `local_out_of_turn_reason` that needs a comment."""
OUT_OF_TURN, UNKNOWN_REASON = "out_of_turn", "unknown_reason"
"""Codes of refusals: a missing reason, or an unknown code."""


@dataclass(frozen=True, slots=True)
class ReasonGiven:
    """Why a patient is booked before others."""

    code: str | None
    """Of `local_out_of_turn_reason`; None if none was given."""
    comment: str


@dataclass(frozen=True, slots=True)
class Ahead:
    """A patient before the one in hand on the same list."""

    entry: int
    needs: EntryNeeds
    desk: DeskFacts


@dataclass(frozen=True, slots=True)
class PassedOver:
    """The patients whom a booking passes over."""

    entries: tuple[int, ...]
    """Ids, in list order, of those who could have had the slot and for whom a reason is needed."""
    by_itself: tuple[tuple[int, PassedBy], ...]
    """Ids of those who could have had it but are on hold, claimed, or were just rung: recorded without a reason."""

    @property
    def reason_needed(self) -> bool:
        """Whether the clerk is asked for a reason."""
        return bool(self.entries)


NOBODY_PASSED = PassedOver((), ())


@dataclass(frozen=True, slots=True)
class Turn:
    """The patients whom a booking passes over, and whether it may."""

    passed: PassedOver
    refusal: PolicyRefusal | None
    """None if the booking may go on."""


def judge_turn(
    ahead: Iterable[Ahead],
    slot: SlotFacts,
    said: ReasonGiven,
    reasons: Mapping[str, str],
    now: datetime,
    settings: PolicySettings,
) -> Turn:
    """Return whom a booking passes over; refuse it without a reason, or with an unknown code (R-212).

    Args:
        ahead: the patients ahead, in list order; read only if the code is known.
        slot: the slot before the booking.
        said: the reason that the clerk gives.
        reasons: `local_out_of_turn_reason`, code to description.
        now: the local time.
        settings: the policy of the specialty.
    """
    unknown = unknown_reason(said.code, reasons)
    if unknown is not None:
        return Turn(NOBODY_PASSED, PolicyRefusal("R-212", unknown, UNKNOWN_REASON))
    passed = who_is_passed_over(ahead, slot, now, settings)
    return Turn(passed, judge_reason(passed, said.code, said.comment))


def who_is_passed_over(ahead: Iterable[Ahead], slot: SlotFacts, now: datetime, settings: PolicySettings) -> PassedOver:
    """Return the patients ahead who could have taken the slot (R-212).

    `ahead` is in list order. The slot is judged before the booking, with the place held by this desk counted as free.
    `now` is the local time.
    """
    entries: list[int] = []
    by_itself: list[tuple[int, PassedBy]] = []
    # Thousands may be ahead, most with the same needs: each set of needs is judged once.
    could_take: dict[EntryNeeds, bool] = {}
    for other in ahead:
        if (suits := could_take.get(other.needs)) is None:
            suits = could_take[other.needs] = why_not(other.needs, slot, now, settings) is None
        if not suits:
            continue
        grounds = passed_by(other.desk, now, settings)
        if grounds is None:
            entries.append(other.entry)
        else:
            by_itself.append((other.entry, grounds))
    return PassedOver(tuple(entries), tuple(by_itself))


def unknown_reason(reason: str | None, reasons: Mapping[str, str]) -> str | None:
    """Return the sentence about an unknown reason code; None for a known code or none.

    `reasons` is `local_out_of_turn_reason`: code to description.
    """
    if reason is None or reason in reasons:
        return None
    known = ", ".join(f"{code} {words}" for code, words in reasons.items())
    return f"That is no reason code. Choose one of: {known}."


def judge_reason(passed: PassedOver, reason: str | None, comment: str) -> PolicyRefusal | None:
    """Return the refusal of a booking out of turn without a reason; None if it may go on. `reason` is a known code."""
    if not passed.reason_needed:
        return None
    if reason is None:
        how_many = len(passed.entries)
        who = "1 patient ahead" if how_many == 1 else f"{how_many} patients ahead"
        return PolicyRefusal("R-212", f"{who} could take this slot: say why this patient comes first.", OUT_OF_TURN)
    if reason == FREE_TEXT_REASON and not comment.strip():
        return PolicyRefusal("R-212", f"{reason} needs a few words that say why.", OUT_OF_TURN)
    return None
