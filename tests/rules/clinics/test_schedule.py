from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerkdesk.rules.clinics.schedule import (
    LAST_OF_MONTH,
    Pattern,
    SlotRun,
    dates_of,
    first_clash,
    plan_session,
    plan_sessions,
)
from clerkdesk.rules.values.slots import Recurrence, SlotKind

MONDAY = Pattern(
    weekday=0,
    recurrence=Recurrence.WEEKLY,
    starts=time(9, 0),
    valid_from=date(2026, 1, 1),
    slots=(SlotRun(2, 30, SlotKind.NEW), SlotRun(3, 15, SlotKind.FOLLOW_UP, 2)),
)

days = st.dates(date(2025, 1, 1), date(2030, 12, 31))


@st.composite
def patterns(draw: st.DrawFn) -> Pattern:
    recurrences: list[Recurrence] = [Recurrence.WEEKLY, Recurrence.ALTERNATE, Recurrence.NTH]
    return replace(
        MONDAY,
        weekday=draw(st.integers(0, 6)),
        recurrence=draw(st.sampled_from(recurrences)),
        nth=tuple(draw(st.sets(st.sampled_from([1, 2, 3, 4, 5, LAST_OF_MONTH]), min_size=1))),
        anchor=draw(days),
        valid_from=draw(days),
        valid_to=draw(st.none() | days),
        starts=draw(st.times(time(7, 0), time(18, 0))),
    )


def runs(pattern: Pattern, first: date, last: date) -> list[date]:
    return list(dates_of(pattern, first, last))


def test_a_weekly_clinic_runs_every_week() -> None:
    assert runs(MONDAY, date(2026, 6, 2), date(2026, 6, 22)) == [date(2026, 6, 8), date(2026, 6, 15), date(2026, 6, 22)]


def test_an_alternate_clinic_runs_every_second_week_from_its_anchor() -> None:
    alternate = replace(MONDAY, recurrence=Recurrence.ALTERNATE, anchor=date(2026, 6, 8))

    assert runs(alternate, date(2026, 6, 1), date(2026, 6, 30)) == [date(2026, 6, 8), date(2026, 6, 22)]


def test_an_alternate_clinic_keeps_its_weeks_before_its_anchor_and_across_the_year() -> None:
    alternate = replace(MONDAY, recurrence=Recurrence.ALTERNATE, anchor=date(2027, 1, 4))

    assert runs(alternate, date(2026, 12, 1), date(2027, 1, 20)) == [
        date(2026, 12, 7),
        date(2026, 12, 21),
        date(2027, 1, 4),
        date(2027, 1, 18),
    ]


def test_a_first_and_third_monday_clinic_runs_twice_a_month() -> None:
    first_and_third = replace(MONDAY, recurrence=Recurrence.NTH, nth=(1, 3))

    assert runs(first_and_third, date(2026, 6, 1), date(2026, 6, 30)) == [date(2026, 6, 1), date(2026, 6, 15)]


def test_the_last_monday_is_the_fifth_where_there_are_five() -> None:
    last = replace(MONDAY, recurrence=Recurrence.NTH, nth=(LAST_OF_MONTH,))

    assert runs(last, date(2026, 6, 1), date(2026, 7, 31)) == [date(2026, 6, 29), date(2026, 7, 27)]


def test_a_clinic_is_left_out_on_a_bank_holiday_and_not_moved() -> None:
    assert list(dates_of(MONDAY, date(2026, 5, 20), date(2026, 6, 1), {date(2026, 5, 25)})) == [date(2026, 6, 1)]


def test_a_clinic_does_not_run_outside_its_dates() -> None:
    short = replace(MONDAY, valid_from=date(2026, 6, 8), valid_to=date(2026, 6, 8))

    assert runs(short, date(2026, 1, 1), date(2026, 12, 31)) == [date(2026, 6, 8)]


def test_the_last_day_of_the_calendar_can_be_reached() -> None:
    assert runs(replace(MONDAY, weekday=4), date(9999, 12, 25), date.max) == [date(9999, 12, 31)]


def test_slots_follow_each_other_in_the_order_of_the_template() -> None:
    session = plan_session(MONDAY, date(2026, 6, 8))

    assert [(slot.starts_at.time(), slot.minutes, slot.kind, slot.capacity) for slot in session.slots] == [
        (time(9, 0), 30, "new", 1),
        (time(9, 30), 30, "new", 1),
        (time(10, 0), 15, "follow_up", 2),
        (time(10, 15), 15, "follow_up", 2),
        (time(10, 30), 15, "follow_up", 2),
    ]


def test_a_session_ends_with_its_last_slot() -> None:
    assert plan_session(MONDAY, date(2026, 6, 8)).ends == datetime(2026, 6, 8, 10, 45)


def test_a_clinic_keeps_its_local_time_when_the_clocks_change() -> None:
    sunday = replace(MONDAY, weekday=6)

    starts = [session.starts for session in plan_sessions(sunday, date(2026, 3, 22), date(2026, 4, 5))]

    assert starts == [datetime(2026, 3, 22, 9), datetime(2026, 3, 29, 9), datetime(2026, 4, 5, 9)]


def test_two_patterns_that_meet_only_in_a_month_with_five_mondays_clash() -> None:
    fourth = replace(MONDAY, recurrence=Recurrence.NTH, nth=(LAST_OF_MONTH,))
    fifth = replace(MONDAY, recurrence=Recurrence.NTH, nth=(5,))

    assert first_clash(fourth, fifth) == date(2026, 3, 30)


def test_alternate_weeks_that_take_turns_do_not_clash() -> None:
    odd = replace(MONDAY, recurrence=Recurrence.ALTERNATE, anchor=date(2026, 6, 1))
    even = replace(MONDAY, recurrence=Recurrence.ALTERNATE, anchor=date(2026, 6, 8))

    assert first_clash(odd, even) is None


def test_an_afternoon_that_begins_when_the_morning_ends_does_not_clash() -> None:
    assert first_clash(MONDAY, replace(MONDAY, starts=time(10, 45))) is None


@given(pattern=patterns(), first=days, span=st.integers(0, 400))
def test_every_day_is_the_weekday_and_within_the_dates(pattern: Pattern, first: date, span: int) -> None:
    last = first + timedelta(days=span)

    assert all(
        day.weekday() == pattern.weekday
        and max(first, pattern.valid_from) <= day <= min(last, pattern.valid_to or last)
        for day in runs(pattern, first, last)
    )


@given(pattern=patterns(), first=days, span=st.integers(0, 200), later=st.integers(0, 200))
def test_publishing_in_two_steps_makes_the_same_days_as_in_one(
    pattern: Pattern, first: date, span: int, later: int
) -> None:
    middle, last = first + timedelta(days=span), first + timedelta(days=span + later + 1)

    in_two = runs(pattern, first, middle) + runs(pattern, middle + timedelta(days=1), last)

    assert in_two == runs(pattern, first, last)


@given(pattern=patterns(), first=days)
def test_slots_of_a_session_never_overlap(pattern: Pattern, first: date) -> None:
    slots = plan_session(pattern, first).slots

    assert all(
        slot.starts_at + timedelta(minutes=slot.minutes) <= following.starts_at for slot, following in pairwise(slots)
    )


@given(one=patterns(), other=patterns())
def test_a_clash_is_the_same_from_either_side(one: Pattern, other: Pattern) -> None:
    assert first_clash(one, other) == first_clash(other, one)


CLOCK_FORWARD, CLOCK_BACK = date(2025, 3, 30), date(2025, 10, 26)


def a_night_clinic(starts: time) -> Pattern:
    return Pattern(
        weekday=6,
        recurrence=Recurrence.WEEKLY,
        starts=starts,
        valid_from=date(2025, 1, 1),
        slots=(SlotRun(4, 30, SlotKind.NEW),),
    )


@pytest.mark.parametrize(
    ("starts", "times", "left_out"),
    [
        (time(0, 0), ["00:00", "00:30"], 2),
        (time(1, 0), ["02:00", "02:30"], 2),
        (time(0, 30), ["00:30", "02:00"], 2),
        (time(2, 0), ["02:00", "02:30", "03:00", "03:30"], 0),
    ],
)
def test_no_slot_stands_at_a_time_that_the_clock_passes_over(starts: time, times: list[str], left_out: int) -> None:
    session = plan_session(a_night_clinic(starts), CLOCK_FORWARD)
    assert [f"{slot.starts_at:%H:%M}" for slot in session.slots] == times
    assert session.left_out == left_out
    assert f"{session.starts:%H:%M}" == times[0]


def test_in_autumn_every_slot_stands() -> None:
    assert plan_session(a_night_clinic(time(0, 30)), CLOCK_BACK).left_out == 0
