"""Asks once about a priority below the words of a referral, and keeps who confirmed it (R-402)."""

from __future__ import annotations

import json

from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.facts import counting
from clerkdesk.data.tables import Referral, RttEvent
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.referrals.stated_priority import CONFIRMED, STATED_PRIORITY, judge_stated_priority, priority_in
from clerkdesk.rules.values.priority import Priority
from clerkdesk.services.acts.answers import Refused, by_rule
from clerkdesk.services.pathways.entries import record_rtt
from clerkdesk.settings import PolicySettings


def words_of(reason: str, referrer: str, suspected_cancer_type: str) -> tuple[str, ...]:
    """Return the free texts of a referral that may state a priority."""
    kind = suspected_cancer_type.strip()
    return reason, referrer, f"suspected cancer {kind}" if kind else ""


def doubted_grading(
    session: Session, pathway_id: int, referral_id: int, graded: Priority, said_by: str
) -> Refused | None:
    """Ask about a grading below the words of the referral, unless asked before; else None."""
    written = _written(session, referral_id)
    doubt = judge_stated_priority(written, graded, confirmed_by=said_by, act="Grade")
    if doubt is None or _confirmed(session, pathway_id, graded):
        return None
    return by_rule(doubt, STATED_PRIORITY)


def keep_confirmed_priority(
    act: ActWork, pathway_id: int, written: tuple[str, ...], taken: Priority, said_by: str, policy: PolicySettings
) -> None:
    """Keep, as a fact that `why` shows, who confirmed a priority below the referral's own words."""
    stated = priority_in(written)
    if stated is None or stated.priority <= taken or not said_by.strip():
        return
    details = {"outcome": taken.words, "reason": stated.words, "source": said_by.strip()}
    record_rtt(act, pathway_id, CONFIRMED, act.event_at.date(), details=details, policy=policy)


def keep_confirmed_grading(
    act: ActWork, pathway_id: int, referral_id: int, graded: Priority, said_by: str, policy: PolicySettings
) -> None:
    """Keep who confirmed a grading below the words of the referral."""
    keep_confirmed_priority(act, pathway_id, _written(act.session, referral_id), graded, said_by, policy)


def _written(session: Session, referral_id: int) -> tuple[str, ...]:
    referral = session.get_one(Referral, referral_id)
    said = words_of(referral.reason, referral.referrer, referral.suspected_cancer_type)
    return (*said, referral.service_name)


def _confirmed(session: Session, pathway_id: int, graded: Priority) -> bool:
    """Return whether somebody has confirmed this priority, or a lower one, for this pathway."""
    event = RttEvent
    facts = session.execute(
        counting(event).where(col(event.pathway_id) == pathway_id, col(event.kind) == CONFIRMED)
    ).scalars()
    levels = {each.words: each for each in Priority}
    said = (levels.get(json.loads(fact.details).get("outcome", "")) for fact in facts)
    return any(each is not None and each <= graded for each in said)
