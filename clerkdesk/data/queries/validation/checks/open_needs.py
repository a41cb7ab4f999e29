"""The check of open needs: every open pathway has at least one or a plan, every need stands once (RULES 13.1)."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from clerkdesk.data.facts import counts
from clerkdesk.data.queries.base.conditions import CLOCK_OPEN, OPEN_STATUSES
from clerkdesk.data.queries.base.joins import entry_with_pathway
from clerkdesk.data.queries.inbox.inbox import OPEN
from clerkdesk.data.queries.validation.checks.base import (
    IN_THE_BUILDING,
    Check,
    CheckContext,
    Probe,
    found,
    has_open_need,
    later_fact,
)
from clerkdesk.data.tables import Appointment, ClinicalReview, InboxItem, Pathway, RttEvent, WaitingListEntry
from clerkdesk.rules.validation.findings import Mend, Severity
from clerkdesk.rules.values.appointments import AppointmentStatus
from clerkdesk.rules.values.clocks import ClockEventKind
from clerkdesk.rules.values.entries import EntryStatus
from clerkdesk.rules.values.reviews import ReviewStatus

_TO_BOOK = ("rebook", "look_again")
"""Topics of the tasks that ask for a date."""


def _without_open_need(_context: CheckContext) -> Select[Any]:
    began, ended = aliased(RttEvent), aliased(RttEvent)
    plan_runs = exists().where(
        col(began.pathway_id) == col(Pathway.id),
        col(began.kind) == ClockEventKind.PIFU_START,
        counts(began),
        ~later_fact(
            began, ended, col(ended.kind) == ClockEventKind.PIFU_END, col(ended.event_date) >= col(began.event_date)
        ),
    )
    return found(Pathway.patient_id, Pathway.id).where(col(Pathway.closed_on).is_(None), ~has_open_need(), ~plan_runs)


def _booked_nowhere(_context: CheckContext) -> Select[Any]:
    entry = WaitingListEntry
    return found(entry.patient_id, entry.pathway_id, entry.id).where(
        col(entry.status).in_((EntryStatus.BOOKED, EntryStatus.AWAITING_OUTCOME)), ~_has_appointment()
    )


def _listed_and_booked(_context: CheckContext) -> Select[Any]:
    entry = WaitingListEntry
    return found(entry.patient_id, entry.pathway_id, entry.id).where(
        col(entry.status).in_((EntryStatus.WAITING, EntryStatus.ON_HOLD)), _has_appointment()
    )


def _booked_twice(_context: CheckContext) -> Select[Any]:
    entry, live = WaitingListEntry, Appointment
    twice = (
        select(col(live.entry_id)).where(col(live.live).is_(True)).group_by(col(live.entry_id)).having(func.count() > 1)
    )
    return found(entry.patient_id, entry.pathway_id, entry.id).where(col(entry.id).in_(twice))


def _closed_and_booked(_context: CheckContext) -> Select[Any]:
    entry = WaitingListEntry
    return found(entry.patient_id, entry.pathway_id, entry.id).where(
        col(entry.status) == EntryStatus.CLOSED, _has_appointment()
    )


@cache
def _has_appointment() -> ColumnElement[bool]:
    live = Appointment
    return exists().where(
        col(live.entry_id) == col(WaitingListEntry.id),
        col(live.live).is_(True),
        col(live.status).in_((AppointmentStatus.BOOKED, *IN_THE_BUILDING)),
    )


def _held_for_ever(_context: CheckContext) -> Select[Any]:
    entry = WaitingListEntry
    return found(entry.patient_id, entry.pathway_id, entry.id).where(
        col(entry.status) == EntryStatus.ON_HOLD, col(entry.look_again_on).is_(None)
    )


def _open_on_a_closed_pathway(_context: CheckContext) -> Select[Any]:
    entry = WaitingListEntry
    query = entry_with_pathway(found(entry.patient_id, entry.pathway_id, entry.id, day=Pathway.closed_on))
    return query.where(col(Pathway.closed_on).is_not(None), col(entry.status).in_(OPEN_STATUSES))


def _closed_and_running(_context: CheckContext) -> Select[Any]:
    return found(Pathway.patient_id, Pathway.id, day=Pathway.closed_on).where(
        col(Pathway.closed_on).is_not(None), col(Pathway.clock_state).in_(CLOCK_OPEN)
    )


def _left_on_a_closed_pathway(table: Any, *still_open: ColumnElement[bool]) -> Callable[[CheckContext], Select[Any]]:
    """Return the query for open reviews or tasks about a closed pathway."""

    def query(_context: CheckContext) -> Select[Any]:
        return (
            found(table.patient_id, table.pathway_id, table.entry_id, day=Pathway.closed_on)
            .select_from(table)
            .join(Pathway, col(Pathway.id) == col(table.pathway_id))
            .where(col(Pathway.closed_on).is_not(None), *still_open)
        )

    return query


CHECKS = (
    Check(
        "PLACE",
        Severity.HIGH,
        "Every open pathway is listed, booked or planned, and every need once",
        Mend.BOOK,
        "Put the patient back on the list, or record the clinical closure.",
        (
            Probe("The pathway is open and on no list: no entry, no appointment, no plan.", _without_open_need),
            Probe("The entry counts as booked, and has no live appointment.", _booked_nowhere),
            Probe("The need stands twice: on the list and in an appointment.", _listed_and_booked),
            Probe("The need has two live appointments.", _booked_twice),
            Probe("The entry is closed, and its appointment still stands.", _closed_and_booked),
            Probe("The entry is on hold without a date to look again.", _held_for_ever),
            Probe("The pathway was closed on {day}, and a need on it is still open.", _open_on_a_closed_pathway),
            Probe("The pathway was closed on {day}, and its clock still runs here.", _closed_and_running),
            Probe(
                "The pathway was closed on {day}, and a clinical review of it is still open.",
                _left_on_a_closed_pathway(
                    ClinicalReview, col(ClinicalReview.status).in_((ReviewStatus.OPEN, ReviewStatus.DECIDED))
                ),
            ),
            Probe(
                "The pathway was closed on {day}, and somebody is still asked to book it.",
                _left_on_a_closed_pathway(
                    InboxItem, col(InboxItem.status).in_(OPEN), col(InboxItem.topic).in_(_TO_BOOK)
                ),
            ),
        ),
    ),
)
"""One check, for one law."""
