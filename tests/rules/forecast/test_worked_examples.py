"""The ten worked examples, B1 to B10, each under its name."""

from __future__ import annotations

import pytest

from clerkdesk.rules.forecast.age_bands import AgeBands
from clerkdesk.rules.forecast.control_limits import control_chart, planning_percentile
from clerkdesk.rules.forecast.engine import at_best, longest_first, step
from clerkdesk.rules.forecast.gaps import Activity, attendances_for, sessions_for, slots_for, stops_for_list
from clerkdesk.rules.forecast.queues import list_for_share, other_removals, share_within

BANDS = AgeBands(126)
AGES = (100, 110, 119, 120, 126, 127, 140)
STAYS = [1.0] * BANDS.count


def of_ages(*ages: int) -> list[float]:
    return BANDS.counted((age, 1) for age in ages)


def test_b1_five_of_seven_are_within_18_weeks() -> None:
    assert round(BANDS.share_within(of_ages(*AGES)), 1) == 71.4


def test_b2_a_week_on_with_nothing_done_three_of_seven_are() -> None:
    later = step(of_ages(*AGES), 0, STAYS, STAYS, 0)
    assert later == of_ages(*(age + 7 for age in AGES))
    assert round(BANDS.share_within(later), 1) == 42.9


def test_b3_two_longest_stopped_then_one_who_joins() -> None:
    stopped = longest_first(step(of_ages(*AGES), 0, STAYS, STAYS, 0), 2)
    assert BANDS.share_within(stopped) == 60.0
    joined = [stopped[0] + 1, *stopped[1:]]
    assert round(BANDS.share_within(joined), 1) == 66.7


def test_b4_day_126_is_within_18_weeks_and_complete_weeks_would_lose_it() -> None:
    assert BANDS.share_within(of_ages(126)) == 100.0 and BANDS.share_within(of_ages(127)) == 0.0
    assert sum(age // 7 < 18 for age in AGES) == 4


@pytest.mark.parametrize(("otherwise", "week", "waiting"), [(3.0, 11, 485), (0.0, 12, 516)])
def test_b5_the_longest_first_meet_92_percent_and_sooner_with_other_removals(
    otherwise: float, week: int, waiting: int
) -> None:
    people = [0.0, *[20.0] * 27, *[0.0] * (BANDS.count - 28)]
    weeks = at_best(people, BANDS, 26, joined=30, stops=32, otherwise=otherwise)
    first = next(number for number, (_, share) in enumerate(weeks, 1) if share >= 92)
    met = weeks[week - 1]
    assert first == week and round(met[0]) == waiting and round(met[1], 1) == 93.0


def test_b6_the_stops_that_bring_540_to_the_list_for_92_percent() -> None:
    target = list_for_share(30, 18, 0.92)
    assert round(target, 1) == 213.8
    assert round(stops_for_list(30, 540, target, 26, 0), 2) == 42.55
    assert round(stops_for_list(30, 540, target, 26, 12.4), 2) == 38.83


def test_b7_stops_are_attendances_and_slots_and_clinics() -> None:
    dermatology = Activity(attendances_per_stop=1.10 + 1.69, lost_percent=6.4, slots_per_session=12)
    assert round(attendances_for(38.83, dermatology) or 0, 1) == 108.3
    assert round(slots_for(38.83, dermatology) or 0, 1) == 115.7
    assert sessions_for(38.83, dermatology) == 10


def test_b8_one_month_of_devon_shows_other_removals_of_4_5_percent() -> None:
    removed = other_removals(before=219_787, joined=39_010, stopped=35_630, after=221_417)
    assert removed == 1_750 and round(100 * removed / 39_010, 1) == 4.5


def test_b9_ten_weeks_have_limits_and_no_signal() -> None:
    weeks = (28, 22, 40, 25, 31, 20, 33, 26, 30, 24)
    chart = control_chart(weeks)
    assert chart is not None
    assert (round(chart.mean, 1), round(chart.moving_range, 3)) == (27.9, 9.556)
    assert (round(chart.low, 1), round(chart.high, 1)) == (2.5, 53.3)
    assert chart.signals == ()
    assert round(planning_percentile(weeks, 65), 1) == 29.7
    assert round(planning_percentile(weeks, 85), 1) == 32.3


def test_b10_england_in_january_2026() -> None:
    demand, waiting = 1_773_734 / 31 * 7, 7_187_677
    assert round(100 * share_within(demand, waiting, 18), 1) == 63.3
    assert round(list_for_share(demand, 18, 0.92)) == pytest.approx(2_854_373, abs=5)
