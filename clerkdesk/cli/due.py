"""Lists of what is to be done, as F5, F6 and F7 show them: `missing-outcomes`, `candidates`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from clerkdesk.cli import desk as desks
from clerkdesk.cli.booking import when
from clerkdesk.cli.output import Document, answer
from clerkdesk.cli.typed import LARGEST_NUMBER
from clerkdesk.rules.text import list_name

if TYPE_CHECKING:
    from clerkdesk.services.outcomes import MissingOutcome

_Specialty = Annotated[str | None, typer.Option(help="Code of a specialty; every one where left out.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("missing-outcomes")(missing_outcomes)
    app.command()(candidates)


def missing_outcomes(context: typer.Context, specialty: _Specialty = None) -> None:
    """List the appointments of earlier days that nobody has settled, the oldest first."""
    desk = desks.open_desk(context)
    wanted = specialty.upper() if specialty else None
    found = [each for each in desk.outcomes.missing() if wanted in (None, each.appointment.specialty_code)]
    answer(
        {"appointments": [_missing(each) for each in found]},
        [_missing_line(each) for each in found] or ("Every appointment of the days before has its outcome.",),
    )


def candidates(
    context: typer.Context,
    slot: Annotated[int, typer.Argument(max=LARGEST_NUMBER, help="Number of a slot with a free place.")],
) -> None:
    """Say who on the list could take a free place, next in turn first."""
    found = desks.open_desk(context).sessions.candidates(slot)
    document = [
        {
            "entry": each.entry_id, "patient_id": each.patient_id, "position": each.position,
            "agreed_to_short_notice": each.agreed_to_short_notice,
        }
        for each in found
    ]  # fmt: skip
    lines = [
        f"entry {each.entry_id:<7} place {each.position:<4} {list_name(each.family_name, each.given_name)}"
        for each in found
    ]
    answer({"candidates": document}, lines or ("Nobody on the list can take it, or it is no slot with a free place.",))


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
