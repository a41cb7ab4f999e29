"""Reopens pathways closed by a death that proves wrong, or another person's (RULES 13.24)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import or_, select
from sqlmodel import col

from clerkdesk.data.project import project_entry
from clerkdesk.data.project_pathways import project_pathway
from clerkdesk.data.project_work import project_inbox_item
from clerkdesk.data.tables import (
    Annulment,
    InboxItem,
    Pathway,
    PathwayClosure,
    RttEvent,
    WaitingListEntry,
    WaitingListEvent,
)
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.services.acts.context import ServiceContext


def take_back_closures(
    act: ActWork, context: ServiceContext, patient_ids: Collection[int], closed_by: Sequence[UUID]
) -> tuple[int, ...]:
    """Annul the acts that closed needs because of a death, and restore their pathways.

    Args:
        act: the act that takes them back.
        context: where.
        patient_ids: patients whose pathways and needs are rewritten, with those that the acts touched.
        closed_by: ids of the acts.

    Returns:
        Ids of the reopened pathways of these patients.
    """
    session = act.session
    for act_id in closed_by:
        act.add(Annulment(act_id=act.act_id, annulled_act_id=act_id))
    session.flush()
    # The tasks of those acts, such as telling the referrer, lapse with them.
    for item_id in (
        session.execute(select(col(InboxItem.id)).where(col(InboxItem.act_id).in_(closed_by))).scalars().all()
    ):
        project_inbox_item(session, item_id)
    on_clock = select(col(RttEvent.pathway_id)).where(col(RttEvent.act_id).in_(closed_by))
    closed = select(col(PathwayClosure.pathway_id)).where(col(PathwayClosure.act_id).in_(closed_by))
    pathways = select(Pathway).where(
        or_(col(Pathway.patient_id).in_(patient_ids), col(Pathway.id).in_(on_clock), col(Pathway.id).in_(closed))
    )
    reopened: list[int] = []
    for pathway in session.execute(pathways.order_by(col(Pathway.id))).scalars().all():
        was_closed = pathway.closed_on is not None
        project_pathway(session, pathway.id, act.event_at.date(), context.policy_of(session, pathway))
        if was_closed and pathway.closed_on is None and pathway.patient_id in patient_ids:
            reopened.append(pathway.id)
    on_list = select(col(WaitingListEvent.entry_id)).where(col(WaitingListEvent.act_id).in_(closed_by))
    needs = select(col(WaitingListEntry.id)).where(
        or_(col(WaitingListEntry.patient_id).in_(patient_ids), col(WaitingListEntry.id).in_(on_list))
    )
    for entry_id in session.execute(needs.order_by(col(WaitingListEntry.id))).scalars().all():
        project_entry(session, entry_id)
    return tuple(reopened)
