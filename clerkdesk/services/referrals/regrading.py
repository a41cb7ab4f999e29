"""Sets the priority of a pathway, its referral and its open needs, with a fact that names the decider.

`clerkdesk.rules.referrals.regrading` judges a lower priority. For services only, inside an act.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.project import project_entry
from clerkdesk.data.tables import Pathway, Professional, Referral, WaitingListEntry
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.referrals.regrading import PriorityChange, change_event
from clerkdesk.rules.values.entries import EntryStatus
from clerkdesk.rules.values.priority import Priority
from clerkdesk.services.pathways.entries import record_rtt
from clerkdesk.settings import PolicySettings


def change_priority(
    act: ActWork, pathway_id: int, change: PriorityChange, policy: PolicySettings, day: date | None = None
) -> None:
    """Keep the change of a priority with decider, day and proof, and update the lists."""
    event = change_event(change, day or act.event_at.date())
    record_rtt(act, pathway_id, event.event, event.event_date, details=event.details, policy=policy)
    regrade(act, pathway_id, change.after)


def regrade(act: ActWork, pathway_id: int, priority: Priority) -> None:
    """Set a priority from another fact of the same act, such as a consultant's upgrade."""
    code = priority.type
    pathway = act.session.get_one(Pathway, pathway_id)
    pathway.priority_type = code
    if pathway.referral_id is not None:
        act.session.get_one(Referral, pathway.referral_id).priority_type = code
    for entry_id in _open_needs(act.session, pathway_id):
        act.session.get_one(WaitingListEntry, entry_id).priority_type = code
        project_entry(act.session, entry_id)


def clinicians_here(session: Session) -> tuple[str, ...]:
    """Return the names of the clinicians who work here."""
    return tuple(session.execute(select(col(Professional.name))).scalars())


def referrer_of(session: Session, pathway: Pathway) -> str:
    """Return who sent the referral of a pathway, in words; empty if not on record."""
    return session.get_one(Referral, pathway.referral_id).referrer if pathway.referral_id is not None else ""


def _open_needs(session: Session, pathway_id: int) -> Sequence[int]:
    entry = WaitingListEntry
    query = select(col(entry.id)).where(col(entry.pathway_id) == pathway_id, col(entry.status) != EntryStatus.CLOSED)
    return session.execute(query.order_by(col(entry.id))).scalars().all()
