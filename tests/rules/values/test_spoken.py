"""What the clerk reads out to the patient."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerkdesk.rules.values.spoken import say_appointment, say_date, say_time


def test_an_appointment_is_said_as_a_person_says_it() -> None:
    assert say_appointment(datetime(2026, 12, 3, 14, 0)) == "Thursday the third of December, two o'clock"


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (time(9, 20), "twenty past nine"),
        (time(10, 40), "twenty to eleven"),
        (time(12, 0), "twelve o'clock"),
        (time(12, 45), "quarter to one"),
        (time(11, 45), "quarter to twelve"),
        (time(14, 30), "half past two"),
        (time(9, 7), "seven minutes past nine"),
        (time(9, 59), "one minute to ten"),
    ],
)
def test_a_time_is_said_as_a_person_says_it(at: time, words: str) -> None:
    assert say_time(at) == words


@given(st.times(), st.dates())
def test_every_time_and_day_can_be_said(at: time, day: date) -> None:
    assert say_time(at)
    assert say_date(day)
