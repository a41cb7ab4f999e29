"""Checks of appointments, people and referrals (DQ02, 03, 06, 12, 18, 20, 21)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_
from sqlalchemy.orm import aliased
from sqlmodel import col

from clerkdesk.data.queries.checks.base import (
    CLOCK_OPEN,
    IN_THE_BUILDING,
    PLACES,
    Check,
    CheckContext,
    Probe,
    appointment_with_pathway,
    found,
    has_place,
)
from clerkdesk.data.queries.dialects import days_between
from clerkdesk.data.tables import Appointment, Pathway, Patient, Referral, Specialty, WaitingListEntry

_DUPLICATE_WITHIN_DAYS = 30
_VERIFIED = "01"


def _outcome_missing(context: CheckContext) -> Select[Any]:
    seen = Appointment
    return found(seen.patient_id, seen.pathway_id, seen.entry_id, seen.id, day=seen.starts_at).where(
        col(seen.live).is_(True),
        col(seen.status).in_(IN_THE_BUILDING),
        days_between(col(seen.starts_at), context.outcome_before) >= 0,
    )


def _past_and_still_booked(context: CheckContext) -> Select[Any]:
    booked = Appointment
    return found(booked.patient_id, booked.pathway_id, booked.entry_id, booked.id, day=booked.starts_at).where(
        col(booked.live).is_(True), col(booked.status) == "booked", col(booked.starts_at) < context.midnight
    )


def _referred_twice(_context: CheckContext) -> Select[Any]:
    other, other_patient, other_referral, other_specialty = (
        aliased(Pathway), aliased(Patient), aliased(Referral), aliased(Specialty),
    )  # fmt: skip
    return (
        found(Pathway.patient_id, Pathway.id, day=func.min(other_referral.received_date))
        .select_from(Pathway)
        .join(Patient, col(Patient.id) == col(Pathway.patient_id))
        .join(Referral, col(Referral.id) == col(Pathway.referral_id))
        .outerjoin(Specialty, col(Specialty.id) == col(Pathway.specialty_id))
        .join(other_patient, col(other_patient.nhs_number) == col(Patient.nhs_number))
        .join(other, col(other.patient_id) == col(other_patient.id))
        .join(other_referral, col(other_referral.id) == col(other.referral_id))
        .outerjoin(other_specialty, col(other_specialty.id) == col(other.specialty_id))
        .where(
            col(other.id) != col(Pathway.id),
            _on_the_books(Pathway),
            _on_the_books(other),
            _treatment_function(Pathway, Specialty) == _treatment_function(other, other_specialty),
            func.abs(days_between(col(Referral.received_date), col(other_referral.received_date)))
            <= _DUPLICATE_WITHIN_DAYS,
        )
        .group_by(col(Pathway.patient_id), col(Pathway.id))
    )


def _on_the_books(pathway: Any) -> ColumnElement[bool]:
    # SQLite is kept from its index on what most pathways share, here and below: it goes by the patient instead.
    return col(pathway.closed_on).is_(None) & func.coalesce(pathway.clock_state, "").in_(CLOCK_OPEN)


def _treatment_function(pathway: Any, specialty: Any) -> ColumnElement[str]:
    return func.coalesce(col(pathway.treatment_function_code), col(specialty.treatment_function_code))


def _same_specialty_twice(_context: CheckContext) -> Select[Any]:
    other = aliased(Pathway)
    return (
        found(Pathway.patient_id, Pathway.id, day=func.min(other.clock_start))
        .select_from(Pathway)
        .join(other, col(other.patient_id) == col(Pathway.patient_id))
        .where(
            col(other.id) != col(Pathway.id),
            func.coalesce(other.specialty_id, 0) == col(Pathway.specialty_id),
            col(other.clock_start) != col(Pathway.clock_start),
            _on_the_books(Pathway),
            _on_the_books(other),
        )
        .group_by(col(Pathway.patient_id), col(Pathway.id))
    )


def _died_and_open(_context: CheckContext) -> Select[Any]:
    return (
        found(Pathway.patient_id, Pathway.id, day=Patient.deceased_date)
        .select_from(Patient)
        .join(Pathway, col(Pathway.patient_id) == col(Patient.id))
        .where(
            col(Patient.deceased_date).is_not(None),
            col(Pathway.closed_on).is_(None),
            or_(col(Pathway.clock_state).in_(CLOCK_OPEN), has_place()),
        )
    )


def _died_and_booked(context: CheckContext) -> Select[Any]:
    booked = Appointment
    return (
        found(booked.patient_id, booked.pathway_id, booked.entry_id, booked.id, day=booked.starts_at)
        .select_from(Patient)
        .join(booked, col(booked.patient_id) == col(Patient.id))
        .where(
            col(Patient.deceased_date).is_not(None),
            col(booked.live).is_(True),
            col(booked.status) == "booked",
            col(booked.starts_at) >= context.midnight,
        )
    )


def _listed_person(where: ColumnElement[bool]) -> Select[Any]:
    """Return the people on a list of whom something holds, each once, with their first entry."""
    entry = WaitingListEntry
    return (
        found(entry.patient_id, entry=func.min(entry.id))
        .select_from(entry)
        .join(Patient, col(Patient.id) == col(entry.patient_id))
        .where(col(entry.status).in_(PLACES), where)
        .group_by(col(entry.patient_id))
    )


def _without_number(_context: CheckContext) -> Select[Any]:
    return _listed_person(col(Patient.nhs_number).is_(None))


def _wrong_number(_context: CheckContext) -> Select[Any]:
    return _listed_person(col(Patient.nhs_number).is_not(None) & col(Patient.nhs_number_valid).is_(False))


def _unverified_number(_context: CheckContext) -> Select[Any]:
    return _listed_person(col(Patient.nhs_number_valid).is_(True) & (col(Patient.nhs_number_status) != _VERIFIED))


def _slot_issue_booked_here(_context: CheckContext) -> Select[Any]:
    booked = Appointment
    query = found(booked.patient_id, booked.pathway_id, booked.entry_id, booked.id, day=booked.starts_at)
    return (
        appointment_with_pathway(query)
        .join(Referral, col(Referral.id) == col(Pathway.referral_id))
        .where(col(booked.live).is_(True), col(Referral.worklist) == "ASI")
    )


CHECKS = (
    Check(
        "DQ02", "high", "Attended without an outcome after 1 working day", "record_outcome", "Record the outcome.",
        (Probe("The patient came on {day}, and the outcome is not recorded.", _outcome_missing),),
    ),
    Check(
        "DQ03", "high", "Past appointment that is still shown as to come", "record_attendance",
        "Record whether the patient attended.",
        (Probe("The appointment of {day} is over, and nobody has recorded whether the patient came.",
               _past_and_still_booked),),
    ),
    Check(
        "DQ06", "medium", "Possible duplicate referral", "validate",
        "Compare the referrals: validate the duplicate as one (V03), or leave both.",
        (Probe("Another referral for the same treatment function within 30 days, received on {day}.",
               _referred_twice),),
    ),
    Check(
        "DQ12", "high", "Died, with an open pathway or an appointment to come", "close",
        "Check the death at its source, then close the pathway (V08) and cancel what is booked.",
        (
            Probe("The patient is recorded as having died on {day}, and this pathway is open.", _died_and_open),
            Probe("The patient is recorded as having died, and is booked for {day}.", _died_and_booked),
        ),
    ),
    Check(
        "DQ18", "medium", "NHS number missing, wrong or not verified", "correct_patient",
        "Trace the number, and correct the patient's record.",
        (
            Probe("This patient has no NHS number.", _without_number),
            Probe("The NHS number fails its check digit.", _wrong_number),
            Probe("The NHS number has not been verified (status is not 01).", _unverified_number),
        ),
    ),
    Check(
        "DQ20", "medium", "Two open referrals in one specialty with different clock starts", "validate",
        "Compare the pathways: one condition has one clock.",
        (Probe("Another open pathway in this specialty has another clock start, {day}.", _same_specialty_twice),),
    ),
    Check(
        "DQ21", "medium", "Slot issue with a booking outside e-RS", "link_ers",
        "Link the booking in e-RS, so that the UBRN leaves the slot-issues list.",
        (Probe("Booked for {day}, and the UBRN still stands on the slot-issues list.", _slot_issue_booked_here),),
    ),
)  # fmt: skip
"""In the order of their numbers."""
