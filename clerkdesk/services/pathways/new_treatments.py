"""Keeps the reason for a wait for a procedure without a running clock: a new decision to treat, or the agreed plan."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.project_pathways import clock_events
from clerkdesk.data.tables import Pathway, WaitingListEntry
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.pathways.new_treatments import (
    decision_event,
    why_new_or_agreed,
    why_not_beside_planned_care,
    why_passed_on,
)
from clerkdesk.rules.values.entries import EntryKind, EntryStatus
from clerkdesk.rules.values.text import clean
from clerkdesk.rules.waiting_list.awaiting import NewWait
from clerkdesk.services.acts.answers import Refused, WrongInput, by_rule
from clerkdesk.services.acts.context import SignedIn
from clerkdesk.services.acts.deciders import proven_decider_of_pathway
from clerkdesk.services.pathways.entries import keep_the_position_left, record_rtt
from clerkdesk.settings import PolicySettings


def keep_agreed(
    act: ActWork,
    pathway_id: int,
    new: NewWait,
    clerk: SignedIn,
    policy: PolicySettings,
    ends: int | None = None,
) -> str | Refused | WrongInput:
    """Record a new decision to treat, and return the reason to keep with the wait.

    Args:
        act: the act that adds the wait.
        pathway_id: of the pathway that gets it.
        new: the wait, with its reason in `agreed`.
        clerk: who is at the keys.
        policy: in force for its specialty.
        ends: the need that the act ends, if any.
    """
    refusal = why_passed_on(act.session.get_one(Pathway, pathway_id).clock_state)
    if refusal is None and new.kind == EntryKind.AWAITING_PROCEDURE:
        events = clock_events(act.session, pathway_id)
        refusal = why_new_or_agreed(events, new.agreed, act.event_at.date(), policy)
    if refusal is None and new.agreed is not None and new.agreed.new:
        refusal = why_not_beside_planned_care(planned=is_planned(act.session, pathway_id, ends))
    if refusal is not None:
        return by_rule(refusal)
    agreed = new.agreed
    if agreed is None:
        return ""
    clinician = proven_decider_of_pathway(
        act.session, pathway_id, agreed.by, agreed.source, agreed.because, clerk, what="The procedure"
    )
    if isinstance(clinician, Refused | WrongInput):
        return clinician
    source = clean(agreed.source)
    if agreed.new and agreed.told_on is not None:
        event = decision_event(agreed.told_on, clinician.name, source)
        details = dict(event.details)
        if clean(agreed.because):
            details["confirmed_because"] = clean(agreed.because)
        record_rtt(act, pathway_id, event.event, event.event_date, event.code, details, policy=policy)
        keep_the_position_left(act, pathway_id, policy)
    return agreed_words(clinician.name, source, new=agreed.new)


def is_planned(session: Session, pathway_id: int, besides: int | None = None) -> bool:
    """Return whether a pathway has an open need on the planned list, besides one about to end."""
    entry = WaitingListEntry
    query = select(col(entry.id)).where(
        col(entry.pathway_id) == pathway_id,
        col(entry.kind) == EntryKind.PLANNED,
        col(entry.status) != EntryStatus.CLOSED,
    )
    return any(entry_id != besides for entry_id in session.execute(query).scalars())


def agreed_words(clinician: str, source: str, *, new: bool) -> str:
    """Return the reason for a wait for a procedure, with the decider."""
    what = "decided by" if new else "part of the plan agreed by"
    return f"{what} {clinician} ({source})" if source else f"{what} {clinician}"
