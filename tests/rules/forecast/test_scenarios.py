"""A scenario is typed in one line, and said back in words before anything is reckoned from it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerkdesk.rules.forecast.gaps import Activity
from clerkdesk.rules.forecast.scenarios import Scenario, counted_words, plans_of, read_scenario
from clerkdesk.rules.values.unreadable import Unreadable

TODAY = date(2026, 11, 30)
SUNDAY = date(2026, 11, 29)
CLINIC = Activity(attendances_per_stop=2.0, lost_percent=10.0, slots_per_session=10.0)


def read(text: str) -> Scenario:
    found = read_scenario(text, TODAY)
    assert isinstance(found, Scenario), found
    return found


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "as it is"),
        ("+2 sessions from 4 jan", "2 more clinics a week from Mon 4 Jan 2027"),
        ("-1 clinic from 4 jan to 29 jan", "1 fewer clinic a week from Mon 4 Jan 2027 to Fri 29 Jan 2027"),
        ("dna -1", "missed appointments 1 fewer point"),
        ("leave w/c 15 feb", "no clinics in the week of Mon 15 Feb 2027"),
        ("leave w/c 30 nov", "no clinics in the week of Mon 30 Nov 2026"),
        ("leave 12 feb", "no clinics in the week of Mon 8 Feb 2027"),
        ("leave 21 dec to 4 jan", "no clinics from Mon 21 Dec 2026 to Mon 4 Jan 2027 (11 weekdays)"),
        ("validate 8%", "validation takes 8% off the list"),
        ("demand +5%", "new waits 5 more%"),
        ("+12 stops from 1/2/27", "12 more stops a week from Mon 1 Feb 2027"),
        (
            "+2 sessions from 4 jan; dna -1; leave w/c 15 feb; validate 8%",
            "2 more clinics a week from Mon 4 Jan 2027; missed appointments 1 fewer point; "
            "no clinics in the week of Mon 15 Feb 2027; validation takes 8% off the list",
        ),
    ],
)
def test_a_line_is_said_back_in_words(typed: str, said: str) -> None:
    assert read(typed).words == said


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("more clinics", "scenario_unreadable"),
        ("dna -1; perhaps", "scenario_unreadable"),
        ("+2 sessions from 31 feb", "date_day"),
        ("+900 sessions", "scenario_amount"),
        ("leave 4 jan 2027 to 21 dec 2026", "scenario_days"),
        ("; ".join(["dna -1"] * 13), "scenario_long"),
        ("validate 8%; dna -1; validate 8%", "scenario_twice"),
        ("validate 8% from 1 mar 2020", "scenario_past"),
        ("leave w/c 16 nov 2026", "scenario_past"),
        ("+2 sessions to 29 nov 2026", "scenario_past"),
        ("leave 12 dec to 13 dec", "scenario_weekend"),
    ],
)
def test_a_wrong_line_is_answered_with_what_would_be_right(typed: str, code: str) -> None:
    found = read_scenario(typed, TODAY)
    assert isinstance(found, Unreadable) and found.code == code


def test_changes_hold_from_their_day_and_validation_happens_once() -> None:
    line = "+2 sessions from 14 dec to 20 dec; dna -1; leave w/c 21 dec; validate 8% from 14 dec; demand +5%"
    plans = plans_of(read(line), SUNDAY, 5, CLINIC, capacity=(0.5,))
    assert [round(plan.capacity, 3) for plan in plans] == [0.506, 1.011, 1.011, 0.0, 1.011]
    assert [plan.more_stops for plan in plans] == [0.0, 0.0, 9.0, 0.0, 0.0]
    assert [round(plan.validated, 2) for plan in plans] == [0.0, 0.0, 0.08, 0.0, 0.0]
    assert {plan.demand for plan in plans} == {1.05}


def test_leave_takes_the_share_of_its_weekdays() -> None:
    plans = plans_of(read("leave from 11 dec to 14 dec; leave 14 dec to 16 dec"), SUNDAY, 4, CLINIC)
    assert [round(plan.capacity, 3) for plan in plans] == [1.0, 0.8, 0.4, 1.0]


def test_no_more_missed_appointments_are_won_back_than_there_are() -> None:
    few, all_of_them, many = (read(line) for line in ("dna -9", "dna -10", "dna -50; dna -1"))
    assert plans_of(many, SUNDAY, 2, CLINIC) == plans_of(all_of_them, SUNDAY, 2, CLINIC)
    assert counted_words(many, SUNDAY, 2, CLINIC).endswith("; only the 10.0 points that are missed count")
    assert counted_words(few, SUNDAY, 2, CLINIC) == few.words


@given(st.text(max_size=80))
def test_any_text_is_read_or_answered(text: str) -> None:
    found = read_scenario(text, TODAY)
    assert isinstance(found, Scenario | Unreadable)


@given(
    st.lists(
        st.one_of(
            st.integers(-9, 9).map(lambda count: f"{count:+d} sessions from 4 jan"),
            st.integers(-5, 5).map(lambda points: f"dna {points:+d}"),
            st.integers(0, 90).map(lambda share: f"validate {share}%"),
            st.just("leave w/c 15 feb"),
        ),
        max_size=6,
        unique=True,
    )
)
def test_the_parts_of_a_line_are_all_said_back(parts: list[str]) -> None:
    assert len(read(" ;  ".join(parts)).changes) == len(parts)
