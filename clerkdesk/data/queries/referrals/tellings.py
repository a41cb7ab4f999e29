"""Reads from the facts of a pathway what patient and referrer were told of its referral."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.project import numbered_events
from clerkdesk.data.tables import Pathway, Referral
from clerkdesk.rules.referrals.answers import REFUSED, RefusedReferral, Told, tellings_in
from clerkdesk.rules.rtt.details import words
from clerkdesk.rules.values.clocks import ClockEventKind
from clerkdesk.rules.values.tellings import What

_REFUSAL = ClockEventKind.REFERRAL_REJECTED_BY_PROVIDER


def tellings_of(session: Session, pathway_id: int) -> tuple[Told, ...]:
    """Return every telling of a pathway's referral, in order of entry."""
    return tuple(
        tellings_in(event for _, event in sorted(numbered_events(session, pathway_id), key=lambda one: one[0]))
    )


def refusal_of(session: Session, pathway_id: int) -> RefusedReferral | None:
    """Return the refusal of a pathway's referral with who was told of it, or None."""
    outcome = session.execute(
        select(col(Referral.vetting_outcome))
        .join(Pathway, col(Pathway.referral_id) == col(Referral.id))
        .where(col(Pathway.id) == pathway_id)
    ).scalar_one_or_none()
    if outcome not in REFUSED:
        return None
    events = [event for _, event in sorted(numbered_events(session, pathway_id), key=lambda one: one[0])]
    indexes = [index for index, event in enumerate(events) if event.event == _REFUSAL]
    if not indexes:
        return None
    refused, since = events[indexes[-1]], events[indexes[-1] :]
    told = tuple(telling for telling in tellings_in(since) if telling.what == What.REFUSED)
    return RefusedReferral(words(refused, "decided_by"), words(refused, "source"), refused.event_date, told)
