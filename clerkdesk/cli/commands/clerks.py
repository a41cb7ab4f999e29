"""The plain commands `clerks list`, `add`, `change`, `recover` and `end`: the people who act at the desks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from clerkdesk.cli import asking
from clerkdesk.cli import desk as desks
from clerkdesk.cli.answers import refusal
from clerkdesk.cli.output import CommandFailure, answer
from clerkdesk.rules.clerks.rights import role_words

if TYPE_CHECKING:
    from clerkdesk.rules.clerks.rows import ClerkRow
    from clerkdesk.services.acts.answers import Refused, WrongInput
    from clerkdesk.services.clerks.clerks import ClerkKept

clerks = typer.Typer(help="The people who act at the desks.")

Username = Annotated[str, typer.Argument(metavar="USERNAME", help="One word, such as bev.jones.")]
Name = Annotated[str, typer.Option(metavar="NAME", help="The name that screens show.")]
Team = Annotated[str, typer.Option(metavar="NAME", help="Their team; - for none.")]
Reception = Annotated[str, typer.Option(metavar="NAME", help="Their reception; - for none.")]


def register(app: typer.Typer) -> None:
    """Add `clerks`."""
    app.add_typer(clerks, name="clerks")


@clerks.command("list")
def listed(context: typer.Context) -> None:
    """List everybody who acts or acted here, with role, team and reception."""
    found = desks.open_desk(context).clerks.listed()
    width = max((len(each.username) for each in found), default=0)
    answer({"clerks": [_document(each) for each in found]}, [_line(each, width) for each in found])


@clerks.command()
def add(
    context: typer.Context,
    username: Username,
    name: Name = "",
    role: Annotated[str, typer.Option(help="clerk, reception, team leader, secretary and others.")] = "clerk",
    team: Team = "",
    reception: Reception = "",
) -> None:
    """Make a clerk. Only an administrator can."""
    from clerkdesk.services.clerks.clerks import NewClerk

    _answer(desks.open_desk(context).clerks.add(NewClerk(username, name, role, team, reception)))


@clerks.command()
def change(
    context: typer.Context,
    username: Username,
    name: Name = "",
    role: Annotated[str, typer.Option(help="Their new role.")] = "",
    team: Team = "",
    reception: Reception = "",
    back: Annotated[bool, typer.Option("--back", help="They had left, and act here again.")] = False,
    new_secret: Annotated[
        bool, typer.Option("--new-secret", help="Give them another secret, in a command of its own.")
    ] = False,
    secret_from_input: asking.FromInput = False,
) -> None:
    """Change a clerk's name, role, team or reception, or give them another secret. Only an administrator can."""
    from clerkdesk.services.clerks.clerks import ClerkChanges

    wanted = ClerkChanges(name, role, team, reception, back)
    if new_secret and wanted != ClerkChanges():
        sentence = (
            "A secret is given in a command of its own. Leave the other options out, and run it once more with them."
        )
        raise CommandFailure("one_thing", sentence, "--new-secret")
    desk = desks.open_desk(context)
    if new_secret:
        secret = asking.a_new_secret(username, from_input=secret_from_input)
        desks.answer_secret(desk.clerks.reset_secret(username, secret))
    else:
        _answer(desk.clerks.change(username, wanted))


@clerks.command()
def recover(context: typer.Context, username: Username, secret_from_input: asking.FromInput = False) -> None:
    """Give a clerk a secret without knowing one. Only the owner of the database can, and the audit keeps it."""
    desk = desks.open_desk_of_holder(context, username)
    secret = asking.a_new_secret(username, from_input=secret_from_input)
    desks.answer_secret(desk.clerks.recover_secret(secret))


@clerks.command()
def end(
    context: typer.Context,
    username: Username,
    items_to: Annotated[
        str, typer.Option("--items-to", metavar="WHO", help="A colleague or team for their open items.")
    ] = "",
) -> None:
    """End a clerk, who acts no more; what they did stays. Only an administrator can."""
    _answer(desks.open_desk(context).clerks.end(username, items_to))


def _answer(result: ClerkKept | Refused | WrongInput) -> None:
    from clerkdesk.services.clerks.clerks import ClerkKept

    if not isinstance(result, ClerkKept):
        raise refusal(result)
    document = {"outcome": result.done, "clerk": _document(result.clerk), "items_passed_on": result.items_passed_on}
    answer(document, [result.sentence])


def _document(clerk: ClerkRow) -> dict[str, object]:
    return {
        "username": clerk.username, "name": clerk.name, "role": clerk.role, "team": clerk.team,
        "reception": clerk.reception, "active": clerk.is_active,
    }  # fmt: skip


def _line(clerk: ClerkRow, width: int) -> str:
    parts = [clerk.name, role_words(clerk.role), clerk.team, clerk.reception, "" if clerk.is_active else "left"]
    return f"{clerk.username:<{width}}  " + " · ".join(part for part in parts if part)
