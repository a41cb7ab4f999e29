"""The plain command `undo` takes an act back, or lists the last ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from clerkdesk.cli import desk as desks
from clerkdesk.cli.answers import refusal
from clerkdesk.cli.output import CommandFailure, ExitCode, answer
from clerkdesk.rules.values.date_words import short_moment_words

if TYPE_CHECKING:
    from clerkdesk.rules.undo.done_act import DoneAct
    from clerkdesk.services.desk.facade import Desk

_FEWEST_LETTERS = 4
"""Fewest letters of an act's number: a digit alone may mean a line of the list."""
_LIST = "`clerkdesk undo --list` shows your last acts with their numbers."


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command()(undo)


def undo(
    context: typer.Context,
    act: Annotated[
        str, typer.Argument(metavar="ACT", help="First letters of its number; without it, your last act.")
    ] = "",
    listed: Annotated[bool, typer.Option("--list", help="List your last twenty acts, and why one stays.")] = False,
    preview: Annotated[bool, typer.Option("--preview", help="Say which act it is and what would follow.")] = False,
) -> None:
    """Take back an act of the last minutes: your last one, or another by its number.

    Nothing is deleted: the act stays on record, and counts for nothing. It is refused if a later act depends on it, or
    once the patient was told.
    """
    from clerkdesk.services.undo.undoing import Undone

    desk = desks.open_desk(context)
    if listed and act:
        raise CommandFailure("list_or_act", "Give the number of an act, or --list, and not both.", "--list")
    if listed:
        acts = desk.undo.recent()
        lines = [_line(each) for each in acts]
        answer({"acts": [_document(each) for each in acts]}, lines or ("Nothing is recorded under your name.",))
        return
    done = _named(desk, act) if act else _last(desk)
    if preview:
        answer(_document(done), [f"{_line(done)} {'' if done.refusal else f'Then {done.will}.'}".rstrip()])
        return
    result = desk.undo.undo(done.act_id)
    if not isinstance(result, Undone):
        raise refusal(result)
    document = {
        "outcome": "undone", "act": result.act_id, "name": result.name, "will": result.will,
        "retracted": list(result.retracted), "sentence": result.sentence,
    }  # fmt: skip
    answer(document, (result.sentence,))


def _last(desk: Desk) -> DoneAct:
    last = desk.undo.last()
    if last is None:
        minutes = desk.context.policy.desk.undo_minutes
        sentence = f"You did nothing in the last {minutes} minutes. {_LIST}"
        raise CommandFailure("nothing_to_undo", sentence, exit_code=ExitCode.REFUSED)
    return last


def _named(desk: Desk, number: str) -> DoneAct:
    wanted = number.strip().lower()
    if len(wanted) < _FEWEST_LETTERS:
        raise CommandFailure("too_short", f"Give at least {_FEWEST_LETTERS} letters of its number. {_LIST}", "ACT")
    found = [each for each in desk.undo.recent() if str(each.act_id).startswith(wanted)]
    if len(found) != 1:
        how = "None of your last acts has" if not found else "Several of your last acts have"
        raise CommandFailure("no_such_act", f"{how} a number that begins like this. {_LIST}", "ACT")
    return found[0]


def _document(done: DoneAct) -> dict[str, object]:
    return {
        "act": done.act_id, "kinds": list(done.kinds), "name": done.name, "at": done.at, "clerk": done.clerk,
        "patient": done.patient, "about": done.about, "can_be_undone": not done.refusal, "will": done.will,
        "why_not": done.refusal, "code": done.code,
    }  # fmt: skip


def _line(done: DoneAct) -> str:
    how = done.refusal or "can be undone."
    return f"{str(done.act_id)[:8]}  {short_moment_words(done.at)}  {done.name}: {how}"
