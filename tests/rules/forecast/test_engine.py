"""The engine: who waits a week later, and how sure a forecast is."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clerkdesk.rules.forecast.age_bands import AgeBands
from clerkdesk.rules.forecast.engine import (
    WeekPlan,
    first_week_met,
    forecast,
    step,
    stopped_by_rates,
)
from clerkdesk.rules.forecast.gaps import Activity, gap_to
from clerkdesk.rules.forecast.judging import backtest, why_too_small
from clerkdesk.rules.forecast.own_history import CountedWaits, WaitEnd, last_sunday, measured

SUNDAY = date(2026, 11, 29)
CLINIC = Activity(attendances_per_stop=2.0, lost_percent=10.0, slots_per_session=9.0)


def steady_waits(joined: int, stopped: int, otherwise: int = 1, weeks: int = 80) -> list[CountedWaits]:
    """Return the waits of a desk that every week lets some join, stops its longest, and loses some of any age."""
    joining = [SUNDAY - timedelta(weeks=back, days=2) for back in reversed(range(weeks)) for _ in range(joined)]
    waits, queue = [], list(joining)
    for back in reversed(range(weeks - 10)):
        sunday = SUNDAY - timedelta(weeks=back)
        for ended in (*[WaitEnd.STOPPED] * stopped, *[WaitEnd.OTHERWISE] * otherwise):
            here = sum(start <= sunday for start in queue)
            if here:
                one = 0 if ended is WaitEnd.STOPPED else (back * 7) % here
                waits.append(CountedWaits(queue.pop(one), sunday - timedelta(days=1), ended, 1))
    return waits + [CountedWaits(start, None, None, 1) for start in queue]


def test_the_last_whole_week_ends_before_today() -> None:
    assert last_sunday(date(2026, 11, 30)) == SUNDAY
    assert last_sunday(SUNDAY) == date(2026, 11, 22)


@pytest.mark.parametrize(
    ("days", "age", "within"), [(126, 126, True), (126, 127, False), (62, 62, True), (62, 63, False), (28, 29, False)]
)
def test_the_last_day_of_a_standard_is_the_edge_of_a_band_in_every_week(days: int, age: int, within: bool) -> None:
    bands = AgeBands(days)
    people = bands.counted([(age - 21, 1)])
    stays = [1.0] * bands.count
    for _ in range(3):
        people = step(people, 0, stays, stays, 0)
    assert bands.share_within(people) == (100.0 if within else 0.0)


def test_what_each_week_brought_and_took_is_measured() -> None:
    history = measured(steady_waits(joined=5, stopped=3), SUNDAY, 126)
    assert len(history.weeks) == 26
    assert {(week.joined, week.stopped, week.otherwise) for week in history.weeks} == {(5, 3, 1)}
    assert history.removal_percent == 20.0
    assert history.waiting == sum(wait.number for wait in steady_waits(5, 3) if wait.end is None)


def test_nothing_after_the_day_of_a_forecast_is_used() -> None:
    waits = steady_waits(joined=5, stopped=3)
    then = SUNDAY - timedelta(weeks=12)
    known = [
        CountedWaits(wait.start, None, None, 1) if wait.end is not None and wait.end > then else wait
        for wait in waits
        if wait.start <= then
    ]
    assert measured(waits, then, 126) == measured(known, then, 126)


def test_weeks_from_before_the_desk_kept_facts_are_left_out() -> None:
    history = measured(steady_waits(5, 3), SUNDAY, 126, since=SUNDAY - timedelta(weeks=9, days=3))
    assert len(history.weeks) == 9


def test_those_are_stopped_whom_the_desk_has_stopped_and_not_always_the_longest_waits() -> None:
    assert stopped_by_rates([10.0, 10.0, 10.0], (0.2, 0.0, 0.1), 3) == [8.0, 10.0, 9.0]


def test_stops_far_beyond_the_usual_ones_go_to_the_longest_waits() -> None:
    assert stopped_by_rates([10.0, 10.0, 10.0], (0.2, 0.0, 0.1), 6) == [7.0, 10.0, 7.0]


def test_a_band_that_runs_out_hands_its_stops_to_the_others() -> None:
    assert stopped_by_rates([2.0, 10.0], (0.9, 0.1), 6) == [0.0, 6.0]
    assert stopped_by_rates([2.0, 10.0], (0.0, 0.0), 6) == [2.0, 4.0]


people = st.lists(st.floats(0, 500), min_size=54, max_size=54)
rates = st.lists(st.floats(0, 1), min_size=54, max_size=54)


@given(people, rates, rates, st.floats(0, 300), st.floats(0, 400))
def test_a_week_loses_nobody_and_invents_nobody(
    people: list[float], keep: list[float], rates: list[float], joined: float, stops: float
) -> None:
    before = step(people, joined, keep, rates, 0)
    after = step(people, joined, keep, rates, stops)
    assert all(number >= -1e-6 for number in after)
    assert sum(after) == pytest.approx(max(sum(before) - stops, 0), abs=1e-6, rel=1e-9)


@given(st.integers(3, 12), st.integers(0, 12), st.integers(0, 3), st.integers(0, 2**31))
@settings(max_examples=15, deadline=None)
def test_a_forecast_is_a_band_and_the_same_for_the_same_seed(
    joined: int, stopped: int, otherwise: int, seed: int
) -> None:
    history = measured(steady_waits(joined, stopped, otherwise), SUNDAY, 126, since=SUNDAY - timedelta(weeks=26))
    weeks = forecast(history, [WeekPlan()] * 8, runs=20, seed=seed)
    assert weeks == forecast(history, [WeekPlan()] * 8, runs=20, seed=seed)
    for week in weeks:
        assert 0 <= week.within.low <= week.within.middle <= week.within.high <= 100
        assert 0 <= week.waiting.low <= week.waiting.middle <= week.waiting.high


def test_more_stops_meet_a_standard_that_is_missed_without_them() -> None:
    history = measured(steady_waits(joined=12, stopped=8), SUNDAY, 126)
    plans = [WeekPlan()] * 26
    assert first_week_met(forecast(history, plans), 92) is None
    gap = gap_to(history, plans, 92, CLINIC)
    assert 0 < gap.stops.low <= gap.stops.middle <= gap.stops.high
    with_them = [WeekPlan(more_stops=gap.stops.middle)] * 26
    assert first_week_met(forecast(history, with_them), 92) is not None
    assert gap.sessions is not None and gap.sessions.middle >= gap.stops.middle * 2 / 0.9 / 9 - 0.01


def test_a_list_that_meets_its_standard_lacks_nothing() -> None:
    history = measured(steady_waits(joined=8, stopped=7), SUNDAY, 126)
    assert gap_to(history, [WeekPlan()] * 4, 20, CLINIC).stops.high == 0


def test_the_method_is_held_against_what_came() -> None:
    waits = steady_waits(joined=9, stopped=6)
    said = backtest(waits, measured(waits, SUNDAY, 126))
    assert said is not None and said.said_on == SUNDAY - timedelta(weeks=12)
    assert said.error_percent < 2 and said.error_points < 5


@pytest.mark.parametrize(
    ("waits", "since", "why"),
    [
        (steady_waits(5, 4, 1), None, ""),
        (steady_waits(5, 3), SUNDAY - timedelta(weeks=3), "whole week"),
        (steady_waits(2, 2, 0)[-30:], SUNDAY - timedelta(weeks=26), "on the list"),
        (steady_waits(3, 1, 0), None, "stops in a mean week"),
    ],
)
def test_a_list_too_small_to_say_is_named_so(waits: list[CountedWaits], since: date | None, why: str) -> None:
    said = why_too_small(measured(waits, SUNDAY, 126, since=since))
    assert why in said and bool(said) is bool(why)
