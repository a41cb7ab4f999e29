"""The plain command `contact` records an attempt to reach a patient."""

from __future__ import annotations

from typing import Annotated

import typer

from clerkdesk.cli import desk as desks
from clerkdesk.cli import typed
from clerkdesk.cli.answers import refusal
from clerkdesk.cli.output import answer


def register(app: typer.Typer) -> None:
    """Add `contact`."""
    app.command()(contact)


def contact(
    context: typer.Context,
    patient: Annotated[str, typer.Argument(help="The patient's number, or what `find` takes.")],
    result: Annotated[
        str, typer.Option(metavar="CODE", help="Code of the result, from `codes local_contact_result`, or its letter.")
    ],
    entry: Annotated[
        int | None,
        typer.Option(max=typed.LARGEST_NUMBER, help="Number of the need; the most pressing one if left out."),
    ] = None,
    number: Annotated[str, typer.Option(help="The number tried, as on the record.")] = "",
    ring_back: Annotated[str | None, typer.Option(metavar="TIME", help="When to ring, such as 15:00.")] = None,
    note: Annotated[str, typer.Option(help="Free text; `-` reads it from standard input.")] = "",
) -> None:
    """Record an attempt to reach a patient, and show what follows; it is never an offer."""
    from clerkdesk.services.contact.contacts import ContactKept, NewAttempt

    desk = desks.open_desk(context)
    kept = desk.contact.tried(
        NewAttempt(
            patient_id=typed.the_patient(desk, patient),
            result=result,
            entry_id=entry,
            number=number,
            ring_back_at=typed.moment(ring_back, "--ring-back", desk.context.now()),
            note=desks.text_about_patient(desk, note),
        )
    )
    if not isinstance(kept, ContactKept):
        raise refusal(kept)
    decision = kept.decision
    document = {
        "contact": {
            "id": kept.attempt_id,
            "entry": kept.entry_id,
            "counts_as_attempt": decision.counts,
            "reached": decision.reached,
            "attempts": decision.attempts,
            "summary": decision.summary,
            "next_step": decision.next_step,
            "proposal": kept.proposal,
            "come_back": decision.come_back,
            "warning": decision.warning,
        },
        "tasks": [{"id": task.id, "to": task.to, "topic": task.topic, "due": task.due} for task in kept.tasks],
        "review": kept.review,
    }
    answer(document, (kept.sentence,))
