"""The parts of the patient card that no other list shows: details, needs, flags, offers, contacts, relatives.

Appointments, entries, inbox items and ways to reach have their own queries.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import fields
from datetime import date, datetime
from functools import cache
from typing import TypeVar

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.project import counting
from clerkdesk.data.queries.base.by_name import Columns
from clerkdesk.data.queries.base.conditions import counts
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


def kept_id(session: Session, patient_id: int) -> int | None:
    """Return the id of the record kept after any merge, or None if no record has this id."""
    row = session.execute(
        select(col(Patient.id), col(Patient.merged_into_id)).where(col(Patient.id) == patient_id)
    ).one_or_none()
    return None if row is None else row.merged_into_id or row.id


def joined_ids(session: Session, patient_id: int) -> list[int]:
    """Return the id of the record and of the records merged into it, which may still have facts."""
    merged = session.execute(select(col(Patient.id)).where(col(Patient.merged_into_id) == patient_id)).scalars()
    return [patient_id, *merged]


def details(session: Session, patient_id: int) -> PatientDetails:
    """Return the details of a patient."""
    columns = (getattr(Patient, field.name) for field in fields(PatientDetails))
    query = select(*columns, col(Patient.restricted)).where(col(Patient.id) == patient_id)
    values = dict(session.execute(query).one()._mapping)
    if values.pop("restricted"):
        values["address"] = ""
    return PatientDetails(**values)


def known_names(session: Session, patient_ids: Sequence[int]) -> tuple[KnownName, ...]:
    """Return the other names, and those of merged records, without repeats."""
    other = select(col(PatientName.kind), col(PatientName.family_name), col(PatientName.given_name))
    query = other.where(col(PatientName.patient_id).in_(patient_ids)).order_by(col(PatientName.id))
    return tuple(dict.fromkeys(_as(KnownName, session, query)))


def earlier_values(session: Session, patient_ids: Sequence[int], standing: Container[str]) -> tuple[EarlierValue, ...]:
    """Return the replaced values, newest first, each once, without values in force again."""
    other = PatientOtherValue
    query = (
        select(col(other.field), col(other.value), col(Act.event_at))
        .join(Act, col(Act.id) == col(other.act_id))
        .where(col(other.patient_id).in_(patient_ids))
        .order_by(col(other.id).desc())
    )
    found = {(row.field, row.value): row.event_at.date() for row in reversed(session.execute(query).all())}
    return tuple(
        EarlierValue(field, value, day) for (field, value), day in reversed(found.items()) if value not in standing
    )


def needs(session: Session, patient_id: int) -> tuple[NeedRow, ...]:
    """Return the needs of a patient."""
    need = PatientNeed
    query = select(col(need.code), col(need.detail), col(need.review_date)).where(col(need.patient_id) == patient_id)
    return tuple(_as(NeedRow, session, query.order_by(col(need.code), col(need.id))))


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
    run = Unavailability
    query: Columns = select(
        col(run.starts_on).label("first"), col(run.ends_on).label("last"), col(run.reason)
    ).where(col(run.patient_id) == patient_id, col(run.ends_on) >= today, counts(run))  # fmt: skip
    return tuple(_as(Unavailable, session, query.order_by(col(run.starts_on))))


def pathways(session: Session, patient_id: int) -> list[PathwayRow]:
    """Return a patient's pathways, those that are not closed first, newest first."""
    pathway = Pathway
    query: Columns = (
        select(
            col(pathway.id), col(pathway.identifier), col(pathway.priority_type), col(pathway.closed_on),
            col(Specialty.code).label("specialty_code"), col(Specialty.name).label("specialty_name"),
        )
        .outerjoin(Specialty, col(Specialty.id) == col(pathway.specialty_id))
        .where(col(pathway.patient_id) == patient_id)
        .order_by(col(pathway.closed_on).is_not(None), col(pathway.id).desc())
    )  # fmt: skip
    return list(_as(PathwayRow, session, query))


def offers(session: Session, patient_id: int) -> tuple[OfferRow, ...]:
    """Return the offers to a patient, newest first, with those entered in error."""
    named = [getattr(Offer, field.name) for field in fields(OfferRow) if field.name != "in_error"]
    query: Columns = (
        select(*named, (~counts(Offer)).label("in_error"))
        .join(WaitingListEntry, col(WaitingListEntry.id) == col(Offer.entry_id))
        .where(col(WaitingListEntry.patient_id) == patient_id)
        .order_by(col(Offer.made_at).desc(), col(Offer.id).desc())
    )
    return tuple(_as(OfferRow, session, query))


def comments(session: Session, patient_id: int) -> dict[int, str]:
    """Return the comments made at booking, moving and cancelling each appointment, by appointment id."""
    event = AppointmentEvent
    query = (
        counting(event)
        .join(Appointment, col(Appointment.id) == col(event.appointment_id))
        .where(col(Appointment.patient_id) == patient_id, col(event.note) != "")
        .order_by(col(event.id))
    )
    found: dict[int, list[str]] = {}
    for row in session.execute(query).scalars():
        found.setdefault(row.appointment_id, []).append(row.note)
    return {appointment_id: " · ".join(notes) for appointment_id, notes in found.items()}


def contacts(session: Session, patient_ids: Sequence[int]) -> tuple[ContactRow, ...]:
    """Return the attempts to reach a patient, newest first, with who made them."""
    facts = (
        with_clerk(counting(ContactAttempt), ContactAttempt)
        .add_columns(col(Clerk.display_name))
        .where(col(ContactAttempt.patient_id).in_(patient_ids))
        .order_by(col(ContactAttempt.at).desc(), col(ContactAttempt.id).desc())
    )
    return tuple(
        ContactRow(row.entry_id, row.at, row.result_code, row.number, row.ring_back_at, row.note, clerk)
        for row, clerk in session.execute(facts)
    )


def related(session: Session, patient_id: int) -> tuple[RelatedRow, ...]:
    """Return the relatives of a patient, then the patients whose relative this is (`mother of`)."""
    person = RelatedPerson
    of_link = (col(person.next_of_kin), col(person.parental_responsibility), col(person.may_be_told))
    own: Columns = select(
        col(person.relationship), col(person.name), col(person.number),
        col(person.related_patient_id).label("patient_id"), *of_link,
    ).where(col(person.patient_id) == patient_id).order_by(col(person.next_of_kin).desc(), col(person.id))  # fmt: skip
    belongs_to = select(col(person.relationship), col(person.patient_id)).where(
        col(person.related_patient_id) == patient_id
    )
    return (
        *_as(RelatedRow, session, own),
        *(
            RelatedRow(f"{row.relationship} of", "", "", row.patient_id, False, False, False)
            for row in session.execute(belongs_to.order_by(col(person.id)))
        ),
    )


def beside(session: Session, patient_id: int, who: str, now: datetime) -> PersonBeside:
    """Return the needs and bookings of one person after a local moment."""
    entry, appointment = WaitingListEntry, Appointment
    waiting = select(col(Specialty.name)).join(entry, col(entry.specialty_id) == col(Specialty.id)).where(
        col(entry.patient_id) == patient_id, col(entry.status).in_((EntryStatus.WAITING, EntryStatus.ON_HOLD))
    )  # fmt: skip
    columns = select(
        col(appointment.starts_at), col(Specialty.name), col(ClinicSession.site_id), col(appointment.entry_id)
    )
    booked = (
        with_clinic(columns, appointment)
        .join(Specialty, col(Specialty.id) == col(Clinic.specialty_id))
        .where(
            col(appointment.patient_id) == patient_id,
            col(appointment.live).is_(True),
            col(appointment.starts_at) > now,
        )
    )
    return PersonBeside(
        who,
        tuple(dict.fromkeys(session.execute(waiting.order_by(col(Specialty.name))).scalars())),
        tuple(OtherBooking(*row) for row in session.execute(booked)),
    )


def _as(row_type: type[Row], session: Session, query: Columns, **bound: object) -> list[Row]:
    return [row_type(**row._mapping) for row in session.execute(query, bound)]
