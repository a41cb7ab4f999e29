"""Which letters and digits pressed on a list are of one name or number."""

from __future__ import annotations

import pytest

from clerkdesk.widgets.typed_on_list import PAUSE_SECONDS, TypedOnList


def _typed(keys: str, *, refused: str, slowly: bool = False) -> str:
    """Press keys, of which some are refused; return what goes with the last one."""
    on_list, before = TypedOnList(), ""
    for place, key in enumerate(keys):
        before = on_list.before(key, place, place * (PAUSE_SECONDS + 1 if slowly else 0.1))
        if key in refused:
            on_list.refuse()
    return before


@pytest.mark.parametrize(
    ("keys", "refused", "goes_along"),
    [
        ("mayes", "ma", "maye"),
        ("quin", "qui", "qui"),
        ("yo", "", "y"),
        ("p", "", ""),
        ("m94", "m9", "m9"),
        ("94", "9", "9"),
        ("123p", "", ""),
        ("y12", "", "1"),
        ("9p", "9", "9"),
    ],
)
def test_what_was_typed_in_one_go_stays_together(keys: str, refused: str, goes_along: str) -> None:
    assert _typed(keys, refused=refused) == goes_along


@pytest.mark.parametrize(("keys", "refused", "goes_along"), [("mp", "m", ""), ("94", "", "9"), ("943", "94", "94")])
def test_after_a_while_a_letter_begins_a_word_and_a_number_goes_on(keys: str, refused: str, goes_along: str) -> None:
    assert _typed(keys, refused=refused, slowly=True) == goes_along


def test_a_digit_behind_one_that_was_refused_goes_on_a_number() -> None:
    on_list = TypedOnList()
    on_list.before("9", 0, 0.0)
    on_list.refuse()
    on_list.before("4", 1, 5.0)
    assert on_list.goes_on_a_number


def test_a_refused_digit_pressed_again_begins_no_number_and_is_of_the_one_that_follows() -> None:
    on_list = TypedOnList()
    for place in range(3):
        on_list.before("9", place, place * 5.0)
        assert not on_list.goes_on_a_number
        on_list.refuse()
    assert on_list.before("0", 3, 15.0) == "999"
    assert on_list.goes_on_a_number


def test_a_key_between_parts_what_was_typed() -> None:
    on_list = TypedOnList()
    on_list.before("m", 0, 0.0)
    on_list.refuse()
    assert on_list.before("a", 2, 0.2) == ""


def test_what_was_typed_ahead_behind_a_refused_letter_is_of_the_word() -> None:
    on_list = TypedOnList()
    on_list.before("h", 0, 0.0)
    on_list.refuse()
    on_list.dropped("ay", 0.1)
    assert on_list.before("e", 1, 0.2) == "hay"


def test_digits_that_were_pressed_elsewhere_go_on() -> None:
    on_list = TypedOnList()
    on_list.go_on_from("9", 7, 0.0)
    assert on_list.digits_up_to(7) == "9"
    assert on_list.before("4", 8, 3.0) == "9"


@pytest.mark.parametrize(
    ("keys", "refused", "name"),
    [
        ("mayes", "maes", "mayes"),
        ("brown", "ro", "brown"),
        ("m2", "m2", "m2"),
        ("m", "m", ""),
        ("bn", "", ""),
        ("94", "94", ""),
    ],
)
def test_a_name_is_a_letter_that_did_nothing_with_what_was_typed_in_one_go(keys: str, refused: str, name: str) -> None:
    on_list = TypedOnList()
    for place, key in enumerate(keys):
        on_list.before(key, place, place * 0.1)
        if key in refused:
            on_list.refuse()
    assert on_list.name_up_to(len(keys)) == name
    assert on_list.name_up_to(len(keys) + 1) == ""
    on_list.passed_on(len(keys))
    assert on_list.name_up_to(len(keys) + 1) == name
