"""The check of removals that the patient or the referrer was not told of (DQ40)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, exists
from sqlmodel import col

from clerkdesk.data.facts import counts
from clerkdesk.data.queries.validation.checks.base import Check, CheckContext, Probe, found
from clerkdesk.data.tables import InboxItem, Patient, WaitingListEntry, WaitingListEvent
from clerkdesk.rules.acts.ways import Way
from clerkdesk.rules.validation.findings import Mend, Severity
from clerkdesk.rules.values.entries import EntryEventKind, EntryStatus
from clerkdesk.rules.values.inbox import ItemStatus
from clerkdesk.rules.values.tellings import Who
from clerkdesk.rules.waiting_list.removal_tellings import TELL_REMOVAL


def _untold(who: str, context: CheckContext) -> Select[Any]:
    """Return the removals with an overdue telling that is not on record."""
    entry, event, item = WaitingListEntry, WaitingListEvent, InboxItem
    told = exists().where(
        col(event.entry_id) == col(entry.id),
        col(event.kind) == EntryEventKind.TOLD,
        col(event.code) == who,
        counts(event),
    )
    owed = exists().where(
        col(item.entry_id) == col(entry.id),
        col(item.topic) == TELL_REMOVAL,
        col(item.status) != ItemStatus.WITHDRAWN,
        col(item.due_at) < context.midnight,
    )
    query = (
        found(entry.patient_id, entry.pathway_id, entry.id)
        .select_from(entry)
        .join(Patient, col(Patient.id) == col(entry.patient_id))
        .where(owed, ~told, col(entry.status).in_((EntryStatus.CLOSED, EntryStatus.ON_HOLD)))
    )
    # Nobody writes to a patient who died.
    return query.where(col(Patient.deceased_date).is_(None)) if who == Who.PATIENT else query


CHECKS = (
    Check(
        "DQ40", Severity.MEDIUM, "Removal that the patient or the referrer was not told of", Mend.TELL,
        f"Tell them with the reason, then record day and way: {Way.RECORD_TOLD_OF_REMOVAL.here()}.",
        (
            Probe("The wait ended here, and nothing says that the patient was told.",
                  lambda context: _untold("patient", context)),
            Probe("The wait ended here, and nothing says that the referrer was told.",
                  lambda context: _untold("referrer", context)),
        ),
    ),
)  # fmt: skip
"""The checks of this module, in the order of their numbers."""
