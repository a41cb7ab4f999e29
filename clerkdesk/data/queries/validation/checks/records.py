"""Checks of appointments, people and referrals (DQ02, 03, 06, 12, 18, 20, 21)."""

from __future__ import annotations

from functools import cache, reduce
from operator import add
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, func, null, or_
from sqlalchemy.orm import aliased
from sqlmodel import col

from clerkdesk.data.facts import counts
from clerkdesk.data.queries.base.conditions import CLOCK_OPEN, OPEN_STATUSES
from clerkdesk.data.queries.base.dialects import days_between
from clerkdesk.data.queries.inbox.inbox import OPEN
from clerkdesk.data.queries.validation.checks.base import (
    IN_THE_BUILDING,
    SEEN,
    Check,
    CheckContext,
    Probe,
    appointment_with_pathway,
    found,
    has_open_need,
    stands,
)
from clerkdesk.data.tables import (
    Appointment,
    ContactAttempt,
    InboxItem,
    Pathway,
    Patient,
    Referral,
    RttEvent,
    Specialty,
    WaitingListEntry,
)
from clerkdesk.rules.acts.ways import Way
from clerkdesk.rules.duplicates.second_pathways import OWN_CONDITION
from clerkdesk.rules.validation.findings import Mend, Severity
from clerkdesk.rules.values.appointments import AppointmentStatus
from clerkdesk.rules.values.entries import EntryStatus
from clerkdesk.rules.values.inbox import ItemKind

_DUPLICATE_WITHIN_DAYS = 30
_VERIFIED = "01"
_REACHED = "CR01"
"""Result of an attempt in which the patient was spoken to."""


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
        col(booked.live).is_(True),
        col(booked.status) == AppointmentStatus.BOOKED,
        col(booked.starts_at) < context.midnight,
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
            _of_one_condition(Pathway, other),
            _treatment_function(Pathway, Specialty) == _treatment_function(other, other_specialty),
            func.abs(days_between(col(Referral.received_date), col(other_referral.received_date)))
            <= _DUPLICATE_WITHIN_DAYS,
        )
        .group_by(col(Pathway.patient_id), col(Pathway.id))
    )


def _of_one_condition(pathway: Any, other: Any) -> ColumnElement[bool]:
    """Return the condition that nobody has confirmed two pathways as different conditions (RULES 13.27)."""
    confirmed = aliased(RttEvent)
    own = exists().where(
        col(confirmed.pathway_id).in_((col(pathway.id), col(other.id))),
        col(confirmed.kind) == OWN_CONDITION,
        stands(confirmed),
    )
    return ~own.correlate(pathway, other)


def _on_the_books(pathway: Any) -> ColumnElement[bool]:
    # Here and below, SQLite must use the patient's index and not one on a value that most pathways share.
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
            _of_one_condition(Pathway, other),
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
            or_(col(Pathway.clock_state).in_(CLOCK_OPEN), has_open_need()),
        )
    )


def _said_to_have_died_and_listed(_context: CheckContext) -> Select[Any]:
    """Return the patients still to be rung in turn although somebody said that they died (RULES 13.24)."""
    entry = WaitingListEntry
    return (
        found(entry.patient_id, entry.pathway_id, entry.id, day=Patient.death_reported_on)
        .select_from(Patient)
        .join(entry, col(entry.patient_id) == col(Patient.id))
        .where(col(Patient.death_reported_on).is_not(None), col(entry.status) == EntryStatus.WAITING)
    )


def _death_without_its_day(_context: CheckContext) -> Select[Any]:
    return (
        found(Patient.id)
        .select_from(Patient)
        .where(col(Patient.deceased_confirmed).is_(True), col(Patient.deceased_date).is_(None))
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
            col(booked.status) == AppointmentStatus.BOOKED,
            col(booked.starts_at) >= context.midnight,
        )
    )


def _died_and_rung(_context: CheckContext) -> Select[Any]:
    item = InboxItem
    return (
        found(Patient.id, item.pathway_id, item.entry_id)
        .select_from(Patient)
        .join(item, col(item.patient_id) == col(Patient.id))
        .where(
            col(Patient.deceased_date).is_not(None),
            col(item.kind) == ItemKind.CALL_BACK,
            col(item.status).in_(OPEN),
            _by_the_patient(item),
        )
    )


def _by_the_patient(item: type[InboxItem]) -> ColumnElement[bool]:
    """Return the condition that only the patient would be rung: an item for a relative names the relative."""
    caller = func.lower(item.caller_name)
    given, family = col(Patient.given_name), col(Patient.family_name)
    as_patient = func.lower(item.caller_relationship).in_(("patient", "self"))
    in_person = caller.in_(("", "patient", func.lower(given + " " + family), func.lower(family + " " + given)))
    return as_patient | in_person


def _died_and_came(_context: CheckContext) -> Select[Any]:
    came = Appointment
    return (
        found(came.patient_id, came.pathway_id, came.entry_id, came.id, day=came.starts_at)
        .select_from(Patient)
        .join(came, col(came.patient_id) == col(Patient.id))
        .where(
            col(came.live).is_(True),
            col(came.attendance_code).in_(SEEN),
            days_between(col(Patient.deceased_date), col(came.starts_at)) > 0,
        )
    )


def _died_and_reached(_context: CheckContext) -> Select[Any]:
    reached = ContactAttempt
    return (
        found(reached.patient_id, entry=reached.entry_id, day=reached.at)
        .select_from(Patient)
        .join(reached, col(reached.patient_id) == col(Patient.id))
        .where(
            counts(reached),
            col(reached.result_code) == _REACHED,
            days_between(col(Patient.deceased_date), col(reached.at)) > 0,
        )
    )


def _listed_person(where: ColumnElement[bool]) -> Select[Any]:
    """Return the people on a list who meet a condition, each once, with their first entry."""
    entry = WaitingListEntry
    return (
        found(entry.patient_id, entry=func.min(entry.id))
        .select_from(entry)
        .join(Patient, col(Patient.id) == col(entry.patient_id))
        .where(col(entry.status).in_(OPEN_STATUSES), where)
        .group_by(col(entry.patient_id))
    )


def _without_number(_context: CheckContext) -> Select[Any]:
    return _listed_person(col(Patient.nhs_number).is_(None))


def _wrong_number(_context: CheckContext) -> Select[Any]:
    return _listed_person(col(Patient.nhs_number).is_not(None) & _check_digit_is_wrong() & ~_number_of_two())


def _doubtful_number(_context: CheckContext) -> Select[Any]:
    doubted = col(Patient.nhs_number).is_not(None) & col(Patient.nhs_number_valid).is_(False)
    return _listed_person(doubted & ~_check_digit_is_wrong() & ~_number_of_two())


def _shared_number(_context: CheckContext) -> Select[Any]:
    return found(Patient.id).select_from(Patient).where(col(Patient.merged_into_id).is_(None), _number_of_two())


@cache
def _number_of_two() -> ColumnElement[bool]:
    """Return the condition that two records which nobody has joined have one NHS number."""
    other = aliased(Patient)
    return exists().where(
        col(other.nhs_number) == col(Patient.nhs_number),
        col(other.id) != col(Patient.id),
        col(other.merged_into_id).is_(None),
    )


@cache
def _check_digit_is_wrong() -> ColumnElement[bool]:
    """Return the condition that an NHS number is not ten digits, or that the last one is not right (modulus 11)."""
    weighted = (weight * _digit(11 - weight) for weight in range(10, 1, -1))
    right = (11 - reduce(add, weighted) % 11) % 11
    return or_(func.length(Patient.nhs_number) != 10, func.coalesce(right != _digit(10), True))


def _digit(number: int) -> ColumnElement[int]:
    letter = func.substr(Patient.nhs_number, number, 1)
    return case(*((letter == str(digit), digit) for digit in range(10)), else_=null())


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
        "DQ02", Severity.HIGH, "Attended without an outcome after 1 working day", Mend.RECORD_OUTCOME,
        "Record the outcome.",
        (Probe("The patient came on {day}, and the outcome is not recorded.", _outcome_missing),),
    ),
    Check(
        "DQ03", Severity.HIGH, "Past appointment that is still shown as to come", Mend.RECORD_ATTENDANCE,
        "Record whether the patient attended.",
        (Probe("The appointment of {day} is over, and nobody has recorded whether the patient came.",
               _past_and_still_booked),),
    ),
    Check(
        "DQ06", Severity.MEDIUM, "Possible duplicate referral", Mend.VALIDATE,
        "Compare the referrals: validate the later one as “duplicate”, or leave both.",
        (Probe("Another referral for the same treatment function within 30 days, received on {day}.",
               _referred_twice),),
    ),
    Check(
        "DQ12", Severity.HIGH, "Died, with an open pathway or an appointment to come", Mend.CLOSE,
        f"Check the death at its source, then close what is open: {Way.CLOSE_AFTER_DEATH.here()}. Cancel what is "
        "booked.",
        (
            Probe("The patient is recorded as having died on {day}, and this pathway is open.", _died_and_open),
            Probe("The patient is recorded as having died, and is booked for {day}.", _died_and_booked),
            Probe("The patient is recorded as having died, and a call-back is promised.", _died_and_rung),
            Probe("The patient is recorded as having died before {day}, and came on that day.", _died_and_came),
            Probe("The patient is recorded as having died before {day}, and was reached on that day.",
                  _died_and_reached),
            Probe("On {day} somebody said that the patient has died, and the need is still booked in its turn.",
                  _said_to_have_died_and_listed),
            Probe("The death counts as confirmed, and the day of death is missing.", _death_without_its_day),
        ),
    ),
    Check(
        "DQ18", Severity.MEDIUM, "NHS number missing, wrong or not verified", Mend.CORRECT_PATIENT,
        "Trace the number, and correct the patient's record; join two records of one person (merge).",
        (
            Probe("This patient has no NHS number.", _without_number),
            Probe("The NHS number fails its check digit.", _wrong_number),
            Probe("The NHS number passes its check digit, and is marked as wrong.", _doubtful_number),
            Probe("Another record has the same NHS number: the two are one person, or one of them has it wrongly.",
                  _shared_number),
            Probe("The NHS number has not been verified (status is not 01).", _unverified_number),
        ),
    ),
    Check(
        "DQ20", Severity.MEDIUM, "Two open referrals in one specialty with different clock starts", Mend.VALIDATE,
        "Compare the pathways: one condition has one clock.",
        (Probe("Another open pathway in this specialty has another clock start, {day}.", _same_specialty_twice),),
    ),
    Check(
        "DQ21", Severity.MEDIUM, "Slot issue with a booking outside e-RS", Mend.LINK_ERS,
        "Link the booking in e-RS, so that the UBRN leaves the slot-issues list.",
        (Probe("Booked for {day}, and the UBRN still stands on the slot-issues list.", _slot_issue_booked_here),),
    ),
)  # fmt: skip
"""The checks of this module, in the order of their numbers."""
