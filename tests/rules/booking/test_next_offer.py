from __future__ import annotations

from datetime import datetime

import pytest

from clerkdesk.rules.booking.next_offer import next_to_offer
from clerkdesk.rules.booking.slot_ranking import RankedSlot
from clerkdesk.rules.booking.slots import SlotFacts
from clerkdesk.rules.values.slots import SlotKind


def ranked(rank: int, starts: datetime, *, site: int = 1, professional: int = 1, notice: int = 29) -> RankedSlot:
    slot = SlotFacts(
        slot=rank,
        starts=starts,
        minutes=20,
        kind=SlotKind.NEW,
        clinic=1,
        specialty=1,
        site=site,
        site_name="",
        medium="01",
        places_free=1,
        professional=professional,
    )
    return RankedSlot(slot, rank, notice, True, None, 20, ())


TUESDAY = datetime(2025, 4, 1, 9, 0)
DECLINED = ranked(1, TUESDAY)
SLOTS = (
    DECLINED,
    ranked(2, TUESDAY.replace(minute=20)),
    ranked(3, TUESDAY.replace(hour=14)),
    ranked(4, TUESDAY.replace(day=2), professional=2, notice=30),
    ranked(5, TUESDAY.replace(day=3), site=2, notice=31),
)


@pytest.mark.parametrize(
    ("reason", "offered"),
    [("OD01", 3), ("OD02", 4), ("OD03", 5), ("OD04", 4), ("OD05", 4), ("OD06", 3), ("OD09", 2), ("OD99", 2)],
)
def test_the_next_slot_differs_in_what_the_patient_minded(reason: str, offered: int) -> None:
    found = next_to_offer(SLOTS, DECLINED, reason, ())
    assert found is not None and found.rank == offered


def test_what_is_gone_is_not_offered() -> None:
    found = next_to_offer(SLOTS, DECLINED, "OD09", {2, 3})
    assert found is not None and found.rank == 4


def test_where_nothing_differs_the_best_that_is_left_is_offered() -> None:
    found = next_to_offer(SLOTS[:2], DECLINED, "OD03", ())
    assert found is not None and found.rank == 2


def test_when_nothing_is_left_nothing_is_offered() -> None:
    assert next_to_offer(SLOTS[:1], DECLINED, "OD01", ()) is None
