"""The plain commands for events of a pathway other than appointments: `milestone`, `pifu`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from clerkdesk.cli import desk as desks
from clerkdesk.cli import typed
from clerkdesk.cli.answers import refusal
from clerkdesk.cli.output import answer
from clerkdesk.rules.cancer.milestones import Milestone

Pathway = Annotated[
    int, typer.Argument(max=typed.LARGEST_NUMBER, help="Number of the pathway; `clerkdesk patient` lists them.")
]


class MilestoneName(StrEnum):
    """The milestones of a cancer pathway (R-500 to R-508)."""

    diagnosed = "diagnosed"
    ruled_out = "ruled_out"
    interval_scanning = "interval_scanning"
    excluded = "excluded"
    decision_to_treat = "decision_to_treat"
    upgrade = "upgrade"
    treatment = "treatment"


class PifuAct(StrEnum):
    """The acts of patient-initiated follow-up (R-180, R-181)."""

    request = "request"
    end = "end"


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(milestone)
    app.command("correct-milestone")(correct_milestone)
    app.command()(pifu)


def milestone(
    context: typer.Context,
    pathway: Pathway,
    name: Annotated[MilestoneName, typer.Argument(metavar="MILESTONE", help="What happened.")],
    on: Annotated[str | None, typer.Option(help="The day on which it happened; today if left out.")] = None,
    by: Annotated[
        str,
        typer.Option(metavar="CLINICIAN", help="Who decided, treated or told the patient; not needed for your own."),
    ] = "",
    source: Annotated[str, typer.Option(help="Letter, e-mail or reference that proves it.")] = "",
    reason: Annotated[
        str, typer.Option(help="For an exclusion: its code, as `codes fds_exclusion_reason` lists it.")
    ] = "",
    earliest: Annotated[
        str | None, typer.Option(help="For a decision to treat: the earliest clinically appropriate date.")
    ] = None,
    further: Annotated[
        bool | None,
        typer.Option(
            "--further/--same-treatment",
            help="For a decision to treat while another waits: about a further treatment, or about the same one.",
        ),
    ] = None,
    because: Annotated[
        str, typer.Option(help="Why it is right, if the patient was never seen or another specialty decided.")
    ] = "",
    why_earliest: Annotated[
        str, typer.Option(help="Why no treatment is clinically appropriate before the earliest date.")
    ] = "",
    far_ahead: Annotated[
        bool, typer.Option("--far-ahead", help="Confirm an earliest date long after the decision.")
    ] = False,
    decided_since: Annotated[
        str, typer.Option(help="If the patient was told of no cancer before a decision to treat: what it is about.")
    ] = "",
) -> None:
    """Record a milestone of a cancer pathway: told, decision to treat, upgrade, treatment."""
    from clerkdesk.services.cancer.milestones import MilestoneKept, NewMilestone

    desk = desks.open_desk(context)
    today = desk.context.today
    day = typed.day(on, "--on", today, past=True)
    new = NewMilestone(
        milestone=Milestone(name),
        day=day,
        by=by,
        source=source,
        reason=reason,
        earliest=typed.day_from(earliest, "--earliest", day or today),
        further=further,
        because=because,
        why_earliest=why_earliest,
        far_ahead=far_ahead,
        decided_since=decided_since,
    )
    kept = desk.cancer.record(pathway, new)
    if not isinstance(kept, MilestoneKept):
        raise refusal(kept)
    document = {
        "outcome": "recorded", "milestone": kept.milestone, "day": kept.day, "clock_state": kept.clock_state,
        "clock_stop": kept.clock_stop, "sentence": kept.sentence, "warnings": list(kept.warnings),
    }  # fmt: skip
    answer(document, (kept.sentence, *kept.warnings))


def correct_milestone(
    context: typer.Context,
    pathway: Pathway,
    name: Annotated[MilestoneName, typer.Argument(metavar="MILESTONE", help="The milestone recorded in error.")],
    why: Annotated[str, typer.Option(help="Why it was wrong.")],
    source: Annotated[str, typer.Option(help="Letter, e-mail or record that proves the mistake.")],
    was: Annotated[str | None, typer.Option(help="The recorded day; the latest if left out.")] = None,
    on: Annotated[str | None, typer.Option(help="The right day; leave it out to take the milestone out.")] = None,
) -> None:
    """Correct the day of a cancer milestone, or take it out; a second person confirms what moves a cancer date on."""
    from clerkdesk.services.cancer.milestone_corrections import MilestoneCorrected, WrongMilestone

    desk = desks.open_desk(context)
    today = desk.context.today
    wrong = WrongMilestone(
        milestone=Milestone(name),
        was=typed.day(was, "--was", today, past=True),
        right_day=typed.day(on, "--on", today, past=True),
        reason=why,
        source=source,
    )
    kept = desk.cancer.correct(pathway, wrong)
    if not isinstance(kept, MilestoneCorrected):
        raise refusal(kept)
    document = {
        "outcome": "asked" if kept.request is not None else "corrected" if kept.day is not None else "taken_out",
        "request": kept.request.id if kept.request is not None else None, "milestone": kept.milestone, "was": kept.was,
        "day": kept.day, "clock_state": kept.clock_state, "sentence": kept.sentence,
    }  # fmt: skip
    answer(document, (kept.sentence,))


def pifu(
    context: typer.Context,
    entry: Annotated[int, typer.Argument(max=typed.LARGEST_NUMBER, help="Number of the waiting list entry.")],
    act: Annotated[PifuAct, typer.Argument(help="request: the patient asks; end: the agreed time is over.")],
    said: Annotated[str, typer.Option(help="For a request: what the patient says is wrong, in their words.")] = "",
    urgent: Annotated[
        bool, typer.Option("--urgent", help="For a request: to be seen within working days, not weeks.")
    ] = False,
    on: Annotated[
        str | None, typer.Option(help="For a request: the day on which they asked; today if left out.")
    ] = None,
) -> None:
    """Record a request on patient-initiated follow-up, or do what was agreed for its end."""
    from clerkdesk.services.waiting_list.patient_initiated import PatientRequestKept, PlanEnded

    desk = desks.open_desk(context)
    if act is PifuAct.request:
        asked = desk.waiting_list.patient_asks(
            entry, said, urgent=urgent, asked_on=typed.day(on, "--on", desk.context.today, past=True)
        )
        if not isinstance(asked, PatientRequestKept):
            raise refusal(asked)
        answer(
            {"outcome": "requested", "entry": asked.entry_id, "book_by": asked.book_by},
            (asked.sentence,),
        )
        return
    ended = desk.waiting_list.end_patient_initiated(entry)
    if not isinstance(ended, PlanEnded):
        raise refusal(ended)
    document = {
        "outcome": "discharged" if ended.discharged else "ended", "entry": ended.entry_id,
        "review": ended.followed.review, "tasks": list(ended.followed.tasks), "sentence": ended.sentence,
    }  # fmt: skip
    answer(document, (ended.sentence,))
