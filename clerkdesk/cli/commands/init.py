"""`clerkdesk init` makes a new, empty desk with its first administrator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from clerkdesk.cli import asking
from clerkdesk.cli.failures import not_available
from clerkdesk.cli.output import CommandFailure, ExitCode, answer
from clerkdesk.cli.settings_in_force import database_location, settings_in_force, shown_location
from clerkdesk.cli.start import own_name

if TYPE_CHECKING:
    from clerkdesk.settings import Settings


def register(app: typer.Typer) -> None:
    """Add `init`."""
    app.command("init")(init)


def init(
    context: typer.Context,
    name: Annotated[str, typer.Option(help="The hospital's name, shown in titles.")] = "Outpatients",
    administrator: Annotated[
        str | None, typer.Option(metavar="USERNAME", help="The first clerk; by default your own name on this machine.")
    ] = None,
    secret_from_input: asking.FromInput = False,
    test: Annotated[
        bool, typer.Option("--test", help="For trials: nobody needs a secret, and CLERKDESK_NOW may fix its clock.")
    ] = False,
) -> None:
    """Make an empty desk at --db, or in your own data folder, with one administrator, whose secret you choose."""
    if context.obj.practice:
        sentence = "`clerkdesk demo` makes the practice desk. Leave --demo out to make a desk of your own."
        raise CommandFailure("not_for_practice", sentence, "--demo")
    settings = settings_in_force(context.obj)
    location = database_location(settings)
    username = (administrator or own_name()).strip()
    if not username or " " in username:
        raise CommandFailure("wrong_username", "A username is one word without spaces.", "--administrator")
    kind = "test" if test else "live"
    _refuse_what_stands(location)
    secret = None if test else asking.a_new_secret(username, from_input=secret_from_input)
    _create(location, settings.settings, kind=kind, name=name.strip(), administrator=username, secret=secret)
    shown = shown_location(location)
    document = {"database": shown, "kind": kind, "administrator": username, "patients": 0, "entries": 0, "slots": 0}
    lines = [
        f"Made an empty desk at {shown}; {username} is its administrator.",
        "Next: `clerkdesk import clinics FILE.toml`, then `clerkdesk publish --until DATE`, then your lists.",
    ]
    if not test:
        lines.insert(1, f"Sign in with `clerkdesk sign-in {username}`; commands act as you from then on.")
    answer(document, lines)


def _create(location: str, settings: Settings, *, kind: str, name: str, administrator: str, secret: str | None) -> None:
    from clerkdesk.data.errors import DatabaseUnavailable
    from clerkdesk.services.desk.opening import make_desk

    try:
        make_desk(location, settings, kind=kind, name=name, administrator=administrator, secret=secret)
    except DatabaseUnavailable as fault:
        raise _failure(fault.code, fault.sentence) from fault


def _refuse_what_stands(location: str) -> None:
    """Say that something stands there, or that no database can be there, before anybody is asked for a secret."""
    from clerkdesk.data.create import refuse_what_stands
    from clerkdesk.data.errors import DatabaseUnavailable

    try:
        refuse_what_stands(location)
    except DatabaseUnavailable as fault:
        raise _failure(fault.code, fault.sentence) from fault


def _failure(code: str, sentence: str) -> CommandFailure:
    if code != "refused":
        return not_available(code, sentence)
    return CommandFailure("refused", sentence, "--db", ExitCode.REFUSED)
