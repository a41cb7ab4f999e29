"""Registers a patient; `clerkdesk.services.patients.correcting` corrects one.

`clerkdesk.rules.patients.demographics` reads typed text, `clerkdesk.rules.patients.matching` weighs likely duplicates.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.current_columns import write
from clerkdesk.data.errors import violated_index
from clerkdesk.data.name_keys import set_name, write_name_keys
from clerkdesk.data.queries.duplicates.likely_duplicates import possible_duplicates
from clerkdesk.data.queries.patients.patients import patient_rows
from clerkdesk.data.tables import Patient, PatientName, PatientPhone
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.ways import Way
from clerkdesk.rules.patients.demographics import (
    FIELDS,
    NewPhone,
    OtherName,
    ReadPhone,
    WrongField,
    read_fields,
    read_phone,
)
from clerkdesk.rules.patients.fields import TWO_PEOPLE
from clerkdesk.rules.patients.matching import Match, MatchVerdict, PersonKey, score
from clerkdesk.rules.patients.people import display_name
from clerkdesk.rules.patients.rows import PatientRow
from clerkdesk.rules.values import nhs_number
from clerkdesk.rules.values.date_words import count_words
from clerkdesk.rules.values.hospital_number import made_number
from clerkdesk.rules.values.nhs_number import display
from clerkdesk.rules.values.postcodes import postcode_search_key
from clerkdesk.rules.values.text import clean, list_name, sort_key
from clerkdesk.rules.values.unreadable import Unreadable
from clerkdesk.services.acts.answers import Answer, WrongInput
from clerkdesk.services.acts.carried_out import answers_once
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.patients.statements import keep_other_value

NOT_TRACED = "02"
TRACE_REQUIRED = "03"
"""NHS number status of a patient with an untraced number, and of a patient without one (R-410)."""
_NHS_NUMBER_INDEX, _HOSPITAL_NUMBER_INDEX = "uq_patient_nhs_number_valid", "uq_patient_hospital_number"
NUMBER_INDEXES = (_NHS_NUMBER_INDEX, _HOSPITAL_NUMBER_INDEX)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPatient:
    """A patient as typed, each field in any usual form (`clerkdesk.rules.patients.demographics.FIELDS`)."""

    family_name: str
    given_name: str = ""
    date_of_birth: str = ""
    title: str = ""
    nhs_number: str = ""
    hospital_number: str = ""
    """Hospital number; empty for the next of the desk's own."""
    stated_gender: str = "X"
    address: str = ""
    postcode: str = ""
    email: str = ""
    gp_practice_code: str = ""
    gp_practice_name: str = ""
    language: str = ""
    interpreter_needed: str = ""
    transport_needed: str = ""
    safe_contact_note: str = ""
    phones: tuple[NewPhone, ...] = ()
    other_names: tuple[OtherName, ...] = ()


@dataclass(frozen=True, slots=True)
class Registered(Answer):
    """The registered patient; `patient` has the normalised values, to read back."""

    patient: PatientRow
    phones: tuple[str, ...] = ()
    """As shown."""

    @property
    def sentence(self) -> str:
        """The registered values, to read back."""
        patient = self.patient
        number = f"NHS {display(patient.nhs_number)}" if patient.nhs_number else "no NHS number"
        said = ", ".join(filter(None, (number, patient.hospital_number, patient.postcode, *self.phones)))
        return f"Registered {display_name(patient.family_name, patient.given_name)}: {said}."


@dataclass(frozen=True, slots=True)
class LikelyDuplicate:
    """A record that is likely the same person, with the reasons."""

    patient: PatientRow
    match: Match


@dataclass(frozen=True, slots=True)
class LikelyDuplicates(Answer):
    """Nothing was saved, since these may be the same person, likeliest first."""

    candidates: tuple[LikelyDuplicate, ...]

    @property
    def sentence(self) -> str:
        """How many may be the same person."""
        return f"Nothing was saved: {count_words(len(self.candidates), 'record')} may be this person."


@answers_once
def register(
    context: ServiceContext, new: NewPatient, *, two_people: str = ""
) -> Registered | LikelyDuplicates | WrongInput:
    """Put a patient on the index, unless a field is wrong or a very similar patient is there already.

    Args:
        context: where.
        new: as typed.
        two_people: how the clerk knows that none of the likely duplicates, which they have seen, is this person.
    """
    values = read_fields(_typed(new), context.today)
    if isinstance(values, WrongField):
        return wrong_field(values)
    phones = read_phones(new.phones)
    if isinstance(phones, WrongInput):
        return phones
    try:
        with context.act("register") as act:
            answer = _register(act, context, values, phones, new.other_names, clean(two_people))
            if isinstance(answer, Registered):
                act.commit(answer)
            return answer
    except IntegrityError as error:
        if (index := violated_index(error)) not in NUMBER_INDEXES:
            raise
        return taken(index)


def unknown_patient() -> WrongInput:
    """Return the answer for an unknown patient id."""
    return WrongInput("unknown_patient", "patient", f"No patient here has this number; {Way.FIND.here()} gives it.")


def taken(index: str | None) -> WrongInput:
    """Return the answer for a number of another record, by the violated index."""
    if index == _HOSPITAL_NUMBER_INDEX:
        return WrongInput("hospital_number_taken", "hospital_number", "Another record has this hospital number.")
    return WrongInput(
        "nhs_number_taken",
        "nhs_number",
        "Another record has this NHS number: open that one, or check the number with the patient.",
    )


def likely_duplicates(session: Session, person: PersonKey) -> tuple[LikelyDuplicate, ...]:
    """Return the records that are likely the same person, likeliest first."""
    matches = {other: score(person, key) for other, key in possible_duplicates(session, person).items()}
    likely = {other: match for other, match in matches.items() if match.verdict is not MatchVerdict.DIFFERENT}
    rows = patient_rows(session, list(likely))
    ordered = sorted(likely, key=lambda other: (-likely[other].points, other))
    return tuple(LikelyDuplicate(rows[other], likely[other]) for other in ordered)


def _typed(new: NewPatient) -> dict[str, str]:
    return {field.name: getattr(new, field.name) for field in fields(new) if field.name in FIELDS}


def wrong_field(wrong: WrongField) -> WrongInput:
    """Return the answer for a field that cannot be kept as typed."""
    return WrongInput(wrong.fault.code, wrong.field, wrong.fault.sentence)


def read_phones(typed: Sequence[NewPhone]) -> list[ReadPhone] | WrongInput:
    """Return telephone numbers in their stored form, or what is wrong with the first unreadable one."""
    read: list[ReadPhone] = []
    for number in typed:
        phone = read_phone(number)
        if isinstance(phone, Unreadable):
            return WrongInput(phone.code, "phone", phone.sentence)
        read.append(phone)
    return read


def _register(
    act: ActWork,
    context: ServiceContext,
    values: dict[str, Any],
    phones: Sequence[ReadPhone],
    other_names: Sequence[OtherName],
    two_people: str,
) -> Registered | LikelyDuplicates | WrongInput:
    fault = practice_fault(context, values.get("nhs_number"))
    if fault is not None:
        return fault
    likely = likely_duplicates(act.session, _person(values, phones, other_names))
    if likely and not two_people:
        return LikelyDuplicates(likely)
    if (fault := number_fault(act.session, context, values.get("nhs_number"), None)) is not None:
        return fault
    patient = act.add(Patient())
    for name in other_names:
        add_name(act, patient.id, name)
    values["hospital_number"] = values.get("hospital_number") or made_number(patient.id)
    write_fields(act, patient, values)
    for phone in phones:
        act.add(phone_row(patient.id, phone))
    row = patient_rows(act.session, [patient.id])[patient.id]
    for each in likely:
        # It goes on both records, so that a clerk who thinks of joining them reads it on either card.
        keep_other_value(act, patient.id, TWO_PEOPLE, f"{_which(each.patient)}: {two_people}")
        keep_other_value(act, each.patient.id, TWO_PEOPLE, f"{_which(row)}: {two_people}")
    return Registered(row, tuple(phone.display for phone in phones))


def _which(row: PatientRow) -> str:
    return f"{list_name(row.family_name, row.given_name)}, {row.hospital_number or 'no number'}"


def phone_row(patient_id: int, phone: ReadPhone) -> PatientPhone:
    """Return the row of a patient's telephone number."""
    return PatientPhone(
        patient_id=patient_id,
        kind=phone.kind,
        number=phone.number,
        number_key=phone.number_key,
        voicemail_allowed=phone.voicemail_allowed,
        text_allowed=phone.text_allowed,
        preferred=phone.preferred,
        note=phone.note,
    )


def write_fields(act: ActWork, patient: Patient, values: Mapping[str, Any]) -> None:
    """Put values into a patient's row, with the keys and the status derived from them."""
    columns = dict(values)
    if "postcode" in columns:
        columns["postcode_key"] = postcode_search_key(columns["postcode"]) if columns["postcode"] else ""
    if "nhs_number" in columns and columns["nhs_number"] != patient.nhs_number:
        columns["nhs_number_valid"] = columns["nhs_number"] is not None
        columns["nhs_number_status"] = NOT_TRACED if columns["nhs_number"] else TRACE_REQUIRED
    columns["demographics_known"] = True
    names = columns.pop("family_name", patient.family_name), columns.pop("given_name", patient.given_name)
    write(patient, columns)
    set_name(patient, *names)
    write_name_keys(act.session, patient.id)


def add_name(act: ActWork, patient_id: int, name: OtherName) -> None:
    """Add another name of a patient inside an act; the caller writes its keys."""
    family_name, given_name = clean(name.family_name), clean(name.given_name)
    key = sort_key(family_name, given_name)
    act.add(
        PatientName(patient_id=patient_id, kind=name.kind, family_name=family_name, given_name=given_name, sort_key=key)
    )


def _person(values: Mapping[str, Any], phones: Sequence[ReadPhone], other_names: Sequence[OtherName]) -> PersonKey:
    born = values.get("date_of_birth")
    return PersonKey(
        family_name=values["family_name"],
        given_name=values.get("given_name", ""),
        date_of_birth=born if isinstance(born, date) else None,
        postcode=values.get("postcode", ""),
        address=values.get("address", ""),
        nhs_number=values.get("nhs_number"),
        phone_keys=tuple(phone.number_key for phone in phones),
        other_family_names=tuple(name.family_name for name in other_names),
        stated_gender=values.get("stated_gender", ""),
    )


def practice_fault(context: ServiceContext, number: object) -> WrongInput | None:
    """A practice desk takes no number that a real patient could have (R-409)."""
    if context.database.kind != "demo" or not isinstance(number, str) or nhs_number.is_test_range(number):
        return None
    sentence = "This is a practice desk: it takes only NHS numbers that begin 999, which no patient has."
    return WrongInput("nhs_number_real", "nhs_number", sentence)


def number_fault(
    session: Session, context: ServiceContext, number: object, patient_id: int | None
) -> WrongInput | None:
    """Return why an NHS number can't be this patient's, or None."""
    if not isinstance(number, str):
        return None
    holder = session.execute(
        select(col(Patient.id)).where(
            col(Patient.nhs_number) == number,
            col(Patient.nhs_number_valid).is_(True),
            col(Patient.merged_into_id).is_(None),
        )
    ).scalar_one_or_none()
    if holder is not None and holder != patient_id:
        return taken(_NHS_NUMBER_INDEX)
    return practice_fault(context, number)
