"""Refuses acts for a patient who is said, or recorded, to have died (RULES 13.2, 13.24)."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from clerkdesk.data.queries.deaths.deaths import death_facts, death_standing
from clerkdesk.rules.deaths.stops import why_nobody_is_here, why_not_after_death, why_stopped
from clerkdesk.services.acts.answers import Refused, by_rule


def stopped_by_death(session: Session, patient_id: int) -> Refused | None:
    """Return the refusal of acts for a patient who is said, or recorded, to have died, or None."""
    refusal = why_stopped(death_standing(session, patient_id))
    return by_rule(refusal, "deceased") if refusal is not None else None


def stopped_after_death(session: Session, patient_id: int, day: date) -> Refused | None:
    """Return why an event can't have happened to a patient on a day, because they had died, or None."""
    refusal = why_not_after_death(death_facts(session, patient_id), day)
    return by_rule(refusal, "deceased") if refusal is not None else None


def nobody_dead_is_here(session: Session, patient_id: int) -> Refused | None:
    """Return the refusal of an arrival or a visit of a patient who is said, or recorded, to have died."""
    refusal = why_nobody_is_here(death_standing(session, patient_id))
    return by_rule(refusal, "deceased") if refusal is not None else None
