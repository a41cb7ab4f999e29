"""The plain commands that change an appointment before it begins: `cancel`, `move`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from clerkdesk.cli import desk as desks
from clerkdesk.cli import typed
from clerkdesk.cli.commands.booking import ranked_slot, refusal
from clerkdesk.cli.options import PastTarget
from clerkdesk.cli.output import answer
from clerkdesk.cli.typed import LARGEST_NUMBER
from clerkdesk.words.answers import told_words

if TYPE_CHECKING:
    from clerkdesk.rules.booking.cancellation import CancelDecision
    from clerkdesk.services.acts.answers import Refused, WrongInput
    from clerkdesk.services.acts.consequences import Followed
    from clerkdesk.services.booking.candidates import Candidate


_REASON_HELP = "Its code: `codes` lists local_patient_cancel_reason and local_hospital_cancel_reason."


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(cancel)
    app.command()(move)


def cancel(
    context: typer.Context,
    reference: Annotated[str, typer.Argument(help="Reference of the appointment, such as K7Q2-9H.")],
    reason: Annotated[str, typer.Option(help=_REASON_HELP)],
    comment: Annotated[str, typer.Option(help="Free text; `-` reads it from standard input.")] = "",
    by_parent: Annotated[bool, typer.Option("--by-parent", help="Somebody cancels on behalf of a child.")] = False,
    on: Annotated[str | None, typer.Option(metavar="DATE", help="Day of the cancellation; today if left out.")] = None,
    said_by: Annotated[
        str, typer.Option(metavar="WHO", help="If its time has passed: who said so, or what shows it.")
    ] = "",
    preview: Annotated[bool, typer.Option("--preview", help="Only show the consequences.")] = False,
) -> None:
    """Cancel an appointment; the reason decides who cancelled it and what comes next."""
    from clerkdesk.services.booking.cancellations import Cancelled

    desk = desks.open_desk(context)
    text = desks.text_about_patient(desk, comment)
    day = typed.day(on, "--on", desk.context.today, past=True)
    if preview:
        _answer_preview(desk.booking.preview_cancelling(reference, reason, text, happened_on=day, said_by=said_by))
        return
    result = desk.booking.cancel(reference, reason, text, by_parent=by_parent, happened_on=day, said_by=said_by)
    if not isinstance(result, Cancelled):
        raise refusal(result)
    document = cancellation_document("cancelled", result.decision, result.followed, result.candidates) | {
        "entry": {
            "id": result.entry_id, "list_position_date": result.list_position_date, "status": result.entry_status,
        },
        "slots": [ranked_slot(ranked) for ranked in result.slots],
        "others_ended": list(result.others_ended),
    }  # fmt: skip
    document |= {"said": list(result.said)}
    answer(document, (result.sentence, *_told(result.followed)))


def _answer_preview(found: CancelDecision | Refused | WrongInput) -> None:
    from clerkdesk.rules.booking.cancellation import CancelDecision, leads_to, who_is_told

    if not isinstance(found, CancelDecision):
        raise refusal(found)
    document = {
        "outcome": "preview",
        "by": found.party,
        "attendance_code": found.attendance_code,
        "on_the_day": found.on_the_day,
        "consequence": found.consequence,
        "told": list(who_is_told(found)),
        "tasks": [{"topic": task.kind, "due": task.due} for task in found.tasks],
        "review": found.review,
        "sentence": leads_to(found),
    }
    answer(document, (f"It would lead to: {leads_to(found)}.",))


def move(
    context: typer.Context,
    reference: Annotated[str, typer.Argument(help="Reference of the appointment, such as K7Q2-9H.")],
    slot: Annotated[int, typer.Argument(max=LARGEST_NUMBER, help="Number of the slot to take instead.")],
    reason: Annotated[str, typer.Option(help=_REASON_HELP)],
    comment: Annotated[str, typer.Option(help="Free text; `-` reads it from standard input.")] = "",
    out_of_turn: Annotated[
        str | None, typer.Option(help="Code of the reason, if an earlier slot passes over somebody ahead.")
    ] = None,
    past_target: PastTarget = "",
) -> None:
    """Move an appointment to another slot; the reason decides how it counts."""
    from clerkdesk.services.booking.moves import Moved

    desk = desks.open_desk(context)
    text = desks.text_about_patient(desk, comment)
    result = desk.booking.move(reference, slot, reason, text, out_of_turn=out_of_turn, past_target=past_target)
    if not isinstance(result, Moved):
        raise refusal(result)
    document = cancellation_document("moved", result.decision, result.followed, result.candidates) | {
        "appointment": {
            "id": result.placed.appointment_id, "reference": result.placed.reference, "starts": result.slot.starts,
            "place": result.placed.place,
        },
    }  # fmt: skip
    answer(document | {"said": list(result.said)}, (result.sentence, *_told(result.followed)))


def cancellation_document(
    outcome: str, decision: CancelDecision, followed: Followed, candidates: tuple[Candidate, ...]
) -> dict[str, object]:
    """Return the end of an appointment and its consequences, with the contract's keys."""
    return {
        "outcome": outcome,
        "by": decision.party,
        "attendance_code": decision.attendance_code,
        "on_the_day": decision.on_the_day,
        "consequence": decision.consequence,
        "notified": notified(followed),
        "tasks": tasks_of(followed),
        "review": followed.review,
        "offered": [
            {"entry": candidate.entry_id, "patient_id": candidate.patient_id, "position": candidate.position}
            for candidate in candidates
        ],
    }


def notified(followed: Followed) -> list[dict[str, object]]:
    """Return the notices, with the contract's keys."""
    return [{"to": item.to, "topic": item.topic, "sentence": item.sentence} for item in followed.notices]


def tasks_of(followed: Followed) -> list[dict[str, object]]:
    """Return the tasks, with the contract's keys."""
    return [{"to": item.to, "topic": item.topic, "due": item.due} for item in followed.tasks]


def _told(followed: Followed) -> tuple[str, ...]:
    return tuple(told_words(item.to, item.sentence) for item in followed.notices)
