"""How keys are spelt in settings and shown to people."""

from __future__ import annotations

import re

SHOWN_NAMES = {
    "question_mark": "?",
    "slash": "/",
    "minus": "-",
    "equals_sign": "=",
    "escape": "Escape",
    "enter": "Enter",
    "space": "Space",
    "pageup": "PageUp",
    "pagedown": "PageDown",
}
"""Keys whose name on the screen differs from Textual's."""

_SPELT_NAMES = {shown.lower(): key for key, shown in SHOWN_NAMES.items()}


def spell_key(text: str) -> str:
    """Return Textual's spelling of a key as people write it: `Ctrl+T` gives `ctrl+t`, `/` gives `slash`."""
    folded = "".join(text.split()).lower()
    return _SPELT_NAMES.get(folded, folded)


_PRESSED = re.compile(
    r"[a-z0-9]|f([1-9]|1[0-9]|2[0-4])|ctrl\+[a-z]|enter|escape|tab|shift\+tab|backspace|space|page(up|down)"
)
_PRINTED_SIGNS = ("slash", "minus", "equals_sign", "question_mark")


def printed_key(text: str) -> str:
    """Return the key that a text such as `F2`, `Enter` or `b` names, in Textual's spelling, or an empty text."""
    key = spell_key(text)
    return key if _PRESSED.fullmatch(key) or key in _PRINTED_SIGNS else ""


def show_key(key: str) -> str:
    """Return a key as people read it: `f2` gives `F2`, `ctrl+z` gives `Ctrl+Z`, a list letter stays as it is."""
    if key in SHOWN_NAMES:
        return SHOWN_NAMES[key]
    if len(key) > 1 and key[0] == "f" and key[1:].isdigit():
        return key.upper()
    *held, last = key.split("+")
    if not held:
        return last
    return "+".join([*(part.capitalize() for part in held), SHOWN_NAMES.get(last, last.upper())])
