"""Checks of impossible words, numbers and dates, and of states that contradict themselves (DQ37, DQ38)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_
from sqlmodel import col

from clerkdesk.data.queries.base.conditions import OPEN_STATUSES
from clerkdesk.data.queries.base.dialects import days_between
from clerkdesk.data.queries.validation.checks.base import IN_THE_BUILDING, Check, CheckContext, Probe, found
from clerkdesk.data.tables import (
    Appointment,
    Clinic,
    ClinicalReview,
    ClinicSession,
    ContactAttempt,
    InboxItem,
    Offer,
    Pathway,
    Patient,
    Referral,
    Slot,
    Unavailability,
    WaitingListEntry,
)
from clerkdesk.rules.acts.ways import Way
from clerkdesk.rules.booking.slot_legality import MEDIUM_WORDS
from clerkdesk.rules.validation.findings import Mend, Severity
from clerkdesk.rules.values.appointments import AppointmentStatus, OfferAnswer
from clerkdesk.rules.values.clocks import ClockState
from clerkdesk.rules.values.inbox import ItemStatus
from clerkdesk.rules.values.reviews import ReviewStatus
from clerkdesk.rules.values.slots import SlotKind
from clerkdesk.rules.waiting_list.entry_kinds import KIND_WORDS

_OF_ITEM = ("message", "notice", "task", "escalation", "call_back")
_OLDEST_YEARS = 120
_PRIORITIES = ("1", "2", "3")
_OF_APPOINTMENT = (
    "booked", *IN_THE_BUILDING, "outcome_recorded", "did_not_attend", "late_not_seen", "cancelled", "moved",
    "annulled",
)  # fmt: skip


def _about(table: Any) -> Select[Any]:
    """Return the select of a finding about a row, with the patient and pathway that the row names."""
    own = {Patient: "patient_id", Pathway: "pathway_id", WaitingListEntry: "entry_id", Appointment: "appointment_id"}
    ids = {name: getattr(table, name, None) for name in ("patient_id", "pathway_id", "entry_id", "appointment_id")}
    if table in own:
        ids[own[table]] = table.id
    query = found(ids["patient_id"], ids["pathway_id"], ids["entry_id"], ids["appointment_id"], number=table.id)
    return query.select_from(table)


def _where(sentence: str, table: Any, *where: Callable[[CheckContext], ColumnElement[bool]]) -> Probe:
    return Probe(sentence, lambda context: _about(table).where(*(each(context) for each in where)))


def _unknown(sentence: str, table: Any, column: Any, known: Sequence[str]) -> Probe:
    return _where(sentence, table, lambda _context: col(column).not_in(known))


def _born_after_death(_context: CheckContext) -> ColumnElement[bool]:
    return col(Patient.deceased_date) < col(Patient.date_of_birth)


def _to_come(column: Any) -> Callable[[CheckContext], ColumnElement[bool]]:
    return lambda context: col(column) > context.today


def _below_zero(context: CheckContext) -> ColumnElement[bool]:
    del context
    entry = WaitingListEntry
    counters = (entry.attempts, entry.declines, entry.patient_cancellations, entry.hospital_cancellations)
    return or_(*(col(counter) < 0 for counter in counters))


def _outside_its_clinic(_context: CheckContext) -> Select[Any]:
    clinic = ClinicSession
    return (
        _about(Slot)
        .join(clinic, col(clinic.id) == col(Slot.session_id))
        .where(or_(col(Slot.starts_at) < col(clinic.starts_at), col(Slot.starts_at) >= col(clinic.ends_at)))
    )


def _too_old(context: CheckContext) -> ColumnElement[bool]:
    oldest = context.days_ago(_OLDEST_YEARS * 366)
    alive = col(Patient.deceased_date).is_(None) & col(Patient.merged_into_id).is_(None)
    return (col(Patient.date_of_birth) < oldest) & alive


def _yet_to_come(column: Any) -> Callable[[CheckContext], ColumnElement[bool]]:
    """Return the condition that a moment is after today; a desk's clock may be minutes ahead of another's."""
    return lambda context: col(column) >= context.midnight + timedelta(days=1)


_WORDS_AND_NUMBERS = (
    _unknown("The state of this list entry is not one that the desk knows.", WaitingListEntry, WaitingListEntry.status,
             (*OPEN_STATUSES, "closed")),
    _unknown("The kind of this list entry is not one that the desk knows.", WaitingListEntry, WaitingListEntry.kind,
             tuple(KIND_WORDS)),
    _unknown("The priority of this list entry is not one that the desk knows.", WaitingListEntry,
             WaitingListEntry.priority_type, _PRIORITIES),
    _unknown("The priority of this pathway is not one that the desk knows.", Pathway,
             Pathway.priority_type, _PRIORITIES),
    _unknown("The priority of this referral is not one that the desk knows.", Referral,
             Referral.priority_type, _PRIORITIES),
    _unknown("The state of this clock is not one that the desk knows.", Pathway, Pathway.clock_state,
             tuple(ClockState)),
    _unknown("The state of this appointment is not one that the desk knows.", Appointment, Appointment.status,
             _OF_APPOINTMENT),
    _where("A count of attempts, declines or cancellations is below zero.", WaitingListEntry, _below_zero),
    _where("The latest date for this need lies before the day on which it is due.", WaitingListEntry,
           lambda _context: col(WaitingListEntry.latest_date) < col(WaitingListEntry.due_date)),
    _where("The appointment lasts no time at all.", Appointment, lambda _context: col(Appointment.minutes) < 1),
    _where("The patient died before the day of birth that is recorded.", Patient, _born_after_death),
    _where("The recorded day of death is still to come.", Patient, _to_come(Patient.deceased_date)),
    _where("The recorded day of birth is still to come.", Patient, _to_come(Patient.date_of_birth)),
    _where("Clinic {number} of the timetable ends before it begins.", ClinicSession,
           lambda _context: col(ClinicSession.ends_at) <= col(ClinicSession.starts_at)),
    _where("Clinic {number} of the timetable stands on another day than it begins.", ClinicSession,
           lambda _context: days_between(col(ClinicSession.session_date), col(ClinicSession.starts_at)) != 0),
    _where("Slot {number} of the timetable takes nobody, or lasts no time.", Slot,
           lambda _context: or_(col(Slot.capacity) < 1, col(Slot.minutes) < 1)),
    Probe("Slot {number} of the timetable lies outside the times of its clinic.", _outside_its_clinic),
    _unknown("Slot {number} of the timetable is of a kind that the desk does not know: nobody is offered it.", Slot,
             Slot.kind, tuple(SlotKind)),
    _unknown("The list entry asks for a kind of slot that the desk does not know: none is ever offered.",
             WaitingListEntry, WaitingListEntry.slot_kind, tuple(SlotKind)),
    _unknown("Nobody can tell whether this appointment is face to face, by telephone or by video.", Appointment,
             Appointment.medium, tuple(MEDIUM_WORDS)),
    _unknown("The kind of message or task {number} is not one that the desk knows.", InboxItem, InboxItem.kind,
             _OF_ITEM),
    _where("Days on which the patient is away end before they begin: they keep no date from being offered.",
           Unavailability, lambda _context: col(Unavailability.ends_on) < col(Unavailability.starts_on)),
    _where("Clinic {number} takes nobody: its lowest age is above its highest.", Clinic,
           lambda _context: col(Clinic.minimum_age) > col(Clinic.maximum_age)),
    _where("The patient would be over 120 years old: the day of birth can't be right.", Patient, _too_old),
    _where("An offer is dated on a day that is still to come.", Offer, _yet_to_come(Offer.made_at)),
    _where("An attempt to reach the patient is dated on a day that is still to come.", ContactAttempt,
           _yet_to_come(ContactAttempt.at)),
)  # fmt: skip

_CONTRADICTIONS = (
    _where(
        "A review counts as decided, and what was decided is missing.",
        ClinicalReview,
        lambda _context: (
            col(ClinicalReview.status).in_((ReviewStatus.DECIDED, ReviewStatus.TOLD))
            & (func.coalesce(col(ClinicalReview.decision), "") == "")
        ),
    ),
    _where(
        "A review counts as told, and the day on which the patient was told is missing.",
        ClinicalReview,
        lambda _context: (col(ClinicalReview.status) == ReviewStatus.TOLD) & col(ClinicalReview.told_on).is_(None),
    ),
    _where(
        "An outcome counts as recorded, and what it was is missing.",
        Appointment,
        lambda _context: (
            (col(Appointment.status) == AppointmentStatus.OUTCOME_RECORDED) & col(Appointment.outcome_code).is_(None)
        ),
    ),
    _where(
        "A task or message counts as done, and when it was done is missing.",
        InboxItem,
        lambda _context: (col(InboxItem.status) == ItemStatus.DONE) & col(InboxItem.done_at).is_(None),
    ),
    _where(
        "An offer counts as accepted, and no appointment came of it.",
        Offer,
        lambda _context: (col(Offer.answer) == OfferAnswer.ACCEPTED) & col(Offer.appointment_id).is_(None),
    ),
)

CHECKS = (
    Check(
        "DQ37", Severity.HIGH, "An impossible word, number or date", Mend.CORRECT_PATIENT,
        "Correct the patient's record, or have the clinic's timetable corrected; then "
        f"{Way.SHOW_AGAIN.here()} makes the screens show again what was recorded.",
        _WORDS_AND_NUMBERS,
    ),
    Check(
        "DQ38", Severity.HIGH, "A state that contradicts itself", Mend.REFRESH,
        f"{Way.SHOW_AGAIN.here()} makes the screens show again what was recorded.",
        _CONTRADICTIONS,
    ),
)  # fmt: skip
"""The checks of this module, in the order of their numbers."""
