"""A keymap that gives away the default keys, and the search for a default key in what a desk with it shows."""

from __future__ import annotations

import re

from clerkdesk.keys import COMMANDS, Keymap
from tests.test_key_names import VERBS

_LETTERS = iter("αβγδεζηθικλμνξοπρστυφχψωабвгд")
_CONTROL = {
    "map": "ctrl+l", "choose_list": "ctrl+b", "register": "ctrl+s", "refer": "ctrl+y", "details": "ctrl+t",
    "report": "ctrl+r", "undo": "ctrl+o", "privacy": "ctrl+z", "palette": "ctrl+q", "quit": "ctrl+p",
}  # fmt: skip
"""What few letters are left to be pressed with Ctrl change places; G and N are given away."""
OTHER = tuple(
    (item.name, next(_LETTERS) if item.scope == "list" else f"f{int(item.key[1:]) + 12}")
    for item in COMMANDS
    if item.scope == "list" or re.fullmatch(r"f\d+", item.key)
) + tuple(_CONTROL.items())
KEYMAP = Keymap.of(OTHER)
BY_DEFAULT = re.compile(
    r"\bF(?:[1-9]|1[0-2])\b|Ctrl\+[GN]\b|\b[a-z] on the card\b"
    rf"|(?<![\w'’.,(/+-])(?<!\b[Aa]n )(?<!\b[a-z] )[a-z] (?:{VERBS})\b"
)
"""How one of the keys that were given away would be named."""


def named_by_default(text: str, choices: tuple[str, ...] = ()) -> list[str]:
    """Return where a text names a key that was given away; `choices` are letters of an open bar with their words."""
    flat = " ".join(text.split())
    for choice in choices:
        flat = flat.replace(choice, "")
    return [flat[max(0, found.start() - 40) : found.end() + 40] for found in BY_DEFAULT.finditer(flat)]
