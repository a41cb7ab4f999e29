"""The plain command `call` logs a telephone call that is over and left nothing to do."""

from __future__ import annotations

from typing import Annotated

import typer

from clerkdesk.cli import desk as desks
from clerkdesk.cli.answers import refusal
from clerkdesk.cli.output import answer
from clerkdesk.cli.typed import the_patient


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(call)


def call(
    context: typer.Context,
    ended_with: Annotated[str, typer.Argument(metavar="TEXT", help="How it ended; `-` reads it from standard input.")],
    about: Annotated[
        str, typer.Option("--about", metavar="PATIENT", help="The patient's number, or what `find` takes.")
    ] = "",
    caller: Annotated[str, typer.Option(metavar="NAME", help="Who rang.")] = "",
    relationship: Annotated[str, typer.Option(help="Relationship to the patient.")] = "",
    number: Annotated[str, typer.Option(help="The number they rang from.")] = "",
    identifiers: Annotated[
        str, typer.Option("--stated", help="Identifiers they stated correctly: name,date_of_birth,postcode.")
    ] = "",
) -> None:
    """Log a telephone call: who rang, what proved it, and how it ended; `message` records anything left to do."""
    from clerkdesk.rules.contact.rows import CallRow
    from clerkdesk.services.contact.calls import CallerDetails

    desk = desks.open_desk(context)
    text = desks.text_about_patient(desk, ended_with)
    patient_id = the_patient(desk, about, "--about") if about else None
    details = CallerDetails(patient_id=patient_id, name=caller, relationship=relationship, number=number)
    stated = [word.strip() for word in identifiers.split(",") if word.strip()]
    result = desk.calls.log(details, stated, text)
    if not isinstance(result, CallRow):
        raise refusal(result)
    document = {
        "outcome": "logged",
        "call": {
            "id": result.call_id, "taken_at": result.taken_at, "patient_id": result.patient_id,
            "caller": result.caller_name, "stated": list(result.identity_ticks), "ended_with": result.ended_with,
        },
    }  # fmt: skip
    answer(document, ("Logged.",))
