"""Keys pressed one behind another on a list, and which of them are of the name or number that is being typed.

A digit may choose and a letter may be refused before the rest is typed. What is looked up is all that was typed.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile

PAUSE_SECONDS = 1.5
"""After so long between two letters they are no longer one word: the clerk has looked at what the first one did."""
WORD_LETTERS = 2
"""So many letters that do nothing, in one go, begin a name: the next one goes with them, whatever it does else."""


@dataclass(slots=True)
class _Pressed:
    key: str
    at: float
    """When, on the clock of events."""
    refused: bool = False
    """Whether it did nothing."""


class TypedOnList:
    """What was typed since the last key that is neither a letter nor a digit."""

    def __init__(self) -> None:
        self._run: list[_Pressed] = []
        self._last = -1
        """Which key of the desk the last one was."""

    def before(self, key: str, number: int, at: float) -> str:
        """Take a key, its place among all keys of the desk and its time; return what right before it goes with it."""
        if number > self._last + 1:
            self._run = []
        self._last = number
        before = self._going_with(key, at)
        self._run.append(_Pressed(key, at))
        return before

    @property
    def goes_on_a_number(self) -> bool:
        """Whether the last key is a digit right behind one that was refused: then a number is being typed."""
        if len(self._run) < 2:
            return False
        before, last = self._run[-2:]
        return last.key.isdecimal() and before.refused and before.key.isdecimal()

    def goes_on_a_word(self, before: str) -> bool:
        """Tell whether the last key goes on a word: so many letters before it did nothing, and it came at once."""
        going_with = self._run[-len(before) - 1 : -1] if before else []
        return sum(each.refused and each.key.isalpha() for each in going_with) >= WORD_LETTERS

    def refuse(self) -> None:
        """Hear that the last key did nothing."""
        if self._run:
            self._run[-1].refused = True

    def dropped(self, text: str, at: float) -> None:
        """Hear what was typed ahead behind a key that was refused, and has been dropped."""
        if self._run and self._run[-1].refused:
            self._run += [_Pressed(key, at, refused=True) for key in text]

    def digits_up_to(self, number: int) -> str:
        """Return the digits that end with this key of the desk; none where another key came behind them."""
        behind = takewhile(lambda each: each.key.isdecimal(), reversed(self._run))
        return "".join(each.key for each in behind)[::-1] if number == self._last else ""

    def word_up_to(self, number: int) -> str:
        """Return the letters that end with this key, where those before it were refused: they may be of one word."""
        if number != self._last or not self._run:
            return ""
        last = self._run.pop()
        before = self._going_with(last.key, last.at)
        self._run.append(last)
        return before + last.key if before and last.key.isalpha() else ""

    def go_on_from(self, digits: str, number: int, at: float) -> None:
        """Begin with digits that were pressed elsewhere, the last of which was this key of the desk."""
        self._run, self._last = [_Pressed(digit, at) for digit in digits], number

    def forget(self) -> None:
        """Begin anew: what was typed has gone elsewhere."""
        self._run = []

    def _going_with(self, key: str, at: float) -> str:
        """Return what stands right before a key of the same name or number."""
        taken: list[str] = []
        for each in reversed(self._run):
            both_digits = each.key.isdecimal() and key.isdecimal()
            in_time = at - each.at <= PAUSE_SECONDS
            acted_as_other = not each.refused and each.key.isdecimal() != key.isdecimal()
            if not both_digits and (acted_as_other or not in_time):
                break
            taken.insert(0, each.key)
            key, at = each.key, each.at
        return "".join(taken)
