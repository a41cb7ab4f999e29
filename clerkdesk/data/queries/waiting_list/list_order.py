"""The stored order of a list, as columns; the rule is `clerkdesk.rules.waiting_list.list_order`."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import and_, case
from sqlmodel import col

from clerkdesk.data.tables import WaitingListEntry
from clerkdesk.rules.values.entries import EntryKind
from clerkdesk.rules.values.priority import Priority
from clerkdesk.settings import PriorityBoost


def order_of_list(boosts: Collection[PriorityBoost]) -> tuple[Any, ...]:
    """Return the columns that sort like `rules.waiting_list.list_order.list_order_key`.

    They serve all kinds but follow-ups.
    """
    entry = WaitingListEntry
    boosted: list[Any] = []
    if "hospital_cancelled" in boosts:
        routine = Priority.SUSPECTED_CANCER - Priority.ROUTINE
        cancelled = and_(
            col(entry.kind).in_((EntryKind.NEW, EntryKind.DIAGNOSTIC)),
            col(entry.order_priority) == routine,
            col(entry.hospital_cancellations) > 0,
        )
        boosted.append(case((cancelled, 0), else_=1))
    return (col(entry.order_priority), *boosted, col(entry.order_date), col(entry.order_referral_date), col(entry.id))
