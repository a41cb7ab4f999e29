"""The digits that a clerk presses one after another in a bar: choices, or a number.

The clerk may type a caller's number over choices. One digit answers a question and a second may change the answer;
further digits make a number, which chooses nothing.
"""

from __future__ import annotations

from typing import Literal

_FEWEST_OF_A_NUMBER = 7
"""Minimum digits that make a text without letters a number, if words were asked for."""


def is_a_number_alone(text: str) -> bool:
    """Return whether a text is a telephone, NHS or other number without words."""
    counted = sum(letter.isdecimal() for letter in text)
    return counted >= _FEWEST_OF_A_NUMBER and not any(letter.isalpha() for letter in text)


KeyOverChoices = Literal["looks it up", "belongs to it", "is another key"]
"""What a key over choices does to the number that is being typed, if one is."""


class DigitRun:
    """The digits pressed since the last key that cannot be part of a number."""

    def __init__(self) -> None:
        self.text = ""
        self.is_number = False
        """Whether the run is a number, which chooses nothing and which Enter looks up."""
        self._next_is_too_many = False

    def begin(self, digits: str = "") -> None:
        """Start a new run; `digits` opened the bar."""
        self.text, self.is_number, self._next_is_too_many = digits, False, len(digits) > 1

    def press(self, key: str, sign: str) -> KeyOverChoices:
        """Take a key pressed over choices; another key than one of a number may choose, and ends the digits.

        Args:
            key: its name, such as `enter`.
            sign: what it prints; empty for a key that prints nothing.
        """
        if self.is_number and key == "enter":
            return "looks it up"
        if self.is_number and key == "backspace":
            self.begin()
            return "belongs to it"
        if sign.isdecimal():
            return "belongs to it" if self.takes(sign) else "is another key"
        parts_digits = bool(sign) and not sign.isalpha() and self.part(sign)
        if parts_digits or self.is_number:
            return "belongs to it"
        self.begin()
        return "is another key"

    def takes(self, key: str) -> bool:
        """Take a digit if it belongs to a number; return whether it does. Otherwise it may choose."""
        self.text += key
        self.is_number = self.is_number or self._next_is_too_many
        return self.is_number

    def chose(self, *, anew: bool) -> None:
        """Note whether the last digit answered a question for the first time; if not, one more makes a number."""
        self._next_is_too_many = not anew

    def part(self, mark: str) -> bool:
        """Take a sign between the digits of a number, or a plus before them; return whether it was taken."""
        if not self.text and mark != "+":
            return False
        self.text += mark
        self._next_is_too_many = True
        return True

    def goes_on_in(self, text: str) -> bool:
        """Return whether a number that started as choices goes on in a text; then all of it is the number."""
        whole = self.text + text
        if not self.text or not is_a_number_alone(whole):
            return False
        self.text, self.is_number = whole, True
        return True
