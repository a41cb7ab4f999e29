"""The plain commands of clinical reviews: `review list`, `show`, `decide`, `told`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from clerkdesk.cli import desk as desks
from clerkdesk.cli import typed
from clerkdesk.cli.answers import refusal, target_document, wrong
from clerkdesk.cli.options import OtherSpecialty
from clerkdesk.cli.output import Document, answer
from clerkdesk.rules.values.reviews import Decision, ReviewStatus
from clerkdesk.rules.values.text import list_name

if TYPE_CHECKING:
    from clerkdesk.rules.reviews.rows import ReviewRow
    from clerkdesk.services.reviews.reviews import DecisionKept
    from clerkdesk.services.reviews.sheets import ReviewSheet


Number = Annotated[int, typer.Argument(max=typed.LARGEST_NUMBER, metavar="REVIEW", help="Number of the review.")]

review = typer.Typer(help="Clinical reviews: questions to clinicians, their decisions, and who was told.")


def register(app: typer.Typer) -> None:
    """Add `review`."""
    app.add_typer(review, name="review")


@review.command("list")
def listed(
    context: typer.Context,
    consultant: Annotated[str | None, typer.Option(help="Code or name; everybody's if left out.")] = None,
) -> None:
    """List the reviews that wait for a decision, or for somebody to tell the patient, by consultant."""
    rows = desks.open_desk(context).reviews.waiting(consultant)
    if not isinstance(rows, list):
        raise wrong(rows)
    answer({"reviews": [_document(row) for row in rows]}, [_line(row) for row in rows] or ["No review waits."])


@review.command()
def show(context: typer.Context, number: Number) -> None:
    """Print the sheet of a review for the clinician."""
    from clerkdesk.services.acts.answers import WrongInput
    from clerkdesk.services.reviews.sheets import sheet_text

    sheet = desks.open_desk(context).reviews.sheet(number)
    if isinstance(sheet, WrongInput):
        raise wrong(sheet)
    answer(_sheet(sheet), sheet_text(sheet).splitlines())


@review.command()
def decide(
    context: typer.Context,
    number: Number,
    outcome: Annotated[Decision, typer.Argument(help="What was decided.")],
    by: Annotated[str, typer.Option(metavar="CLINICIAN", help="Code or name; not needed for your own.")] = "",
    source: Annotated[str, typer.Option(help="Letter, e-mail or reference that proves it.")] = "",
    on: Annotated[str | None, typer.Option(metavar="DATE", help="The day it was decided; today if left out.")] = None,
    until: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Last day of the wait, or next monitoring review: a day, or 6w."),
    ] = None,
    agreed: Annotated[bool, typer.Option("--agreed", help="The patient agreed to monitoring.")] = False,
    spoken: Annotated[bool, typer.Option("--spoken", help="After a clinical conversation.")] = False,
    safeguarding_checked: Annotated[bool, typer.Option("--safeguarding-checked", help="The check was made.")] = False,
    communicated: Annotated[bool, typer.Option("--communicated", help="The missed date was clearly told.")] = False,
    policy_followed: Annotated[
        bool, typer.Option("--policy-followed", help="It follows the published policy.")
    ] = False,
    referrer_informed: Annotated[bool, typer.Option("--referrer-informed", help="The GP was spoken to.")] = False,
    other_specialty: OtherSpecialty = False,
    because: Annotated[str, typer.Option(help="Why the patient may wait longer than asked, or past a date.")] = "",
    note: Annotated[str, typer.Option(help="Free text; `-` reads it from standard input.")] = "",
) -> None:
    """Enter a clinician's decision: your own, or a named clinician's with its source."""
    from clerkdesk.services.pathways.decision_effects import NewDecision
    from clerkdesk.services.reviews.reviews import DecisionKept

    desk = desks.open_desk(context)
    today = desk.context.today
    decided_on = typed.day(on, "--on", today, past=True)
    kept = desk.reviews.decide(
        number,
        NewDecision(
            decision=outcome,
            decided_by=by,
            source=source,
            decided_on=decided_on,
            wait_until=typed.day_from(until, "--until", decided_on or today),
            patient_agreed=agreed,
            clinical_conversation=spoken,
            safeguarding_checked=safeguarding_checked,
            appointment_was_communicated=communicated,
            policy_followed=policy_followed,
            referrer_informed=referrer_informed,
            from_another_specialty=other_specialty,
            because=because,
            note=desks.text_about_patient(desk, note),
        ),
    )
    if not isinstance(kept, DecisionKept):
        raise refusal(kept)
    answer(_decided(kept, outcome), (kept.sentence,))


@review.command()
def told(
    context: typer.Context,
    number: Number,
    how: Annotated[str, typer.Option(help="By telephone, by letter, in clinic.")],
    on: Annotated[str | None, typer.Option(metavar="DATE", help="The day; today if left out.")] = None,
) -> None:
    """Record that the patient was told of the decision; it takes effect on that day."""
    from clerkdesk.services.pathways.decision_effects import PatientTold

    desk = desks.open_desk(context)
    result = desk.reviews.told(number, how, typed.day(on, "--on", desk.context.today, past=True))
    if not isinstance(result, PatientTold):
        raise refusal(result)
    document = {
        "review": {"id": result.review_id, "status": "told", "told_on": result.told_on},
        "clock": {"state": result.clock_state, "stop": result.clock_stop},
        "entry_status": result.entry_status,
        "next_review": result.next_review,
        "tasks": [{"id": task.id, "to": task.to, "topic": task.topic, "due": task.due} for task in result.tasks],
    }
    answer(document, (result.sentence, *(task.sentence for task in result.tasks)))


def _decided(kept: DecisionKept, outcome: Decision) -> dict[str, object]:
    decided = kept.decided
    return {
        "review": {"id": kept.review_id, "status": "decided", "decision": outcome.value},
        "must_be_told": decided.must_be_told,
        "rtt": decided.rtt_code,
        "effect": decided.effect.kind,
        "next_review": decided.next_review,
        "tasks": [{"id": task.id, "to": task.to, "topic": task.topic, "due": task.due} for task in kept.tasks],
    }


def _document(row: ReviewRow) -> dict[str, object]:
    return {
        "id": row.review_id,
        "patient_id": row.patient_id,
        "pathway": row.pathway_id,
        "entry": row.entry_id,
        "rule": row.rule,
        "kind": row.kind,
        "reason": row.reason,
        "due": row.due_date,
        "status": row.status,
        "consultant": row.consultant,
        "deputy": row.deputy,
        "secretary": row.secretary,
        "safeguarding": row.safeguarding,
        "decision": row.decision,
        "decided_by": row.decided_by,
        "decided_on": row.decided_on,
        "source": row.decision_source,
        "told_on": row.told_on,
    }


def _line(row: ReviewRow) -> str:
    from clerkdesk.rules.values.date_words import short_day_words

    state = "tell the patient" if row.status == ReviewStatus.DECIDED else f"by {short_day_words(row.due_date)}"
    name = list_name(row.family_name, row.given_name)
    return f"{row.review_id:>5}  {row.consultant or 'not yet named'}  {state}  {name}: {row.reason}"


def _sheet(sheet: ReviewSheet) -> Document:
    clock = sheet.clock
    return {
        "review": _document(sheet.review),
        "clock": {
            "state": clock.state,
            "start": clock.start,
            "weeks_waited": clock.weeks_waited,
            "breach_date": clock.breach_date,
        },
        "target": target_document(sheet.target),
        "offers": list(sheet.offers),
        "ended": list(sheet.ended),
        "away": list(sheet.away),
        "attempts": sheet.attempts,
        "decisions": list(sheet.decisions),
        "settings_used": sheet.settings_used,
    }
