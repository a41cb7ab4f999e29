from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerkdesk.rules.values.working_days import add_working_days, is_working_day, working_days_between

CHRISTMAS_2026 = frozenset({date(2026, 12, 25), date(2026, 12, 28)})

days = st.dates(date(2020, 1, 1), date(2035, 12, 31))
closed_days = st.frozensets(days, max_size=20)


def test_two_working_days_after_a_thursday_is_the_monday() -> None:
    assert add_working_days(date(2026, 6, 4), 2, ()) == date(2026, 6, 8)


def test_no_working_days_after_a_saturday_is_that_saturday() -> None:
    assert add_working_days(date(2026, 6, 6), 0, ()) == date(2026, 6, 6)


def test_bank_holidays_are_stepped_over() -> None:
    assert add_working_days(date(2026, 12, 24), 1, CHRISTMAS_2026) == date(2026, 12, 29)


def test_counting_backwards_is_refused() -> None:
    with pytest.raises(ValueError, match="0 or more"):
        add_working_days(date(2026, 6, 4), -1, ())


def test_an_earlier_day_is_no_working_days_away() -> None:
    assert working_days_between(date(2026, 6, 8), date(2026, 6, 4), ()) == 0


@given(day=days, count=st.integers(0, 60), closed=closed_days)
def test_counting_undoes_adding(day: date, count: int, closed: frozenset[date]) -> None:
    assert working_days_between(day, add_working_days(day, count, closed), closed) == count


@given(day=days, count=st.integers(1, 60), closed=closed_days)
def test_a_due_day_is_a_working_day(day: date, count: int, closed: frozenset[date]) -> None:
    assert is_working_day(add_working_days(day, count, closed), closed)


@given(day=days, span=st.integers(0, 60), closed=closed_days)
def test_a_span_never_has_more_working_days_than_days(day: date, span: int, closed: frozenset[date]) -> None:
    assert working_days_between(day, day + timedelta(days=span), closed) <= span
