"""Finds words in a message that mean danger: the caller is put through or told to ring 999 (R-723)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from clerkdesk.rules.values.text import words

_APART = "..."
"""The gap between two parts of a flag, for a few other words, as in `pain ... chest`."""
_WORDS_BETWEEN = 4
_FEWEST_LETTERS = 5
_LETTERS_LEFT_OUT = 3
_WHOLE_WORD_UP_TO = 3
"""Maximum letters of a word that is found only whole: `sob` is not in sobbing, nor `fit` in fitting."""


def red_flags_in(text: str, flags: Iterable[str]) -> tuple[str, ...]:
    """Return the trust's red-flag words in a text, in the settings' order (R-723).

    Case, accents and apostrophes do not matter (`cant breathe` is `can't breathe`). A flag starts at a word, and the
    last word of each part may be only the start of one: `collapse` finds collapsed, `stroke` finds strokes but not
    heatstroke; a word of three letters or fewer is found whole only. A word that stops short counts too: `cant breath`,
    `bleed`. Parts with `...` between them are found in their order with at most four other words between. A denial (`no
    bleeding`) is found too; a nurse decides whether it is one.
    """
    said = words(text)
    return tuple(flag for flag in flags if _holds(said, _parts_of(flag))) if said else ()


@cache
def _parts_of(flag: str) -> tuple[tuple[str, ...], ...]:
    """Return the words of each part of a flag of the settings; every key of a bar asks for them."""
    return tuple(part for part in map(words, flag.split(_APART)) if part)


def _holds(said: tuple[str, ...], parts: tuple[tuple[str, ...], ...]) -> bool:
    if not parts:
        return False
    ends = _ends(said, parts[0], range(len(said)))
    for part in parts[1:]:
        ends = {end for begin in ends for end in _ends(said, part, range(begin, begin + _WORDS_BETWEEN + 1))}
    return bool(ends)


def _ends(said: tuple[str, ...], part: tuple[str, ...], begins: Iterable[int]) -> set[int]:
    """Return the ends of a part, for each start at which it matches."""
    *before, last = part
    length = len(part)
    return {
        begin + length
        for begin in begins
        if begin + length <= len(said)
        and list(said[begin : begin + length - 1]) == before
        and _is_word(said[begin + length - 1], last)
    }


def _is_word(said: str, flag: str) -> bool:
    if len(flag) <= _WHOLE_WORD_UP_TO and flag.isalpha():
        return said == flag
    stops_short = len(said) >= _FEWEST_LETTERS and len(flag) - len(said) <= _LETTERS_LEFT_OUT
    return said.startswith(flag) or (stops_short and flag.startswith(said))
