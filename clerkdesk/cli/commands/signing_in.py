"""The plain commands `sign-in`, `sign-out` and `change-secret`: who acts by plain commands on a live desk."""

from __future__ import annotations

from typing import Annotated

import typer

from clerkdesk.cli import asking
from clerkdesk.cli import desk as desks
from clerkdesk.cli.answers import refusal
from clerkdesk.cli.output import CommandFailure, ExitCode, answer
from clerkdesk.cli.settings_in_force import database_location, settings_in_force
from clerkdesk.cli.start import own_name
from clerkdesk.cli.token_files import forget_key, keep_key, kept_key
from clerkdesk.rules.clerks.rights import role_words

_NOBODY_SIGNS_IN = (
    "Nobody signs in at a desk for practice or trials; `clerkdesk --clerk USERNAME COMMAND` says who acts."
)


def register(app: typer.Typer) -> None:
    """Add `sign-in`, `sign-out` and `change-secret`."""
    app.command("sign-in")(sign_in)
    app.command("sign-out")(sign_out)
    app.command("change-secret")(change_secret)


def sign_in(
    context: typer.Context,
    username: Annotated[
        str, typer.Argument(metavar="USERNAME", help="By default the one of --clerk, else your own on this machine.")
    ] = "",
    secret_from_input: asking.FromInput = False,
) -> None:
    """Sign in at a live desk: commands act as this clerk until some minutes pass without one."""
    from clerkdesk.services.clerks.signing_in import Entered

    loaded = settings_in_force(context.obj)
    location = database_location(loaded)
    who = username or loaded.settings.desk.clerk or own_name()
    with desks.door(context, loaded) as door:
        if not door.asks_for_secrets:
            raise CommandFailure("nobody_signs_in", _NOBODY_SIGNS_IN, None, ExitCode.REFUSED)
        entered = door.with_secret(who, asking.a_secret(f"Secret of {who}", from_input=secret_from_input))
        if not isinstance(entered, Entered):
            raise refusal(entered)
        key = door.issue(entered.clerk)
    try:
        keep_key(location, key)
    except OSError as fault:
        raise CommandFailure("not_written", "The file of the sign-in can't be written.", None) from fault
    minutes = loaded.settings.policy.desk.idle_lock_minutes
    clerk = entered.clerk
    said = (
        f"{clerk.display_name} ({role_words(clerk.role)}) is signed in until {minutes} minutes pass without a command."
    )
    lines = [said]
    if entered.chosen_by_another:
        lines.append("An administrator chose this secret. Choose your own: `clerkdesk change-secret`")
    document = {"outcome": "signed_in", "username": clerk.username, "name": clerk.display_name, "minutes": minutes}
    answer({**document, "chosen_by_another": entered.chosen_by_another}, lines)


def sign_out(context: typer.Context) -> None:
    """Sign out: no command acts as you any more."""
    loaded = settings_in_force(context.obj)
    location = database_location(loaded)
    key = kept_key(location)
    if key:
        with desks.door(context, loaded) as door:
            door.end(key)
        forget_key(location)
    answer({"outcome": "signed_out" if key else "nobody"}, ["Signed out." if key else "Nobody was signed in."])


def change_secret(context: typer.Context, secret_from_input: asking.FromInput = False) -> None:
    """Choose another secret of your own. From standard input it takes two lines: the current one, and the new one."""
    desk = desks.open_desk(context)
    current = asking.a_secret("Current secret", from_input=secret_from_input)
    new = asking.a_new_secret(desk.context.clerk.username, from_input=secret_from_input)
    desks.answer_secret(desk.clerks.change_secret(current, new))
