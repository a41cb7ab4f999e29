"""The plain command `correct-ending` corrects how an appointment ended."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from clerkdesk.cli import desk as desks
from clerkdesk.cli import typed
from clerkdesk.cli.answers import notified, refusal, tasks_of
from clerkdesk.cli.output import CommandFailure, answer
from clerkdesk.rules.reception.did_not_attend import Communicated

if TYPE_CHECKING:
    from clerkdesk.services.corrections.endings import EndingAnswer


class RightEnd(StrEnum):
    """The corrected end of an appointment."""

    cancelled = "cancelled"
    missed = "missed"


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("correct-ending")(correct_ending)


def correct_ending(
    context: typer.Context,
    reference: Annotated[str, typer.Argument(help="Reference of the appointment, such as K7Q2-9H.")],
    right: Annotated[RightEnd, typer.Argument(metavar="cancelled|missed", help="How it really ended.")],
    said_by: Annotated[str, typer.Option(metavar="WHO", help="Who says so, or what shows it.")],
    reason: Annotated[str, typer.Option(help="Cancelled: code of the reason, the patient's or the hospital's.")] = "",
    on: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Cancelled: day of the cancellation, at most the appointment's own."),
    ] = None,
    comment: Annotated[str, typer.Option(help="Cancelled: free text; `-` reads it from standard input.")] = "",
    by_parent: Annotated[bool, typer.Option("--by-parent", help="Cancelled: on behalf of a child.")] = False,
    communicated: Annotated[
        str | None, typer.Option(help="Missed: was it clearly communicated: yes, no or unknown; always asked.")
    ] = None,
    rung_twice: Annotated[
        bool, typer.Option("--rung-twice", help="Missed, by telephone or video: tried twice, nobody answered.")
    ] = False,
    clinician_asked: Annotated[
        str, typer.Option(metavar="WHO", help="Missed: who was asked, for a child, suspected cancer or transport.")
    ] = "",
    told_by: Annotated[
        str, typer.Option(metavar="WHO", help="Missed: who says that they were told, if the record shows nothing.")
    ] = "",
    told_source: Annotated[str, typer.Option(help="With --told-by: the letter, call or record that shows it.")] = "",
) -> None:
    """Correct a missed appointment to one cancelled in time, or a cancelled one to one missed."""
    result: EndingAnswer
    desk = desks.open_desk(context)
    if right is RightEnd.cancelled:
        if not reason:
            raise CommandFailure("reason", "Say why it was cancelled: `clerkdesk codes` lists the reasons.", "--reason")
        result = desk.corrections.was_cancelled(
            reference,
            reason,
            desks.text_about_patient(desk, comment),
            happened_on=typed.day(on, "--on", desk.context.today, past=True),
            said_by=said_by,
            by_parent=by_parent,
        )
    else:
        if communicated not in tuple(Communicated):
            sentence = "Say whether the patient was clearly told of it: yes, no or unknown."
            raise CommandFailure("communicated", sentence, "--communicated")
        result = desk.corrections.was_missed(
            reference,
            Communicated(communicated),
            said_by=said_by,
            rung_twice=rung_twice,
            clinician_asked=clinician_asked,
            told_by=told_by,
            told_source=told_source,
        )
    _answer_ending(result)


def _answer_ending(result: EndingAnswer) -> None:
    from clerkdesk.services.corrections.ending_requests import EndingAsked
    from clerkdesk.services.corrections.endings import EndingCorrected

    if isinstance(result, EndingAsked):
        answer({"outcome": "asked", "request": result.request.id, "sentence": result.sentence}, (result.sentence,))
        return
    if not isinstance(result, EndingCorrected):
        raise refusal(result)
    document = {
        "outcome": "corrected", "status": result.status, "attendance_code": result.attendance_code,
        "entry": {
            "id": result.entry_id, "list_position_date": result.list_position_date, "status": result.entry_status,
        },
        "clock": {"state": result.clock_state, "start": result.clock_start},
        "notified": notified(result.followed), "tasks": tasks_of(result.followed), "review": result.followed.review,
        "withdrawn_reviews": list(result.withdrawn), "sentence": result.sentence,
    }  # fmt: skip
    answer(document, (result.sentence,))
