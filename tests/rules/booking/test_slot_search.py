from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerkdesk.rules.booking.slot_search import SlotSearch, parse_slot_search
from clerkdesk.rules.booking.slots import SlotFacts
from clerkdesk.rules.values.slots import SlotKind
from clerkdesk.rules.values.unreadable import Unreadable

TODAY = date(2025, 3, 3)
TUESDAY = datetime(2025, 3, 11, 9, 0)


def search(text: str) -> SlotSearch:
    found = parse_slot_search(text, TODAY)
    assert isinstance(found, SlotSearch), found
    return found


def a_slot(starts: datetime = TUESDAY, medium: str = "01") -> SlotFacts:
    return SlotFacts(
        slot=1,
        starts=starts,
        minutes=20,
        kind=SlotKind.NEW,
        clinic=1,
        specialty=1,
        site=1,
        site_name="Nene Valley Hospital",
        medium=medium,
        places_free=1,
    )


@pytest.mark.parametrize(
    ("text", "read_back"),
    [
        ("mon or tue", "Mon, Tue"),
        ("Tuesdays am", "Tue · morning"),
        ("pm", "afternoon, evening"),
        ("from 3 apr", "from Thu 3 Apr"),
        ("after 3 apr", "from Fri 4 Apr"),
        ("before 3 apr", "to Wed 2 Apr"),
        ("by 3 apr 2025 telephone", "to Thu 3 Apr · by telephone"),
        ("w/c 2/4", "from Mon 31 Mar · to Sun 6 Apr"),
        ("dr shah", "dr shah"),
        ("tue specialty card", "Tue · specialty card"),
        ("", ""),
    ],
)
def test_what_is_wanted_is_read_back(text: str, read_back: str) -> None:
    assert search(text).sentence == read_back


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("tue", True), ("wed", False), ("am", True), ("evening", False), ("from 11 mar", True), ("after 11 mar", False),
        ("by 11 mar", True), ("before 11 mar", False), ("telephone", False), ("face", True), ("shah", True),
        ("imber", False), ("nene", True), ("derm shah tue am", True), ("derm shah wed am", False), ("", True),
    ],
)  # fmt: skip
def test_only_slots_that_fit_everything_are_kept(text: str, fits: bool) -> None:
    assert search(text).fits(a_slot(), "Dermatology new Dr Shah") is fits


def test_a_keyword_without_its_date_says_what_would_be_right() -> None:
    found = parse_slot_search("from dr shah", TODAY)
    assert isinstance(found, Unreadable) and "comes a date" in found.sentence


def test_a_last_day_before_the_first_is_refused() -> None:
    assert isinstance(parse_slot_search("from 3 apr to 1 apr", TODAY), Unreadable)


@given(st.text(max_size=60))
def test_any_text_is_read_or_answered_with_a_sentence(text: str) -> None:
    found = parse_slot_search(text, TODAY)
    assert isinstance(found, SlotSearch) or found.sentence


@given(st.integers(0, 400), st.integers(0, 23))
def test_an_empty_search_fits_every_slot(days: int, hour: int) -> None:
    assert search("").fits(a_slot(TUESDAY.replace(hour=hour) + timedelta(days=days)), "")


def test_a_specialty_without_its_name_is_asked_for() -> None:
    found = parse_slot_search("tue specialty", TODAY)
    assert isinstance(found, Unreadable)
    assert "comes a specialty" in found.sentence
