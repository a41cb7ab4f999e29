"""`clerkdesk init` makes a new, empty desk with its first administrator."""

from __future__ import annotations

from typing import Annotated

import typer

from clerkdesk.cli.failures import not_available
from clerkdesk.cli.output import CommandFailure, ExitCode, answer
from clerkdesk.cli.settings_in_force import database_location, settings_in_force, shown_location
from clerkdesk.cli.start import own_name


def register(app: typer.Typer) -> None:
    """Add `init`."""
    app.command("init")(init)


def init(
    context: typer.Context,
    name: Annotated[str, typer.Option(help="The hospital's name, shown in titles.")] = "Outpatients",
    administrator: Annotated[
        str | None, typer.Option(metavar="USERNAME", help="The first clerk; by default your own name on this machine.")
    ] = None,
    test: Annotated[bool, typer.Option("--test", help="For trials: CLERKDESK_NOW may fix its clock.")] = False,
) -> None:
    """Make an empty desk at --db, or in your own data folder."""
    if context.obj.practice:
        sentence = "`clerkdesk demo` makes the practice desk. Leave --demo out to make a desk of your own."
        raise CommandFailure("not_for_practice", sentence, "--demo")
    location = database_location(settings_in_force(context.obj))
    username = (administrator or own_name()).strip()
    if not username or " " in username:
        raise CommandFailure("wrong_username", "A username is one word without spaces.", "--administrator")
    from clerkdesk.data.create import create_database
    from clerkdesk.data.errors import DatabaseUnavailable

    kind = "test" if test else "live"
    try:
        create_database(location, kind=kind, name=name.strip(), administrator=username).close()
    except DatabaseUnavailable as fault:
        if fault.code != "refused":
            raise not_available(fault.code, fault.sentence) from fault
        raise CommandFailure("refused", fault.sentence, "--db", ExitCode.REFUSED) from fault
    shown = shown_location(location)
    document = {"database": shown, "kind": kind, "administrator": username, "patients": 0, "entries": 0, "slots": 0}
    answer(
        document,
        [
            f"Made an empty desk at {shown}; {username} is its administrator.",
            "Next: `clerkdesk import clinics FILE.toml`, then `clerkdesk publish --until DATE`, then your lists.",
        ],
    )
