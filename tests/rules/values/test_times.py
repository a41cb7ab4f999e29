"""Times of day as people say and type them."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerkdesk.rules.values.times import parse_time
from clerkdesk.rules.values.unreadable import Unreadable


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("9", time(9)),
        ("930", time(9, 30)),
        ("9:30", time(9, 30)),
        ("9.30", time(9, 30)),
        ("2pm", time(14)),
        ("2.15 pm", time(14, 15)),
        ("1400", time(14)),
        ("2", time(14)),
        ("02:00", time(2)),
        ("12am", time(0)),
        ("12 p.m.", time(12)),
        ("noon", time(12)),
        ("1240", time(12, 40)),
    ],
)
def test_a_time_is_read_in_any_usual_form(typed: str, at: time) -> None:
    assert parse_time(typed) == at


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "time_missing"),
        ("later", "time_unreadable"),
        ("9:75", "time_minute"),
        ("25", "time_hour"),
        ("14pm", "time_half"),
        ("0am", "time_half"),
    ],
)
def test_a_wrong_time_is_answered_with_what_is_wrong(typed: str, code: str) -> None:
    answer = parse_time(typed)
    assert isinstance(answer, Unreadable)
    assert answer.code == code


@given(st.times())
def test_a_written_time_is_read_back(at: time) -> None:
    at = at.replace(second=0, microsecond=0)
    assert parse_time(f"{at:%H:%M}") == at


@given(st.text(max_size=12))
def test_any_text_is_answered(text: str) -> None:
    assert isinstance(parse_time(text), time | Unreadable)
