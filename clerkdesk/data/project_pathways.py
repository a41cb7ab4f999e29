"""Writes the current columns of a pathway from its clock events and closures."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.current_columns import write
from clerkdesk.data.facts import counting, standing_facts, with_facts
from clerkdesk.data.tables import Pathway, PathwayClosure, RttEvent
from clerkdesk.rules.cancer.waiting_times import CancerMarks, cancer_marks
from clerkdesk.rules.rtt import Clock, ClockEvent, clock_at
from clerkdesk.settings import PolicySettings

CORRECTS = "corrects"
"""Detail of a clock fact: the id, as text, of the row that it replaces."""
REOPENS = "reopens"
"""Detail of a clock fact: the ids of the closures that it cancels, as text with commas."""


def clock_events(session: Session, pathway_id: int) -> list[ClockEvent]:
    """Return the counting facts of a pathway as clock events."""
    return [event for _, event in numbered_events(session, pathway_id)]


def numbered_events(session: Session, pathway_id: int) -> list[tuple[int, ClockEvent]]:
    """Return the counting facts of a pathway as clock events, each with the id of its row."""
    return standing_events(session.execute(_clock_facts(), {"key": pathway_id}).scalars().all())


def events_of_patient(session: Session, patient_id: int) -> dict[int, list[tuple[int, ClockEvent]]]:
    """Return the clock events of each pathway of a patient that has any, as `numbered_events` does, by pathway id."""
    of_pathways: dict[int, list[RttEvent]] = {}
    for fact in session.execute(_clock_facts_of_patient(), {"key": patient_id}).scalars():
        of_pathways.setdefault(fact.pathway_id, []).append(fact)
    return {pathway_id: standing_events(of_pathways[pathway_id]) for pathway_id in sorted(of_pathways)}


@cache
def _clock_facts_of_patient() -> Select[RttEvent]:
    facts = counting(RttEvent).join(Pathway, col(Pathway.id) == col(RttEvent.pathway_id))
    of_patient = facts.where(col(Pathway.patient_id) == bindparam("key"))
    return of_patient.order_by(col(RttEvent.event_date), col(RttEvent.id))


@cache
def _clock_facts() -> Select[RttEvent]:
    of_pathway = col(RttEvent.pathway_id) == bindparam("key")
    return counting(RttEvent).where(of_pathway).order_by(col(RttEvent.event_date), col(RttEvent.id))


def standing_events(facts: Sequence[RttEvent]) -> list[tuple[int, ClockEvent]]:
    """Return the uncorrected facts of one pathway, each with the id of its row."""
    events = [(row.id, event_of(row)) for row in facts]
    corrected = {event.details.get(CORRECTS) for _, event in events}
    return [(number, event) for number, event in events if str(number) not in corrected]


def event_of(fact: RttEvent) -> ClockEvent:
    """Return a fact as a clock event."""
    return ClockEvent(fact.kind, fact.event_date, fact.code, json.loads(fact.details), entered=fact.id)


def project_pathway(session: Session, pathway_id: int, as_of: date, settings: PolicySettings) -> Pathway:
    """Write the current columns of a pathway from its clock events and closures."""
    session.flush()
    found = session.execute(_pathway_with_facts(), {"key": pathway_id}).all()
    pathway: Pathway = found[0][0]
    events = [event for _, event in standing_events([row[1] for row in found if row[1] is not None])]
    clock = clock_at(events, as_of, settings)
    once_closed = found[0].is_closed_once
    closures = standing_facts(session, PathwayClosure, "pathway_id", pathway_id) if once_closed else ()
    closed = last_closure(closures, events)
    write(pathway, columns_of_pathway(clock, cancer_marks(clock), closed.closed_on if closed else None))
    session.flush()
    return pathway


@cache
def _pathway_with_facts() -> Select[Any]:
    """Select a pathway with its clock facts, by their days, and whether it has ever been closed."""
    closure = select(col(PathwayClosure.id)).where(col(PathwayClosure.pathway_id) == bindparam("key"))
    facts = with_facts(Pathway, RttEvent, "pathway_id").add_columns(closure.exists().label("is_closed_once"))
    return facts.order_by(None).order_by(col(RttEvent.event_date), col(RttEvent.id))


def standing_closure(session: Session, pathway_id: int) -> PathwayClosure | None:
    """Return the closure of a closed pathway; None if it is open."""
    closures = standing_facts(session, PathwayClosure, "pathway_id", pathway_id)
    return last_closure(closures, clock_events(session, pathway_id)) if closures else None


def last_closure(closures: Sequence[PathwayClosure], events: Sequence[ClockEvent]) -> PathwayClosure | None:
    """Return the last closure that no clock fact has reopened; both in order of entry."""
    opened = {number for event in events for number in str(event.details.get(REOPENS, "")).split(",")}
    standing = [each for each in closures if str(each.id) not in opened]
    return standing[-1] if standing else None


def columns_of_pathway(clock: Clock, marks: CancerMarks, closed_on: date | None) -> dict[str, Any]:
    """Return the current columns of a pathway from its loaded clock, cancer dates and closure."""
    return {
        "clock_start": clock.start,
        "clock_stop": clock.stop,
        "clock_stop_code": clock.stop_code,
        "clock_state": clock.state,
        "closed_on": closed_on,
        "next_clinical_review": clock.next_clinical_review,
        "cancer_adjustment_days": marks.adjustment_days,
        "cancer_suspected": marks.suspected,
        "suspected_later_on": marks.suspected_later_on,
        "upgraded_on": marks.upgraded_on,
        "told_of_diagnosis_on": marks.told_on,
        "left_cancer_pathway_on": marks.left_on,
        "treatment_decided_on": marks.decided_on,
        "first_treated_on": marks.treated_on,
        "urgent_before_upgrade": marks.was_urgent,
    }
