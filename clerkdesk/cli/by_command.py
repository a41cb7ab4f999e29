"""What a sentence that was written for the screens says at a command line: each key it names, as the command that acts.

A refusal names the letter that puts things right on a list. Whoever types a command has no list, so the command stands
behind it; the screens say the sentence as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

COMMANDS_OF_LETTERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "book": ("book",), "move": ("move",), "cancel": ("cancel",), "contact": ("contact",), "review": ("ask-review",),
        "validate": ("validate",), "arrive": ("arrive", "not-arrived"), "called": ("step",), "seen": ("step",),
        "left": ("step",), "outcome": ("outcome",), "escalate": ("escalate",), "hold": ("hold", "resume"),
        "why": ("why",), "take": ("acknowledge", "done"), "give": ("forward",), "put_in": ("message",),
        "milestone": ("milestone",), "awaiting": ("happened", "wait-for"), "patient_asks": ("pifu",),
        "decide": ("review decide",), "unfilled": ("slots",),
    }
)  # fmt: skip
"""Letter of the lists, by its name in the registry of keys -> the commands that do the same."""
ONLY_ON_SCREEN = frozenset({"print", "copy", "sort", "filter"})
"""Letters that only help with what is on the screen."""
_SCREENS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "4 on F5": ("vet", "referral-told"), "F9": ("review",), "F8": ("inbox", "message"), "F4": ("patient",),
        "Ctrl+R": ("refer",),
    }
)  # fmt: skip
"""What a clause names without a letter -> the commands for it."""
_LETTER = re.compile(
    r"(?<![\w`'+}])([a-z]) (?=(?:on (?:the|its|an|F\d)|there|books|cancels|enters|escalates|moves|records|takes|writes"
    r"|shows|asks|corrects|holds|resumes|puts|looks|says)\b)|\(([a-z])\)"
)
_CLAUSE = re.compile(r"(?<=[.;:])\s")
_NAMED = "`clerkdesk "


def with_commands(sentence: str) -> str:
    """Return a sentence with the commands that do what its keys do; a clause that names its own is left as it is."""
    named = [f"`clerkdesk {name}`" for clause in _CLAUSE.split(sentence) for name in _commands(clause)]
    missing = [name for name in dict.fromkeys(named) if name not in sentence]
    return f"{sentence} By command: {' or '.join(missing)}." if missing else sentence


def letters_in(sentence: str) -> tuple[str, ...]:
    """Return the letters of the lists that a sentence tells somebody to press."""
    return tuple(one or other for one, other in _LETTER.findall(sentence))


def _commands(clause: str) -> Iterator[str]:
    """Yield the commands for the keys of one clause, the letters first."""
    if _NAMED in clause:
        return
    from clerkdesk.keys import COMMANDS

    letters = letters_in(clause)
    by_letter = {item.key: item.name for item in COMMANDS if item.scope == "list"}
    found = [name for letter in letters for name in COMMANDS_OF_LETTERS.get(by_letter.get(letter, ""), ())]
    yield from found or [name for place, names in _SCREENS.items() if place in clause for name in names]
