"""Danger in a caller's words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerkdesk.rules.red_flags import red_flags_in

FLAGS = ("chest pain", "can't breathe", "suicid", "stroke", "bleeding")


@pytest.mark.parametrize(
    ("message", "flag"),
    [
        ("he has CHEST  pains since noon", "chest pain"),
        ("says she cant\nbreathe", "can't breathe"),
        ("says she can\u2019t breathe", "can't breathe"),
        ("feels suicidal", "suicid"),
        ("no bleeding, she thinks", "bleeding"),
    ],
)
def test_a_red_flag_is_found_however_it_is_written(message: str, flag: str) -> None:
    assert red_flags_in(message, FLAGS) == (flag,)


@pytest.mark.parametrize("message", ["wants half term", "heatstroke leaflet", "chest clinic, no pain", ""])
def test_ordinary_words_are_no_red_flag(message: str) -> None:
    assert red_flags_in(message, FLAGS) == ()


def test_an_empty_flag_in_the_settings_finds_nothing() -> None:
    assert red_flags_in("wants half term", ("", "  ")) == ()


@given(st.text(alphabet="abc \n.,", max_size=20), st.sampled_from(FLAGS), st.text(alphabet="xyz \n.,", max_size=20))
def test_a_red_flag_is_found_anywhere_in_a_message(before: str, flag: str, after: str) -> None:
    assert flag in red_flags_in(f"{before} {flag.upper()} {after}", FLAGS)
