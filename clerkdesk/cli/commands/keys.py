"""`clerkdesk keys` lists the keys in force, the user's own included."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from clerkdesk.cli.output import answer, warn
from clerkdesk.cli.settings_in_force import settings_in_force
from clerkdesk.keys import COMMANDS, Keymap, check_keymap, keys_markdown, show_keys


def register(app: typer.Typer) -> None:
    """Add `keys`."""
    app.command("keys")(keys)


def keys(
    context: typer.Context,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print the key table of the documentation.")] = False,
) -> None:
    """List every command of the desk's screens and its keys."""
    loaded = settings_in_force(context.obj)
    for problem in check_keymap(loaded.settings.keymap):
        warn(problem)
    keymap = Keymap.of(loaded.settings.keymap)
    document = {
        "keys": [
            {
                "command": item.name,
                "title": item.title,
                "keys": show_keys(item, keymap),
                "help": item.help,
                "scope": item.scope,
                "screens": list(item.screens),
            }
            for item in COMMANDS
        ]
    }
    answer(document, keys_markdown(keymap).splitlines() if markdown else _lines(keymap))


def _lines(keymap: Keymap) -> Iterator[str]:
    for item in COMMANDS:
        yield f"{show_keys(item, keymap):24} {item.title:20} {item.help}"
