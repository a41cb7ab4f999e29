"""The plain commands for details of a patient's record: `residence`, and `record` with one command for each detail."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from clerkdesk.cli import desk as desks
from clerkdesk.cli.answers import wrong
from clerkdesk.cli.output import answer
from clerkdesk.cli.typed import LARGEST_NUMBER, the_patient

if TYPE_CHECKING:
    from clerkdesk.services.patients.record import RecordAnswer

_Patient = Annotated[str, typer.Argument(help="The patient's number, or what `find` takes.")]
_Review = Annotated[str, typer.Option(metavar="DATE", help="The day to look at it again.")]


class ResidenceName(StrEnum):
    """Where the patient has lived in the last twelve months (R-705)."""

    resident = "resident"
    not_resident = "not_resident"
    in_doubt = "in_doubt"


class NameKind(StrEnum):
    """Kinds of another name."""

    alias = "alias"
    former = "former"
    preferred = "preferred"


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(residence)
    kept = typer.Typer(
        no_args_is_help=True,
        help="Record telephone numbers, needs, flags and relatives of a patient.",
        rich_markup_mode=None,
    )
    kept.command()(phone)
    kept.command()(relative)
    kept.command()(need)
    kept.command()(flag)
    kept.command("end-flag")(end_flag)
    kept.command()(name)
    kept.command()(away)
    kept.command()(preferences)
    app.add_typer(kept, name="record")


def residence(
    context: typer.Context,
    patient: _Patient,
    said: Annotated[ResidenceName, typer.Argument(metavar="ANSWER", help="resident, not_resident or in_doubt.")],
) -> None:
    """Record where a patient has lived in the last twelve months; it never delays care."""
    from clerkdesk.services.reception.arrivals import ResidenceKept

    desk = desks.open_desk(context)
    result = desk.reception.overseas(the_patient(desk, patient), said.value)
    if not isinstance(result, ResidenceKept):
        raise wrong(result)
    document = {
        "outcome": "recorded", "patient_id": result.patient_id, "answer": said.value,
        "referred": result.decision.task is not None, "sentence": result.sentence,
    }  # fmt: skip
    answer(document, (result.sentence,))


def phone(
    context: typer.Context,
    patient: _Patient,
    numbers: Annotated[
        list[str],
        typer.Argument(metavar="NUMBER...", help="All telephone numbers of the patient; numbers left out are removed."),
    ],
    voicemail: Annotated[
        bool | None,
        typer.Option(
            "--voicemail/--no-voicemail", help="Whether a message may be left; if left out, nobody has asked."
        ),
    ] = None,
    texts: Annotated[bool, typer.Option("--texts", help="Texts may be sent.")] = False,
) -> None:
    """Replace a patient's telephone numbers; the first is the one to ring, and old ones stay on record."""
    from clerkdesk.rules.patients.demographics import NewPhone

    desk = desks.open_desk(context)
    phones = [
        NewPhone(number=number, voicemail_allowed=voicemail, text_allowed=texts, preferred=index == 0)
        for index, number in enumerate(numbers)
    ]
    _answer(desk.patients.record.set_phones(the_patient(desk, patient), phones))


def relative(
    context: typer.Context,
    patient: _Patient,
    relationship: Annotated[str, typer.Option(help="Relationship to the patient, such as mother.")],
    called: Annotated[str, typer.Option("--name", help="Their name, if they are not a patient here.")] = "",
    number: Annotated[str, typer.Option(help="Their telephone number.")] = "",
    related: Annotated[
        int | None, typer.Option("--patient", max=LARGEST_NUMBER, help="Their own number, if they are a patient.")
    ] = None,
    next_of_kin: Annotated[bool, typer.Option("--next-of-kin", help="Is the next of kin.")] = False,
    parental: Annotated[
        bool, typer.Option("--parental-responsibility", help="Has parental responsibility for the child.")
    ] = False,
    may_be_told: Annotated[bool, typer.Option("--may-be-told", help="May be told about appointments.")] = False,
) -> None:
    """Note a relative or carer of a patient."""
    from clerkdesk.services.patients.record import NewRelative

    desk = desks.open_desk(context)
    new = NewRelative(
        relationship=relationship, name=called, number=number, related_patient_id=related, next_of_kin=next_of_kin,
        parental_responsibility=parental, may_be_told=may_be_told,
    )  # fmt: skip
    _answer(desk.patients.record.add_relative(the_patient(desk, patient), new))


def need(
    context: typer.Context,
    patient: _Patient,
    code: Annotated[str, typer.Argument(metavar="NEED", help="Its code, as `codes local_accessible_need` lists it.")],
    detail: Annotated[str, typer.Option(help="Such as BSL interpreter.")] = "",
    review: _Review = "",
) -> None:
    """Note a need of a patient."""
    desk = desks.open_desk(context)
    _answer(desk.patients.record.add_need(the_patient(desk, patient), code, detail, review))


def flag(
    context: typer.Context,
    patient: _Patient,
    code: Annotated[str, typer.Argument(metavar="FLAG", help="Its code, as `codes local_alert_flag` lists it.")],
    note: Annotated[str, typer.Option(help="Free text; `-` reads it from standard input.")] = "",
    review: _Review = "",
) -> None:
    """Put a flag on a record."""
    desk = desks.open_desk(context)
    text = desks.text_about_patient(desk, note)
    _answer(desk.patients.record.raise_flag(the_patient(desk, patient), code, text, review))


def end_flag(
    context: typer.Context,
    patient: _Patient,
    code: Annotated[str, typer.Argument(metavar="FLAG", help="Its code, as `codes local_alert_flag` lists it.")],
) -> None:
    """Take a flag off a record from today on; its history stays on record."""
    desk = desks.open_desk(context)
    _answer(desk.patients.record.end_flag(the_patient(desk, patient), code))


def name(
    context: typer.Context,
    patient: _Patient,
    kind: Annotated[NameKind, typer.Option(help="Kind of name.")],
    family_name: Annotated[str, typer.Option(help="Family name.")] = "",
    given_name: Annotated[str, typer.Option(help="Given name.")] = "",
) -> None:
    """Note another name for finding a patient."""
    from clerkdesk.rules.patients.demographics import OtherName

    desk = desks.open_desk(context)
    other = OtherName(kind=kind.value, family_name=family_name, given_name=given_name)
    _answer(desk.patients.record.add_name(the_patient(desk, patient), other))


def away(
    context: typer.Context,
    patient: _Patient,
    first: Annotated[str, typer.Option("--from", metavar="DATE", help="First day away.")],
    last: Annotated[str, typer.Option("--to", metavar="DATE", help="Last day away; that one day if left out.")] = "",
    reason: Annotated[str, typer.Option(help="Such as holiday.")] = "",
) -> None:
    """Note days on which a patient cannot come; no slot is offered then, and the clock runs on.

    More than six weeks in total, or days past a suspected-cancer date, need the reason and open a clinical review.
    """
    from clerkdesk.services.acts.answers import WrongInput

    desk = desks.open_desk(context)
    kept = desk.patients.record.add_unavailable(the_patient(desk, patient), first, last, reason)
    if isinstance(kept, WrongInput):
        raise wrong(kept)
    reviews = [
        {"entry": each.entry_id, "id": each.review.id, "due": each.review.due, "opened": each.review.opened}
        for each in kept.reviews
    ]
    answer({"outcome": "kept", "patient_id": kept.patient_id, "reviews": reviews}, (kept.sentence,))


def preferences(
    context: typer.Context,
    entry: Annotated[int, typer.Argument(max=LARGEST_NUMBER, help="Number of the waiting list entry.")],
    weekdays: Annotated[str | None, typer.Option(help="Such as `mon wed`; `any` removes the wish.")] = None,
    time: Annotated[str | None, typer.Option(help="morning, afternoon, evening or any.")] = None,
    site: Annotated[str | None, typer.Option(help="Code or name, or any.")] = None,
    clinician: Annotated[str | None, typer.Option(help="Code or name, or any.")] = None,
) -> None:
    """Record a patient's preferences for one need; short notice is `correct ID short_notice_hours=24`."""
    from clerkdesk.services.acts.answers import WrongInput
    from clerkdesk.services.patients.preferences import preferences_of, set_preferences

    desk = desks.open_desk(context)
    named = {"weekdays": weekdays, "time": time, "site": site, "clinician": clinician}
    wishes = {name: text for name, text in named.items() if text is not None}
    kept = set_preferences(desk.context, entry, wishes) if wishes else preferences_of(desk.context, entry)
    if isinstance(kept, WrongInput):
        raise wrong(kept)
    document = {
        "outcome": "kept", "entry": kept.entry_id, "weekdays": kept.weekdays, "time": kept.time, "site": kept.site,
        "clinician": kept.clinician,
    }  # fmt: skip
    answer(document, (kept.sentence,))


def _answer(result: RecordAnswer) -> None:
    from clerkdesk.services.acts.answers import WrongInput

    if isinstance(result, WrongInput):
        raise wrong(result)
    answer({"outcome": "kept", "patient_id": result.patient_id}, (result.sentence,))
