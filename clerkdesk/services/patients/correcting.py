"""Corrects a patient's details: old values stay known, and changes that suggest another person need an answer.

`clerkdesk.rules.patients.demographics` reads typed text, `clerkdesk.rules.patients.one_person` judges whether it is one
person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from clerkdesk.data.errors import violated_index
from clerkdesk.data.queries.duplicates.likely_duplicates import person_keys
from clerkdesk.data.queries.patients.patients import patient_rows
from clerkdesk.data.tables import Patient
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.patients.demographics import OtherName, WrongField, read_fields
from clerkdesk.rules.patients.homes import HALF_A_HOME, judge_home
from clerkdesk.rules.patients.rows import PatientRow
from clerkdesk.rules.patients.statements import FIELDS, FIRST, FORMER, HOME, NAME, home_text
from clerkdesk.rules.values.text import clean
from clerkdesk.services.acts.answers import Answer, Refused, WrongInput, by_rule
from clerkdesk.services.acts.carried_out import answers_once
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.patients.registering import (
    NUMBER_INDEXES,
    LikelyDuplicate,
    add_name,
    likely_duplicates,
    number_fault,
    taken,
    unknown_patient,
    write_fields,
    wrong_field,
)
from clerkdesk.services.patients.statements import keep_other_value, say_at_desk
from clerkdesk.services.patients.still_the_same import why_another
from clerkdesk.services.patients.support import arrange_for_booked

_SUPPORT = {"interpreter_needed", "transport_needed", "language"}
"""Fields for the support of an appointment (R-414)."""
_FINDS = {*NAME, "date_of_birth", "postcode", "nhs_number"}
"""Fields whose change may reveal a duplicate."""
_KEPT = (
    "title", "date_of_birth", "stated_gender", "nhs_number", "hospital_number", "email", "gp_practice_code",
    "gp_practice_name", "language", "safe_contact_note", "key_worker",
)  # fmt: skip
"""Fields whose old value stays known; names and the home have their own history."""


@dataclass(frozen=True, slots=True)
class Corrected(Answer):
    """The kept correction; `changed` names the changed fields."""

    patient: PatientRow
    changed: tuple[str, ...]
    likely: tuple[LikelyDuplicate, ...] = ()
    """Records that are likely the same person, searched when names, birth date, postcode or NHS number change."""

    @property
    def sentence(self) -> str:
        """What was changed."""
        return f"Changed: {', '.join(self.changed) or 'nothing'}."


@answers_once
def correct(
    context: ServiceContext,
    patient_id: int,
    changes: Mapping[str, str],
    *,
    keep_former_name: bool = False,
    same_person: str = "",
    same_home: bool = False,
) -> Corrected | Refused | WrongInput:
    """Change a patient's details.

    Args:
        context: where.
        patient_id: of the patient.
        changes: typed texts by the names of `clerkdesk.rules.patients.demographics.FIELDS`.
        keep_former_name: the patient has taken another name; the old one stays known as a former name.
        same_person: how the clerk knows that it is still the same person, if the changes suggest another.
        same_home: whether it was confirmed that only the postcode, or only the lines of the address, change (R-701).
    """
    values = read_fields(changes, context.today)
    if isinstance(values, WrongField):
        return wrong_field(values)
    try:
        with context.act("correct") as act:
            patient = act.session.get(Patient, patient_id)
            if patient is None:
                return unknown_patient()
            fault = number_fault(act.session, context, values.get("nhs_number"), patient_id)
            if fault is not None:
                return fault
            changed = tuple(name for name, value in values.items() if getattr(patient, name) != value)
            refusal = None if clean(same_person) else why_another(act.session, patient, values, changed)
            refusal = refusal or _half_a_home(patient, values, confirmed=same_home)
            if refusal is not None:
                return refusal
            if changed:
                _write(act, patient, values, changed, keep_former_name=keep_former_name, same_person=same_person)
                if _SUPPORT & set(changed):
                    arrange_for_booked(act, context, patient_id)
            row = patient_rows(act.session, [patient_id])[patient_id]
            answer = Corrected(row, changed, _likely(act.session, patient_id, changed))
            if changed:
                act.commit(answer)
            return answer
    except IntegrityError as error:
        if (index := violated_index(error)) not in NUMBER_INDEXES:
            raise
        return taken(index)


def _write(
    act: ActWork,
    patient: Patient,
    values: Mapping[str, Any],
    changed: Sequence[str],
    *,
    keep_former_name: bool,
    same_person: str,
) -> None:
    """Write the new values; the old ones stay known, and the desk's word for the new ones is kept."""
    _keep_old_values(act, patient, changed, keep_former_name=keep_former_name)
    before = patient.family_name
    write_fields(act, patient, values)
    _state(act, patient, changed, before if keep_former_name else "", clean(same_person))


def _half_a_home(patient: Patient, values: Mapping[str, Any], *, confirmed: bool) -> Refused | None:
    before = {name: str(getattr(patient, name) or "") for name in HOME}
    after = {name: str(values.get(name, before[name]) or "") for name in HOME}
    refusal = judge_home(before, after, confirmed=confirmed)
    return by_rule(refusal, HALF_A_HOME) if refusal is not None else None


def _keep_old_values(act: ActWork, patient: Patient, changed: Sequence[str], *, keep_former_name: bool) -> None:
    if keep_former_name and set(NAME) & set(changed):
        former = OtherName(kind="former", family_name=patient.family_name, given_name=patient.given_name)
        add_name(act, patient.id, former)
        changed = [field for field in changed if field not in NAME]
    for field in changed:
        before = getattr(patient, field)
        if field in (*_KEPT, *NAME) and before not in (None, "", "X"):
            keep_other_value(act, patient.id, field, str(before))
    home = home_text({"address": patient.address, "postcode": patient.postcode})
    if home and set(HOME) & set(changed):
        keep_other_value(act, patient.id, "address", home)


def _state(act: ActWork, patient: Patient, changed: Sequence[str], former: str, same_person: str) -> None:
    """Keep the correction as the desk's own statement, which no older file reverts."""
    fields = {field: getattr(patient, field) for field in FIELDS if field in changed}
    if set(HOME) & set(fields):
        fields |= {field: getattr(patient, field) for field in HOME}
    told: dict[str, object] = dict(fields)
    told |= {field: str(value) for field in FIRST if field in changed and (value := getattr(patient, field))}
    if former and "family_name" in fields:
        told[FORMER] = [former]
    if same_person:
        told["same_person"] = same_person
    if told:
        say_at_desk(act, patient.id, told)


def _likely(session: Session, patient_id: int, changed: Sequence[str]) -> tuple[LikelyDuplicate, ...]:
    if not _FINDS & set(changed):
        return ()
    person = person_keys(session, {patient_id}).get(patient_id)
    found = likely_duplicates(session, person) if person is not None else ()
    return tuple(other for other in found if other.patient.id != patient_id)
