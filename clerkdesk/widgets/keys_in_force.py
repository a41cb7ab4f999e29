"""Holds the keys that texts on the screen name, once for the process, which shows one desk."""

from __future__ import annotations

from clerkdesk.keys import Keymap
from clerkdesk.rules.values.text import visible
from clerkdesk.words.ways import in_keys


class _InForce:
    keymap = Keymap.of()


def show_keys_of(keymap: Keymap) -> None:
    """Let every text shown from this call on name the keys of a keymap."""
    _InForce.keymap = keymap


def with_keys_in_force(text: str) -> str:
    """Return a text with the keys in force for each key and way that it names."""
    return in_keys(text, _InForce.keymap)


def as_shown(text: str) -> str:
    """Return a text for the screen, with the keys in force and without control characters."""
    return visible(with_keys_in_force(text))
