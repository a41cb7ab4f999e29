"""The tellings of a patient, or of the referrer about them, each with its day and way (RULES 13.29)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Protocol, cast
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.facts import counts
from clerkdesk.data.project_pathways import events_of_patient
from clerkdesk.data.queries.base.by_name import Columns
from clerkdesk.data.queries.referrals.tellings import tellings_among
from clerkdesk.data.queries.reviews.reviews import review_rows
from clerkdesk.data.tables import ClinicalReview, Pathway, Referral, ReviewEvent, WaitingListEntry, WaitingListEvent
from clerkdesk.rules.patients.fields import one_line
from clerkdesk.rules.referrals.answers import WORDS
from clerkdesk.rules.referrals.rows import ToldRow
from clerkdesk.rules.reviews.reviews import DECISION_WORDS
from clerkdesk.rules.reviews.rows import ReviewRow
from clerkdesk.rules.rtt import ClockEvent
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.entries import EntryEventKind
from clerkdesk.rules.values.reviews import Decision, ReviewEventKind, ReviewStatus
from clerkdesk.rules.values.tellings import What
from clerkdesk.rules.values.ways_of_telling import way_words
from clerkdesk.rules.waiting_list.removal_tellings import GIVEN_UP, WAIT_ENDED, ending_words

Numbered = Mapping[int, Sequence[tuple[int, ClockEvent]]]
"""The clock events of each pathway, each with the id of its row, by pathway id."""

_REMOVED = (GIVEN_UP, WAIT_ENDED)
_RECEIVED = "the referral has come"


class _EventColumns(Protocol):
    """The columns of a fact of a need, as `_removals` selects them."""

    kind: EntryEventKind
    entry_id: int
    act_id: UUID
    event_date: date
    code: str
    reason: str
    pathway_id: int


def told_about(
    session: Session, patient_id: int, *, numbered: Numbered | None = None, reviews: Sequence[ReviewRow] | None = None
) -> tuple[ToldRow, ...]:
    """Return all tellings about a patient, newest first, each once.

    Args:
        session: to read with.
        patient_id: of the patient.
        numbered: the clock events of the patient's pathways, if they are read already.
        reviews: the patient's reviews, if they are read already, among them all that were told.
    """
    if reviews is None:
        reviews = review_rows(session, statuses=("told",), patient_id=patient_id)
    rows = [*_removals(session, patient_id), *_decisions(session, patient_id, reviews), *_received(session, patient_id)]
    rows += _referrals(events_of_patient(session, patient_id) if numbered is None else numbered)
    rows = [replace(row, how=way_words(row.how)) for row in rows]
    decided = {(row.on, row.who, row.how) for row in rows if row.what not in (*_REMOVED, _RECEIVED)}
    # Telling a decision that ends a wait also tells of the removal.
    once = [row for row in rows if row.what not in _REMOVED or (row.on, row.who, row.how) not in decided]
    return tuple(sorted(once, key=lambda row: (row.on, row.who), reverse=True))


def _removals(session: Session, patient_id: int) -> list[ToldRow]:
    """Return the tellings of ended waits; the facts of the list say whether each lost the position."""
    rows = cast("Sequence[_EventColumns]", session.execute(_list_facts(), {"of_patient": patient_id}).all())
    found = []
    for index, row in enumerate(rows):
        if row.kind == EntryEventKind.TOLD:
            # In one act the telling may come before the event that ended the wait.
            ended = [
                each.kind
                for number, each in enumerate(rows)
                if each.entry_id == row.entry_id
                and each.kind != EntryEventKind.TOLD
                and (number < index or each.act_id == row.act_id)
            ]
            words = ending_words(kept=ended[-1:] == [EntryEventKind.HELD])
            found.append(ToldRow(row.event_date, row.code, words, row.reason, row.pathway_id))
    return found


@cache
def _list_facts() -> Columns:
    event, entry = WaitingListEvent, WaitingListEntry
    query: Columns = (
        select(
            col(event.kind),
            col(event.entry_id),
            col(event.act_id),
            col(event.event_date),
            col(event.code),
            col(event.reason),
            col(entry.pathway_id),
        )
        .join(entry, col(entry.id) == col(event.entry_id))
        .where(
            col(entry.patient_id) == bindparam("of_patient"),
            col(event.kind).in_((EntryEventKind.TOLD, EntryEventKind.HELD, EntryEventKind.CLOSED)),
            counts(event),
        )
        .order_by(col(event.entry_id), col(event.id))
    )
    return query


def _decisions(session: Session, patient_id: int, reviews: Sequence[ReviewRow]) -> list[ToldRow]:
    decided = {each.review_id: each for each in reviews if each.status == ReviewStatus.TOLD}
    return [
        ToldRow(day, "patient", words, how, pathway_id, by)
        for day, how, review_id, pathway_id in session.execute(_told_events(), {"of_patient": patient_id})
        for words, by in (_decision_words(decided.get(review_id)),)
    ]


@cache
def _told_events() -> Select[date, str, int, int]:
    event, review = ReviewEvent, ClinicalReview
    return (
        select(col(event.event_date), col(event.how), col(event.review_id), col(review.pathway_id))
        .join(review, col(review.id) == col(event.review_id))
        .where(
            col(review.patient_id) == bindparam("of_patient"), col(event.kind) == ReviewEventKind.TOLD, counts(event)
        )
        .order_by(col(event.id))
    )


def _decision_words(review: ReviewRow | None) -> tuple[str, str]:
    """Return a review's decision and its end date, with the decider, day and source (R-125)."""
    if review is None:
        return "decided", ""
    until = f" ({day_words(review.look_again_on)})" if review.look_again_on is not None else ""
    on = f" on {day_words(review.decided_on)}" if review.decided_on is not None else ""
    source = f"; source: {review.decision_source}" if review.decision_source else ""
    because = (
        f"; {one_line(review.decision_note)}" if review.decision == Decision.WAIT_UNTIL and review.decision_note else ""
    )
    by = f"decided by {review.decided_by}{on}{source}{because}" if review.decided_by else ""
    return f"{DECISION_WORDS.get(review.decision or '', 'decided')}{until}", by


def _referrals(numbered: Numbered) -> list[ToldRow]:
    """Return the tellings of the patient's referrals, except the receipt, which the referral itself has."""
    told = [(pathway_id, each) for pathway_id, events in numbered.items() for each in tellings_among(events)]
    return [
        ToldRow(each.on, each.who, WORDS[each.what], each.how, pathway_id)
        for pathway_id, each in told
        if each.what != What.RECEIVED
    ]


def _received(session: Session, patient_id: int) -> list[ToldRow]:
    return [
        ToldRow(day, "patient", _RECEIVED, "", pathway_id)
        for day, pathway_id in session.execute(_acknowledged(), {"of_patient": patient_id})
        if day is not None
    ]


@cache
def _acknowledged() -> Select[date | None, int]:
    return (
        select(col(Referral.acknowledged_on), col(Pathway.id))
        .outerjoin(Pathway, col(Pathway.referral_id) == col(Referral.id))
        .where(col(Referral.patient_id) == bindparam("of_patient"), col(Referral.acknowledged_on).is_not(None))
    )
