"""Opens the desk for a command, and reads text about a patient from standard input, which leaves no trace.

Functions that need the database layer import it inside.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

import typer

from clerkdesk.cli import output
from clerkdesk.cli.answers import refusal
from clerkdesk.cli.failures import not_available
from clerkdesk.cli.hearing import hear_red_flags, said_in
from clerkdesk.cli.output import CommandFailure, ExitCode
from clerkdesk.cli.settings_in_force import (
    FIXED_TIME_VARIABLE,
    OF_THIS_RUN,
    database_location,
    settings_in_force,
)
from clerkdesk.cli.token_files import kept_key
from clerkdesk.keys import Keymap
from clerkdesk.settings.files import practice_database_file

if TYPE_CHECKING:
    from clerkdesk.services.acts.answers import Refused, WrongInput
    from clerkdesk.services.acts.context import SignedIn
    from clerkdesk.services.clerks.secrets import SecretKept
    from clerkdesk.services.clerks.signing_in import SigningIn
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.settings.loading import LoadedSettings


def open_desk(context: typer.Context) -> Desk:
    """Return the desk for the clerk and the database of a command line; it closes with the command.

    On a live desk the clerk is the one who has signed in.

    Raises:
        CommandFailure: The database is not available (exit code 4), nobody has signed in (3), or the clerk, a setting
            or the time is wrong (2).
    """
    loaded = settings_in_force(context.obj)
    return _open(context, loaded, loaded.settings.desk.clerk or None, "--clerk", partial(_by_key, loaded))


def open_desk_itself(context: typer.Context) -> Desk:
    """Return the desk for work that no clerk does, such as a scheduled job's: nobody needs to have signed in.

    Raises:
        CommandFailure: as for `open_desk`.
    """
    loaded = settings_in_force(context.obj)
    return _open(context, loaded, loaded.settings.desk.clerk or None, "--clerk", _as_holder(None, "--clerk"))


def open_desk_of_holder(context: typer.Context, username: str) -> Desk:
    """Return the desk of a clerk, for whoever holds the database; its acts ask whether this user does.

    Raises:
        CommandFailure: as for `open_desk`; an unknown clerk is the argument's.
    """
    return _open(context, settings_in_force(context.obj), username, "USERNAME", _as_holder(username, "USERNAME"))


def _as_holder(username: str | None, named_by: str) -> Callable[[SigningIn], SignedIn]:
    """Return how whoever holds the database is let in: as a clerk, or as the first administrator."""

    def let_in(door: SigningIn) -> SignedIn:
        clerk = door.without_secret(username)
        if clerk is None:
            raise CommandFailure("unknown_clerk", "No clerk who acts here has this username.", named_by)
        return clerk

    return let_in


def _by_key(loaded: LoadedSettings, door: SigningIn) -> SignedIn:
    """Return the clerk of the sign-in that is kept for this database, who must be the one that is named."""
    asked = loaded.settings.desk.clerk
    is_asked = bool(asked) and loaded.origin_of("desk", "clerk").kind in OF_THIS_RUN
    clerk = door.with_key(kept_key(database_location(loaded)))
    if clerk is None:
        who = f" {asked}" if asked else ""
        sentence = f"Nobody is signed in at this desk. Sign in with `clerkdesk sign-in{who}`, then do it again."
        raise CommandFailure("not_signed_in", sentence, None, ExitCode.REFUSED)
    if is_asked and clerk.username != asked:
        sentence = (
            f"{clerk.display_name} is signed in, and nobody else acts until they have signed in too: "
            f"`clerkdesk sign-in {asked}`"
        )
        raise CommandFailure("another_clerk", sentence, "--clerk", ExitCode.REFUSED)
    return clerk


@contextmanager
def door(context: typer.Context, loaded: LoadedSettings) -> Iterator[SigningIn]:
    """Open the database of a command line for as long as somebody signs in or out.

    Raises:
        CommandFailure: The database is not available (exit code 4).
    """
    from clerkdesk.data.errors import DatabaseUnavailable
    from clerkdesk.services.desk import opening

    try:
        with opening.door_of(database_location(loaded), loaded.settings) as opened:
            yield opened
    except DatabaseUnavailable as fault:
        sentence = _without_a_desk(loaded, context) if fault.code == "missing" else ""
        raise not_available(fault.code, sentence or fault.sentence) from fault


def answer_secret(result: SecretKept | Refused | WrongInput) -> None:
    """Answer that a clerk's secret was kept, or fail with the reason."""
    from clerkdesk.services.clerks.secrets import SecretKept

    if not isinstance(result, SecretKept):
        raise refusal(result)
    output.answer({"outcome": "kept", "username": result.username, "source": result.source}, [result.sentence])


def _open(
    context: typer.Context,
    loaded: LoadedSettings,
    username: str | None,
    named_by: str,
    lets_in: Callable[[SigningIn], SignedIn | None],
) -> Desk:
    """Open the desk of a clerk, whom the command line names by an option or an argument."""
    from clerkdesk.data.errors import DatabaseUnavailable
    from clerkdesk.services.desk import opening
    from clerkdesk.services.desk.facade import UnknownClerk

    try:
        desk = opening.open_desk(
            database_location(loaded),
            loaded.settings,
            username=username,
            fixed_time=os.environ.get(FIXED_TIME_VARIABLE),
            lets_in=lets_in,
        )
    except DatabaseUnavailable as fault:
        sentence = _without_a_desk(loaded, context) if fault.code == "missing" else ""
        raise not_available(fault.code, sentence or fault.sentence) from fault
    except UnknownClerk as fault:
        raise CommandFailure("unknown_clerk", fault.sentence, named_by) from fault
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
