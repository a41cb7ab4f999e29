"""The plain commands of patients: `find`, `patient`, `history`, `register`, `correct`, `merge`, `unmerge`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import chain
from typing import TYPE_CHECKING, Annotated, Any

import typer

from clerkdesk.cli import desk as desks
from clerkdesk.cli.answers import refusal, wrong
from clerkdesk.cli.commands.patient_documents import (
    card_document,
    card_lines,
    duplicate_document,
    duplicate_line,
    found_document,
    found_line,
    patient_document,
    patient_line,
    talk_document,
    talk_lines,
)
from clerkdesk.cli.options import SameCondition
from clerkdesk.cli.output import CommandFailure, ExitCode, answer
from clerkdesk.cli.typed import LARGEST_NUMBER, the_patient
from clerkdesk.rules.values.date_words import count_words

if TYPE_CHECKING:
    from clerkdesk.rules.patients.rows import PatientRow
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.services.duplicates.parted_pathways import OpenedAgain
    from clerkdesk.services.duplicates.parting import BeforeParting
    from clerkdesk.services.patients.registering import LikelyDuplicates, NewPatient

_FROM_STANDARD_INPUT = "-"
_HowYouKnow = Annotated[str, typer.Option("--reason", help="How you know; `-` reads it from standard input.")]
_Preview = Annotated[bool, typer.Option("--preview", help="Only show what would move.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(find)
    app.command()(patient)
    app.command()(history)
    app.command("register")(register_patient)
    app.command()(correct)
    app.command()(merge)
    app.command()(unmerge)


def find(
    context: typer.Context,
    text: Annotated[
        str,
        typer.Argument(
            help="A name, a birth date, a number, a postcode or a reference; `-` reads it from standard input."
        ),
    ],
    limit: Annotated[int, typer.Option(min=1, max=100, help="Maximum rows.")] = 30,
) -> None:
    """Find patients by name, birth date, NHS or hospital number, UBRN, telephone, postcode or reference."""
    desk = desks.open_desk(context)
    typed = desks.text_about_patient(desk, text)
    if not typed.strip():
        raise CommandFailure("nothing_to_find", desk.patients.find(typed, limit).sentence, "TEXT")
    found = desk.patients.find(typed, limit)
    desk.patients.search_settled(typed)
    lines = [found_line(each) for each in found.patients]
    document: dict[str, object] = {"patients": [found_document(each) for each in found.patients]}
    document |= {"sounds_like": found.sounds_like, "sentence": found.sentence, "left_out": found.left_out}
    heading = [found.near_words] if found.sounds_like else []
    without_date = [f"With any birth date: {found.left_out}"] if found.left_out else []
    answer(document, without_date + heading + (lines or [found.sentence]))


def patient(
    context: typer.Context,
    patient_id: Annotated[int, typer.Argument(max=LARGEST_NUMBER, metavar="ID", help="Number of the patient.")],
) -> None:
    """Print a patient's card: identity, how to reach them, pathways, needs, appointments, relatives."""
    from clerkdesk.services.card.cards import PatientCard

    desk = desks.open_desk(context)
    card = desk.patients.card(patient_id)
    if not isinstance(card, PatientCard):
        raise wrong(card)
    desk.patients.opened_card(card.patient.id)
    answer(card_document(card), card_lines(card, desk.context.today))


def history(
    context: typer.Context,
    patient: Annotated[str, typer.Argument(help="The patient's number, or what `find` takes.")],
    letters: Annotated[
        str, typer.Option("--filter", metavar="TEXT", help="Only talks with these words, or beginnings of words.")
    ] = "",
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Maximum rows.")] = 100,
) -> None:
    """Print every talk with a patient and about them, newest first: calls, offers, dates, what was told, messages."""
    from clerkdesk.rules.card.history import that_fit
    from clerkdesk.services.card.history import PatientHistory

    desk = desks.open_desk(context)
    found = desk.patients.history(the_patient(desk, patient))
    if not isinstance(found, PatientHistory):
        raise wrong(found)
    desk.patients.opened_card(found.patient.id)
    talks = that_fit(found.talks, letters)
    document = {
        "patient": patient_document(found.patient),
        "alerts": list(found.alerts),
        "talks": [talk_document(each) for each in talks[:limit]],
        "left_out": max(0, len(talks) - limit),
    }
    lines = [
        patient_line(found.patient),
        *(f"! {alert}" for alert in found.alerts),
        *chain.from_iterable(map(talk_lines, talks[:limit])),
    ]
    if not talks:
        lines.append(found.sentence or "No talk has these words. Fewer letters find more.")
    if len(talks) > limit:
        lines.append(f"{count_words(len(talks) - limit, 'older talk')} left out; --limit shows more.")
    answer(document, lines)


def register_patient(
    context: typer.Context,
    fields: Annotated[
        str, typer.Argument(help="`-` reads a JSON object of fields from standard input, instead of the options.")
    ] = "",
    family_name: Annotated[str, typer.Option(help="Family name.")] = "",
    given_name: Annotated[str, typer.Option(help="Given names.")] = "",
    date_of_birth: Annotated[str, typer.Option(help="In any usual form, such as 14/3/67.")] = "",
    nhs_number: Annotated[str, typer.Option(help="In any spacing.")] = "",
    hospital_number: Annotated[str, typer.Option(help="The desk's next number if left out.")] = "",
    stated_gender: Annotated[str, typer.Option(help="1 male, 2 female, 9 indeterminate, X not known.")] = "X",
    address: Annotated[str, typer.Option(help="Without the postcode.")] = "",
    postcode: Annotated[str, typer.Option(help="In any case and spacing.")] = "",
    phone: Annotated[list[str] | None, typer.Option(help="May be given more than once.")] = None,
    email: Annotated[str, typer.Option(help="E-mail address.")] = "",
    two_people: Annotated[
        str, typer.Option(metavar="HOW", help="How you know that this is none of the likely duplicates.")
    ] = "",
) -> None:
    """Register a patient; likely duplicates are shown before anything is saved."""
    from clerkdesk.services.patients.registering import LikelyDuplicates, Registered

    desk = desks.open_desk(context)
    typed = {
        "family_name": family_name, "given_name": given_name, "date_of_birth": date_of_birth,
        "nhs_number": nhs_number, "hospital_number": hospital_number, "stated_gender": stated_gender,
        "address": address, "postcode": postcode, "email": email,
    }  # fmt: skip
    result = desk.patients.register(
        _new_patient(desk, fields, typed, phone or []), two_people=desks.text_about_patient(desk, two_people)
    )
    if isinstance(result, LikelyDuplicates):
        raise _likely_duplicates(result)
    if not isinstance(result, Registered):
        raise wrong(result)
    document = {"outcome": "registered", "patient": patient_document(result.patient), "phones": list(result.phones)}
    answer(document, (result.sentence, patient_line(result.patient)))


def correct(
    context: typer.Context,
    patient_id: Annotated[int, typer.Argument(max=LARGEST_NUMBER, metavar="ID", help="Number of the patient.")],
    changes: Annotated[
        list[str] | None, typer.Argument(metavar="FIELD=TEXT", help="Or `-`: a JSON object from standard input.")
    ] = None,
    keep_former_name: Annotated[
        bool, typer.Option("--keep-former-name", help="The name was changed, not mistyped.")
    ] = False,
    same_person: Annotated[
        str, typer.Option("--same-person", help="How you know that it is the same person, if so much changes.")
    ] = "",
    same_home: Annotated[
        bool, typer.Option("--same-home", help="Only the postcode changes, or only the lines of the address.")
    ] = False,
) -> None:
    """Correct a patient's details, such as postcode=NN12AB; old values stay on record."""
    from clerkdesk.services.patients.correcting import Corrected

    desk = desks.open_desk(context)
    result = desk.patients.correct(
        patient_id,
        _changes(desk, changes or []),
        keep_former_name=keep_former_name,
        same_person=desks.text_about_patient(desk, same_person),
        same_home=same_home,
    )
    if not isinstance(result, Corrected):
        raise refusal(result)
    document: dict[str, object] = {
        "outcome": "corrected",
        "patient": patient_document(result.patient),
        "changed": list(result.changed),
        "likely_duplicates": [patient_document(other.patient) for other in result.likely],
    }
    lines = [f"{result.sentence} {patient_line(result.patient)}"]
    lines += [f"Likely duplicate: {patient_line(other.patient)}" for other in result.likely]
    answer(document, lines)


def merge(
    context: typer.Context,
    kept: Annotated[int, typer.Argument(max=LARGEST_NUMBER, help="Number of the record that is kept.")],
    merged: Annotated[int, typer.Argument(max=LARGEST_NUMBER, help="Number of the record that is joined to it.")],
    reason: _HowYouKnow = "",
    preview: _Preview = False,
    same_condition: SameCondition = None,
    one_person: Annotated[
        bool, typer.Option("--one-person", help="Confirm that they are one person, although the records say two.")
    ] = False,
) -> None:
    """Join two records of one person; never two with different valid NHS numbers."""
    from clerkdesk.services.duplicates.merging import BeforeMerging, Merged

    desk = desks.open_desk(context)
    if preview:
        before = desk.patients.before_merging(kept, merged)
        if not isinstance(before, BeforeMerging):
            raise refusal(before)
        _answer_moving(before.kept, before.merged, before.moving, before.two_people)
        return
    why = desks.text_about_patient(desk, reason)
    result = desk.patients.merge(kept, merged, why, same_condition=same_condition, one_person=one_person)
    if not isinstance(result, Merged):
        raise refusal(result)
    document = {
        "outcome": "merged",
        "kept": result.kept.id,
        "merged": result.merged_id,
        "moved": result.moved,
    }
    answer(document, (result.sentence,))


def unmerge(
    context: typer.Context,
    merged: Annotated[
        int, typer.Argument(max=LARGEST_NUMBER, help="Number of the record that was joined with another.")
    ],
    reason: _HowYouKnow = "",
    preview: _Preview = False,
    takes: Annotated[
        list[int] | None,
        typer.Option(
            max=LARGEST_NUMBER,
            metavar="PATHWAY",
            help="Number of a pathway opened while joined that belongs to this record; repeat.",
        ),
    ] = None,
) -> None:
    """Part two records that were joined wrongly."""
    from clerkdesk.services.duplicates.parting import BeforeParting, Unmerged

    desk = desks.open_desk(context)
    if preview:
        before = desk.patients.before_parting(merged, takes or ())
        if not isinstance(before, BeforeParting):
            raise refusal(before)
        _answer_moving(before.kept, before.parted, before.moving, opening=before.opening, parting=before)
        return
    result = desk.patients.unmerge(merged, desks.text_about_patient(desk, reason), takes or ())
    if not isinstance(result, Unmerged):
        raise refusal(result)
    document: dict[str, object] = {
        "outcome": "unmerged", "kept": result.kept_id, "parted": result.parted.id, "moved": result.moved,
        "opened": [each.pathway_id for each in result.opened], "death": result.death,
        "goes": list(result.meanwhile.going), "undecided": list(result.meanwhile.undecided),
    }  # fmt: skip
    answer(document, (result.sentence,))


def _answer_moving(
    kept: PatientRow, other: PatientRow, moving: tuple[tuple[str, int], ...], apart: tuple[str, ...] = (),
    opening: tuple[OpenedAgain, ...] = (), parting: BeforeParting | None = None,
) -> None:  # fmt: skip
    from clerkdesk.rules.duplicates.joined_words import moving_words
    from clerkdesk.services.duplicates.parting import said_of_parting

    document: dict[str, object] = {
        "outcome": "preview", "kept": patient_document(kept), "other": patient_document(other), "moving": dict(moving),
        "two_people": list(apart), "opening": [each.pathway_id for each in opening],
    }  # fmt: skip
    if parting is not None:
        goes, undecided = parting.meanwhile.going, parting.meanwhile.undecided
        document |= {"death": parting.death, "goes": list(goes), "undecided": list(undecided)}
    hands = moving_words(moving)
    also = said_of_parting(parting) if parting is not None else ()
    answer(
        document,
        (
            f"Goes on: {patient_line(kept)}",
            f"The other: {patient_line(other)}",
            f"Moves: {hands}.",
            *(f"Written down as two people: {each}" for each in apart),
            *(f"{each.sentence}: it would open again." for each in opening),
            *(f"{each}." for each in also),
        ),
    )


def _new_patient(desk: Desk, fields: str, options: Mapping[str, str], phones: list[str]) -> NewPatient:
    from clerkdesk.rules.patients.demographics import NewPhone
    from clerkdesk.services.patients.registering import NewPatient

    typed: dict[str, object] = {**options, "phones": phones}
    if fields == _FROM_STANDARD_INPUT:
        typed |= _json_object(desk)
    elif fields:
        raise CommandFailure("wrong_fields", "Give the fields by options, or `-` for standard input.", "FIELDS")
    else:
        desks.text_about_patient(desk, str(typed["family_name"]))
    numbers = typed.pop("phones")
    if not isinstance(numbers, list) or not all(isinstance(number, str) for number in numbers):
        raise CommandFailure("wrong_fields", "`phones` is a list of texts.", "phones")
    texts: dict[str, Any] = {name: value for name, value in typed.items() if isinstance(value, str)}
    known = set(NewPatient.__dataclass_fields__) - {"phones", "other_names"}
    unknown = [name for name in typed if name not in known or name not in texts]
    if unknown:
        raise CommandFailure(
            "wrong_fields", f"The fields are texts, and these: {', '.join(sorted(known))}.", unknown[0]
        )
    return NewPatient(phones=tuple(NewPhone(number=number) for number in numbers), **texts)


def _changes(desk: Desk, changes: list[str]) -> dict[str, str]:
    if changes == [_FROM_STANDARD_INPUT]:
        return {name: str(value) for name, value in _json_object(desk).items()}
    pairs = [change.partition("=") for change in changes]
    if not pairs or not all(sign for _, sign, _ in pairs):
        raise CommandFailure("wrong_fields", "Write each change as FIELD=TEXT, such as postcode=NN12AB.", "FIELD=TEXT")
    desks.text_about_patient(desk, changes[0])
    return {name: value for name, _, value in pairs}


def _json_object(desk: Desk) -> dict[str, object]:
    try:
        read = json.loads(desks.text_about_patient(desk, _FROM_STANDARD_INPUT))
    except ValueError:
        read = None
    if not isinstance(read, dict):
        raise CommandFailure("wrong_fields", 'Standard input must be one JSON object: {"family_name": "..."}.', "-")
    return read


def _likely_duplicates(found: LikelyDuplicates) -> CommandFailure:
    return CommandFailure(
        "likely_duplicates",
        f"{found.sentence} If none is, register again with --two-people and how you know it.",
        None,
        ExitCode.REFUSED,
        document={
            "outcome": "likely_duplicates", "duplicates": [duplicate_document(each) for each in found.candidates],
        },
        lines=[duplicate_line(each) for each in found.candidates],
    )  # fmt: skip
