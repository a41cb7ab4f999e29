"""The plain commands for what has fallen due and is still to do: `due`, `missing-outcomes`, `candidates`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from clerkdesk.cli import desk as desks
from clerkdesk.cli.commands.booking import when
from clerkdesk.cli.output import Document, answer
from clerkdesk.cli.typed import LARGEST_NUMBER
from clerkdesk.rules.values.text import list_name

if TYPE_CHECKING:
    from clerkdesk.services.reception.closing_sessions import MissingOutcome

_Specialty = Annotated[str | None, typer.Option(help="Code of a specialty; every specialty if left out.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(due)
    app.command("missing-outcomes")(missing_outcomes)
    app.command()(candidates)


def due(context: typer.Context) -> None:
    """Do what has fallen due by time, in the desk's own name; an open desk does so by itself each minute.

    It covers clocks that a date has changed, slot issues and messages unanswered in time, and reviews of overdue
    follow-ups and of patients who did not reply. A scheduled job runs it if no desk stays open.
    """
    done = desks.open_desk(context).falling_due.settle()
    document = {
        "clocks": done.clocks, "escalated": list(done.escalated), "reviews": list(done.reviews),
        "climbed": list(done.climbed),
    }  # fmt: skip
    counted = (
        (done.clocks, "clock changed by a date that went by", "clocks changed by a date that went by"),
        (len(done.escalated), "slot issue escalated", "slot issues escalated"),
        (len(done.reviews), "clinical review opened", "clinical reviews opened"),
        (len(done.climbed), "unanswered item escalated", "unanswered items escalated"),
    )
    lines = [f"{number} {one if number == 1 else many}" for number, one, many in counted if number]
    answer(document, lines or ("Nothing has fallen due.",))


def missing_outcomes(context: typer.Context, specialty: _Specialty = None) -> None:
    """List the appointments of earlier days without an outcome, the oldest first."""
    desk = desks.open_desk(context)
    wanted = specialty.upper() if specialty else None
    found = [each for each in desk.reception.missing() if wanted in (None, each.appointment.specialty_code)]
    answer(
        {"appointments": [_missing(each) for each in found]},
        [_missing_line(each) for each in found] or ("Every appointment of the days before has its outcome.",),
    )


def candidates(
    context: typer.Context,
    slot: Annotated[int, typer.Argument(max=LARGEST_NUMBER, help="Number of a free slot.")],
) -> None:
    """List who could take a free slot, next in turn first."""
    found = desks.open_desk(context).clinics.candidates(slot)
    document = [
        {
            "entry": each.entry_id, "patient_id": each.patient_id, "position": each.position,
            "agreed_to_short_notice": each.agreed_to_short_notice,
        }
        for each in found
    ]  # fmt: skip
    lines = [
        f"entry {each.entry_id:<7} position {each.position:<4} {list_name(each.family_name, each.given_name)}"
        for each in found
    ]
    answer({"candidates": document}, lines or ("Nobody on the list can take it, or the slot is not free.",))


def _missing(each: MissingOutcome) -> Document:
    row = each.appointment
    return {
        "reference": row.reference, "starts": row.starts_at, "patient_id": row.patient_id, "clinic": row.clinic_name,
        "specialty": row.specialty_code, "state": each.state, "days": each.days, "overdue": each.overdue,
    }  # fmt: skip


def _missing_line(each: MissingOutcome) -> str:
    row = each.appointment
    name = list_name(row.family_name, row.given_name)
    return f"{when(row.starts_at)}  {row.reference}  {name}  {row.clinic_name}  {each.state}  {each.overdue}".rstrip()
