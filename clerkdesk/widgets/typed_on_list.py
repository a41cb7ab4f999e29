"""Keys pressed one after another on a list or in a bar, and the name or number that they spell.

A digit may choose, and a letter may open a bar or be refused, before the rest is typed. The one box looks up the whole
text.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile

from clerkdesk.keys import Keymap

PAUSE_SECONDS = 1.5
"""A pause between two letters that ends a word: the clerk has seen what the first one did."""
WORD_LETTERS = 2
"""Letters without effect, in one go, that start a name: the next letter joins them, whatever else it does."""


@dataclass(slots=True)
class _Pressed:
    key: str
    at: float
    """Its time, on the clock of events."""
    refused: bool = False
    """Whether it did nothing."""


def look_up_words(name: str, keymap: Keymap) -> str:
    """Return a sentence on how to look up a name typed on a list; empty for no name."""
    return f"{keymap.shown('find')} looks up “{name}”." if name else ""


class InOneGo:
    """Judges whether the keys of a text came without a pause, as in a name."""

    def __init__(self) -> None:
        self._last, self._paused = 0.0, False

    def begin(self, at: float) -> None:
        """Start with the key before the text, pressed at this time on the clock of events."""
        self._last, self._paused = at, False

    def goes_on(self, at: float) -> None:
        """Note the next key of the text."""
        self._paused, self._last = not self.is_still(at), at

    def is_still(self, at: float) -> bool:
        """Return whether there was no pause up to a key pressed at this time."""
        return not self._paused and at - self._last <= PAUSE_SECONDS


class TypedOnList:
    """The letters and digits typed since the last other key."""

    def __init__(self) -> None:
        self._run: list[_Pressed] = []
        self._last = -1
        """Number of the last key at this desk."""

    def before(self, key: str, number: int, at: float) -> str:
        """Take a key, its number at this desk and its time; return the text right before it that goes with it."""
        if number > self._last + 1:
            self._run = []
        self._last = number
        before = self._going_with(key, at)
        self._run.append(_Pressed(key, at))
        return before

    @property
    def goes_on_a_number(self) -> bool:
        """Whether the last key is a digit right after a refused one: then the clerk is typing a number.

        The same digit again may be a retry; it belongs to a number once another digit follows.
        """
        if len(self._run) < 2:
            return False
        before, last = self._run[-2:]
        return last.key.isdecimal() and before.refused and before.key.isdecimal() and before.key != last.key

    def goes_on_a_word(self, before: str) -> bool:
        """Return whether the last key continues a word: enough letters before it did nothing, and it came at once."""
        going_with = self._run[-len(before) - 1 : -1] if before else []
        return sum(each.refused and each.key.isalpha() for each in going_with) >= WORD_LETTERS

    def is_behind_a_refused_letter(self, before: str) -> bool:
        """Return whether the last key came right after a letter that did nothing, and was meant for what that opens."""
        return bool(before) and len(self._run) > 1 and self._run[-2].refused and self._run[-2].key.isalpha()

    def name_up_to(self, number: int) -> str:
        """Return the name typed right before this key of the desk; empty for none.

        A name is a letter that did nothing and the text typed in one go with it, two characters or more.
        """
        if not self._run or number > self._last + 1:
            return ""
        last = self._run[-1]
        name = self._going_with(last.key, last.at, len(self._run) - 1) + last.key
        refused = any(each.refused and each.key.isalpha() for each in self._run[-len(name) :])
        return name if refused and len(name) >= WORD_LETTERS else ""

    def word_with(self, text: str, number: int) -> str:
        """Return the letters up to the last one, with a text typed right after them and before this key.

        Empty if another key came between, or if no letter is before the text.
        """
        if not self._run or not text or number != self._last + len(text) + 1 or not self._run[-1].key.isalpha():
            return ""
        last = self._run[-1]
        return self._going_with(last.key, last.at, len(self._run) - 1) + last.key + text

    def is_fresh(self, at: float) -> bool:
        """Return whether the last key is so recent that the clerk has not seen what it did."""
        return bool(self._run) and at - self._run[-1].at <= PAUSE_SECONDS

    def passed_on(self, number: int) -> None:
        """Note that the last key comes again: the text before it is still right before it."""
        if self._run and number == self._last + 1:
            self._last = number

    def refuse(self) -> None:
        """Note that the last key did nothing."""
        if self._run:
            self._run[-1].refused = True

    def dropped(self, text: str, at: float) -> None:
        """Note that the last key did nothing, and the keys typed ahead after it that were dropped."""
        if self._run:
            self.refuse()
            self._run += [_Pressed(key, at, refused=True) for key in text]

    def digits_up_to(self, number: int) -> str:
        """Return the digits that end with this key of the desk; empty if another key came after them."""
        behind = takewhile(lambda each: each.key.isdecimal(), reversed(self._run))
        return "".join(each.key for each in behind)[::-1] if number == self._last else ""

    def go_on_from(self, digits: str, number: int, at: float) -> None:
        """Start with digits pressed elsewhere, the last of which was this key of the desk."""
        self._run, self._last = [_Pressed(digit, at) for digit in digits], number

    def forget(self) -> None:
        """Start again: the text has gone elsewhere."""
        self._run = []

    def _going_with(self, key: str, at: float, up_to: int | None = None) -> str:
        """Return the text right before a key that belongs to the same name or number, from the first `up_to` keys."""
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
