"""What a patient of suspected cancer is owed before their pathway closes: an answer, or why none is due (R-501)."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from clerkdesk.data.queries.entries import entry_row
from clerkdesk.rules.targets import why_an_answer_is_owed
from clerkdesk.services.answers import Refused, by_rule
from clerkdesk.settings import PolicySettings


def answer_owed(session: Session, entry_id: int | None, today: date, policy: PolicySettings) -> Refused | None:
    """Return why a need may not close its pathway yet: its 28 days count and nothing on record ends them.

    A death ends them by itself, and a duplicate hands them on; neither asks here. Where another provider has taken over
    it goes on with the clock and its dates (R-172).
    """
    row = entry_row(session, entry_id) if entry_id is not None else None
    if row is None or row.clock_state == "running_elsewhere":
        return None
    refusal = why_an_answer_is_owed(row.target_facts(), today, policy)
    return by_rule(refusal) if refusal is not None else None
