"""The plain commands for word of a death and its answer: `death show`, `said`, `died`, `close`, `alive`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from clerkdesk.cli import desk as desks
from clerkdesk.cli import typed
from clerkdesk.cli.answers import refusal
from clerkdesk.cli.output import CommandFailure, answer

if TYPE_CHECKING:
    from clerkdesk.services.deaths.acts import DeathKnown

_Patient = Annotated[str, typer.Argument(help="The patient's number, or what `find` takes.")]
_Source = Annotated[str, typer.Option(help="Its source: the spine, the GP, a certificate, the patient's call.")]

death = typer.Typer(
    help="Record word of a death, confirm or refute it with its source, and show what follows.", no_args_is_help=True
)


def register(app: typer.Typer) -> None:
    """Add `death`."""
    app.add_typer(death, name="death")


@death.command()
def show(context: typer.Context, patient: _Patient) -> None:
    """Show what the record says of a patient's death, with every appointment and pathway that it concerns."""
    from clerkdesk.services.deaths.acts import DeathKnown

    desk = desks.open_desk(context)
    found = desk.deaths.known(typed.the_patient(desk, patient))
    if not isinstance(found, DeathKnown):
        raise refusal(found)
    facts = found.facts
    document = {
        "standing": facts.standing or None, "died_on": facts.deceased, "reported_on": facts.reported,
        "appointments": list(found.appointments), "to_close": list(found.to_close), "refuted": found.refuted,
    }  # fmt: skip
    answer(document, list(_known(found)))


@death.command()
def said(
    context: typer.Context,
    patient: _Patient,
    by: Annotated[str, typer.Option(metavar="NAME", help="Who says so, and how they are reached.")],
) -> None:
    """Note that somebody says a patient has died, on a day not yet known: contact stops until it is checked."""
    from clerkdesk.services.patients.word_of_death import DeathSaid

    desk = desks.open_desk(context)
    noted = desk.deaths.said(typed.the_patient(desk, patient), by)
    if not isinstance(noted, DeathSaid):
        raise refusal(noted)
    answer({"outcome": "said", "patient_id": noted.patient_id, "entries": list(noted.held)}, (noted.sentence,))


@death.command()
def died(
    context: typer.Context,
    patient: _Patient,
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="The day of death.")],
    source: _Source,
    because: Annotated[
        str, typer.Option(help="Who checked it, if the record shows the patient seen after that day.")
    ] = "",
    close: Annotated[bool, typer.Option("--close", help="Also close every open pathway.")] = False,
) -> None:
    """Record that a patient has died: appointments and their support end, and each pathway waits to be closed."""
    from clerkdesk.services.deaths.acts import DeathKept
    from clerkdesk.services.deaths.closing_waits import ClosedForDeath

    desk = desks.open_desk(context)
    patient_id = typed.the_patient(desk, patient)
    day = typed.day(on, "--on", desk.context.today, past=True)
    if day is None:
        raise CommandFailure("wrong_date", "Say on which day the patient died.", "--on")
    kept = desk.deaths.died(patient_id, day, source, because)
    if not isinstance(kept, DeathKept):
        raise refusal(kept)
    closed = desk.deaths.close(patient_id) if close else None
    if closed is not None and not isinstance(closed, ClosedForDeath):
        raise refusal(closed)
    document = {
        "outcome": "died", "patient_id": kept.patient_id, "died_on": kept.died_on, "ended": list(kept.ended),
        "to_close": list(kept.to_close) if closed is None else [],
        "closed": list(closed.pathways) if closed is not None else [],
        "left_open": list(closed.left_open) if closed is not None else [],
    }  # fmt: skip
    offered = (kept.still_to_close, f"`clerkdesk death close {patient_id}` closes them.") if kept.to_close else ()
    answer(document, (kept.sentence, *((closed.sentence,) if closed is not None else offered)))


@death.command()
def close(context: typer.Context, patient: _Patient) -> None:
    """Close every open pathway of a patient with a recorded death, with status 36 on the day of death."""
    from clerkdesk.services.deaths.closing_waits import ClosedForDeath

    desk = desks.open_desk(context)
    closed = desk.deaths.close(typed.the_patient(desk, patient))
    if not isinstance(closed, ClosedForDeath):
        raise refusal(closed)
    document = {"outcome": "closed", "closed": list(closed.pathways), "left_open": list(closed.left_open)}
    answer(document, (closed.sentence,))


@death.command()
def alive(
    context: typer.Context,
    patient: _Patient,
    by: Annotated[str, typer.Option(metavar="NAME", help="Who found out that the patient is alive.")],
    source: _Source,
) -> None:
    """Refute word of a death: holds come off, contact opens again, and the answer names what was stood down."""
    from clerkdesk.services.deaths.acts import DeathRefuted

    desk = desks.open_desk(context)
    refuted = desk.deaths.alive(typed.the_patient(desk, patient), by, source)
    if not isinstance(refuted, DeathRefuted):
        raise refusal(refuted)
    document = {
        "outcome": "alive", "patient_id": refuted.patient_id, "entries": list(refuted.entries),
        "reopened": list(refuted.reopened), "stood_down": list(refuted.stood_down),
    }  # fmt: skip
    answer(document, (refuted.sentence,))


def _known(found: DeathKnown) -> Iterator[str]:
    yield found.refuted or found.facts.words
    yield from (f"Booked: {each}." for each in found.appointments)
    yield from (f"Open: pathway {each.pathway_id}, {each.specialty}." for each in found.to_close)
