from __future__ import annotations

from datetime import datetime

import pytest

from clerkdesk.rules.values.moments import parse_moment
from clerkdesk.rules.values.unreadable import Unreadable

NOW = datetime(2025, 3, 3, 9, 41)


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("15:00", datetime(2025, 3, 3, 15, 0)),
        ("9", datetime(2025, 3, 4, 9, 0)),
        ("thu 3pm", datetime(2025, 3, 6, 15, 0)),
        ("tomorrow 9:30", datetime(2025, 3, 4, 9, 30)),
        ("10/3 1400", datetime(2025, 3, 10, 14, 0)),
    ],
)
def test_a_time_to_ring_back_is_read_as_it_is_said(typed: str, moment: datetime) -> None:
    assert parse_moment(typed, NOW) == moment


@pytest.mark.parametrize("typed", ["", "soon", "thu", "today 9", "31/2 10:00"])
def test_what_is_no_time_to_come_is_answered_with_a_sentence(typed: str) -> None:
    answer = parse_moment(typed, NOW)
    assert isinstance(answer, Unreadable) and answer.sentence
