"""Keys pressed in a bar that may be meant for something else, without a bar."""

from __future__ import annotations

from clerkdesk.keys import Keymap
from clerkdesk.widgets.typed_in_bar import TypedInBar
from clerkdesk.widgets.typed_on_list import PAUSE_SECONDS, TypedOnList

KEYMAP = Keymap.of()
AT_ONCE = 0.1


class Pressing:
    """Presses keys in a bar that the letter `b` of a list opened."""

    def __init__(self) -> None:
        self.bar = TypedInBar()
        self.number, self.at = 1, 0.0
        run = TypedOnList()
        run.before("b", self.number, self.at)
        self.bar.take_over(run)
        self.bar.begin(self.at, replaces=False)

    def press(self, keys: str, *, picks: str = "") -> list[bool]:
        """Press letters over choices, of which some pick one; return for each whether it continues a word."""
        words = []
        for key in keys:
            self.number, self.at = self.number + 1, self.at + AT_ONCE
            words.append(self.bar.goes_on_a_word(key, self.number, self.at))
            if key in picks and not words[-1]:
                self.bar.picked(self.at)
            else:
                self.bar.fits_nothing(key)
        return words

    def type(self, text: str, *, slowly: bool = False) -> str:
        """Type into the text box, then Enter; return the word that all keys in one go spell."""
        for _ in text:
            self.number, self.at = self.number + 1, self.at + (PAUSE_SECONDS + 1 if slowly else AT_ONCE)
            self.bar.text_goes_on(self.at)
        return self.bar.word_with(text, self.number + 1, self.at + AT_ONCE)

    @property
    def asks(self) -> str:
        return self.bar.asks_about_misfits("books", self.number + 1, KEYMAP)


def test_letters_without_a_choice_are_asked_about_once() -> None:
    pressing = Pressing()
    pressing.press("z4")
    assert pressing.bar.misfits == "z"
    assert pressing.asks.startswith("“z” was no choice here. Enter again books; Escape leaves.")
    assert pressing.asks == "" and pressing.bar.misfits == ""


def test_a_letter_put_right_by_a_choice_was_a_slip() -> None:
    pressing = Pressing()
    pressing.press("z")
    pressing.at += PAUSE_SECONDS + 1
    pressing.press("h", picks="h")
    assert pressing.asks == ""


def test_a_word_goes_on_over_a_letter_that_would_pick() -> None:
    pressing = Pressing()
    assert pressing.press("kha", picks="a") == [False, False, True]
    assert pressing.bar.name_up_to(pressing.number + 1) == "bkha"
    assert "“bkha”" in pressing.bar.look_up_words(pressing.number + 1, KEYMAP) and "“bkha”" in pressing.asks


def test_the_bar_that_replaces_another_keeps_its_misfits_and_a_new_one_forgets_them() -> None:
    pressing = Pressing()
    pressing.press("k")
    pressing.bar.begin(pressing.at, replaces=True)
    assert pressing.bar.misfits == "k"
    pressing.bar.begin(pressing.at, replaces=False)
    assert pressing.bar.misfits == ""


def test_a_text_in_one_go_with_the_letter_before_it_is_one_word() -> None:
    assert Pressing().type("rown") == "brown"
    assert Pressing().type("rown", slowly=True) == ""
    assert Pressing().type("") == ""


def test_the_name_asked_about_is_the_one_for_the_next_key_alone() -> None:
    pressing = Pressing()
    asked = pressing.bar.asks_about_name("brown", "books", 7, KEYMAP)
    assert asked.startswith("“brown” is a patient's name.") and asked.endswith("Enter again books; Escape leaves.")
    assert pressing.bar.name_up_to(8) == "brown" and pressing.bar.name_up_to(9) == ""


def test_keys_that_went_to_the_one_box_are_forgotten() -> None:
    pressing = Pressing()
    pressing.press("kh")
    pressing.bar.forget()
    assert pressing.bar.name_up_to(pressing.number + 1) == ""
