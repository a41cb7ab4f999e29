"""Words in a message that mean danger: the caller is put through or told to ring 999; no message is taken (R-723)."""

from __future__ import annotations

from collections.abc import Iterable

from clerkdesk.rules.text import words


def red_flags_in(text: str, flags: Iterable[str]) -> tuple[str, ...]:
    """Return those of the trust's red-flag words that a text holds, in the settings' order (R-723).

    Case, accents and apostrophes do not matter (`cant breathe` is `can't breathe`). A flag begins at a word and its
    last word may be only the begin of one: `suicid` finds suicidal, `stroke` finds strokes but not heatstroke. A
    denial (`no bleeding`) is found too; whether it is one is for a nurse to say.
    """
    said = words(text)
    return tuple(flag for flag in flags if _holds(said, words(flag)))


def _holds(said: tuple[str, ...], flag: tuple[str, ...]) -> bool:
    if not flag:
        return False
    *before, last = flag
    length = len(flag)
    return any(
        list(said[start : start + length - 1]) == before and said[start + length - 1].startswith(last)
        for start in range(len(said) - length + 1)
    )
