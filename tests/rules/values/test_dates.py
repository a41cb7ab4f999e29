"""Dates as clerks and callers say them. Today is Saturday 21 November 2026 unless a test says otherwise."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerkdesk.rules.values.age import age_on
from clerkdesk.rules.values.date_words import birth_date_words, day_words, distance_words, echo, short_day_words
from clerkdesk.rules.values.dates import OLDEST_AGE, Purpose, parse_date
from clerkdesk.rules.values.unreadable import Unreadable

TODAY = date(2026, 11, 21)
todays = st.dates(min_value=date(2020, 1, 1), max_value=date(2060, 12, 31))
birth_dates = st.dates(min_value=date(1902, 1, 1), max_value=TODAY)
near_dates = st.integers(min_value=0, max_value=700).map(lambda days: TODAY + timedelta(days=days))


@pytest.mark.parametrize(
    "typed", ["3/2/80", "030280", "03021980", "3.2.80", "3-2-1980", "3 feb 80", "3rd February 1980"]
)
def test_a_birth_date_is_read_in_every_form_of_the_desk(typed: str) -> None:
    assert parse_date(typed, TODAY, Purpose.BIRTH) == date(1980, 2, 3)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("14031967", date(1967, 3, 14)),
        ("19670314", date(1967, 3, 14)),
        ("1967-03-14", date(1967, 3, 14)),
        ("Tue 14 Mar 1967", date(1967, 3, 14)),
        ("march 14, 1967", date(1967, 3, 14)),
        ("14mar67", date(1967, 3, 14)),
        ("290200", date(2000, 2, 29)),
        ("211126", TODAY),
        ("221126", date(1926, 11, 22)),
        ("mon", date(2026, 11, 16)),
        ("sat", date(2026, 11, 14)),
        ("3 feb", date(2026, 2, 3)),
        ("25/12", date(2025, 12, 25)),
        ("yesterday", date(2026, 11, 20)),
        ("t-14", date(2026, 11, 7)),
        ("last mon", date(2026, 11, 9)),
    ],
)
def test_a_birth_date_is_read(typed: str, day: date) -> None:
    assert parse_date(typed, TODAY, Purpose.BIRTH) == day


_AHEAD = ("22nov26", "22/11/26", "221126", "22nd november 26", "1 jan 27", "31/12/28", "010180", "22 nov 99")
"""Days that lie ahead on 21 November 2026, or that no event of this century can have, with a year of two figures."""


@pytest.mark.parametrize("typed", _AHEAD)
def test_a_day_ahead_is_never_read_as_an_event_of_a_hundred_years_ago(typed: str) -> None:
    answer = parse_date(typed, TODAY, Purpose.PAST)
    assert isinstance(answer, Unreadable)
    assert answer.code == "date_in_future"


@pytest.mark.parametrize(
    ("typed", "day"),
    [("211126", TODAY), ("1nov26", date(2026, 11, 1)), ("3/2/06", date(2006, 2, 3)), ("25/12", date(2025, 12, 25))],
)
def test_the_day_of_an_event_is_of_this_century(typed: str, day: date) -> None:
    assert parse_date(typed, TODAY, Purpose.PAST) == day


def test_the_day_of_an_event_just_before_the_century_turned_is_read() -> None:
    assert parse_date("31dec99", date(2100, 1, 4), Purpose.PAST) == date(2099, 12, 31)


@pytest.mark.parametrize(("typed", "day"), [("14/03/99", date(1999, 3, 14)), ("14/03/26", date(2026, 3, 14))])
def test_the_day_of_a_death_in_a_file_may_be_of_the_last_century(typed: str, day: date) -> None:
    assert parse_date(typed, TODAY, Purpose.DEATH) == day


@pytest.mark.parametrize("typed", ["22/11/26", "14/03/27", "14/03/28"])
def test_a_death_that_a_file_dates_just_ahead_is_a_slip(typed: str) -> None:
    answer = parse_date(typed, TODAY, Purpose.DEATH)
    assert isinstance(answer, Unreadable)
    assert answer.code == "date_in_future"


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("3 feb", date(2027, 2, 3)),
        ("3rd of February 2027", date(2027, 2, 3)),
        ("15/12", date(2026, 12, 15)),
        ("t", TODAY),
        ("today", TODAY),
        ("tomorrow", date(2026, 11, 22)),
        ("t+14", date(2026, 12, 5)),
        ("+2w", date(2026, 12, 5)),
        ("+10d", date(2026, 12, 1)),
        ("+10", date(2026, 12, 1)),
        ("+3m", date(2027, 2, 21)),
        ("T + 2 weeks", date(2026, 12, 5)),
        ("mon", date(2026, 11, 23)),
        ("sat", date(2026, 11, 28)),
        ("weds", date(2026, 11, 25)),
        ("next mon", date(2026, 11, 23)),
        ("next week", date(2026, 11, 23)),
        ("w/c 5/1", date(2027, 1, 4)),
        ("wc 4/1/27", date(2027, 1, 4)),
        ("w/c mon", date(2026, 11, 23)),
        ("week commencing 4 jan", date(2027, 1, 4)),
        ("１５／１２", date(2026, 12, 15)),
        ("MON 14 DEC", date(2026, 12, 14)),
    ],
)
def test_a_date_to_come_is_read(typed: str, day: date) -> None:
    assert parse_date(typed, TODAY) == day


def test_next_friday_said_on_a_wednesday_is_not_this_friday() -> None:
    wednesday = date(2026, 11, 18)
    assert parse_date("fri", wednesday) == date(2026, 11, 20)
    assert parse_date("next fri", wednesday) == date(2026, 11, 27)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("31/02", "February has 28 days in 2027."),
        ("29/2/2027", "February has 28 days in 2027."),
        ("31/4", "April has 30 days."),
        ("0/4", "April has 30 days."),
        ("3/14/27", "A year has months 1 to 12; the day comes first, such as 14/3/67."),
        ("tue 14 dec 2026", "That day is a Monday, not a Tuesday; please ask again which is meant."),
        ("12345", "A date in digits alone has 6 or 8 of them, such as 030280 or 03021980."),
        ("3/2/80", "That is over 20 years ahead; please check the year."),
        ("+9999w", "Write it like +2w, +10d, +3m or t+14."),
    ],
)
def test_a_wrong_date_to_come_is_answered_with_what_is_wrong(typed: str, sentence: str) -> None:
    answer = parse_date(typed, TODAY)
    assert isinstance(answer, Unreadable)
    assert answer.sentence == sentence


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "date_missing"),
        ("soon", "date_unreadable"),
        ("22/11/2026", "date_in_future"),
        ("tomorrow", "date_in_future"),
        ("1/1/1900", "date_too_old"),
        ("week " * 40, "date_unreadable"),
    ],
)
def test_a_wrong_date_in_the_past_is_answered_with_what_is_wrong(typed: str, code: str) -> None:
    answer = parse_date(typed, TODAY, Purpose.PAST)
    assert isinstance(answer, Unreadable)
    assert answer.code == code


@given(st.text(max_size=30) | st.text(alphabet="0123456789/-+. tdwmyfebmonc", max_size=14), todays)
def test_any_text_is_answered_and_a_past_date_is_never_in_the_future(text: str, today: date) -> None:
    for purpose in (Purpose.PAST, Purpose.BIRTH, Purpose.DEATH):
        answer = parse_date(text, today, purpose)
        assert isinstance(answer, Unreadable) or (answer <= today and age_on(answer, today) <= OLDEST_AGE)


@given(birth_dates)
def test_a_birth_date_is_read_back_from_every_way_it_is_written(day: date) -> None:
    written = (day_words(day), birth_date_words(day), day.isoformat(), f"{day:%d%m%Y}", f"{day:%d/%m/%Y}")
    assert {parse_date(text, TODAY, Purpose.PAST) for text in written} == {day}


@given(near_dates)
def test_a_date_to_come_is_read_back_with_and_without_its_weekday(day: date) -> None:
    assert parse_date(day_words(day), TODAY) == day
    assert parse_date(f"{day:%d%m%y}", TODAY) == day


@given(st.integers(0, 360))
def test_a_short_date_within_the_year_is_read_back(days: int) -> None:
    day = TODAY + timedelta(days=days)
    assert parse_date(short_day_words(day), TODAY) == day


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 12, 14), "Mon 14 Dec 2026, 3 weeks 2 days"),
        (date(2026, 12, 12), "Sat 12 Dec 2026, 3 weeks"),
        (date(2026, 12, 3), "Thu 3 Dec 2026, 12 days"),
        (date(2026, 11, 22), "Sun 22 Nov 2026, tomorrow"),
        (date(2026, 11, 7), "Sat 7 Nov 2026, 2 weeks ago"),
        (date(1967, 3, 14), "Tue 14 Mar 1967, 59 years ago"),
    ],
)
def test_a_typed_date_is_echoed_in_full(day: date, words: str) -> None:
    assert echo(day, TODAY) == words


@given(st.dates(), st.dates())
def test_any_two_days_have_a_distance_in_words(day: date, today: date) -> None:
    assert distance_words(day, today)
