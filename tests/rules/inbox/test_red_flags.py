"""Danger in a caller's words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerkdesk.rules.inbox.red_flags import red_flags_in
from clerkdesk.settings import Settings

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


@pytest.mark.parametrize(
    "message",
    [
        "pain in his chest", "pains in my chest and sweating", "coughing up blood", "blood in urine",
        "wants to kill herself", "face has dropped and arm is weak", "cant breath", "collapsed at home",
        "stopped breathing", "worst headache ever", "numb between legs", "chest is tight", "lost her vision suddenly",
        "had a fit this morning", "short of breath since noon", "started to bleed again",
        "temp of 39, had chemo tuesday", "temp 38.5 on chemo", "had chemo Monday and has a temp", "chemo pt, 38.2 now",
        "wants to end it all", "can't go on living", "self harm", "self-harming again", "says he wants to die",
        "thinking of suicide", "feels suicidal", "might kill themselves", "took too many tablets",
        "SOB", "can't catch his breath", "shortness of breath", "blue lips", "her lips have gone blue", "gasping",
        "crushing feeling in the chest", "heart attack", "chestpain", "chest hurts",
        "passing blood", "haemorrhage", "haemorrhaging", "black stools", "coughed up blood", "nose bleeds",
        "rigors and confused", "looks septic", "can't wake him", "he is fitting", "convulsing",
        "allergic reaction, throat swelling", "face is drooping", "no chest pain",
    ],
)  # fmt: skip
def test_callers_words_for_danger_are_among_those_of_the_settings(message: str) -> None:
    assert red_flags_in(message, Settings().desk.red_flag_words)


@pytest.mark.parametrize(
    "message",
    [
        "wants to change the date", "rang about the chest clinic, has no pains to report", "letter about her breast",
        "please ring about Tuesday", "no breath test needed", "fit and well, asks for a date", "his face cream is gone",
        "blood test on Friday", "away for the rest of his life", "hearing aid fitting on Tuesday", "fitting of a brace",
        "sobbing about her lost letter", "is sober and driving again", "temporary address until May",
        "temp job starts",
        "confused about the two dates", "black shoes left in clinic", "rigorous diet sheet", "at the end of it",
        "ear, nose and throat clinic closed", "lives on her own", "blood investigations form",
        "had a fitting last week",
        "asks for the chemo clinic's number", "wants to live nearer the clinic",
        "blood pressure clinic, then chest X-ray",
    ],
)  # fmt: skip
def test_what_callers_say_of_dates_and_letters_is_no_danger(message: str) -> None:
    assert red_flags_in(message, Settings().desk.red_flag_words) == ()


@pytest.mark.parametrize(("between", "found"), [(0, True), (4, True), (5, False)])
def test_a_few_other_words_may_stand_between_the_parts_of_a_flag(between: int, found: bool) -> None:
    assert bool(red_flags_in(f"pain {'so ' * between}chest", ("pain ... chest",))) is found


def test_an_empty_flag_in_the_settings_finds_nothing() -> None:
    assert red_flags_in("wants half term", ("", "  ")) == ()


@given(st.text(alphabet="abc \n.,", max_size=20), st.sampled_from(FLAGS), st.text(alphabet="xyz \n.,", max_size=20))
def test_a_red_flag_is_found_anywhere_in_a_message(before: str, flag: str, after: str) -> None:
    assert flag in red_flags_in(f"{before} {flag.upper()} {after}", FLAGS)


def test_each_word_of_the_settings_finds_itself_and_is_a_whole_word_to_read() -> None:
    flags = Settings().desk.red_flag_words
    assert [flag for flag in flags if flag not in red_flags_in(flag.replace("...", ""), flags)] == []
    assert not {"suicid", "themsel"} & {word for flag in flags for word in flag.split()}
