"""Checks of ownership: joined records, and rows on another patient's record (DQ28, DQ36, DQ42, DQ44)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from clerkdesk.data.queries.base.conditions import OPEN_STATUSES
from clerkdesk.data.queries.base.dialects import json_text
from clerkdesk.data.queries.deaths.deaths import no_word_of_death
from clerkdesk.data.queries.duplicates.joined_pathways import JOINED
from clerkdesk.data.queries.inbox.inbox import OPEN
from clerkdesk.data.queries.validation.checks.base import Check, CheckContext, Probe, found, stands
from clerkdesk.data.tables import (
    Annulment,
    Appointment,
    ClinicalReview,
    ContactAttempt,
    InboxItem,
    Pathway,
    Patient,
    Referral,
    RttEvent,
    WaitingListEntry,
    WaitingListEvent,
)
from clerkdesk.rules.validation.findings import Mend, Severity
from clerkdesk.rules.values.clocks import ClockEventKind
from clerkdesk.rules.values.entries import EntryEventKind, EntryStatus, ValidationOutcome
from clerkdesk.rules.values.reviews import ReviewStatus


def _on_a_joined_record(table: Any, about: Callable[[Any], Select[Any]], *still_open: Any) -> Probe:
    """Return the probe for rows still open on a record that was joined to another."""

    def query(_context: CheckContext) -> Select[Any]:
        return (
            about(table)
            .select_from(table)
            .join(Patient, col(Patient.id) == col(table.patient_id))
            .where(col(Patient.merged_into_id).is_not(None), *still_open)
        )

    return Probe(f"The record was joined to another, and {_WORDS[table]} still stands on it.", query)


def _joined_twice(_context: CheckContext) -> Select[Any]:
    into = aliased(Patient)
    return (
        found(Patient.id)
        .select_from(Patient)
        .join(into, col(into.id) == col(Patient.merged_into_id))
        .where(col(into.merged_into_id).is_not(None))
    )


def _another_patient(
    sentence: str, table: Any, parent: Any, joined: ColumnElement[bool], about: Callable[[Any], Select[Any]]
) -> Probe:
    """Return the probe for rows that name another patient than the row they belong to."""

    def query(_context: CheckContext) -> Select[Any]:
        return (
            about(table).select_from(table).join(parent, joined).where(col(table.patient_id) != col(parent.patient_id))
        )

    return Probe(sentence, query)


def _pathway(table: Any) -> Select[Any]:
    return found(table.patient_id, table.id)


def _entry(table: Any) -> Select[Any]:
    return found(table.patient_id, table.pathway_id, table.id)


def _appointment(table: Any) -> Select[Any]:
    return found(table.patient_id, table.pathway_id, table.entry_id, table.id, day=table.starts_at)


def _beside(table: Any) -> Select[Any]:
    return found(table.patient_id, table.pathway_id, table.entry_id)


def _attempt(table: Any) -> Select[Any]:
    return found(table.patient_id, entry=table.entry_id, day=table.at)


def _other_pathway(_context: CheckContext) -> Select[Any]:
    entry = WaitingListEntry
    return (
        _appointment(Appointment)
        .select_from(Appointment)
        .join(entry, col(entry.id) == col(Appointment.entry_id))
        .where(col(entry.pathway_id) != col(Appointment.pathway_id))
    )


def _duplicate_of_another_patient(kind: ClockEventKind, field: str) -> Callable[[CheckContext], Select[Any]]:
    """Return the query for pathways of two patients that a fact joins as duplicates."""

    def query(_context: CheckContext) -> Select[Any]:
        other = aliased(Pathway)
        return (
            found(Pathway.patient_id, Pathway.id, number=other.id)
            .select_from(RttEvent)
            .join(Pathway, col(Pathway.id) == col(RttEvent.pathway_id))
            .join(other, cast(col(other.id), String) == json_text(RttEvent.details, field))
            .where(col(RttEvent.kind) == kind, stands(RttEvent), col(Pathway.patient_id) != col(other.patient_id))
        )

    return query


def _closed_by_a_death(_context: CheckContext) -> Select[Any]:
    """Return the query for needs closed because of a death, of patients without any word of death."""
    entry, event, later = WaitingListEntry, WaitingListEvent, aliased(WaitingListEvent)
    again = select(col(later.id)).where(
        col(later.entry_id) == col(event.entry_id),
        col(later.id) > col(event.id),
        col(later.kind) == EntryEventKind.REOPENED,
    )
    return (
        found(entry.patient_id, entry.pathway_id, entry.id)
        .select_from(event)
        .join(entry, col(entry.id) == col(event.entry_id))
        .join(Patient, col(Patient.id) == col(entry.patient_id))
        .where(
            col(event.code) == ValidationOutcome.DIED,
            col(event.act_id).not_in(select(col(Annulment.annulled_act_id))),
            ~again.exists(),
            col(entry.status) == EntryStatus.CLOSED,
            *no_word_of_death(),
            col(Patient.merged_into_id).is_(None),
        )
        .distinct()
    )


_WORDS: dict[Any, str] = {
    WaitingListEntry: "a list entry",
    Appointment: "an appointment",
    Pathway: "an open pathway",
    ClinicalReview: "an open review",
    InboxItem: "a message or task",
}

CHECKS = (
    Check(
        "DQ28", Severity.HIGH, "Something is open on a record that was joined to another", Mend.MERGE,
        "Part the two records and join them again: joining takes over what is open.",
        (
            _on_a_joined_record(WaitingListEntry, _entry, col(WaitingListEntry.status).in_(OPEN_STATUSES)),
            _on_a_joined_record(Appointment, _appointment, col(Appointment.live).is_(True)),
            _on_a_joined_record(Pathway, _pathway, col(Pathway.closed_on).is_(None)),
            _on_a_joined_record(
                ClinicalReview,
                _beside,
                col(ClinicalReview.status).in_((ReviewStatus.OPEN, ReviewStatus.DECIDED)),
            ),
            _on_a_joined_record(InboxItem, _beside, col(InboxItem.status).in_(OPEN)),
            Probe("The record was joined to one that was itself joined to another.", _joined_twice),
        ),
    ),
    Check(
        "DQ36", Severity.HIGH, "What belongs to one patient stands on the record of another", Mend.NOTHING,
        "Book nothing by it: cancel what is booked as “booked in error”, refer the right patient anew, and report it.",
        (
            _another_patient(
                "This appointment of {day} is in one patient's name and on another patient's pathway.",
                Appointment, Pathway, col(Pathway.id) == col(Appointment.pathway_id), _appointment,
            ),
            _another_patient(
                "This list entry is in one patient's name and on another patient's pathway.",
                WaitingListEntry, Pathway, col(Pathway.id) == col(WaitingListEntry.pathway_id), _entry,
            ),
            _another_patient(
                "This pathway is in one patient's name, and its referral is about another.",
                Pathway, Referral, col(Referral.id) == col(Pathway.referral_id), _pathway,
            ),
            _another_patient(
                "A review names one patient and is about another patient's pathway.",
                ClinicalReview, Pathway, col(Pathway.id) == col(ClinicalReview.pathway_id), _beside,
            ),
            _another_patient(
                "A message or task names one patient and is about another patient's pathway.",
                InboxItem, Pathway, col(Pathway.id) == col(InboxItem.pathway_id), _beside,
            ),
            _another_patient(
                "An attempt of {day} to reach one patient stands on another patient's list entry.",
                ContactAttempt, WaitingListEntry, col(WaitingListEntry.id) == col(ContactAttempt.entry_id), _attempt,
            ),
            Probe("This appointment of {day} is for a need of another pathway than it says.", _other_pathway),
        ),
    ),
    Check(
        "DQ42", Severity.HIGH, "A pathway is a duplicate of another patient's", Mend.MERGE,
        "Join the two records and part them again: parting opens the pathway. Where they can't be joined, refer the "
        "patient anew with the first day of the referral.",
        (
            Probe(
                "This pathway ended as a duplicate of pathway {number}, which is another patient's.",
                _duplicate_of_another_patient(ClockEventKind.RECORDED_IN_ERROR, "goes_on_in"),
            ),
            Probe(
                "This pathway goes on for pathway {number}, which is another patient's.",
                _duplicate_of_another_patient(JOINED, "came_from"),
            ),
        ),
    ),
    Check(
        "DQ44", Severity.HIGH, "A need was closed by a death, and no death stands on the record", Mend.DEATH,
        "Find out whether the patient is alive: note who said that they had died, then that they are alive, which "
        "opens it again, or on which day they died.",
        (
            Probe(
                "This need was closed because the patient had died, and nobody says that they have.", _closed_by_a_death
            ),
        ),
    ),
)  # fmt: skip
"""The checks of this module, in the order of their numbers."""
