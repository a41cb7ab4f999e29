"""The parts of the patient card that no other list shows: details, needs, flags, offers, contacts, relatives.

Appointments, entries, inbox items and ways to reach have their own queries.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import fields
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import BindParameter, Select, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased
from sqlmodel import col

from clerkdesk.data.facts import counting, counts
from clerkdesk.data.queries.base.by_name import Columns
from clerkdesk.data.queries.base.joins import with_clerk, with_clinic
from clerkdesk.data.tables import (
    Act,
    AlertFlag,
    Appointment,
    AppointmentEvent,
    Clerk,
    Clinic,
    ClinicSession,
    ContactAttempt,
    Offer,
    Pathway,
    Patient,
    PatientName,
    PatientNeed,
    PatientOtherValue,
    RelatedPerson,
    Specialty,
    Unavailability,
    WaitingListEntry,
)
from clerkdesk.rules.booking.rows import OfferRow
from clerkdesk.rules.card.patient_panel import OtherBooking, PersonBeside
from clerkdesk.rules.card.rows import EarlierValue, FlagRow, KnownName, NeedRow, PathwayRow, PatientDetails, RelatedRow
from clerkdesk.rules.contact.rows import ContactRow
from clerkdesk.rules.values.entries import EntryStatus
from clerkdesk.rules.values.unavailability import Unavailable

Row = TypeVar("Row")

_PATIENTS: BindParameter[Sequence[int]] = bindparam("patients", expanding=True)


def records_of(session: Session, patient_id: int) -> tuple[Patient, ...]:
    """Return the record kept after any merge, then those merged into it, which may still have facts.

    Nothing comes back if no record has this id.
    """
    found = session.execute(_records(), {"of_patient": patient_id}).all()
    return tuple(sorted((row[0] for row in found), key=lambda patient: (patient.id != found[0].kept, patient.id)))


@cache
def _records() -> Select[Any]:
    one = aliased(Patient)
    kept = select(func.coalesce(one.merged_into_id, one.id)).where(col(one.id) == bindparam("of_patient"))
    kept_id = kept.scalar_subquery()
    of_person = or_(col(Patient.id) == kept_id, col(Patient.merged_into_id) == kept_id)
    return select(Patient, kept_id.label("kept")).where(of_person)


def details(patient: Patient) -> PatientDetails:
    """Return the details of a patient."""
    values = {field.name: getattr(patient, field.name) for field in fields(PatientDetails)}
    if patient.restricted:
        values["address"] = ""
    return PatientDetails(**values)


def known_names(session: Session, patient_ids: Sequence[int]) -> tuple[KnownName, ...]:
    """Return the other names, and those of merged records, without repeats."""
    return tuple(dict.fromkeys(_as(KnownName, session, _names(), patients=patient_ids)))


@cache
def _names() -> Columns:
    other = PatientName
    names: Columns = select(col(other.kind), col(other.family_name), col(other.given_name))
    return names.where(col(other.patient_id).in_(_PATIENTS)).order_by(col(other.id))


def earlier_values(session: Session, patient_ids: Sequence[int], standing: Container[str]) -> tuple[EarlierValue, ...]:
    """Return the replaced values, newest first, each once, without values in force again."""
    rows = session.execute(_other_values(), {"patients": patient_ids}).all()
    found = {(field, value): event_at.date() for field, value, event_at in reversed(rows)}
    return tuple(
        EarlierValue(field, value, day) for (field, value), day in reversed(found.items()) if value not in standing
    )


@cache
def _other_values() -> Columns:
    other = PatientOtherValue
    values: Columns = select(col(other.field), col(other.value), col(Act.event_at))
    joined = values.join(Act, col(Act.id) == col(other.act_id))
    return joined.where(col(other.patient_id).in_(_PATIENTS)).order_by(col(other.id).desc())


def needs(session: Session, patient_id: int) -> tuple[NeedRow, ...]:
    """Return the needs of a patient."""
    return tuple(_as(NeedRow, session, _needs(), of_patient=patient_id))


@cache
def _needs() -> Columns:
    need = PatientNeed
    query: Columns = select(col(need.code), col(need.detail), col(need.review_date))
    return query.where(col(need.patient_id) == bindparam("of_patient")).order_by(col(need.code), col(need.id))


def flags(session: Session, patient_id: int, today: date) -> tuple[FlagRow, ...]:
    """Return the flags in force today."""
    return tuple(_as(FlagRow, session, _flags(), of_patient=patient_id, today=today))


@cache
def _flags() -> Columns:
    flag = AlertFlag
    ended = col(flag.ended_on)
    query: Columns = select(col(flag.code), col(flag.note), col(flag.review_date)).where(
        col(flag.patient_id) == bindparam("of_patient"), ended.is_(None) | (ended > bindparam("today"))
    )
    return query.order_by(col(flag.code), col(flag.id))


def unavailable(session: Session, patient_id: int, today: date) -> tuple[Unavailable, ...]:
    """Return the runs of days, from today on, on which the patient cannot come."""
    return tuple(_as(Unavailable, session, _unavailable(), of_patient=patient_id, today=today))


@cache
def _unavailable() -> Columns:
    run = Unavailability
    query: Columns = select(col(run.starts_on).label("first"), col(run.ends_on).label("last"), col(run.reason))
    of_patient = col(run.patient_id) == bindparam("of_patient")
    return query.where(of_patient, col(run.ends_on) >= bindparam("today"), counts(run)).order_by(col(run.starts_on))


def pathways(session: Session, patient_id: int) -> list[PathwayRow]:
    """Return a patient's pathways, those that are not closed first, newest first."""
    return list(_as(PathwayRow, session, _pathways(), of_patient=patient_id))


@cache
def _pathways() -> Columns:
    pathway = Pathway
    query: Columns = (
        select(
            col(pathway.id), col(pathway.identifier), col(pathway.priority_type), col(pathway.closed_on),
            col(Specialty.code).label("specialty_code"), col(Specialty.name).label("specialty_name"),
        )
        .outerjoin(Specialty, col(Specialty.id) == col(pathway.specialty_id))
        .where(col(pathway.patient_id) == bindparam("of_patient"))
        .order_by(col(pathway.closed_on).is_not(None), col(pathway.id).desc())
    )  # fmt: skip
    return query


def offers(session: Session, patient_id: int) -> tuple[OfferRow, ...]:
    """Return the offers to a patient, newest first, with those entered in error."""
    return tuple(_as(OfferRow, session, _offers(), of_patient=patient_id))


@cache
def _offers() -> Columns:
    named = [getattr(Offer, field.name) for field in fields(OfferRow) if field.name != "in_error"]
    query: Columns = (
        select(*named, (~counts(Offer)).label("in_error"))
        .join(WaitingListEntry, col(WaitingListEntry.id) == col(Offer.entry_id))
        .where(col(WaitingListEntry.patient_id) == bindparam("of_patient"))
        .order_by(col(Offer.made_at).desc(), col(Offer.id).desc())
    )
    return query


def comments(session: Session, patient_id: int) -> dict[int, str]:
    """Return the comments made at booking, moving and cancelling each appointment, by appointment id."""
    found: dict[int, list[str]] = {}
    for row in session.execute(_comments(), {"of_patient": patient_id}).scalars():
        found.setdefault(row.appointment_id, []).append(row.note)
    return {appointment_id: " · ".join(notes) for appointment_id, notes in found.items()}


@cache
def _comments() -> Select[AppointmentEvent]:
    event = AppointmentEvent
    return (
        counting(event)
        .join(Appointment, col(Appointment.id) == col(event.appointment_id))
        .where(col(Appointment.patient_id) == bindparam("of_patient"), col(event.note) != "")
        .order_by(col(event.id))
    )


def contacts(session: Session, patient_ids: Sequence[int]) -> tuple[ContactRow, ...]:
    """Return the attempts to reach a patient, newest first, with who made them."""
    return tuple(
        ContactRow(row.entry_id, row.at, row.result_code, row.number, row.ring_back_at, row.note, clerk)
        for row, clerk in session.execute(_contacts(), {"patients": patient_ids})
    )


@cache
def _contacts() -> Select[Any]:
    attempt = ContactAttempt
    facts: Columns = with_clerk(counting(attempt), attempt).add_columns(col(Clerk.display_name))
    ordered = facts.order_by(col(attempt.at).desc(), col(attempt.id).desc())
    return ordered.where(col(attempt.patient_id).in_(_PATIENTS))


def related(session: Session, patient_id: int) -> tuple[RelatedRow, ...]:
    """Return the relatives of a patient, then the patients whose relative this is (`mother of`)."""
    own: list[RelatedRow] = []
    belongs_to: list[RelatedRow] = []
    for row in sorted(session.execute(_related(), {"of_patient": patient_id}), key=lambda row: row.id):
        if row.patient_id == patient_id:
            link = (row.next_of_kin, row.parental_responsibility, row.may_be_told)
            own.append(RelatedRow(row.relationship, row.name, row.number, row.related_patient_id, *link))
        if row.related_patient_id == patient_id:
            of_whom = f"{row.relationship} of"
            belongs_to.append(RelatedRow(of_whom, "", "", row.patient_id, False, False, False))
    own.sort(key=lambda row: not row.next_of_kin)
    return (*own, *belongs_to)


@cache
def _related() -> Columns:
    person = RelatedPerson
    columns: Columns = select(
        col(person.id), col(person.patient_id), col(person.related_patient_id), col(person.relationship),
        col(person.name), col(person.number), col(person.next_of_kin), col(person.parental_responsibility),
        col(person.may_be_told),
    )  # fmt: skip
    of_link = or_(
        col(person.patient_id) == bindparam("of_patient"), col(person.related_patient_id) == bindparam("of_patient")
    )
    # In an order SQLite would read the whole table, and not search its two indexes.
    return columns.where(of_link)


def beside(session: Session, patient_id: int, who: str, now: datetime) -> PersonBeside:
    """Return the needs and bookings of one person after a local moment."""
    waiting = session.execute(_waiting(), {"of_patient": patient_id}).scalars()
    return PersonBeside(who, tuple(dict.fromkeys(waiting)), bookings(session, patient_id, now))


def bookings(session: Session, patient_id: int, now: datetime) -> tuple[OtherBooking, ...]:
    """Return the bookings of one person after a local moment."""
    found = session.execute(_booked(), {"of_patient": patient_id, "now": now})
    return tuple(OtherBooking(*row) for row in found)


@cache
def _waiting() -> Select[str]:
    entry = WaitingListEntry
    of_patient = col(entry.patient_id) == bindparam("of_patient")
    names = select(col(Specialty.name)).join(entry, col(entry.specialty_id) == col(Specialty.id))
    waits = names.where(of_patient, col(entry.status).in_((EntryStatus.WAITING, EntryStatus.ON_HOLD)))
    return waits.order_by(col(Specialty.name))


@cache
def _booked() -> Columns:
    appointment = Appointment
    columns: Columns = select(
        col(appointment.starts_at), col(Specialty.name), col(ClinicSession.site_id), col(appointment.entry_id)
    )
    return (
        with_clinic(columns, appointment)
        .join(Specialty, col(Specialty.id) == col(Clinic.specialty_id))
        .where(
            col(appointment.patient_id) == bindparam("of_patient"),
            col(appointment.live).is_(True),
            col(appointment.starts_at) > bindparam("now"),
        )
    )


def _as(row_type: type[Row], session: Session, query: Columns, **bound: object) -> list[Row]:
    return [row_type(**row._mapping) for row in session.execute(query, bound)]
