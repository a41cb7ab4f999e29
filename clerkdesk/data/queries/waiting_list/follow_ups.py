"""Reads about follow-ups with a question to a clinician: past their latest date, or without a reply."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.queries.base.dialects import days_between
from clerkdesk.data.queries.waiting_list.needs import in_turns
from clerkdesk.data.tables import ClinicalReview, WaitingListEntry
from clerkdesk.rules.values.reviews import ReviewKind, ReviewStatus


def reviewed_since_latest_date(session: Session, entry_ids: Sequence[int]) -> frozenset[int]:
    """Return which entries a clinician has been asked about since their latest date went by, open or decided."""
    review, entry = ClinicalReview, WaitingListEntry
    query = (
        select(col(review.entry_id))
        .join(entry, col(entry.id) == col(review.entry_id))
        .where(
            col(review.kind) == ReviewKind.PAST_CLINICALLY_APPROPRIATE_DATE,
            col(review.status) != ReviewStatus.WITHDRAWN,
            days_between(col(entry.latest_date), col(review.opened_at)) > 0,
        )
    )
    found: set[int] = set()
    for ids in in_turns(entry_ids):
        found.update(row for row in session.execute(query.where(col(entry.id).in_(ids))).scalars() if row is not None)
    return frozenset(found)


def asked_since(session: Session, rule: str, since: Mapping[int, date]) -> set[int]:
    """Return which entries a clinician was asked about by a rule on a day given for each, or later."""
    review = ClinicalReview
    found: set[int] = set()
    for ids in in_turns(since):
        query = select(col(review.entry_id), col(review.opened_at)).where(
            col(review.rule) == rule, col(review.entry_id).in_(ids), col(review.status) != ReviewStatus.WITHDRAWN
        )
        found |= {entry_id for entry_id, at in session.execute(query) if entry_id and at.date() >= since[entry_id]}
    return found
