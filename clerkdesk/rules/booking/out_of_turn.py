"""Booking somebody before others: who is passed over, and which reason is asked for (R-212, RULES 13.5, 13.28)."""

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
"""Code of `local_out_of_turn_reason` that needs words beside it."""
OUT_OF_TURN, UNKNOWN_REASON = "out_of_turn", "unknown_reason"
"""Codes of refusals: a reason is missing, or nobody knows the code that was given."""


@dataclass(frozen=True, slots=True)
class ReasonGiven:
    """Why a patient is booked before others."""

    code: str | None
    """Of `local_out_of_turn_reason`; None if none was given."""
    comment: str


@dataclass(frozen=True, slots=True)
class Ahead:
    """Somebody who stands before the patient in hand on the same list."""

    entry: int
    needs: EntryNeeds
    desk: DeskFacts


@dataclass(frozen=True, slots=True)
class PassedOver:
    """Who is gone past by a booking."""

    entries: tuple[int, ...]
    """Ids, in list order, of those who could have had the slot and for whom a reason is asked."""
    by_itself: tuple[tuple[int, PassedBy], ...]
    """Ids of those who could have had it but are on hold, claimed, or were just rung: recorded without being asked."""

    @property
    def reason_needed(self) -> bool:
        """Whether the clerk is asked for a reason."""
        return bool(self.entries)


NOBODY_PASSED = PassedOver((), ())


@dataclass(frozen=True, slots=True)
class Turn:
    """Whom a booking passes over, and whether it may."""

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
    """Return whom a booking passes over; refused without a reason for it, and with a code that nobody knows (R-212).

    Args:
        ahead: those who stand before the patient, in list order; read only where the code is known.
        slot: as it stands before the booking.
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
    """Return who, of those ahead, could have taken the slot (R-212).

    `ahead` is in list order. The slot is looked at as it stands before the booking, with the place held by this desk
    counted as free. `now` is the local time.
    """
    entries: list[int] = []
    by_itself: list[tuple[int, PassedBy]] = []
    # Thousands may stand ahead, most of whom need the same: each need is asked about once.
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
    """Return what is wrong with a reason code that nobody knows, as a sentence; None if it is known, or none given.

    `reasons` is `local_out_of_turn_reason`: code to description.
    """
    if reason is None or reason in reasons:
        return None
    known = ", ".join(f"{code} {words}" for code, words in reasons.items())
    return f"That is no reason code. Choose one of: {known}."


def judge_reason(passed: PassedOver, reason: str | None, comment: str) -> PolicyRefusal | None:
    """Refuse a booking out of turn without a reason; None when it may go on. `reason` is a known code."""
    if not passed.reason_needed:
        return None
    if reason is None:
        how_many = len(passed.entries)
        who = "1 patient ahead" if how_many == 1 else f"{how_many} patients ahead"
        return PolicyRefusal("R-212", f"{who} could take this slot: say why this patient comes first.", OUT_OF_TURN)
    if reason == FREE_TEXT_REASON and not comment.strip():
        return PolicyRefusal("R-212", f"{reason} needs a few words that say why.", OUT_OF_TURN)
    return None
