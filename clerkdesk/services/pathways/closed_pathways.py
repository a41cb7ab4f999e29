"""Closes the open reviews and tasks of a need or a pathway when it closes (RULES 13.1).

An open review of a closed pathway could return its need to a list, and a task to book it would be useless work. For
services only, inside an act.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlmodel import col

from clerkdesk.data.tables import ClinicalReview, InboxItem, PathwayClosure
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.addressees import SafeguardingLead
from clerkdesk.rules.inbox.escalation import close_of_day
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.inbox import ItemKind, TaskKind
from clerkdesk.rules.values.reviews import ReviewKind, ReviewStatus
from clerkdesk.services.acts.addressing import stands_with
from clerkdesk.services.acts.answered import ANSWERED_BY_BOOKING, close_tell_tasks, withdraw
from clerkdesk.services.acts.consequences import About, keep_item, withdraw_review
from clerkdesk.settings import PolicySettings

_MISSED = (ReviewKind.DID_NOT_ATTEND, ReviewKind.WAS_NOT_BROUGHT)
_FALLS_AWAY: tuple[TaskKind, ...] = (*ANSWERED_BY_BOOKING, TaskKind.CHASE_REFERRER)
"""Topics of tasks about a wait, which lapse at its end."""


def settle_closed(
    act: ActWork, closure: PathwayClosure, policy: PolicySettings, *, only_need: int | None = None
) -> None:
    """Withdraw the reviews, and the tasks to book, of a closed need or pathway.

    The safeguarding lead is told of a missed appointment without a clinician's decision for a patient whom R-224
    protects.

    Args:
        act: the act that closes it.
        closure: the closure, or what would close the pathway without other needs.
        policy: in force for the pathway's specialty.
        only_need: id of the need, if other needs keep the pathway open; None if the pathway is closed.
    """
    pathway_id = closure.pathway_id
    because = f"Closed on {day_words(closure.closed_on)}: {closure.reason}."
    standing = select(ClinicalReview).where(
        *_about(ClinicalReview, pathway_id, only_need),
        col(ClinicalReview.status).in_((ReviewStatus.OPEN, ReviewStatus.DECIDED)),
    )
    standing = standing.order_by(col(ClinicalReview.id))
    for each in act.session.execute(standing).scalars().all():
        was_open = each.status == ReviewStatus.OPEN
        withdraw_review(act, each.id, because)
        if not was_open:
            close_tell_tasks(act, pathway_id, each.entry_id, because)
        elif each.safeguarding and each.kind in _MISSED:
            _tell_safeguarding(act, each, because, policy)
    withdraw(act, because, *_about(InboxItem, pathway_id, only_need), col(InboxItem.topic).in_(_FALLS_AWAY))


def _about(table: Any, pathway_id: int, only_need: int | None) -> Iterator[ColumnElement[bool]]:
    yield col(table.pathway_id) == pathway_id
    if only_need is not None:
        yield col(table.entry_id) == only_need


def _tell_safeguarding(act: ActWork, review: ClinicalReview, because: str, policy: PolicySettings) -> None:
    topic: TaskKind = TaskKind.SAFEGUARDING_LOOK
    sentence = f"{review.reason} {because} No clinician has looked at it: decide whether the patient is safe."
    about = About(review.patient_id, review.pathway_id, review.entry_id)
    due_at = close_of_day(act.event_at.date(), policy)
    keep_item(act, ItemKind.TASK, topic, stands_with(act.session, SafeguardingLead()), sentence, about, due_at=due_at)
