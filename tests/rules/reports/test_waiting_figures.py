"""The figures of a waiting list (R-130, R-131, RULES 9.2, R-910)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerkdesk.rules.reports.waiting_figures import (
    OpenWait,
    by_age,
    by_screen_group,
    by_week_band,
    figures,
    percentile,
)
from clerkdesk.rules.values.priority import Priority


def waits(*days: int | None) -> list[OpenWait]:
    return [OpenWait(each, 126, "DERM", Priority.ROUTINE, booked=False) for each in days]


def test_92_of_100_within_18_weeks_are_92_percent() -> None:
    found = figures(waits(*[126] * 92, *[127] * 8))
    assert (found.within_standard, found.percent_within) == (92, 92.0)


def test_91_of_100_are_91_percent() -> None:
    assert figures(waits(*[126] * 91, *[127] * 9)).percent_within == 91.0


def test_a_share_is_never_rounded_up_to_the_standard() -> None:
    assert figures(waits(*[1] * 9199, *[200] * 801)).percent_within == 91.9


def test_an_unknown_start_is_counted_apart() -> None:
    found = figures(waits(10, None))
    assert (found.waiting, found.unknown_starts, found.percent_within) == (1, 1, 100.0)


def test_over_52_weeks_is_more_than_364_days() -> None:
    assert figures(waits(364, 365)).over_52_weeks == 1


def test_median_and_92nd_percentile_are_interpolated() -> None:
    ordered = [20, 22, 24, 25, 26, 28, 30, 31, 33, 40]
    assert (percentile(ordered, 50), percentile(ordered, 85)) == (27.0, 32.3)


def test_of_nobody_there_is_no_percentile_and_no_share() -> None:
    found = figures([])
    assert (found.median_days, found.percentile_92_days, found.percent_within) == (None, None, None)


def test_there_are_104_bands_and_one_more() -> None:
    names = [band.name for band in by_week_band([])]
    assert (len(names), names[0], names[1], names[-2], names[-1]) == (105, "0-1", ">1-2", ">103-104", "104+")


def test_a_trust_may_band_by_complete_weeks() -> None:
    found = by_week_band(waits(6, 7, 126, 728), "complete_weeks")
    assert [(band.name, band.count) for band in found if band.count] == [("0", 1), ("1", 1), ("18", 1), ("104+", 1)]
    assert len(found) == 105


@pytest.mark.parametrize(
    ("days", "group"),
    [(0, "0-6"), (7, "0-6"), (48, "0-6"), (49, "0-6"), (50, "7-12"), (91, "7-12"), (92, "13-17"), (125, "13-17"),
     (126, "13-17"), (127, "18-25"), (182, "18-25"), (183, "26-39"), (280, "26-39"), (281, "40-51"), (364, "40-51"),
     (365, "52-64"), (366, "52-64"), (455, "52-64"), (456, "65-77"), (546, "65-77"), (547, "78-103"), (728, "78-103"),
     (729, "104+"), (5000, "104+")],
)  # fmt: skip
def test_the_screen_groups_follow_the_bands(days: int, group: str) -> None:
    [found] = [each.name for each in by_screen_group(waits(days)) if each.count]
    assert found == group


def test_the_screen_groups_follow_the_bands_of_a_trust_by_complete_weeks() -> None:
    found = by_screen_group(waits(48, 49, 125, 126, 727, 728), "complete_weeks")
    assert [(group.name, group.count) for group in found if group.count] == [
        ("0-6", 1), ("7-12", 1), ("13-17", 1), ("18-25", 1), ("78-103", 1), ("104+", 1),
    ]  # fmt: skip


@given(st.lists(st.integers(0, 1200)))
def test_the_groups_up_to_a_mark_are_those_who_have_not_passed_it(days: list[int]) -> None:
    every = waits(*days)
    groups, passed = by_screen_group(every), dict(figures(every).over_weeks)
    for weeks in (18, 26, 40, 52, 65, 78, 104):
        beyond = [group.count for group in groups if int(group.name.rstrip("+").split("-")[0]) >= weeks]
        assert sum(beyond) == passed[weeks]


def test_ages_are_counted_in_groups() -> None:
    assert by_age([0, 1, 2, 6, 30]) == (("0-1", 2), ("2-5", 1), ("6-10", 1), ("11+", 1))


@given(st.lists(st.integers(0, 1200)))
def test_every_wait_stands_in_one_band_and_one_group(days: list[int]) -> None:
    every = waits(*days)
    bands, groups = by_week_band(every), by_screen_group(every)
    assert sum(band.count for band in bands) == sum(group.count for group in groups) == len(days)
    assert not days or bands[-1].cumulative_percent == groups[-1].cumulative_percent == 100.0
