"""Names as they are written: who is spelt as it was typed comes before those who are only found by the folded key."""

from __future__ import annotations

import re

from clerkdesk.rules.values.text import search_key, visible

_DIGIT = re.compile(r"\d")
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘`´ʻʼ′", "'") | dict.fromkeys("‐‑‒–—−", "-"))


def distance(typed: str, family_name: str, given_name: str, title: str = "") -> int:
    """Return how far a name is from what was typed: 0 spelt so, 1 spelt so as far as it goes, 2 by its letters alone.

    A date behind the name does not count. `o'neil-[` is as far as it goes `O'Neil-[/]`, and by its letters `ONeil`.
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
    """Return a name as it is compared: in small letters, one apostrophe and one dash, a comma as a space."""
    return " ".join(visible(text).translate(_APOSTROPHES).replace(",", " ").casefold().split())
