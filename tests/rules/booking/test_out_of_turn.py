"""Booking before others (R-212, RULES 13.5)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from clerkdesk.rules.booking.out_of_turn import Ahead, PassedOver, judge_reason, unknown_reason, who_is_passed_over
from clerkdesk.rules.values.unavailability import Unavailable
from clerkdesk.rules.waiting_list.list_order import DeskFacts
from tests.rules.builders import NOW, SETTINGS, needs, slot

REASONS = {"OT01": "Short notice", "OT99": "Other"}
FREE = DeskFacts()


def passed(*ahead: Ahead) -> PassedOver:
    return who_is_passed_over(ahead, slot(), NOW, SETTINGS)


def test_a12_a_longer_waiter_who_could_take_the_slot_is_recorded_and_a_reason_demanded() -> None:
    found = passed(Ahead(1, needs(), FREE))
    refusal = judge_reason(found, None, "")
    assert found.entries == (1,)
    assert refusal is not None
    assert refusal.sentence == "1 patient ahead could take this slot: say why this patient comes first."


def test_somebody_ahead_whom_the_slot_does_not_suit_is_not_passed_over() -> None:
    away = needs(unavailable=(Unavailable(date(2025, 4, 1), date(2025, 4, 1)),))
    assert not passed(Ahead(1, away, FREE)).reason_needed


@pytest.mark.parametrize(
    "desk",
    [
        DeskFacts(claimed_by="Bev", claimed_since=NOW),
        DeskFacts(last_unanswered_call=NOW - timedelta(minutes=5)),
    ],
)
def test_somebody_claimed_or_just_rung_is_passed_without_a_reason_but_recorded(desk: DeskFacts) -> None:
    found = passed(Ahead(1, needs(), desk))
    assert (found.reason_needed, [entry for entry, _ in found.by_itself]) == (False, [1])


def test_an_unknown_reason_is_answered_with_the_known_ones() -> None:
    assert "OT01 Short notice" in (unknown_reason("XX", REASONS) or "")
    assert unknown_reason("OT01", REASONS) is None


def test_other_as_a_reason_needs_words() -> None:
    found = passed(Ahead(1, needs(), FREE))
    assert judge_reason(found, "OT99", "  ") is not None
    assert judge_reason(found, "OT99", "ward asked") is None


def test_in_turn_no_reason_is_asked() -> None:
    assert judge_reason(passed(), None, "") is None
