"""The tellings of a patient, or of the referrer about them, each with its day and way (RULES 13.29)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Protocol, cast
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.queries.base.conditions import counts
from clerkdesk.data.queries.referrals.tellings import tellings_of
from clerkdesk.data.queries.reviews.reviews import review_rows
from clerkdesk.data.tables import ClinicalReview, Pathway, Referral, ReviewEvent, WaitingListEntry, WaitingListEvent
from clerkdesk.rules.patients.fields import one_line
from clerkdesk.rules.referrals.answers import WORDS
from clerkdesk.rules.referrals.rows import ToldRow
from clerkdesk.rules.reviews.reviews import DECISION_WORDS
from clerkdesk.rules.reviews.rows import ReviewRow
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.entries import EntryEventKind
from clerkdesk.rules.values.reviews import Decision, ReviewEventKind
from clerkdesk.rules.values.tellings import What
from clerkdesk.rules.values.ways_of_telling import way_words
from clerkdesk.rules.waiting_list.removal_tellings import GIVEN_UP, WAIT_ENDED, ending_words

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


def told_about(session: Session, patient_id: int) -> tuple[ToldRow, ...]:
    """Return all tellings about a patient, newest first, each once."""
    rows = [*_removals(session, patient_id), *_decisions(session, patient_id), *_received(session, patient_id)]
    rows += _referrals(session, patient_id)
    rows = [replace(row, how=way_words(row.how)) for row in rows]
    decided = {(row.on, row.who, row.how) for row in rows if row.what not in (*_REMOVED, _RECEIVED)}
    # Telling a decision that ends a wait also tells of the removal.
    once = [row for row in rows if row.what not in _REMOVED or (row.on, row.who, row.how) not in decided]
    return tuple(sorted(once, key=lambda row: (row.on, row.who), reverse=True))


def _removals(session: Session, patient_id: int) -> list[ToldRow]:
    """Return the tellings of ended waits; the facts of the list say whether each lost the position."""
    event, entry = WaitingListEvent, WaitingListEntry
    query = (
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
            col(entry.patient_id) == patient_id,
            col(event.kind).in_((EntryEventKind.TOLD, EntryEventKind.HELD, EntryEventKind.CLOSED)),
            counts(event),
        )
        .order_by(col(event.entry_id), col(event.id))
    )
    rows = cast("Sequence[_EventColumns]", session.execute(query).all())
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


def _decisions(session: Session, patient_id: int) -> list[ToldRow]:
    event, review = ReviewEvent, ClinicalReview
    query = (
        select(col(event.event_date), col(event.how), col(event.review_id), col(review.pathway_id))
        .join(review, col(review.id) == col(event.review_id))
        .where(col(review.patient_id) == patient_id, col(event.kind) == ReviewEventKind.TOLD, counts(event))
    )
    decided = {each.review_id: each for each in review_rows(session, statuses=("told",), patient_id=patient_id)}
    return [
        ToldRow(day, "patient", words, how, pathway_id, by)
        for day, how, review_id, pathway_id in session.execute(query)
        for words, by in (_decision_words(decided.get(review_id)),)
    ]


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


def _referrals(session: Session, patient_id: int) -> list[ToldRow]:
    """Return the tellings of the patient's referrals, except the receipt, which the referral itself has."""
    pathways = session.execute(select(col(Pathway.id)).where(col(Pathway.patient_id) == patient_id)).scalars().all()
    told = [(pathway_id, each) for pathway_id in pathways for each in tellings_of(session, pathway_id)]
    return [
        ToldRow(each.on, each.who, WORDS[each.what], each.how, pathway_id)
        for pathway_id, each in told
        if each.what != What.RECEIVED
    ]


def _received(session: Session, patient_id: int) -> list[ToldRow]:
    query = (
        select(col(Referral.acknowledged_on), col(Pathway.id))
        .outerjoin(Pathway, col(Pathway.referral_id) == col(Referral.id))
        .where(col(Referral.patient_id) == patient_id, col(Referral.acknowledged_on).is_not(None))
    )
    return [
        ToldRow(day, "patient", _RECEIVED, "", pathway_id)
        for day, pathway_id in session.execute(query)
        if day is not None
    ]
