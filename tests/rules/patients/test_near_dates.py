"""Birth dates that are one slip apart."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerkdesk.rules.patients.near_dates import date_nearness, transposed_dates

days = st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 1, 1))


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        (date(1980, 2, 3), date(1980, 2, 3), "same"),
        (date(1980, 2, 3), date(1980, 3, 2), "day_and_month_swapped"),
        (date(1967, 3, 14), date(1976, 3, 14), "digits_swapped"),
        (date(1967, 3, 14), date(1957, 3, 14), "one_digit_wrong"),
        (date(1967, 3, 14), date(1981, 6, 2), "different"),
        (date(1967, 3, 12), date(1967, 3, 21), "digits_swapped"),
    ],
)
def test_a_slip_is_named(one: date, other: date, how: str) -> None:
    assert date_nearness(one, other) == how


@given(days, days)
def test_nearness_is_mutual(one: date, other: date) -> None:
    assert date_nearness(one, other) == date_nearness(other, one)


@given(days)
def test_every_transposed_date_is_near_and_none_is_the_date_itself(day: date) -> None:
    assert all(date_nearness(day, other) not in ("same", "different") for other in transposed_dates(day))


@given(days)
def test_a_transposed_date_leads_back(day: date) -> None:
    assert all(day in transposed_dates(other) for other in transposed_dates(day))
