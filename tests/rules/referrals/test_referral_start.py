"""A referral starts its clock by the way it came (R-100 to R-109)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerkdesk.rules.referrals.referral_start import Receipt, Route, start_events, why_start_not_taken
from clerkdesk.rules.rtt import Clock, clock_at
from clerkdesk.rules.values.priority import Priority
from clerkdesk.settings import PolicySettings

RECEIVED = date(2025, 1, 6)
ROUTES = tuple(Route)


def clock(receipt: Receipt) -> Clock:
    return clock_at(start_events(receipt), RECEIVED + timedelta(days=30), PolicySettings())


@pytest.mark.parametrize("route", [route for route in ROUTES if route not in ("self", "transfer")])
def test_the_clock_starts_on_the_day_it_came(route: Route) -> None:
    assert clock(Receipt(route=route, received=RECEIVED)).start == RECEIVED


@pytest.mark.parametrize("route", ROUTES)
def test_a_service_without_a_consultant_has_no_clock_by_whatever_way_it_came(route: Route) -> None:
    answer = clock(Receipt(route=route, received=RECEIVED, consultant_led=False, ratified_on=RECEIVED))
    assert (answer.state, answer.start) == ("not_applicable", None)


@pytest.mark.parametrize("route", ["letter", "interface", "transfer"])
def test_a_start_that_was_passed_on_is_kept(route: Route) -> None:
    earlier = RECEIVED - timedelta(days=26)
    assert clock(Receipt(route=route, received=RECEIVED, clock_start=earlier)).start == earlier


def test_a_self_referral_counts_from_its_receipt_once_ratified() -> None:
    receipt = Receipt(route=Route.SELF, received=RECEIVED, ratified_on=RECEIVED + timedelta(days=3))
    assert clock(receipt).start == RECEIVED


def test_a_self_referral_that_nobody_ratified_has_no_clock_yet() -> None:
    assert not clock(Receipt(route=Route.SELF, received=RECEIVED)).running


def test_a_transfer_whose_start_nobody_knows_is_reported_so() -> None:
    assert clock(Receipt(route=Route.TRANSFER, received=RECEIVED)).state == "unknown_start"


@given(st.sampled_from(ROUTES), st.sampled_from(Priority))
def test_the_clock_carries_the_priority_and_warns_of_nothing(route: Route, priority: Priority) -> None:
    answer = clock(Receipt(route=route, received=RECEIVED, priority=priority))
    assert answer.priority is priority
    assert answer.rejected == ()


@given(st.sampled_from(ROUTES), st.integers(-60, 60), st.booleans(), st.booleans())
def test_a_start_that_is_stated_counts_or_it_is_said_why_not(
    route: Route, days: int, consultant_led: bool, ratified: bool
) -> None:
    stated = RECEIVED + timedelta(days=days)
    ratified_on = RECEIVED if ratified else None
    receipt = Receipt(
        route=route, received=RECEIVED, clock_start=stated, consultant_led=consultant_led, ratified_on=ratified_on
    )
    why_not = why_start_not_taken(receipt)
    unratified = route == "self" and not ratified
    assert why_not or clock(receipt).start == (None if unratified or not consultant_led else stated)
    assert not why_not or stated != RECEIVED
