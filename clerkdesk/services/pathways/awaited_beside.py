"""Finds a pathway's other waits for a treatment or test, if an act would stop its clock."""

from __future__ import annotations

from sqlalchemy.orm import Session

from clerkdesk.data.queries.waiting_list.entries import needs_beside
from clerkdesk.data.tables import Pathway
from clerkdesk.rules.pathways.ending_a_wait import WAITS, why_awaited_beside
from clerkdesk.rules.waiting_list.entry_kinds import AWAITING_KINDS, KIND_WORDS
from clerkdesk.services.acts.answers import Refused, by_rule


def awaited_beside(session: Session, pathway_id: int, entry_id: int | None) -> Refused | None:
    """Return why a decision not to treat may not end a running wait: the pathway has another wait (R-124).

    Args:
        session: to read with.
        pathway_id: of the pathway.
        entry_id: the need of the act, which does not count.
    """
    if session.get_one(Pathway, pathway_id).clock_state not in WAITS:
        return None
    waited_for = needs_beside(session, pathway_id, entry_id).values()
    refusal = why_awaited_beside([KIND_WORDS[kind] for kind in AWAITING_KINDS if kind in waited_for])
    return by_rule(refusal, "awaited_beside") if refusal is not None else None
