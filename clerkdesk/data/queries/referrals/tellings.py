"""Reads from the facts of a pathway what patient and referrer were told of its referral."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.project_pathways import numbered_events
from clerkdesk.data.tables import Pathway, Referral
from clerkdesk.rules.referrals.answers import REFUSED, RefusedReferral, Told, tellings_in
from clerkdesk.rules.rtt import ClockEvent
from clerkdesk.rules.rtt.details import words
from clerkdesk.rules.values.clocks import ClockEventKind
from clerkdesk.rules.values.tellings import What

_REFUSAL = ClockEventKind.REFERRAL_REJECTED_BY_PROVIDER


def tellings_of(session: Session, pathway_id: int) -> tuple[Told, ...]:
    """Return every telling of a pathway's referral, in order of entry."""
    return tellings_among(numbered_events(session, pathway_id))


def tellings_among(numbered: Iterable[tuple[int, ClockEvent]]) -> tuple[Told, ...]:
    """Return every telling among a pathway's clock events, in order of entry; each event has the id of its row."""
    return tuple(tellings_in(event for _, event in sorted(numbered, key=lambda one: one[0])))


@cache
def _vetted() -> Select[str]:
    outcome = select(col(Referral.vetting_outcome)).join(Pathway, col(Pathway.referral_id) == col(Referral.id))
    return outcome.where(col(Pathway.id) == bindparam("of_pathway"))


def refusal_of(session: Session, pathway_id: int) -> RefusedReferral | None:
    """Return the refusal of a pathway's referral with who was told of it, or None."""
    outcome = session.execute(_vetted(), {"of_pathway": pathway_id}).scalar_one_or_none()
    if outcome not in REFUSED:
        return None
    events = [event for _, event in sorted(numbered_events(session, pathway_id), key=lambda one: one[0])]
    indexes = [index for index, event in enumerate(events) if event.event == _REFUSAL]
    if not indexes:
        return None
    refused, since = events[indexes[-1]], events[indexes[-1] :]
    told = tuple(telling for telling in tellings_in(since) if telling.what == What.REFUSED)
    return RefusedReferral(words(refused, "decided_by"), words(refused, "source"), refused.event_date, told)
