"""`clerkdesk publish` makes sessions and slots from the weekly templates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from clerkdesk.cli import desk as desks
from clerkdesk.cli import progress
from clerkdesk.cli.commands.booking import wrong
from clerkdesk.cli.output import CommandFailure, answer
from clerkdesk.cli.typed import day
from clerkdesk.rules.values.date_words import count_words, day_words

if TYPE_CHECKING:
    from clerkdesk.services.clinics.schedule import Published


def register(app: typer.Typer) -> None:
    """Add `publish`."""
    app.command()(publish)


def publish(
    context: typer.Context,
    until: Annotated[str, typer.Option(metavar="DATE", help="The last day, such as 2027-03-31, 31/3/27 or +8w.")],
) -> None:
    """Make the sessions and slots of every template up to a day, without bank holidays; existing ones stay."""
    from clerkdesk.services.acts.answers import WrongInput

    desk = desks.open_desk(context)
    last = day(until, "--until", desk.context.today)
    if last is None:
        raise CommandFailure("wrong_date", "Give the last day.", "--until")
    with progress.shown("clinics") as tell:
        published = desk.clinics.publish(last, tell)
    if isinstance(published, WrongInput):
        raise wrong(published)
    document: dict[str, object] = {
        "sessions": published.sessions,
        "slots": published.slots,
        "until": published.until,
        "clashes": list(published.clashes),
        "left_out": [{"date": holiday.day, "name": holiday.name} for holiday in published.left_out],
    }
    answer(document, _lines(published))


def _lines(published: Published) -> Iterator[str]:
    sessions, slots = count_words(published.sessions, "session"), count_words(published.slots, "slot")
    yield f"Published {sessions} with {slots} until {day_words(published.until)}."
    if not published.templates:
        yield "No weekly templates exist yet; `clerkdesk import clinics FILE.toml` brings them."
    if published.left_out:
        days = "; ".join(f"{day_words(holiday.day)}, {holiday.name}" for holiday in published.left_out)
        yield f"Left out: {days}."
    yield from published.clashes
