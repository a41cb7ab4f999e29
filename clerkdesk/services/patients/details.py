"""Reads a patient's details for the form, and keeps the changes from the form.

Each part uses the service of its command: `correcting`, `record`, `preferences`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.queries.contact.contacts import open_entries_of, ways_to_reach
from clerkdesk.data.tables import Patient, PatientPhone, RelatedPerson
from clerkdesk.rules.patients.demographics import NewPhone
from clerkdesk.rules.patients.fields import one_line
from clerkdesk.rules.values.date_words import birth_date_words
from clerkdesk.rules.values.phones import parse_phone, shown_number
from clerkdesk.rules.values.unreadable import Unreadable
from clerkdesk.rules.values.weekdays import weekday_words
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.patients.correcting import Corrected, correct
from clerkdesk.services.patients.days_away import DaysAwayReviewed
from clerkdesk.services.patients.preferences import preferences_of, set_preferences
from clerkdesk.services.patients.record import NewRelative, RecordChanges, RecordKept
from clerkdesk.services.patients.registering import LikelyDuplicate, unknown_patient

ADDRESS_PARTS = ", "
"""Separator of two lines of an address on one line of the form."""
_CORRECTED = (
    "family_name", "given_name", "date_of_birth", "postcode", "address", "email", "language", "safe_contact_note",
    "short_notice_hours", "short_notice_days",
)  # fmt: skip
_WISHES = {"wish_days": "weekdays", "wish_time": "time", "wish_site": "site", "wish_clinician": "clinician"}
_AWAY = ("away_from", "away_to", "away_reason")
_ALLOWED = {"y": True, "n": False}


@dataclass(frozen=True, slots=True)
class DetailsOfPatient:
    """The patient's details on the form, as text by the names of its fields."""

    patient_id: int
    values: Mapping[str, str]
    entry_id: int | None
    """The need whose wishes are shown: the one to be seen soonest."""


@dataclass(frozen=True, slots=True)
class DetailsChanged:
    """Another desk changed fields since the form was opened, so nothing was kept."""

    now: DetailsOfPatient
    fields: tuple[str, ...]
    """Names of the fields that differ from the form."""


@dataclass(frozen=True, slots=True)
class DetailsKept:
    """The kept changes in words, with records that may be the same person."""

    kept: tuple[str, ...]
    likely: tuple[LikelyDuplicate, ...] = ()
    reviews: tuple[DaysAwayReviewed, ...] = ()
    """The clinical reviews that the days away need."""


def details_of(context: ServiceContext, patient_id: int) -> DetailsOfPatient | WrongInput:
    """Return a patient's details for the form."""
    with context.reading() as session:
        patient = session.get(Patient, patient_id)
        ways = ways_to_reach(session, patient_id)
        if patient is None or ways is None:
            return unknown_patient()
        entry_id = next((entry.id for entry in open_entries_of(session, patient_id)), None)
        values = {name: str(getattr(patient, name) or "") for name in _CORRECTED}
        born = patient.date_of_birth
        values["date_of_birth"] = birth_date_words(born) if born is not None else ""
        values["address"] = one_line(patient.address)
        values["short_notice_days"] = weekday_words(patient.short_notice_days)
        values |= {"phone": "", "other_phones": "", "voicemail": ""} | _kin(session, patient_id)
        if ways.phones and not patient.restricted:
            line = ways.phones[0]
            others = [shown_number(other.number) for other in ways.phones[1:]]
            values["other_phones"] = ADDRESS_PARTS.join(others)
            values["phone"] = shown_number(line.number)
            values["voicemail"] = {True: "y", False: "n", None: ""}[line.voicemail_allowed]
        if patient.restricted:
            values |= {"address": "", "postcode": ""}
    wishes = preferences_of(context, entry_id) if entry_id is not None else None
    for field, wish in _WISHES.items():
        values[field] = "" if wishes is None or isinstance(wishes, WrongInput) else str(getattr(wishes, wish))
    return DetailsOfPatient(patient_id, values, entry_id)


def keep_details(
    context: ServiceContext,
    before: DetailsOfPatient,
    changed: Mapping[str, str],
    *,
    keep_former_name: bool,
    same_person: str,
    same_home: bool = False,
) -> DetailsKept | DetailsChanged | Refused | WrongInput:
    """Keep the changes of the form, part by part; a part that can't be kept leaves the earlier ones kept.

    If another desk changed any field meanwhile, nothing is kept, and the clerk sees it first.

    Args:
        context: where.
        before: the details that the form showed.
        changed: the changed fields, with the typed text.
        keep_former_name: whether a changed name is a new name, and not a correction.
        same_person: how the clerk knows that it is the same person, if so much changes.
        same_home: whether it was confirmed that only one half of the home is new.
    """
    now = details_of(context, before.patient_id)
    if isinstance(now, WrongInput):
        return now
    otherwise = tuple(name for name, text in now.values.items() if text != before.values.get(name, ""))
    if otherwise:
        return DetailsChanged(now, otherwise)
    # All questions come before any part is kept.
    wrong = _why_not_away(context, before.patient_id, changed)
    if wrong is not None:
        return wrong
    kept: list[str] = []
    reviews: tuple[DaysAwayReviewed, ...] = ()
    likely: tuple[LikelyDuplicate, ...] = ()
    fields = _fields_to_correct(changed)
    if fields:
        answer = correct(
            context, before.patient_id, fields, keep_former_name=keep_former_name, same_person=same_person,
            same_home=same_home,
        )  # fmt: skip
        if not isinstance(answer, Corrected):
            return answer
        kept += [name for name in fields if name in answer.changed]
        likely = answer.likely
    for name, named, keep in _parts(context, before, changed):
        if named & set(changed):
            result = keep()
            if isinstance(result, WrongInput):
                return replace(result, field=_field_of(result.field)) if not kept else _told(result, kept)
            kept.append(name)
            reviews = (*reviews, *result.reviews) if isinstance(result, RecordKept) else reviews
    return DetailsKept(tuple(kept), likely, reviews)


def _why_not_away(context: ServiceContext, patient_id: int, changed: Mapping[str, str]) -> WrongInput | None:
    """Return why the days away can't be kept, by the field of the form; None if they can, or do not change."""
    if not set(_AWAY) & set(changed):
        return None
    wrong = RecordChanges(context).why_not_away(patient_id, *_away(changed))
    return replace(wrong, field=_field_of(wrong.field)) if wrong is not None else None


def _fields_to_correct(changed: Mapping[str, str]) -> dict[str, str]:
    """Return the changed fields of the record itself; somebody with a language needs an interpreter."""
    fields = {name: changed[name] for name in _CORRECTED if name in changed}
    if "address" in fields:
        fields["address"] = fields["address"].replace(ADDRESS_PARTS, "\n")
    if "language" in fields:
        fields["interpreter_needed"] = "yes" if fields["language"] else "no"
    return fields


def _parts(
    context: ServiceContext, before: DetailsOfPatient, changed: Mapping[str, str]
) -> tuple[tuple[str, set[str], Callable[[], object]], ...]:
    """Return the parts beside the record's own fields: name, fields of the form, and the function that keeps it."""
    record = RecordChanges(context)
    return (
        ("phone", {"phone", "other_phones", "voicemail"}, lambda: _keep_phone(context, record, before, changed)),
        ("need", {"need"}, lambda: record.add_need(before.patient_id, changed["need"])),
        ("next_of_kin", {"kin_name", "kin_relationship", "kin_phone"}, lambda: _keep_kin(record, before, changed)),
        ("days_away", set(_AWAY), lambda: record.add_unavailable(before.patient_id, *_away(changed))),
        ("wishes", set(_WISHES), lambda: _keep_wishes(context, before, changed)),
    )


def _kin(session: Session, patient_id: int) -> dict[str, str]:
    related = select(RelatedPerson).where(
        col(RelatedPerson.patient_id) == patient_id, col(RelatedPerson.next_of_kin).is_(True)
    )
    kin = session.execute(related.order_by(col(RelatedPerson.id).desc())).scalars().first()
    if kin is None:
        return {"kin_name": "", "kin_relationship": "", "kin_phone": ""}
    number = shown_number(kin.number) if kin.number else ""
    return {"kin_name": kin.name, "kin_relationship": kin.relationship, "kin_phone": number}


def _keep_phone(
    context: ServiceContext, record: RecordChanges, before: DetailsOfPatient, changed: Mapping[str, str]
) -> object:
    """Put the number to ring first before the others, with its permission for messages.

    The other numbers are the typed ones: a known number keeps its permission, a missing one becomes former.
    """
    number = changed.get("phone", before.values["phone"])
    # A permission for another number does not count for this one.
    is_new = number != before.values["phone"]
    allowed = _ALLOWED.get(changed.get("voicemail", "" if is_new else before.values["voicemail"]))
    with context.reading() as session:
        query = select(PatientPhone).where(col(PatientPhone.patient_id) == before.patient_id)
        rows = session.execute(query.order_by(col(PatientPhone.preferred).desc(), col(PatientPhone.id))).scalars().all()
        first = NewPhone(
            number=number,
            kind=rows[0].kind if rows else "home",
            text_allowed=rows[0].text_allowed if rows and not is_new else False,
            voicemail_allowed=allowed,
            preferred=True,
            note=rows[0].note if rows and not is_new else "",
        )
        others = [
            NewPhone(
                number=row.number, kind=row.kind, voicemail_allowed=row.voicemail_allowed,
                text_allowed=row.text_allowed, note=row.note,
            )
            for row in rows[1:]
        ]  # fmt: skip
    if "other_phones" in changed:
        stood = {_stored(each.number): each for each in others}
        typed = [text.strip() for text in changed["other_phones"].split(ADDRESS_PARTS.strip())]
        others = [stood.get(_stored(text), NewPhone(number=text)) for text in typed if text]
    others = [each for each in others if _stored(each.number) != _stored(number)]
    phones = [*([first] if number else ()), *others]
    if phones and not number:
        phones[0] = replace(phones[0], preferred=True)
    return record.set_phones(before.patient_id, phones)


def _stored(text: str) -> str:
    """Return a telephone number in its stored form, or the typed text if it can't be read."""
    phone = parse_phone(text)
    return text if isinstance(phone, Unreadable) else phone.e164


def _keep_kin(record: RecordChanges, before: DetailsOfPatient, changed: Mapping[str, str]) -> object:
    name, relationship, number = (
        changed.get(field, before.values[field]) for field in ("kin_name", "kin_relationship", "kin_phone")
    )
    new = NewRelative(relationship=relationship, name=name, number=number, next_of_kin=True)
    return record.replace_next_of_kin(before.patient_id, new)


def _away(changed: Mapping[str, str]) -> tuple[str, str, str]:
    first, last, reason = (changed.get(field, "") for field in _AWAY)
    return first, last, reason


def _keep_wishes(context: ServiceContext, before: DetailsOfPatient, changed: Mapping[str, str]) -> object:
    if before.entry_id is None:
        return WrongInput(
            "no_such_entry", "wish_days", "The patient is on no list: preferences belong to a need on a list."
        )
    wishes = {_WISHES[field]: text for field, text in changed.items() if field in _WISHES}
    return set_preferences(context, before.entry_id, wishes)


def _field_of(field: str) -> str:
    named = {wish: name for name, wish in _WISHES.items()} | {
        "first": "away_from", "last": "away_to", "reason": "away_reason", "number": "kin_phone",
        "relationship": "kin_relationship", "name": "kin_name",
    }  # fmt: skip
    return named.get(field, field)


def _told(wrong: WrongInput, kept: list[str]) -> WrongInput:
    words = ", ".join(name.replace("_", " ") for name in kept)
    return replace(wrong, field=_field_of(wrong.field), sentence=f"Kept: {words}. Not kept: {wrong.sentence}")
