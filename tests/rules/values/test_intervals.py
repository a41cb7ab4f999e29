"""Lengths of time as clinics write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerkdesk.rules.values.intervals import Interval, parse_interval
from clerkdesk.rules.values.unreadable import Unreadable

days = st.dates(min_value=date(1950, 1, 1), max_value=date(2100, 1, 1))


@pytest.mark.parametrize(
    ("typed", "interval"),
    [
        ("6w", Interval(6, "week")),
        ("6 weeks", Interval(6, "week")),
        ("12/52", Interval(12, "week")),
        ("3m", Interval(3, "month")),
        ("3/12", Interval(3, "month")),
        ("1Y", Interval(1, "year")),
        ("10d", Interval(10, "day")),
        ("5/7", Interval(5, "day")),
        ("93d", Interval(93, "day")),
    ],
)
def test_a_length_is_read_in_any_usual_form(typed: str, interval: Interval) -> None:
    assert parse_interval(typed) == interval


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "interval_missing"),
        ("soon", "interval_unreadable"),
        ("6", "interval_unreadable"),
        ("0w", "interval_zero"),
        ("11y", "interval_long"),
    ],
)
def test_a_wrong_length_is_answered_with_what_is_wrong(typed: str, code: str) -> None:
    answer = parse_interval(typed)
    assert isinstance(answer, Unreadable)
    assert answer.code == code


def test_a_month_after_the_31st_is_the_last_day_of_a_shorter_month() -> None:
    assert Interval(1, "month").add_to(date(2027, 1, 31)) == date(2027, 2, 28)


def test_a_year_after_a_leap_day_is_the_28th() -> None:
    assert Interval(1, "year").add_to(date(2028, 2, 29)) == date(2029, 2, 28)


def test_a_length_is_put_into_words() -> None:
    assert str(Interval(1, "month")) == "1 month"
    assert str(Interval(6, "week")) == "6 weeks"


intervals = st.builds(Interval, st.integers(1, 10), st.sampled_from(["day", "week", "month", "year"]))


@given(intervals)
def test_a_length_is_read_back_from_its_words_and_its_short_form(interval: Interval) -> None:
    assert parse_interval(str(interval)) == interval
    assert parse_interval(interval.code) == interval


@given(intervals, days)
def test_a_length_later_is_later_and_a_length_before_is_earlier(interval: Interval, day: date) -> None:
    assert interval.before(day) < day < interval.add_to(day)


@given(st.text(max_size=12))
def test_any_text_is_answered(text: str) -> None:
    assert isinstance(parse_interval(text), Interval | Unreadable)
