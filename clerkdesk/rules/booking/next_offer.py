"""Chooses the next slot to offer after a decline: the reason says what should be different.

`clerkdesk.rules.booking.slot_ranking` ranks the slots.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from types import MappingProxyType

from clerkdesk.rules.booking.slot_ranking import RankedSlot
from clerkdesk.rules.booking.slots import time_of_day


def next_to_offer(
    ranked: Iterable[RankedSlot], declined: RankedSlot, reason: str, gone: Collection[int]
) -> RankedSlot | None:
    """Return the best slot without the reason for the decline, else the best remaining one, or None.

    Args:
        ranked: the slots in their order.
        declined: the slot just declined.
        reason: code of `local_offer_decline_reason`.
        gone: ids of slots that cannot be offered: declined before, or taken meanwhile.
    """
    left = [each for each in ranked if each.slot.slot not in gone and each.slot.slot != declined.slot.slot]
    suits = _DIFFERENT.get(reason, _anything)
    return next((each for each in left if suits(each, declined)), left[0] if left else None)


_Differs = Callable[[RankedSlot, RankedSlot], bool]


def _anything(other: RankedSlot, declined: RankedSlot) -> bool:
    return True


def _another_time(other: RankedSlot, declined: RankedSlot) -> bool:
    """Another day, or the other part of the same one."""
    here, there = declined.slot.starts, other.slot.starts
    return here.date() != there.date() or time_of_day(here) != time_of_day(there)


_DIFFERENT: Mapping[str, _Differs] = MappingProxyType(
    {
        "OD01": _another_time,
        "OD02": lambda other, declined: other.notice_days > declined.notice_days,
        "OD03": lambda other, declined: other.slot.site != declined.slot.site,
        "OD04": lambda other, declined: other.slot.professional != declined.slot.professional,
        "OD05": lambda other, declined: other.slot.starts.date() != declined.slot.starts.date(),
        "OD06": _another_time,
        "OD07": _another_time,
    }
)
"""Code of `local_offer_decline_reason` -> whether another slot avoids that reason."""
