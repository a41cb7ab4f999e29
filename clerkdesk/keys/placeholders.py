"""Placeholders for keys inside a sentence; whoever shows the sentence fills in the keys in force.

Of the stored texts only the drill of the practice desk has them: it names the keys of a keymap that is changed later.
"""

from __future__ import annotations

import re

from clerkdesk.keys.keymap import Keymap
from clerkdesk.keys.registry import COMMANDS, command

_BEGIN, _END = "\ue000", "\ue001"
"""Private letters: no keyboard has them, and no font."""
_PLACEHOLDER = re.compile(f"{_BEGIN}({'|'.join(item.name for item in COMMANDS)}){_END}")


def key_for(name: str) -> str:
    """Return the placeholder for the key of a command; raises KeyError when the registry has no such command."""
    return f"{_BEGIN}{command(name).name}{_END}"


def with_keys(text: str, keymap: Keymap) -> str:
    """Return a text with the keys in force; a command without a key gets its name in the palette."""
    return _PLACEHOLDER.sub(lambda found: shown(found[1], keymap), text) if _BEGIN in text else text


def shown(name: str, keymap: Keymap) -> str:
    """Return the key in force of a command as people read it, or its name in the palette."""
    return keymap.shown(name) or f"“{command(name).title}” in the palette"
