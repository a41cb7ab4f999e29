"""Turns sentences of rules and services into the words that people read."""

from __future__ import annotations

from collections.abc import Mapping

from clerkdesk.keys import Keymap
from clerkdesk.words.ways import in_commands, in_keys


def on_screen(sentence: str) -> str:
    """Return a sentence with the desk's default keys filled in."""
    return in_keys(sentence, Keymap.of())


def typed(sentence: str, given: Mapping[str, object]) -> str:
    """Return a sentence as a command line prints it, with the given numbers filled in."""
    return in_commands(sentence, given)
