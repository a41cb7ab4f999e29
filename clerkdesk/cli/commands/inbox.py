"""The plain commands of messages and the inbox, such as `message` and `done`, and `handover` and `incident`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from clerkdesk.cli import desk as desks
from clerkdesk.cli import typed
from clerkdesk.cli.answers import refusal, when, wrong
from clerkdesk.cli.output import Document, answer
from clerkdesk.rules.values.inbox import MessageChannel, Urgency
from clerkdesk.rules.values.phones import shown_number
from clerkdesk.rules.values.text import list_name

if TYPE_CHECKING:
    from clerkdesk.rules.inbox.rows import InboxRow
    from clerkdesk.services.acts.answers import Refused, WrongInput
    from clerkdesk.services.inbox.handover import HandoverSlip
    from clerkdesk.services.inbox.inbox import ItemChanged


class WhoseInbox(StrEnum):
    """Whose inbox is listed."""

    mine = "mine"
    team = "team"
    all = "all"


Item = Annotated[int, typer.Argument(max=typed.LARGEST_NUMBER, help="Number of the inbox item.")]
For = Annotated[
    str,
    typer.Option("--for", metavar="WHO", help="me, a username, team, team leader, secretary ENT, consultant NAME, ..."),
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    for command in (message, inbox, acknowledge, done, forward, escalate, handover, incident):
        app.command()(command)


def message(
    context: typer.Context,
    text: Annotated[str, typer.Argument(help="In the caller's words; `-` reads it from standard input.")] = "-",
    recipient: For = "me",
    about: Annotated[
        str | None, typer.Option(metavar="PATIENT", help="The patient's number, or what `find` takes.")
    ] = None,
    caller: Annotated[str, typer.Option(metavar="NAME", help="Who rang.")] = "",
    relationship: Annotated[str, typer.Option(help="Relationship to the patient.")] = "",
    number: Annotated[str, typer.Option(metavar="N", help="Where to ring them.")] = "",
    best_time: Annotated[str, typer.Option(help="When they can be reached.")] = "",
    identity_confirmed: Annotated[bool, typer.Option(help="Their identity was checked.")] = False,
    urgency: Annotated[Urgency, typer.Option(help="How soon it must be answered.")] = Urgency.ROUTINE,
    channel: Annotated[MessageChannel, typer.Option(help="How it arrived.")] = MessageChannel.PHONE,
    ring_back: Annotated[str | None, typer.Option(metavar="TIME", help="Promised time, such as 15:00.")] = None,
    put_through: Annotated[
        str, typer.Option(metavar="WHO", help="With a red flag: who took over the call, and when.")
    ] = "",
) -> None:
    """Take a message with the time to answer it by; a red flag is never routine."""
    from clerkdesk.services.acts.consequences import Caller
    from clerkdesk.services.inbox.inbox import MessageTaken, NewMessage

    desk = desks.open_desk(context)
    result = desk.inbox.take_message(
        NewMessage(
            text=desks.text_about_patient(desk, text),
            to=recipient,
            urgency=urgency,
            channel=channel,
            patient_id=typed.the_patient(desk, about, "--about") if about is not None else None,
            caller=Caller(caller, relationship, number, best_time, identity_confirmed),
            ring_back_at=typed.moment(ring_back, "--ring-back", desk.context.now()),
            put_through_to=put_through,
        )
    )
    if not isinstance(result, MessageTaken):
        raise refusal(_with_what_takes_it(result))
    kept = result.item
    document = {"message": {"id": kept.id, "for": kept.to, "due": kept.due, "urgency": urgency.value}}
    answer(document, (result.sentence, f"Its number is {kept.id}."))


def _with_what_takes_it(result: Refused | WrongInput) -> Refused | WrongInput:
    """Name both options that a message with a red flag needs, after what the clerk does first (R-723)."""
    if result.code != "red_flag":
        return result
    options = 'Once somebody has taken over the call, record it: --urgency urgent --put-through "WHO, TIME".'
    return replace(result, sentence=f"{result.sentence} {options}")


def inbox(
    context: typer.Context,
    recipient: Annotated[
        str | None, typer.Option("--for", metavar="WHO", help="Who it is for, as in `message`.")
    ] = None,
    view: Annotated[WhoseInbox, typer.Option(help="Without --for: mine, my team's, or everybody's.")] = WhoseInbox.mine,
    with_done: Annotated[bool, typer.Option("--with-done", help="Also show what is done.")] = False,
) -> None:
    """List what waits for an answer, late items first."""
    desk = desks.open_desk(context)
    rows = desk.inbox.items(view.value, to=recipient, with_done=with_done)
    if not isinstance(rows, list):
        raise wrong(rows)
    answer({"messages": [item_document(row) for row in rows]}, [item_line(row) for row in rows] or ["Nothing waits."])


def acknowledge(context: typer.Context, item: Item) -> None:
    """Acknowledge an inbox item, which stops its escalation."""
    _answer_changed(desks.open_desk(context).inbox.acknowledge(item))


def done(
    context: typer.Context,
    item: Item,
    action: Annotated[str, typer.Option(help="What was done; `-` reads it from standard input.")] = "",
) -> None:
    """Mark an inbox item as done."""
    desk = desks.open_desk(context)
    _answer_changed(desk.inbox.done(item, desks.text_about_patient(desk, action)))


def forward(
    context: typer.Context,
    item: Item,
    recipient: For,
    note: Annotated[str, typer.Option(help="Why; `-` reads it from standard input.")] = "",
) -> None:
    """Pass an inbox item on to somebody else."""
    desk = desks.open_desk(context)
    _answer_changed(desk.inbox.forward(item, recipient, desks.text_about_patient(desk, note)))


def escalate(
    context: typer.Context,
    entry: Annotated[int, typer.Argument(max=typed.LARGEST_NUMBER, help="Number of the waiting list entry.")],
    reason: Annotated[str, typer.Option(help="Why, if a slot in time could be offered; `-` reads it.")] = "",
    harm: Annotated[bool, typer.Option("--harm", help="The delay may harm.")] = False,
) -> None:
    """Escalate a patient without a slot in time."""
    from clerkdesk.services.inbox.escalations import Escalated

    desk = desks.open_desk(context)
    said = desks.text_about_patient(desk, reason)
    result = desk.inbox.escalate(entry, reason=said, harm_feared=harm)
    if not isinstance(result, Escalated):
        raise refusal(result)
    kept = result.item
    document = {"escalation": {"id": kept.id, "for": kept.to, "level": result.level, "due": kept.due}}
    answer(document, (result.sentence, f"Escalation {kept.id}: {kept.sentence}"))


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


def item_document(row: InboxRow) -> Document:
    """Return an inbox item with the contract's keys."""
    return {
        "id": row.item_id,
        "kind": row.kind,
        "topic": row.topic,
        "channel": row.channel,
        "for": row.to_name,
        "level": row.level,
        "patient_id": row.patient_id,
        "entry": row.entry_id,
        "death": row.death,
        "sentence": row.sentence,
        "caller": row.caller_name,
        "number": row.caller_number,
        "urgency": row.urgency,
        "taken_at": row.taken_at,
        "taken_by": row.taken_by,
        "due": row.due_at,
        "ring_back_at": row.ring_back_at,
        "status": row.status,
        "acknowledged_by": row.acknowledged_by,
        "action_taken": row.action_taken,
    }


def item_line(row: InboxRow) -> str:
    """Return an inbox item as one line."""
    due = f"by {when(row.due_at)}" if row.due_at is not None else ""
    name = f"{list_name(row.family_name, row.given_name)}  " if row.patient_id is not None else ""
    died = f"({row.death}) " if row.death else ""
    said = died + row.sentence.replace("\n", " ")
    kind = row.kind.replace("_", "-")
    return f"{row.item_id:>5}  {kind:<10} {row.status:<12} {due}  {row.to_name}: {name}{said}"


def _answer_changed(result: ItemChanged | Refused | WrongInput) -> None:
    from clerkdesk.services.inbox.inbox import ItemChanged

    if not isinstance(result, ItemChanged):
        raise refusal(result)
    answer({"message": item_document(result.item)}, (result.sentence, item_line(result.item)))


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
