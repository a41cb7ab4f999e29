"""Each value that others have published for these formulas; the source is beside it in the domain's notes."""

from __future__ import annotations

from datetime import date

import pytest

from clerkdesk.rules.forecast.joined_and_left import (
    Stay,
    arrivals_between,
    mean_wait_on,
    removals_a_day,
    sizes_by_day,
    waits_on,
)
from clerkdesk.rules.forecast.queues import (
    age_at_share,
    clearance_weeks,
    list_for_share,
    lists_by_age,
    pressure,
    queue_load,
    relief_capacity,
    target_capacity,
    target_mean_wait,
    target_queue_size,
)


def january(day: int) -> date:
    return date(2024, 1, day)


@pytest.mark.parametrize(
    ("found", "published"),
    [
        (clearance_weeks(600, 40), 15),
        (queue_load(30, 27), 1.11111111),
        (queue_load(35, 27), 1.2962963),
        (queue_load(30, 25), 1.2),
        (queue_load(52, 42), 1.23809524),
        (target_mean_wait(52, 4), 13),
        (target_mean_wait(35, 4), 8.75),
        (target_mean_wait(30, 4), 7.5),
        (target_mean_wait(52, 6), 8.6666667),
        (target_queue_size(30, 52), 390),
        (target_queue_size(30, 50), 375),
        (target_queue_size(30, 50, 6), 250),
        (target_queue_size(30, 18), 135),
        (relief_capacity(30, 1200, 390, 26), 61.153846),
        (relief_capacity(33, 800, 200, 30), 53),
        (relief_capacity(35, 250, 100, 15), 45),
        (relief_capacity(30, 1200, 390, 26, 10_000, 0.5), 74.010989),
        (relief_capacity(30, 1200, 390, 26, 900, 1), 61.153846),
        (target_capacity(30, 52, 3, 1.1, 1.2), 30.076442),
        (target_capacity(30, 52, 3, 1.1, 1.4), 30.0914423),
        (target_capacity(42, 65, 2, 1.2, 1.5), 42.0567692),
        (target_capacity(35, 50, 1, 1.3, 1.6), 35.0425),
        (target_capacity(4, 52), 4.0769231),
        (pressure(63, 52), 2.42307692),
        (pressure(42, 24), 3.5),
        (pressure(55, 50), 2.2),
        (pressure(24, 4), 12),
        (age_at_share((10, 10, 80), 0.5), 2.375),
    ],
)
def test_a_formula_has_its_published_value(found: float, published: float) -> None:
    assert found == pytest.approx(published, rel=1e-6)


@pytest.mark.parametrize(("percent", "waiting"), [(50, 779.1), (60, 589.3), (70, 448.5), (80, 335.5), (92, 213.8)])
def test_the_list_of_thirty_a_week_that_keeps_a_share_within_18_weeks(percent: int, waiting: float) -> None:
    assert round(list_for_share(30, 18, percent / 100), 1) == waiting


def test_the_steady_list_of_each_age_group() -> None:
    assert lists_by_age(50, (0.1, 0.2), (5, 3)) == (40, 29)


def test_the_size_of_a_list_on_each_day() -> None:
    stays = [Stay(january(day)) for day in (1, 4, 10)]
    assert sizes_by_day(stays, january(1), january(10)) == (1, 1, 1, 2, 2, 2, 2, 2, 2, 3)


def test_removals_in_a_day_and_in_a_week() -> None:
    stays = [Stay(january(1), january(8)), Stay(january(4))]
    assert removals_a_day(stays, january(8)) == pytest.approx(1 / 7)
    assert 7 * removals_a_day(stays, january(8)) == pytest.approx(1)


def test_the_mean_wait_is_in_days() -> None:
    stays = [Stay(january(1), january(8)), Stay(january(4), january(11)), Stay(january(10))]
    assert mean_wait_on(stays, january(10)) == 3


FOUR = [Stay(january(1), january(8)), *(Stay(january(day)) for day in (4, 10, 16))]


def test_pressure_takes_wait_and_target_in_one_unit() -> None:
    # The public package divides days by weeks, and has 3.0.
    assert round(pressure(mean_wait_on(FOUR, january(16)) / 7, 4), 2) == 0.43


def test_the_ends_of_a_period_are_no_arrivals() -> None:
    # The public package has 5.
    assert arrivals_between(FOUR, january(1), january(16)) == 4


def test_who_joins_after_a_day_does_not_wait_on_it() -> None:
    # The public package counts them, with waits below 0.
    assert waits_on(FOUR, january(9)) == (5,)
