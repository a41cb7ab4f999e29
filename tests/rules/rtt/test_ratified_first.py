"""A self-referral starts its wait on the day of receipt, whatever day its ratification bears (R-105)."""

from __future__ import annotations

from datetime import date

import pytest

from clerkdesk.rules.rtt import ClockEvent, clock_at
from clerkdesk.rules.values.clocks import ClockEventKind
from clerkdesk.settings import PolicySettings

CAME = date(2026, 11, 2)


@pytest.mark.parametrize("ratified", [date(2026, 10, 12), CAME, date(2026, 11, 20)])
def test_the_receipt_is_the_start_whenever_it_was_ratified(ratified: date) -> None:
    events = [
        ClockEvent(ClockEventKind.SELF_REFERRAL_RECEIVED, CAME),
        ClockEvent(ClockEventKind.SELF_REFERRAL_RATIFIED, ratified),
    ]
    clock = clock_at(events, date(2026, 11, 30), PolicySettings())
    assert (clock.state, clock.start, clock.warnings) == ("running", CAME, ())
