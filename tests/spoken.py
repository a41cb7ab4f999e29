"""Sentences of rules and services as people read them."""

from __future__ import annotations

from collections.abc import Mapping

from clerkdesk.keys import Keymap
from clerkdesk.words.ways import in_commands, in_keys


def on_screen(sentence: str) -> str:
    """A sentence with the keys that the desk has by default."""
    return in_keys(sentence, Keymap.of())


def typed(sentence: str, given: Mapping[str, object]) -> str:
    """A sentence as a command line says it, with the numbers that it was given."""
    return in_commands(sentence, given)
