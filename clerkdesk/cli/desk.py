"""Opens the desk for a command, and reads text about a patient from standard input, which leaves no trace.

Functions that need the database layer import it inside.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

import typer

from clerkdesk.cli import output
from clerkdesk.cli.failures import not_available
from clerkdesk.cli.hearing import hear_red_flags, said_in
from clerkdesk.cli.output import CommandFailure, ExitCode
from clerkdesk.cli.settings_in_force import FIXED_TIME_VARIABLE, database_location, settings_in_force
from clerkdesk.keys import Keymap
from clerkdesk.settings.files import practice_database_file

if TYPE_CHECKING:
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.settings.loading import LoadedSettings


def open_desk(context: typer.Context) -> Desk:
    """Return the desk for the clerk and the database of a command line; it closes with the command.

    Raises:
        CommandFailure: The database is not available (exit code 4), or the clerk, a setting or the time is wrong (2).
    """
    loaded = settings_in_force(context.obj)
    from clerkdesk.data.errors import DatabaseUnavailable
    from clerkdesk.services.desk import opening
    from clerkdesk.services.desk.facade import UnknownClerk

    try:
        desk = opening.open_desk(
            database_location(loaded),
            loaded.settings,
            username=loaded.settings.desk.clerk or None,
            fixed_time=os.environ.get(FIXED_TIME_VARIABLE),
        )
    except DatabaseUnavailable as fault:
        sentence = _without_a_desk(loaded, context) if fault.code == "missing" else ""
        raise not_available(fault.code, sentence or fault.sentence) from fault
    except UnknownClerk as fault:
        raise CommandFailure("unknown_clerk", fault.sentence, "--clerk") from fault
    except opening.WrongTime as fault:
        raise CommandFailure("wrong_time", fault.sentence, FIXED_TIME_VARIABLE) from fault
    context.call_on_close(desk.close)
    if context.obj.practice and not desk.practice:
        sentence = "This is not a practice desk, and --demo acts only on one. Leave --demo out, or name another file."
        raise CommandFailure("not_a_practice_desk", sentence, "--demo", ExitCode.REFUSED)
    if context.obj.practice:
        output.act_on_practice()
    context.with_resource(desk.one_act())
    output.name_numbers(context.params)
    output.name_keys(Keymap.of(loaded.settings.keymap))
    output.name_patient_by(partial(_whose, desk, datetime.now(UTC)))
    for sentence in desk.waiting_list.settings_for_nobody():
        output.warn(sentence)
    hear_red_flags(desk, said_in(context))
    return desk


def _without_a_desk(loaded: LoadedSettings, context: typer.Context) -> str:
    """Return a hint at the practice desk for a missing desk; empty if the command line names a database."""
    if context.obj.practice:
        return "No practice desk exists yet. Make one with: clerkdesk demo"
    if loaded.settings.desk.database or not practice_database_file().is_file():
        return ""
    return (
        "You have no desk of your own; `clerkdesk init` makes one. A practice desk is here: "
        f"`clerkdesk --demo {context.command_path.removeprefix('clerkdesk ')}` acts on it."
    )


def _whose(desk: Desk, since: datetime) -> str:
    from clerkdesk.services.acts.whose_act import patient_of_acts_since

    return patient_of_acts_since(desk.context, since)


def text_about_patient(desk: Desk, text: str) -> str:
    """Return text about a patient; the argument `-` reads it from standard input.

    On a live desk a typed argument gets a warning, since the shell keeps it in its history.

    Raises:
        CommandFailure: Standard input is not UTF-8.
    """
    if text != "-":
        if text and desk.context.database.kind == "live":
            output.warn(
                "This text is in the history of your shell. To keep it out, give `-` and type it after the command."
            )
        return text
    try:
        read = sys.stdin.buffer.read().decode("utf-8-sig").strip()
    except UnicodeDecodeError as fault:
        raise CommandFailure("not_unicode", "Standard input must be text in UTF-8.", "-") from fault
    hear_red_flags(desk, (read,))
    return read
