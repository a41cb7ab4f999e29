"""The plain commands for needs that wait for a procedure, a test or results, such as `awaiting` and `happened`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from clerkdesk.cli import desk as desks
from clerkdesk.cli import typed
from clerkdesk.cli.answers import refusal, unknown_specialty
from clerkdesk.cli.output import CommandFailure, Document, answer
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.entries import EntryKind
from clerkdesk.rules.values.text import list_name
from clerkdesk.rules.waiting_list.awaiting import Happening

if TYPE_CHECKING:
    from clerkdesk.rules.pathways.new_treatments import Agreed
    from clerkdesk.rules.waiting_list.awaiting import NewWait
    from clerkdesk.services.waiting_list.awaited_needs import Awaited
    from clerkdesk.services.waiting_list.awaiting import Next


class WaitName(StrEnum):
    """What the patient waits for."""

    procedure = "procedure"
    test = "test"
    results = "results"


class HappeningName(StrEnum):
    """How the wait ended, or goes on."""

    treated_in_hospital = "treated_in_hospital"
    admitted_not_treated = "admitted_not_treated"
    called_off = "called_off"
    treated = "treated"
    test_done = "test_done"
    result_back = "result_back"


Specialty = Annotated[str | None, typer.Argument(help="Code or name; every specialty if left out.")]
Entry = Annotated[int, typer.Argument(max=typed.LARGEST_NUMBER, help="Number of the entry; `awaiting` lists them.")]
What = Annotated[str, typer.Option(help="What the patient waits for, such as 'MRI of the spine'.")]
Who = Annotated[str, typer.Option(help="Who acts next: a department, a ward, a person.")]
LookAgain = Annotated[str | None, typer.Option(metavar="DATE", help="The day to look again: a day, or 6w.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(awaiting)
    app.command()(holds)
    app.command("wait-for")(wait_for)
    app.command("look-again")(look_again)
    app.command()(happened)


def awaiting(context: typer.Context, specialty: Specialty = None) -> None:
    """List who waits for a procedure, a test or results, with who acts next, the first to look at on top."""
    _list(desks.open_desk(context).waiting_list.awaited(specialty), "Nobody waits for a procedure, a test or results.")


def holds(context: typer.Context, specialty: Specialty = None) -> None:
    """List the needs on hold that are due to be looked at again."""
    _list(desks.open_desk(context).waiting_list.holds_over(specialty), "No hold is past its day to look again.")


def wait_for(
    context: typer.Context,
    pathway: Annotated[
        int, typer.Argument(max=typed.LARGEST_NUMBER, help="Number of the pathway; `clerkdesk patient` lists them.")
    ],
    kind: Annotated[WaitName, typer.Argument(metavar="KIND", help="procedure, test or results.")],
    what: What,
    who: Who,
    look_again: LookAgain,
    told: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="A procedure, no clock: a new decision; the day the patient was told."),
    ] = None,
    in_plan: Annotated[
        bool, typer.Option("--in-plan", help="A procedure, no clock: part of what was agreed before.")
    ] = False,
    by: Annotated[str, typer.Option(metavar="CLINICIAN", help="Who decided or agreed it; not for your own.")] = "",
    source: Annotated[str, typer.Option(help="Letter, e-mail or reference that proves it.")] = "",
    because: Annotated[str, typer.Option(help="Why the decision of another specialty's clinician counts.")] = "",
) -> None:
    """List a pathway for a procedure, a test or results; a new decision to treat starts a clock if none runs."""
    from clerkdesk.services.waiting_list.awaiting import WaitKept

    desk = desks.open_desk(context)
    agreed = new_or_agreed(told, desk.context.today, in_plan=in_plan, by=by, source=source, because=because)
    new = new_wait(kind.value, what, who, look_again, desk.context.today, agreed)
    kept = desk.waiting_list.await_something(pathway, new)
    if not isinstance(kept, WaitKept):
        raise refusal(kept)
    answer({"outcome": "waits", "entry": kept.entry.entry_id, "kind": kept.entry.kind}, (kept.sentence,))


def look_again(
    context: typer.Context,
    entry: Entry,
    day: Annotated[str, typer.Argument(metavar="DATE", help="The next day to look again: a day, or 6w.")],
    who: Annotated[str, typer.Option(help="Who acts next, if that has changed.")] = "",
) -> None:
    """Record a look at a wait, with a new day to look again; its position stays."""
    from clerkdesk.services.waiting_list.awaiting import WaitKept

    desk = desks.open_desk(context)
    until = typed.the_day_from(day, "DATE", desk.context.today)
    kept = desk.waiting_list.look_again(entry, until, who)
    if not isinstance(kept, WaitKept):
        raise refusal(kept)
    answer({"outcome": "looked", "entry": entry, "look_again": until}, (kept.sentence,))


def happened(
    context: typer.Context,
    entry: Entry,
    what: Annotated[HappeningName, typer.Argument(metavar="WHAT", help="What came of it.")],
    on: Annotated[str | None, typer.Option(help="The day on which it happened; today if left out.")] = None,
    look_again: Annotated[
        str | None, typer.Option(metavar="DATE", help="For a wait that goes on: the next day to look again.")
    ] = None,
    reason: Annotated[str, typer.Option(help="Why it was called off, or the patient not treated.")] = "",
    follow_up: Annotated[
        str | None, typer.Option(help="Next: to be seen in 6w, 3m or 12/52, counted from that day.")
    ] = None,
    then: Annotated[WaitName | None, typer.Option(help="Next: waits for a procedure, a test or results.")] = None,
    then_what: Annotated[str, typer.Option(help="For what comes next: what the patient waits for.")] = "",
    then_who: Annotated[str, typer.Option(help="For what comes next: who acts.")] = "",
    then_told: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="For a procedure next: a new decision to treat; when the patient was told."),
    ] = None,
    then_in_plan: Annotated[
        bool, typer.Option("--then-in-plan", help="For a procedure next: part of what was agreed before.")
    ] = False,
    years_ahead: Annotated[bool, typer.Option("--years-ahead", help="Confirm that it falls due years later.")] = False,
    discharged_by: Annotated[str, typer.Option(metavar="CLINICIAN", help="Next: the pathway ends; who decided.")] = "",
    by: Annotated[str, typer.Option(metavar="CLINICIAN", help="For a treatment: who treated; not for your own.")] = "",
    source: Annotated[str, typer.Option(help="For a treatment or a discharge: letter, e-mail or reference.")] = "",
    because: Annotated[
        str, typer.Option(help="Why another specialty's decision counts, or a day before it was listed.")
    ] = "",
) -> None:
    """Record an admission, a treatment, a test or its result, with its effect on the clock and what comes next."""
    from clerkdesk.services.waiting_list.awaiting import Discharge, FollowUpNext, HappeningKept, NewHappening

    desk = desks.open_desk(context)
    today = desk.context.today
    day = typed.day(on, "--on", today, past=True) or today
    following: Next | None = None
    see_by = typed.day_from(follow_up, "--follow-up", day)
    if see_by is not None:
        following = FollowUpNext(see_by, years_ahead)
    elif then is not None:
        agreed = new_or_agreed(
            then_told, today, in_plan=then_in_plan, by=by, source=source, because=because, option="--then-told"
        )
        following = new_wait(then.value, then_what, then_who, look_again, day, agreed)
    elif discharged_by:
        following = Discharge(discharged_by, source)
    until = typed.day_from(look_again, "--look-again", day)
    new = NewHappening(
        happening=Happening(what),
        day=day,
        look_again=until,
        reason=reason,
        next=following,
        by=by,
        source=source,
        because=because,
    )
    kept = desk.waiting_list.happened(entry, new)
    if not isinstance(kept, HappeningKept):
        raise refusal(kept)
    document = {
        "outcome": what.value, "entry": {"id": entry, "status": kept.entry.status}, "next_entry": kept.next_entry,
        "clock_state": kept.clock_state, "clock_stop": kept.clock_stop,
    }  # fmt: skip
    answer(document, (kept.sentence,))


def new_or_agreed(
    told: str | None, today: date, *, in_plan: bool, by: str = "", source: str = "", because: str = "",
    option: str = "--told",
) -> Agreed | None:  # fmt: skip
    """Return the typed reason for a wait for a procedure without a clock; None if the command line gives none.

    Raises:
        CommandFailure: the day is not valid, or both reasons are given.
    """
    from clerkdesk.rules.pathways.new_treatments import Agreed

    told_on = typed.day(told, option, today, past=True)
    if told_on is not None and in_plan:
        raise CommandFailure(
            "in_plan", "Give either a new decision to treat or part of what was agreed, not both.", option
        )
    if told_on is None and not in_plan:
        return None
    return Agreed(new=not in_plan, by=by, source=source, told_on=told_on, because=because)


def new_wait(
    kind: str, what: str, who: str, look_again: str | None, event_day: date, agreed: Agreed | None = None
) -> NewWait:
    """Return the typed wait for something else; the rule refuses what it lacks.

    Raises:
        CommandFailure: the day is not valid, or is missing.
    """
    from clerkdesk.rules.waiting_list.awaiting import NewWait
    from clerkdesk.rules.waiting_list.entry_kinds import AwaitingKind

    kinds: dict[str, AwaitingKind] = {
        "procedure": EntryKind.AWAITING_PROCEDURE,
        "test": EntryKind.AWAITING_TEST,
        "results": EntryKind.AWAITING_RESULTS,
    }
    day = typed.day_from(look_again, "--look-again", event_day)
    if day is None:
        raise CommandFailure("look_again", "Say on which day to look again: a day, or 6w.", "--look-again")
    return NewWait(kinds[kind], what, who, day, agreed)


def _list(found: Any, nobody: str) -> None:
    from clerkdesk.services.waiting_list.worklists import NoSuchSpecialty

    if isinstance(found, NoSuchSpecialty):
        raise unknown_specialty(found)
    rows: Sequence[Awaited] = found
    answer({"entries": [_document(each) for each in rows]}, map(_line, rows) if rows else (nobody,))


def _document(each: Awaited) -> Document:
    row = each.row
    return {
        "id": row.entry_id, "patient_id": row.patient_id, "pathway": row.pathway_id, "kind": row.kind,
        "specialty": row.specialty_code, "what": row.reason, "hold_reason": row.hold_reason, "who": each.who,
        "look_again": row.look_again_on, "days_over": max(each.days_over, 0), "clock_state": row.clock_state,
        "clock_start": row.clock_start,
    }  # fmt: skip


def _line(each: Awaited) -> str:
    row = each.row
    when = day_words(row.look_again_on) if row.look_again_on is not None else "no day to look again"
    name = list_name(row.family_name, row.given_name)
    return f"entry {row.entry_id:<7} {when}  {name}  {each.words}: {row.hold_reason}"
