"""Finds the dates to meet that a future appointment misses, for every screen and command that shows it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.queries.waiting_list.entries import as_row, entry_columns
from clerkdesk.data.tables import WaitingListEntry
from clerkdesk.rules.waiting_list.targets import Target, missed_on
from clerkdesk.services.acts.context import ServiceContext


def missed_by(session: Session, context: ServiceContext, starts: Mapping[int, datetime]) -> dict[int, Target]:
    """Return the target that each appointment misses by most, counted from its own day, without those that keep all.

    Args:
        session: to read with.
        context: for the day and the policy of each specialty.
        starts: entry id -> local start of its live appointment; past days are left out.
    """
    to_come = {entry_id: at for entry_id, at in starts.items() if at.date() >= context.today}
    if not to_come:
        return {}
    rows = session.execute(_entries(), {"entries": list(to_come)})
    needs = [as_row(row) for row in rows]
    found = {
        need.entry_id: missed_on(
            need.target_facts(), to_come[need.entry_id].date(), context.settings.policy_for(need.specialty_code)
        )
        for need in needs
    }
    return {entry_id: target for entry_id, target in found.items() if target is not None}


@cache
def _entries() -> Select[Any]:
    return entry_columns().where(col(WaitingListEntry.id).in_(bindparam("entries", expanding=True)))
