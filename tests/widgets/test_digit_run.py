"""Digits that choose, and digits that are a number."""

from __future__ import annotations

import pytest

from clerkdesk.widgets.digit_run import DigitRun, KeyOverChoices, is_a_number_alone


def _typed(keys: str, *, questions: int = 1, opened_by: str = "") -> DigitRun:
    """Press keys in a bar in which that many questions are answered by a digit each."""
    run = DigitRun()
    run.begin(opened_by)
    answered = 1 if opened_by else 0
    for key in keys:
        if not key.isdecimal():
            run.part(key)
        elif not run.takes(key):
            run.chose(anew=answered < questions)
            answered += 1
    return run


@pytest.mark.parametrize("keys", ["943", "9 4", "1/2", "14/3/67", "+44", "07700", "1234"])
def test_a_digit_too_many_makes_a_number(keys: str) -> None:
    run = _typed(keys)
    assert run.is_number and run.text == keys


@pytest.mark.parametrize(("keys", "questions"), [("1", 1), ("12", 1), ("12", 2), ("123", 2), ("1 ", 1), ("123", 3)])
def test_answers_and_one_change_of_mind_are_choices(keys: str, questions: int) -> None:
    assert not _typed(keys, questions=questions).is_number


def test_the_digit_that_opened_the_bar_belongs_to_the_number() -> None:
    run = _typed("43", opened_by="9")
    assert run.is_number and run.text == "943"


def test_a_number_goes_on_in_the_text_that_a_choice_led_to() -> None:
    run = _typed("1")
    assert not run.goes_on_in("4 weeks") and not run.goes_on_in("14/3/2")
    assert run.goes_on_in("34765919") and run.text == "134765919"


@pytest.mark.parametrize(("text", "is_one"), [("07700 900123", True), ("943-476-5919", True), ("2 weeks", False)])
def test_a_number_alone_is_no_reason(text: str, is_one: bool) -> None:
    assert is_a_number_alone(text) is is_one


def _pressed(*keys: str) -> tuple[DigitRun, list[KeyOverChoices]]:
    """Press keys over a question that the first digit answers."""
    run = DigitRun()
    taken: list[KeyOverChoices] = []
    for key in keys:
        taken.append(run.press(key, key if len(key) == 1 else ""))
        if taken[-1] == "is another key" and key.isdecimal():
            run.chose(anew=False)
    return run, taken


def test_a_number_takes_every_key_until_enter_looks_it_up_or_backspace_ends_it() -> None:
    run, taken = _pressed("1", "2", ".", "x", "tab", "enter")
    assert taken == ["is another key", *["belongs to it"] * 4, "looks it up"] and run.text == "12."
    assert run.press("backspace", "") == "belongs to it" and not run.text


def test_a_key_that_is_part_of_no_number_ends_the_digits() -> None:
    run, taken = _pressed("1", "x")
    assert taken == ["is another key"] * 2 and not run.text
    assert _pressed("x", "enter", "backspace", ".")[1] == ["is another key"] * 4
