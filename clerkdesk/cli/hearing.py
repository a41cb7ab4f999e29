"""Finds red flags in texts of a command that a patient or caller may have said, and names the script (R-723).

It reads every text, under any option; `NOT_SAID` names the texts that somebody else wrote.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import typer

from clerkdesk.cli.output import say_beside

if TYPE_CHECKING:
    from clerkdesk.services.desk.facade import Desk

NOT_SAID = frozenset(
    {
        ("happened", "then_what"), ("outcome", "what"), ("outcome", "other_reason"), ("wait-for", "what"),
        ("vet", "note"), ("refer", "reason"), ("message", "text"),
    }
)  # fmt: skip
"""Command and parameter of texts that a clinician or referrer wrote about a condition.

A message has its own rule, which asks who took over the call.
"""
_SELF_REFERRAL = ("self", "phone")
_NAMES = ("specialty", "other_specialty", "to_specialty", "clinic")
"""Parameters that name a specialty or a clinic, such as the stroke clinic."""


def said_in(context: typer.Context) -> Iterator[str]:
    """Yield the texts of a command line that a patient or caller may have said."""
    command = context.command.name or ""
    for name, value in context.params.items():
        if not is_heard(command, name) and not (name == "reason" and context.params.get("route") in _SELF_REFERRAL):
            continue
        yield from (text for text in (value if isinstance(value, list | tuple) else [value]) if type(text) is str)


def is_heard(command: str, name: str) -> bool:
    """Return whether a parameter may hold what a patient or caller said."""
    return (command, name) not in NOT_SAID and name not in _NAMES


def hear_red_flags(desk: Desk, said: Iterable[str]) -> None:
    """Name the trust's script for a red flag: on standard error, or in the document."""
    from clerkdesk.rules.inbox.red_flags import red_flags_in

    settings: Any = desk.context.settings.desk
    flags = red_flags_in(" | ".join(said), settings.red_flag_words)
    if flags:
        sentence = f"! {', '.join(flags)}: {settings.red_flag_script}"
        say_beside({"red_flags": list(flags), "red_flag_script": settings.red_flag_script}, sentence)
