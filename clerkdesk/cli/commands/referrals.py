"""The plain commands of referrals: `refer`, `set-specialty`."""

from __future__ import annotations

from typing import Annotated

import typer

from clerkdesk.cli import desk as desks
from clerkdesk.cli.commands.booking import refusal
from clerkdesk.cli.options import LongAgo, SameCondition
from clerkdesk.cli.output import answer
from clerkdesk.cli.typed import LARGEST_NUMBER

_ROUTES = (
    "letter, email, phone, ers_booked, ers_no_slot, self, interface, transfer, consultant, or spoa (single point of "
    "access)."
)


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(refer)
    app.command("set-specialty")(set_specialty)


def refer(
    context: typer.Context,
    patient: Annotated[int, typer.Argument(max=LARGEST_NUMBER, help="Number of the patient.")],
    received: Annotated[str, typer.Option(help="Day on which it reached the hospital, in any usual form.")],
    specialty: Annotated[str, typer.Option(help="Code or name; it can be set later.")] = "",
    route: Annotated[str, typer.Option(help=_ROUTES)] = "letter",
    priority: Annotated[str, typer.Option(help="routine, urgent or suspected cancer.")] = "routine",
    priority_said_by: Annotated[
        str, typer.Option(metavar="WHO", help="Who said that the priority is right, if the reason says more.")
    ] = "",
    suspected_cancer_type: Annotated[
        str,
        typer.Option("--cancer-type", metavar="CODE", help="As `codes suspected_cancer_referral_type` lists it."),
    ] = "",
    source: Annotated[str, typer.Option(help="Its code, as `codes source_of_referral_outpatients` lists it.")] = "",
    ubrn: Annotated[str, typer.Option(help="Twelve digits, in any spacing.")] = "",
    clock_start: Annotated[str, typer.Option(help="Clock start from another provider.")] = "",
    start_unknown: Annotated[
        bool,
        typer.Option("--start-unknown", help="The sender of a transfer states no start; somebody must ask for it."),
    ] = False,
    ratified_on: Annotated[str, typer.Option(help="Day on which a clinician agreed to a self-referral.")] = "",
    referrer: Annotated[str, typer.Option(help="Who referred.")] = "",
    reason: Annotated[str, typer.Option(help="Reason for the referral; `-` reads it from standard input.")] = "",
    long_ago: LongAgo = False,
    same_condition: SameCondition = None,
    another: Annotated[
        bool, typer.Option("--another", help="It is not the referral of the same day and specialty.")
    ] = False,
    came_back: Annotated[
        bool | None,
        typer.Option("--came-back/--not-back", help="Whether it returns a patient who was passed to another provider."),
    ] = None,
) -> None:
    """Register a referral: its pathway, the start of its clock, and its position on the list."""
    from clerkdesk.services.referrals.new_referral import NewReferral
    from clerkdesk.services.referrals.referring import Referred

    desk = desks.open_desk(context)
    result = desk.referrals.refer(
        NewReferral(
            patient_id=patient,
            received=received,
            specialty=specialty,
            route=route,
            priority=priority,
            priority_said_by=priority_said_by,
            suspected_cancer_type=suspected_cancer_type,
            source_code=source,
            ubrn=ubrn,
            clock_start=clock_start,
            start_unknown=start_unknown,
            ratified_on=ratified_on,
            referrer=referrer,
            reason=desks.text_about_patient(desk, reason),
            same_condition=same_condition,
            is_another=another,
            came_back=came_back,
            long_ago=long_ago,
        )
    )
    if not isinstance(result, Referred):
        raise refusal(result)
    document = {
        "outcome": "referred", "referral": result.referral_id, "pathway": result.pathway_id,
        "identifier": result.identifier, "clock_start": result.clock_start, "clock_state": result.clock_state,
        "entry": {"id": result.entry_id, "list_position_date": result.list_position_date},
        "needs_specialty": result.needs_specialty, "again": result.again, "start_left": result.start_left,
        "said": result.said or None,
    }  # fmt: skip
    answer(document, (f"Entry {result.entry_id}, pathway {result.pathway_id}.", result.sentence))


def set_specialty(
    context: typer.Context,
    entry: Annotated[int, typer.Argument(max=LARGEST_NUMBER, help="Number of the waiting list entry.")],
    specialty: Annotated[str, typer.Argument(help="Code or name.")],
) -> None:
    """Put an entry that needs a specialty on a specialty's list."""
    from clerkdesk.services.referrals.setting_specialty import SpecialtySet

    result = desks.open_desk(context).referrals.set_specialty(entry, specialty)
    if not isinstance(result, SpecialtySet):
        raise refusal(result)
    document = {
        "outcome": "specialty_set", "entry": {"id": result.entry_id, "specialty": result.specialty_name},
        "clock_state": result.clock_state or None,
    }  # fmt: skip
    answer(document, (result.sentence,))
