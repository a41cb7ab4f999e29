from __future__ import annotations

import pytest
from textual.events import Key

from clerkdesk.shell.key_reading import apart, as_enter


def read_apart(event: Key, *, in_text: bool = False) -> list[tuple[str, str | None]]:
    return [(key.key, key.character) for key in apart(event, in_text=in_text)]


def test_a_line_feed_is_an_enter_typed_at_the_same_moment() -> None:
    line_feed = Key("ctrl+j", "\n")
    enter = as_enter(line_feed)
    assert (enter.key, enter.character, enter.time) == ("enter", "\r", line_feed.time)


@pytest.mark.parametrize("key", ["enter", "ctrl+k", "j"])
def test_any_other_key_is_no_enter(key: str) -> None:
    event = Key(key, None)
    assert as_enter(event) is event


@pytest.mark.parametrize(("key", "letter"), [("ctrl+left", "b"), ("ctrl+right", "f"), ("alt+x", "x"), ("alt+7", "7")])
def test_escape_and_a_letter_typed_fast_are_two_keys_of_one_moment(key: str, letter: str) -> None:
    event = Key(key, None)
    assert read_apart(event) == [("escape", None), (letter, letter)]
    assert {each.time for each in apart(event, in_text=False)} == {event.time}


def test_in_a_text_a_word_to_the_left_stays_one_key_and_alt_does_not() -> None:
    assert read_apart(Key("ctrl+left", None), in_text=True) == [("ctrl+left", None)]
    assert read_apart(Key("alt+x", None), in_text=True) == [("escape", None), ("x", "x")]


@pytest.mark.parametrize("key", ["escape", "alt+left", "alt+f1", "ctrl+b", "b"])
def test_a_key_that_is_no_escape_and_letter_stays_itself(key: str) -> None:
    event = Key(key, None)
    assert apart(event, in_text=False) == (event,)
