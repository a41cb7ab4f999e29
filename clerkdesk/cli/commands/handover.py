"""The plain commands of the end of the day and of incidents: `handover`, `incident`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from clerkdesk.cli import desk as desks
from clerkdesk.cli import typed
from clerkdesk.cli.commands.booking import refusal, when, wrong
from clerkdesk.cli.commands.inbox import item_document, item_line
from clerkdesk.cli.output import Document, answer
from clerkdesk.rules.values.phones import shown_number
from clerkdesk.rules.values.text import list_name

if TYPE_CHECKING:
    from clerkdesk.services.inbox.handover import HandoverSlip


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(handover)
    app.command()(incident)


def handover(
    context: typer.Context,
    to: Annotated[str | None, typer.Option("--for", metavar="USERNAME", help="Give it to this colleague.")] = None,
    tomorrow: Annotated[bool, typer.Option("--tomorrow", help="Keep it for tomorrow.")] = False,
    note: Annotated[str, typer.Option(help="Free text; `-` reads it from standard input.")] = "",
) -> None:
    """Print what you leave: parked, promised, tried twice, part done; give it to a colleague or keep it."""
    from clerkdesk.services.inbox.handover import HandedOver

    desk = desks.open_desk(context)
    slip = desk.inbox.slip()
    document, lines = _slip(slip), list(_slip_lines(slip))
    if to is not None or tomorrow:
        given = desk.inbox.give_slip(to, desks.text_about_patient(desk, note))
        if not isinstance(given, HandedOver):
            raise refusal(given)
        document = {**document, "given_to": given.to}
        lines.append(given.sentence)
    answer(document, lines)


def incident(
    context: typer.Context,
    patient: Annotated[str, typer.Argument(help="The patient's number, or what `find` takes.")],
    reference: Annotated[str, typer.Argument(help="Reference of the incident report.")],
    what: Annotated[str, typer.Option(help="What the delay was; `-` reads it from standard input.")],
    pathway: Annotated[
        int | None, typer.Option(max=typed.LARGEST_NUMBER, help="Number of the pathway; the newest if left out.")
    ] = None,
) -> None:
    """Record the incident report of a delay."""
    from clerkdesk.services.inbox.incidents import IncidentRow

    desk = desks.open_desk(context)
    patient_id = typed.the_patient(desk, patient)
    kept = desk.inbox.record_incident(patient_id, reference, desks.text_about_patient(desk, what), pathway)
    if not isinstance(kept, IncidentRow):
        raise wrong(kept)
    document = {
        "incident": {
            "id": kept.incident_id,
            "patient_id": kept.patient_id,
            "pathway": kept.pathway_id,
            "reference": kept.reference,
            "reported_at": kept.reported_at,
        }
    }
    answer(document, [kept.sentence])


def _slip(slip: HandoverSlip) -> Document:
    from clerkdesk.rules.inbox.rows import InboxRow

    part_done = [row for row in slip.part_done if isinstance(row, InboxRow)]
    return {
        "day": slip.day,
        "parked": [
            {"id": call.call_id, "taken_at": call.taken_at, "caller": call.caller_name,
             "red_flags": slip.flags.get(f"call:{call.call_id}", ())}
            for call in slip.parked
        ],
        "promised": [item_document(row) for row in slip.promised],
        "tried_twice": [
            {"entry": row.entry_id, "patient_id": row.patient_id, "attempts": row.attempts} for row in slip.tried_twice
        ],
        "part_done": [item_document(row) for row in part_done],
        "drafts": [
            {"id": row.draft_id, "kind": row.kind, "red_flags": slip.flags.get(f"draft:{row.draft_id}", ())}
            for row in slip.part_done
            if not isinstance(row, InboxRow)
        ],
    }  # fmt: skip


def _slip_lines(slip: HandoverSlip) -> Iterator[str]:
    from clerkdesk.rules.inbox.rows import InboxRow

    if slip.is_empty:
        yield "Nothing is left: no call is parked, nothing is promised."
    for call in slip.parked:
        flags = _flag_words(slip, f"call:{call.call_id}")
        who = call.caller_name or shown_number(call.caller_number)
        yield f"Parked      {flags}call of {when(call.taken_at)}  {who}"
    for row in slip.promised:
        yield f"Promised    {item_line(row)}"
    for entry in slip.tried_twice:
        yield f"Tried {entry.attempts}x    {list_name(entry.family_name, entry.given_name)}, entry {entry.entry_id}"
    for part in slip.part_done:
        if isinstance(part, InboxRow):
            yield f"Part done   {item_line(part)}"
        else:
            yield f"Part done   {_flag_words(slip, f'draft:{part.draft_id}')}{part.kind} {part.title}"


def _flag_words(slip: HandoverSlip, key: str) -> str:
    flags = slip.flags.get(key, ())
    return f"! red flag: {', '.join(flags)}  " if flags else ""
