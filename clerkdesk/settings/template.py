"""Writes the commented settings file: every setting with its meaning and default, all commented out."""

from __future__ import annotations

import json
from collections.abc import Iterator

from clerkdesk.settings.checking import SECTIONS
from clerkdesk.settings.documentation import fields_of, meanings_of
from clerkdesk.settings.model import Settings

_INTRODUCTION = """\
# Settings of clerkdesk. Take the # away from a line to change it; `clerkdesk settings check FILE` checks the file.
# A flag beats the environment (CLERKDESK_POLICY_RECEPTION_LATE_MINUTES=20, CLERKDESK_DESK_THEME=...,
# CLERKDESK_DB, CLERKDESK_CLERK), which beats the user's file, the machine's file and the defaults, in that order.
# `clerkdesk settings path` names both files; `clerkdesk settings show --origin` says where each value came from."""

_ABOUT_POLICY = "# The numbers of the trust's access policy, in groups. R-xxx is the rule behind it."


def settings_template() -> str:
    """Return the settings file with all defaults as comments, as TOML that sets nothing."""
    return "\n".join([_INTRODUCTION, *_section_lines(), *_specialty_lines(), *_key_lines(), *_mnemonic_lines()]) + "\n"


def toml_value(value: object) -> str:
    """Return a setting as TOML writes it, on one line."""
    match value:
        case bool():
            return "true" if value else "false"
        case tuple() | list():
            return f"[{', '.join(toml_value(item) for item in value)}]"
        case str():
            return json.dumps(value, ensure_ascii=False)
        case _:
            return str(value)


def _section_lines() -> Iterator[str]:
    yield from ("", _ABOUT_POLICY)
    for section, settings_class in SECTIONS.items():
        meanings = meanings_of(settings_class)
        yield from ("", f"# {settings_class.__doc__}", f"[{section}]")
        for field in fields_of(settings_class).values():
            yield from ("", f"# {meanings[field.name]}", f"# {field.name} = {toml_value(field.default)}")


def _specialty_lines() -> Iterator[str]:
    yield from (
        "",
        "# Any number of the policy may differ in a specialty, by the code of the specialty.",
        "# [policy.specialty.DERM.booking]",
        "# reasonable_notice_days = 14",
    )


def _key_lines() -> Iterator[str]:
    yield from (
        "",
        "# Keys of your own: the name of a command and its key. `clerkdesk keys` lists the commands.",
        "# After `map` comes a key of the map of the house.",
        "[keys]",
        '# lock = "f11"',
        '# reviews = "map v"',
    )


def _mnemonic_lines() -> Iterator[str]:
    yield from (
        "",
        "# Typed commands of the find box, each with its command; an empty text removes one.",
        "[mnemonics]",
    )
    for typed, command in Settings().mnemonics:
        yield f"# {toml_value(typed)} = {toml_value(command)}"
