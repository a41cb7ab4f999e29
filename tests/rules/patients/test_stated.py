"""What words of another system state: one table for every column and every format."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerkdesk.rules.patients.stated import is_signed, read_answer, read_death, read_death_mark, read_need
from clerkdesk.rules.values.no_value import is_no_value


@pytest.mark.parametrize("text", ["Y", "yes", "TRUE", "t", "1", "1.0", "✓"])
def test_a_known_yes_is_yes(text: str) -> None:
    need = read_need(text)
    assert (read_answer(text), need.needed, need.clear) == ("yes", True, True)


@pytest.mark.parametrize("text", ["N", "no", "False", "0", "0.0", "✗", "not required", "Not needed", "normal"])
def test_a_known_no_is_no(text: str) -> None:
    need = read_need(text)
    assert (read_answer(text), need.needed, need.clear) == ("no", False, True)


@pytest.mark.parametrize("text", ["", "NULL", "n/a", "-", "?", "unknown"])
def test_a_stand_in_says_nothing_of_a_need(text: str) -> None:
    assert read_need(text).needed is None


@pytest.mark.parametrize(
    ("text", "language", "kind"),
    [
        ("Yes - Polish", "Polish", ""),
        ("Polish", "Polish", ""),
        ("Y (Urdu)", "Urdu", ""),
        ("interpreter needed: somali", "somali", ""),
        ("Required", "", ""),
        ("S", "", "S"),
        ("BSL", "BSL", "BSL"),
        ("Yes: British Sign Language", "British Sign Language", "Yes: British Sign Language"),
        ("Female interpreter, Urdu", "Urdu", "Female interpreter, Urdu"),
        ("No, Polish", "", "No, Polish"),
        ("maybe", "", "maybe"),
        ("N?", "", "N?"),
    ],
)
def test_a_need_that_is_no_known_no_is_taken_as_yes_and_keeps_its_words(text: str, language: str, kind: str) -> None:
    need = read_need(text)
    assert (need.needed, need.clear, need.language, need.kind) == (True, False, language, kind)


@given(st.text(max_size=30))
def test_a_need_is_missed_only_where_the_words_say_no_or_nothing(text: str) -> None:
    assert read_need(text).needed or read_answer(text) == "no" or is_no_value(text)


@pytest.mark.parametrize(("language", "signed"), [("BSL", True), ("Makaton", True), ("Polish", False), ("", False)])
def test_a_signed_language_is_known(language: str, signed: bool) -> None:
    assert is_signed(language) is signed


@pytest.mark.parametrize("text", ["Dead", "DECEASED", "died", "R.I.P.", "Dec'd", "passed away", "Patient has died"])
def test_a_word_that_says_dead_is_a_death(text: str) -> None:
    assert read_death(text).says == "dead"


def test_a_date_behind_the_word_is_left_for_the_reader_of_dates() -> None:
    assert (read_death("Died 25/11/2026").says, read_death("Died 25/11/2026").rest) == ("dead", "25/11/2026")


@pytest.mark.parametrize("text", ["No", "N", "false", "alive", "Living", "not deceased"])
def test_a_word_that_says_alive_is_no_death(text: str) -> None:
    assert read_death(text).says == "alive"


@pytest.mark.parametrize("text", ["Y", "yes", "1", "D", "S", "soon", "query deceased", "died?", "seen", "late"])
def test_no_other_word_is_a_death(text: str) -> None:
    assert read_death(text).says == "unclear"


@pytest.mark.parametrize(
    ("text", "says"),
    [("Y", "dead"), ("true", "dead"), ("0", "alive"), ("N", "alive"), ("NULL", "nothing"), ("S", "unclear")],
)
def test_under_a_heading_that_asks_for_a_death_yes_is_one(text: str, says: str) -> None:
    assert read_death_mark(text).says == says
