"""The digits that a clerk presses one behind another in a bar: choices, or a number that is being typed.

A caller's number may be typed where a digit chooses. One digit answers a question and a second may change the answer;
what comes behind that is a number, and a number chooses nothing.
"""

from __future__ import annotations

_FEWEST_OF_A_NUMBER = 7
"""Digits from which a text without a letter is a number, where words were asked for."""


def is_a_number_alone(text: str) -> bool:
    """Tell whether a text is a telephone, NHS or other number, and no words."""
    counted = sum(letter.isdecimal() for letter in text)
    return counted >= _FEWEST_OF_A_NUMBER and not any(letter.isalpha() for letter in text)


class DigitRun:
    """What was pressed since the last key that is neither a digit nor stands between digits."""

    def __init__(self) -> None:
        self.text = ""
        self.is_number = False
        """Whether the run is a number: it chooses nothing, and Enter looks it up."""
        self._next_is_too_many = False

    def begin(self, digits: str = "") -> None:
        """Begin anew; `digits` are those that opened the bar."""
        self.text, self.is_number, self._next_is_too_many = digits, False, len(digits) > 1

    def takes(self, key: str) -> bool:
        """Take a digit that belongs to a number; answer whether it does. Else it may choose."""
        self.text += key
        self.is_number = self.is_number or self._next_is_too_many
        return self.is_number

    def chose(self, *, anew: bool) -> None:
        """Hear whether the last digit answered a question for the first time; else one more is too many."""
        self._next_is_too_many = not anew

    def part(self, mark: str) -> bool:
        """Take what stands between the digits of a number, or a plus before them; answer whether it was taken."""
        if not self.text and mark != "+":
            return False
        self.text += mark
        self._next_is_too_many = True
        return True

    def goes_on_in(self, text: str) -> bool:
        """Tell whether a number that began with choices goes on in a text; then all of it is the number."""
        whole = self.text + text
        if not self.text or not is_a_number_alone(whole):
            return False
        self.text, self.is_number = whole, True
        return True
