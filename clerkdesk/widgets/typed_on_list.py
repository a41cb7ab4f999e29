"""Keys pressed one behind another on a list or in a bar, and which of them are of the name or number being typed.

A digit may choose and a letter may open a bar or be refused before the rest is typed. What is looked up is all that
was typed.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile

from clerkdesk.keys import Keymap

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


def look_up_words(name: str, keymap: Keymap) -> str:
    """Return how a name is looked up that was typed where it does nothing, as a sentence; empty where there is none."""
    return f"{keymap.shown('find')} looks up “{name}”." if name else ""


class InOneGo:
    """Whether the keys of a text came one behind another, as those of a name do."""

    def __init__(self) -> None:
        self._last, self._paused = 0.0, False

    def begin(self, at: float) -> None:
        """Begin with the key before the text, pressed at this time on the clock of events."""
        self._last, self._paused = at, False

    def goes_on(self, at: float) -> None:
        """Hear of the next key of the text."""
        self._paused, self._last = not self.is_still(at), at

    def is_still(self, at: float) -> bool:
        """Tell whether no pause was made up to a key that is pressed at this time."""
        return not self._paused and at - self._last <= PAUSE_SECONDS


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
        """Whether the last key is a digit right behind another one that was refused: then a number is being typed.

        The same digit once more may be another try; it is of the number once another digit follows.
        """
        if len(self._run) < 2:
            return False
        before, last = self._run[-2:]
        return last.key.isdecimal() and before.refused and before.key.isdecimal() and before.key != last.key

    def goes_on_a_word(self, before: str) -> bool:
        """Tell whether the last key goes on a word: so many letters before it did nothing, and it came at once."""
        going_with = self._run[-len(before) - 1 : -1] if before else []
        return sum(each.refused and each.key.isalpha() for each in going_with) >= WORD_LETTERS

    def is_behind_a_refused_letter(self, before: str) -> bool:
        """Tell whether the last key came right behind a letter that did nothing: it was meant for what that opens."""
        return bool(before) and len(self._run) > 1 and self._run[-2].refused and self._run[-2].key.isalpha()

    def name_up_to(self, number: int) -> str:
        """Return what was typed as a name, right before this key of the desk; empty where nothing like it was.

        A name is a letter that did nothing with what was typed in one go with it, two characters or more.
        """
        if not self._run or number > self._last + 1:
            return ""
        last = self._run[-1]
        name = self._going_with(last.key, last.at, len(self._run) - 1) + last.key
        refused = any(each.refused and each.key.isalpha() for each in self._run[-len(name) :])
        return name if refused and len(name) >= WORD_LETTERS else ""

    def word_with(self, text: str, number: int) -> str:
        """Return the letters up to the last one, with a text that was typed right behind them and before this key.

        Empty where another key came between, or where no letter stands before the text.
        """
        if not self._run or not text or number != self._last + len(text) + 1 or not self._run[-1].key.isalpha():
            return ""
        last = self._run[-1]
        return self._going_with(last.key, last.at, len(self._run) - 1) + last.key + text

    def is_fresh(self, at: float) -> bool:
        """Tell whether the last key was pressed so short a time before that the clerk has not looked at what it did."""
        return bool(self._run) and at - self._run[-1].at <= PAUSE_SECONDS

    def passed_on(self, number: int) -> None:
        """Hear that a key, the last so far, comes once more: what was typed before it still stands right before it."""
        if self._run and number == self._last + 1:
            self._last = number

    def refuse(self) -> None:
        """Hear that the last key did nothing."""
        if self._run:
            self._run[-1].refused = True

    def dropped(self, text: str, at: float) -> None:
        """Hear that the last key did nothing, and what was typed ahead behind it and has been dropped."""
        if self._run:
            self.refuse()
            self._run += [_Pressed(key, at, refused=True) for key in text]

    def digits_up_to(self, number: int) -> str:
        """Return the digits that end with this key of the desk; none where another key came behind them."""
        behind = takewhile(lambda each: each.key.isdecimal(), reversed(self._run))
        return "".join(each.key for each in behind)[::-1] if number == self._last else ""

    def go_on_from(self, digits: str, number: int, at: float) -> None:
        """Begin with digits that were pressed elsewhere, the last of which was this key of the desk."""
        self._run, self._last = [_Pressed(digit, at) for digit in digits], number

    def forget(self) -> None:
        """Begin anew: what was typed has gone elsewhere."""
        self._run = []

    def _going_with(self, key: str, at: float, up_to: int | None = None) -> str:
        """Return what stands right before a key of the same name or number, of the first `up_to` keys."""
        taken: list[str] = []
        for each in reversed(self._run[:up_to]):
            both_digits = each.key.isdecimal() and key.isdecimal()
            in_time = at - each.at <= PAUSE_SECONDS
            acted_as_other = not each.refused and each.key.isdecimal() != key.isdecimal()
            if not both_digits and (acted_as_other or not in_time):
                break
            taken.insert(0, each.key)
            key, at = each.key, each.at
        return "".join(taken)
