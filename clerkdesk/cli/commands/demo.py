"""`clerkdesk demo`: the practice desk, a made-up hospital in which nothing can go wrong."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from clerkdesk.cli import output
from clerkdesk.cli.failures import not_available
from clerkdesk.cli.output import CommandFailure, ExitCode, answer
from clerkdesk.cli.settings_in_force import FIXED_TIME_VARIABLE, practice_location, settings_in_force, shown_location
from clerkdesk.cli.start import show_desk

if TYPE_CHECKING:
    from clerkdesk.demo.compose import Composed
    from clerkdesk.demo.practice import Wanted


def register(app: typer.Typer) -> None:
    """Add `demo`."""
    app.command("demo")(demo)


def demo(
    context: typer.Context,
    patients: Annotated[
        int | None,
        typer.Option(metavar="N", help="Number of patients, at least enough for its scenes; 2000 if left out."),
    ] = None,
    seed: Annotated[
        int | None, typer.Option(metavar="S", help="Number that chooses the made-up hospital; 1 if left out.")
    ] = None,
    build_only: Annotated[bool, typer.Option("--build-only", help="Make it without opening a screen.")] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Begin again: delete the existing practice desk.")] = False,
) -> None:
    """Open the practice desk, a made-up hospital; make it first if it does not exist."""
    if not build_only and not output.as_json():
        database, clerk = context.obj.database, context.obj.clerk
        show_desk(database=database, clerk=clerk, practice=True, patients=patients, seed=seed, fresh=fresh)
        return
    from clerkdesk.demo.practice import Wanted

    loaded = settings_in_force(context.obj)
    fixed_time = os.environ.get(FIXED_TIME_VARIABLE)
    composed = _build(Wanted(practice_location(loaded), patients, seed, fresh, fixed_time))
    shown = shown_location(composed.database)
    document = {
        "database": shown,
        "patients": composed.patients,
        "entries": composed.entries,
        "slots": composed.slots,
    }
    answer(
        document,
        [
            f"The practice desk is in {shown}.",
            f"{composed.patients} patients, {composed.entries} needs on lists or booked, {composed.slots} slots.",
            "Open it with `clerkdesk demo`; begin again with `clerkdesk demo --fresh`.",
            "Plain commands work on it too, as in `clerkdesk --demo worklist`."
            if context.obj.database is None
            else "Plain commands work on it with --db and this file.",
        ],
    )


def _build(wanted: Wanted) -> Composed:
    from clerkdesk.data.errors import DatabaseUnavailable
    from clerkdesk.demo.practice import NotComposed, build
    from clerkdesk.services.desk.opening import WrongTime

    try:
        return build(wanted, output.warn)
    except NotComposed as fault:
        wrong = fault.code == "wrong_patients"
        exit_code = ExitCode.WRONG_INPUT if wrong else ExitCode.REFUSED
        raise CommandFailure(fault.code, fault.sentence, fault.field, exit_code) from fault
    except WrongTime as fault:
        raise CommandFailure("wrong_time", fault.sentence, FIXED_TIME_VARIABLE) from fault
    except DatabaseUnavailable as fault:
        raise not_available(fault.code, fault.sentence) from fault
