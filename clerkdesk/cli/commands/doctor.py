"""`clerkdesk doctor`: one line for each look at the desk, with what to do."""

from __future__ import annotations

import typer

from clerkdesk.cli.desk import open_desk_itself
from clerkdesk.cli.output import CommandFailure, ExitCode, answer
from clerkdesk.cli.progress import shown
from clerkdesk.rules.doctor.judging import Examined, Health

_SIGNS = {Health.GOOD: "ok   ", Health.WATCH: "watch", Health.BAD: "BAD  "}


def register(app: typer.Typer) -> None:
    """Add `doctor`."""
    app.command("doctor")(doctor)


def doctor(context: typer.Context) -> None:
    """Examine the desk: damage, drift, places, audit, room, file rights. Ends with 3 if something is broken."""
    desk = open_desk_itself(context)
    with shown("rows") as tell:
        looks = desk.doctor.examine(tell)
    document = {
        "looks": [
            {"name": each.name, "health": each.health, "sentence": each.sentence, "to_do": each.to_do}
            for each in looks
        ]
    }  # fmt: skip
    answer(document, [line for each in looks for line in _lines(each)])
    broken = [each.name for each in looks if each.health is Health.BAD]
    if broken:
        sentence = f"Not in order: {', '.join(broken)}. The lines above say what to do."
        raise CommandFailure("broken", sentence, None, ExitCode.REFUSED, document=document)


def _lines(look: Examined) -> list[str]:
    lines = [f"{_SIGNS[look.health]}  {look.name}: {look.sentence}"]
    return [*lines, f"       {look.to_do}"] if look.to_do else lines
