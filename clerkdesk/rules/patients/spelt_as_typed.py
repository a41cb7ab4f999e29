"""Ranks names by spelling: an exact match of the typed text comes before matches by the folded key."""

from __future__ import annotations

import re

from clerkdesk.rules.values.text import search_key, visible

_DIGIT = re.compile(r"\d")
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘`´ʻʼ′", "'") | dict.fromkeys("‐‑‒–—−", "-"))


def distance(typed: str, family_name: str, given_name: str, title: str = "") -> int:
    """Return a name's distance from the typed text: 0 the same, 1 the same at its start, 2 the same letters only.

    A date after the name does not count. `o'neil-[` is the start of `O'Neil-[/]`, and has the letters of `ONeil`.
    """
    wanted = _written(_DIGIT.split(typed, maxsplit=1)[0])
    if not wanted:
        return 2
    family, given = _written(family_name), _written(given_name)
    both = f"{given} {family}"
    forms = (family, f"{family} {given}", both, f"{_written(title)} {both}")
    if wanted in forms:
        return 0
    letters = search_key(wanted)
    if given == wanted or any(form.startswith(wanted) and search_key(form) == letters for form in forms):
        return 1
    return 2


def _written(text: str) -> str:
    """Return a name for comparison: in small letters, with one kind of apostrophe and dash, a comma as a space."""
    return " ".join(visible(text).translate(_APOSTROPHES).replace(",", " ").casefold().split())
