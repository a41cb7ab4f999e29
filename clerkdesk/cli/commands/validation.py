"""The plain commands of validation. `validate` alone lists what is due; with an entry it records the finding."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from clerkdesk.cli import desk as desks
from clerkdesk.cli import typed
from clerkdesk.cli.answers import refusal, unknown_specialty
from clerkdesk.cli.options import LongAgo, OtherSpecialty
from clerkdesk.cli.output import CommandFailure, Document, answer
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.entries import ValidationLevel, ValidationOutcome
from clerkdesk.rules.values.text import list_name

if TYPE_CHECKING:
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.services.validation.due import DueEntry
    from clerkdesk.services.validation.validation import Validated


class Whom(StrEnum):
    """Who was told of a removal."""

    patient = "patient"
    referrer = "referrer"
    both = "both"


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(validate)
    app.command("confirm-start")(confirm_start)
    app.command("removal-told")(removal_told)


def validate(
    context: typer.Context,
    entry: Annotated[
        int | None,
        typer.Argument(max=typed.LARGEST_NUMBER, help="Number of the entry; without one, the list of what is due."),
    ] = None,
    level: Annotated[
        ValidationLevel | None, typer.Option(help="Record checked, patient contacted, or clinical.")
    ] = None,
    outcome: Annotated[
        str, typer.Option(metavar="CODE", help="Its code, as `codes local_validation_outcome` lists it.")
    ] = "",
    by: Annotated[str, typer.Option(metavar="CLINICIAN", help="Who signed it off; not needed for your own.")] = "",
    source: Annotated[str, typer.Option(help="Letter, e-mail or reference that proves it.")] = "",
    on: Annotated[str | None, typer.Option(metavar="DATE", help="Day of the recorded event.")] = None,
    checked_on: Annotated[
        str | None, typer.Option(metavar="DATE", help="Day on which it was checked; today if left out.")
    ] = None,
    told_on: Annotated[str | None, typer.Option(metavar="DATE", help="Day on which the patient was told.")] = None,
    told_how: Annotated[str, typer.Option(help="How: by telephone, by letter, in clinic.")] = "",
    passed_to: Annotated[str, typer.Option(help="Passed to another provider (V13): who takes over.")] = "",
    until: Annotated[
        str | None,
        typer.Option(
            metavar="DATE", help="Wishes to wait longer (V15): until when, a day or 6w from the day of the check."
        ),
    ] = None,
    due: Annotated[str | None, typer.Option(metavar="DATE", help="Planned list (V19): when the care is due.")] = None,
    start: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="To be corrected (V02), or found (V18): the right start of the clock."),
    ] = None,
    status: Annotated[
        str,
        typer.Option(metavar="CODE", help="To be corrected (V02): the right RTT status for the last one."),
    ] = "",
    duplicate_of: Annotated[
        int | None,
        typer.Option(max=typed.LARGEST_NUMBER, metavar="PATHWAY", help="Duplicate (V03): the pathway that goes on."),
    ] = None,
    long_ago: LongAgo = False,
    other_specialty: OtherSpecialty = False,
    note: Annotated[
        str,
        typer.Option(help="Free text, and why a start was wrong; `-` reads it from standard input."),
    ] = "",
    specialty: Annotated[str | None, typer.Option(help="For the list: code or name of the specialty.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="For the list: maximum rows.")] = 40,
) -> None:
    """Record the validation of an entry with its consequences; without an entry, list what is due."""
    from clerkdesk.services.pathways.validation_effects import NewValidation
    from clerkdesk.services.validation.validation import Validated

    desk = desks.open_desk(context)
    if entry is None:
        _list_due(desk, specialty, limit)
        return
    level, found = _level_and_outcome(level, outcome)
    today = desk.context.today
    happened_on = typed.day(on, "--on", today, past=True)
    checked = typed.day(checked_on, "--checked-on", today, past=True)
    event_day = happened_on or checked or today
    kept = desk.validation.validate(
        entry,
        NewValidation(
            level=level,
            outcome=found,
            decided_by=by,
            source=source,
            happened_on=happened_on,
            checked_on=checked,
            told_on=typed.day(told_on, "--told-on", today, past=True),
            told_how=told_how,
            passed_to=passed_to,
            wait_until=typed.day_from(until, "--until", event_day),
            due=typed.day_from(due, "--due", event_day),
            right_start=typed.day(start, "--start", today, past=True),
            right_status=status.strip(),
            duplicate_of=duplicate_of,
            from_another_specialty=other_specialty,
            start_of_long_ago=long_ago,
            note=desks.text_about_patient(desk, note),
        ),
    )
    if not isinstance(kept, Validated):
        raise refusal(kept)
    answer(_kept(kept), (kept.sentence,))


def confirm_start(
    context: typer.Context,
    item: Annotated[int, typer.Argument(max=typed.LARGEST_NUMBER, help="Number of the inbox item that asks for it.")],
    agree: Annotated[bool, typer.Option("--agree/--refuse", help="Whether the start moves.")],
    note: Annotated[str, typer.Option(help="What you looked at, or why the start stays; `-` reads it.")] = "",
) -> None:
    """Answer a request for a later start of a wait, as the second person: a team leader or a supervisor."""
    from clerkdesk.services.corrections.start_requests import StartAnswered

    desk = desks.open_desk(context)
    kept = desk.corrections.answer(item, agree, desks.text_about_patient(desk, note))
    if not isinstance(kept, StartAnswered):
        raise refusal(kept)
    document = {
        "outcome": "agreed" if kept.agreed else "refused", "entry": kept.entry_id, "clock_start": kept.clock_start,
        "sentence": kept.sentence,
    }  # fmt: skip
    answer(document, (kept.sentence,))


def removal_told(
    context: typer.Context,
    entry: Annotated[int, typer.Argument(max=typed.LARGEST_NUMBER, help="Number of the entry that left its list.")],
    who: Annotated[Whom, typer.Option(help="Who was told.")],
    how: Annotated[str, typer.Option(help="By telephone, by letter, by e-mail, in clinic.")],
    on: Annotated[str | None, typer.Option(metavar="DATE", help="The day; today if left out.")] = None,
) -> None:
    """Record that the patient, the referrer or both were told of a removal and its reason."""
    from clerkdesk.rules.waiting_list.removal_tellings import WHO
    from clerkdesk.services.pathways.removal_tellings import RemovalTellingKept

    desk = desks.open_desk(context)
    whom = tuple(each for each in WHO if who.value in ("both", each))
    kept = desk.pathways.told_of_removal(entry, whom, how, typed.day(on, "--on", desk.context.today, past=True))
    if not isinstance(kept, RemovalTellingKept):
        raise refusal(kept)
    document = {
        "outcome": "told", "entry": kept.entry_id, "told": list(kept.told), "still_to_tell": list(kept.still_to_tell),
        "sentence": kept.sentence,
    }  # fmt: skip
    answer(document, (kept.sentence,))


def _level_and_outcome(level: ValidationLevel | None, outcome: str) -> tuple[ValidationLevel, ValidationOutcome]:
    """Read the two answers without which nothing is validated.

    Raises:
        CommandFailure: one is missing, or the outcome has another code.
    """
    from clerkdesk.rules.acts.consequences import PolicyRefusal
    from clerkdesk.rules.validation.validation import read_outcome
    from clerkdesk.services.acts.answers import by_rule

    if level is None or not outcome:
        sentence = "Say at which level it was validated, and with which outcome: --level contact --outcome V01."
        raise CommandFailure("outcome_missing", sentence, "--level" if level is None else "--outcome")
    found = read_outcome(outcome.strip().upper())
    if isinstance(found, PolicyRefusal):
        raise refusal(by_rule(found))
    return level, found


def _list_due(desk: Desk, specialty: str | None, limit: int) -> None:
    from clerkdesk.services.waiting_list.worklists import NoSuchSpecialty

    found = desk.validation.due(specialty, limit)
    if isinstance(found, NoSuchSpecialty):
        raise unknown_specialty(found)
    progress = found.progress
    document = {
        "entries": [_due(each) for each in found.entries],
        "done": progress.done,
        "total": progress.total,
        "progress": progress.words,
    }
    lines = [_line(each) for each in found.entries]
    answer(document, [*lines, f"Validated today: {progress.words}."])


def _due(each: DueEntry) -> Document:
    row = each.row
    return {
        "id": row.entry_id, "patient_id": row.patient_id, "specialty": row.specialty_code,
        "priority": str(int(row.priority)), "clock_start": row.clock_start,
        "weeks_waited": each.wait.weeks if each.wait else None, "validated_on": row.validated_on,
        "last_contact_on": row.last_contact_on, "status": row.status,
    }  # fmt: skip


def _line(each: DueEntry) -> str:
    row = each.row
    weeks = f"{each.wait.weeks}w" if each.wait else "?"
    validated = day_words(row.validated_on) if row.validated_on else "never"
    name = list_name(row.family_name, row.given_name)
    return f"entry {row.entry_id:<7} {row.priority.letter}  {weeks:>5}  validated {validated:<15}  {name}"


def _kept(kept: Validated) -> Document:
    followed = kept.followed
    return {
        "outcome": kept.outcome,
        "effect": kept.decision.effect.kind,
        "entry": {"id": kept.entry_id, "status": kept.entry_status, "validated_on": kept.validated_on},
        "clock": {"state": kept.clock_state, "stop": kept.clock_stop, "stop_code": kept.clock_stop_code},
        "review": followed.review,
        "tasks": [{"id": task.id, "to": task.to, "topic": task.topic, "due": task.due} for task in followed.tasks],
        "escalation": kept.escalation,
        "sentence": kept.sentence,
    }
