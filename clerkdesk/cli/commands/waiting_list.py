"""The plain commands of the waiting list, such as `worklist`, `hold` and `follow-ups`, and `why` for a pathway."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from clerkdesk.cli import desk as desks
from clerkdesk.cli import typed
from clerkdesk.cli.answers import entry_document, known_day, refusal, target_document, unknown_specialty, wrong
from clerkdesk.cli.options import OneSpecialty
from clerkdesk.cli.output import CommandFailure, Document, answer
from clerkdesk.interop.clock_documents import clock_document
from clerkdesk.rules.pathways.clock_words import clock_words
from clerkdesk.rules.reviews.requests import Asked
from clerkdesk.rules.rtt.details import effective_date
from clerkdesk.rules.values.date_words import birth_date_words, day_words
from clerkdesk.rules.values.text import list_name
from clerkdesk.rules.waiting_list.awaiting import who_acts
from clerkdesk.rules.waiting_list.entry_kinds import ENTRY_KINDS, is_awaiting

if TYPE_CHECKING:
    from clerkdesk.rules.waiting_list.rows import EntryRow
    from clerkdesk.services.pathways.clocks import ClockWhy
    from clerkdesk.services.waiting_list.follow_ups import FollowUpToInvite
    from clerkdesk.services.waiting_list.holding import HoldKept
    from clerkdesk.services.waiting_list.worklists import ListedEntry

Entry = Annotated[
    int, typer.Argument(max=typed.LARGEST_NUMBER, help="Number of the waiting list entry, as `worklist` lists it.")
]


class AskedName(StrEnum):
    """Reasons to ask a clinician."""

    delay = "delay"
    thinking = "thinking"
    declines = "declines"
    not_wanted = "not_wanted"
    question = "question"


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(worklist)
    app.command()(hold)
    app.command()(resume)
    app.command("ask-review")(ask_review)
    app.command()(why)
    app.command("follow-ups")(follow_ups)


def worklist(
    context: typer.Context,
    specialty: OneSpecialty = None,
    kind: Annotated[
        str,
        typer.Option(
            help="new, follow_up, planned, diagnostic, awaiting_procedure, awaiting_test, awaiting_results or all."
        ),
    ] = "all",
    limit: Annotated[int | None, typer.Option(min=1, help="Maximum rows.")] = None,
) -> None:
    """Print the waiting list in booking order, with the reason for each position."""
    from clerkdesk.services.waiting_list.worklists import NoSuchSpecialty

    kinds: dict[str, Any] = {name: name for name in ENTRY_KINDS} | {"all": None}
    if kind not in kinds:
        raise CommandFailure("wrong_kind", f"No list has this kind. Choose one of: {', '.join(kinds)}.", "--kind")
    found = desks.open_desk(context).waiting_list.worklist(specialty, kinds[kind], limit)
    if isinstance(found, NoSuchSpecialty):
        raise unknown_specialty(found)
    answer(
        {"entries": [_listed(entry) for entry in found.entries], "total": found.total},
        (_listed_line(entry) for entry in found.entries) if found.entries else ("Nobody is waiting on this list.",),
    )


def hold(
    context: typer.Context,
    entry: Entry,
    reason: Annotated[str, typer.Option(help="In a few words, why nobody should book it; `-` reads it.")],
    look_again: Annotated[str, typer.Option("--until", metavar="DATE", help="The day to look again: a day, or 2w.")],
) -> None:
    """Put a need on hold until a day; its position and its clock stay."""
    from clerkdesk.services.waiting_list.holding import HoldKept

    desk = desks.open_desk(context)
    until = typed.day_from(look_again, "--until", desk.context.today)
    if until is None:
        raise CommandFailure("wrong_date", "Say on which day to look again.", "--until")
    result = desk.waiting_list.hold(entry, desks.text_about_patient(desk, reason), until)
    if not isinstance(result, HoldKept):
        raise refusal(result)
    answer(_held("held", result), (result.sentence,))


def resume(
    context: typer.Context,
    entry: Entry,
    on: Annotated[
        str | None, typer.Option(help="The day on which the patient was in touch, or ready; today if left out.")
    ] = None,
) -> None:
    """Take a need off hold; it takes its turn again, at its old position.

    If the patient is back after a missed first appointment, or after monitoring by choice, a new clock starts.
    """
    from clerkdesk.services.waiting_list.holding import HoldKept

    desk = desks.open_desk(context)
    result = desk.waiting_list.resume(entry, in_touch=typed.day(on, "--on", desk.context.today, past=True))
    if not isinstance(result, HoldKept):
        raise refusal(result)
    answer(_held("resumed", result), (result.sentence,))


def ask_review(
    context: typer.Context,
    entry: Entry,
    asked: Annotated[AskedName, typer.Option(help="What the patient said, or a question of yours.")],
    words: Annotated[str, typer.Option(help="The question, or a comment; `-` reads it from standard input.")] = "",
    until: Annotated[
        str | None, typer.Option(metavar="DATE", help="For a wish to wait or time to think: a day, or 6w from then.")
    ] = None,
    on: Annotated[
        str | None, typer.Option(metavar="DATE", help="The day on which they said it; today if left out.")
    ] = None,
) -> None:
    """Ask a clinician about a need: the patient wishes to wait, declines, wants no care, or something else."""
    from clerkdesk.services.reviews.requests import NewRequest, RequestKept

    desk = desks.open_desk(context)
    text = desks.text_about_patient(desk, words)
    today = desk.context.today
    said_on = typed.day(on, "--on", today, past=True)
    wait_until = typed.day_from(until, "--until", said_on or today)
    result = desk.reviews.ask(NewRequest(entry, Asked(asked), text, wait_until, said_on))
    if not isinstance(result, RequestKept):
        raise refusal(result)
    document = {"outcome": "asked", "review": result.review, "sentence": result.sentence}
    answer(document, (result.sentence,))


def why(
    context: typer.Context,
    pathway: Annotated[
        int, typer.Argument(max=typed.LARGEST_NUMBER, help="Number of the pathway; `clerkdesk patient` lists them.")
    ],
) -> None:
    """Explain the clock of a pathway: the effect of each event, what falls due, and the dates to meet."""
    from clerkdesk.services.pathways.clocks import ClockWhy

    found = desks.open_desk(context).pathways.why(pathway)
    if not isinstance(found, ClockWhy):
        raise wrong(found)
    answer(_why(found), _why_lines(found))


def follow_ups(
    context: typer.Context,
    specialty: OneSpecialty = None,
    ask: Annotated[bool, typer.Option("--ask", help="First do what has fallen due, as `due` does.")] = False,
) -> None:
    """Print the follow-ups to invite, to remind, or for a clinician to decide."""
    from clerkdesk.services.waiting_list.worklists import NoSuchSpecialty

    desk = desks.open_desk(context)
    opened = desk.falling_due.settle().reviews if ask else ()
    found = desk.waiting_list.to_invite(specialty)
    if isinstance(found, NoSuchSpecialty):
        raise unknown_specialty(found)
    answer(
        {"follow_ups": [_to_invite(each) for each in found], "reviews": list(opened)},
        [_to_invite_line(each) for each in found] or ["No follow-up needs an invitation or a reminder."],
    )


def _held(outcome: str, result: HoldKept) -> dict[str, object]:
    row = result.entry
    return {
        "outcome": outcome,
        "entry": {
            "id": row.entry_id, "status": row.status, "hold_reason": row.hold_reason,
            "look_again_on": row.look_again_on, "list_position_date": row.list_position_date,
        },
    }  # fmt: skip


def _why(found: ClockWhy) -> dict[str, object]:
    return {
        "pathway": {"id": found.pathway_id, "identifier": found.identifier, "specialty": found.specialty},
        "clock": clock_document(found.clock),
        "requests": list(found.requests),
        "waits": list(found.waits),
        "adjusted": found.adjusted,
        "closed": found.closed,
        "told": [
            {"on": each.on, "who": each.who, "how": each.how, "what": each.what, "decided": each.decided}
            for each in found.told
        ],
        "targets": [target_document(target) for target in found.targets],
    }


def _why_lines(found: ClockWhy) -> Iterator[str]:
    clock = found.clock
    since = f", counted from {day_words(clock.start)}" if clock.start is not None else ""
    yield f"{found.specialty or 'Needs specialty'}: {clock_words(clock.state)}{since}."
    yield from found.requests
    if found.closed:
        yield found.closed
    yield from (f"Waits for something else: {words}" for words in found.waits)
    yield from (f"Date to meet: {target.sentence}." for target in found.targets)
    if found.adjusted:
        yield found.adjusted
    yield from (f"Falls due: {day_words(review.due)}, {review.reason}" for review in clock.review_dates)
    yield from (f"Told: {birth_date_words(each.on)}  {each.sentence}" for each in found.told)
    if clock.explanation:
        yield "What happened:"
    for said in clock.explanation:
        yield f"{birth_date_words(effective_date(said.event))}  {said.sentence} ({said.rule})"
    yield from (f"Not accepted by the clock: {said.sentence}" for said in clock.rejected)
    yield from (f"Please check: {said.sentence}" for said in clock.warnings)


def _listed(entry: ListedEntry) -> dict[str, object]:
    row = entry.row
    return {
        "id": row.entry_id, "position": entry.position, "patient_id": row.patient_id, "specialty": row.specialty_code,
        "priority": str(int(row.priority)), "kind": row.kind, "clock_start": row.clock_start,
        "list_position_date": row.list_position_date, "weeks_waited": entry.wait.weeks if entry.wait else None,
        "breach_date": entry.wait.breach_date if entry.wait else None, "target": target_document(entry.target),
        "status": entry.status, "claimed_by": entry.desk.claimed_by, "why": list(entry.why),
        "awaiting": awaiting_document(row),
    }  # fmt: skip


def awaiting_document(row: EntryRow) -> dict[str, object] | None:
    """Return what an entry waits for, who acts and when to look again; None if it waits for an appointment."""
    if not is_awaiting(row.kind):
        return None
    return {"what": row.reason, "who": who_acts(row.hold_reason), "look_again": row.look_again_on}


def _listed_line(entry: ListedEntry) -> str:
    row = entry.row
    weeks = f"{entry.wait.weeks}w" if entry.wait else "-"
    target = entry.target.label if entry.target else ""
    name = list_name(row.family_name, row.given_name)
    return (
        f"{entry.position:>4}  entry {row.entry_id:<7} {row.priority.letter}  {weeks:>5}  {target:<10}  {name}  "
        f"{row.specialty_code or '-'}  {entry.status}"
    )


def _to_invite(each: FollowUpToInvite) -> Document:
    return {
        **entry_document(each.row), "due": each.row.due_date, "step": each.step.step, "letters": list(each.letters),
        "sentence": each.step.sentence,
    }  # fmt: skip


def _to_invite_line(each: FollowUpToInvite) -> str:
    row = each.row
    name = list_name(row.family_name, row.given_name)
    return f"entry {row.entry_id:<7} see by {known_day(row.due_date)}  {name}  {each.step.sentence}"
