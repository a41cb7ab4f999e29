"""Digits that a list takes, such as the number of a slot, and what becomes of them when they begin a number."""

from __future__ import annotations


class DigitsOnList:
    """The digits pressed one behind another, with no other key between."""

    def __init__(self) -> None:
        self.text = ""
        self._last = -1
        """Which key of the desk the last digit was."""

    def before(self, key: str, number: int) -> str:
        """Take a key and its place among all keys of the desk; return the digits right before it."""
        if number > self._last + 1:
            self.text = ""
        before = self.text if key.isdecimal() else ""
        self.text = before + key if key.isdecimal() else ""
        self._last = number
        return before

    def up_to(self, number: int) -> str:
        """Return the digits that end with this key of the desk; none where another key came behind them."""
        return self.text if number == self._last else ""

    def forget(self) -> None:
        """Begin anew: the digits have gone elsewhere."""
        self.text = ""
