"""Reads every future date of a pathway as stored, for tests that compare an act keyed late with one keyed at once."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlmodel import col

from clerkdesk.data.engine import open_database
from clerkdesk.data.project_pathways import clock_events
from clerkdesk.data.tables import ClinicalReview, Pathway, Unavailability, WaitingListEntry
from clerkdesk.services.desk.facade import desk_for
from clerkdesk.settings import Settings
from tests.builders import Entry
from tests.conftest import MONDAY, StandingClock


def dates_of(location: str, entry: Entry) -> list[Any]:
    """Return every future date of the pathway: of its needs, its clock, its plans and its reviews."""
    desk = desk_for(open_database(location), Settings(), now=StandingClock(MONDAY))
    with desk.context.reading() as session:
        need = WaitingListEntry
        columns = (need.kind, need.due_date, need.latest_date, need.interval_days, need.look_again_on,
                   need.list_position_date, need.added_on)  # fmt: skip
        of_entry = select(*map(col, columns)).where(col(need.pathway_id) == entry.pathway_id, col(need.id) != entry.id)
        needs = [tuple(row) for row in session.execute(of_entry)]
        reviews = list(session.execute(select(col(ClinicalReview.due_date))).scalars())
        plans = [(each.event, each.event_date, str(each.details)) for each in clock_events(session, entry.pathway_id)]
        pathway = session.get_one(Pathway, entry.pathway_id)
        clock = (pathway.clock_stop, pathway.next_clinical_review)
    desk.close()
    return [needs, reviews, plans, clock]


def wishes(location: str) -> list[Any]:
    """Return every day until which a need is held or is offered nothing, and the kind of each review."""
    desk = desk_for(open_database(location), Settings(), now=StandingClock(MONDAY))
    with desk.context.reading() as session:
        held = session.execute(select(col(WaitingListEntry.look_again_on), col(WaitingListEntry.due_date))).all()
        away = session.execute(select(col(Unavailability.starts_on), col(Unavailability.ends_on))).all()
        asked = session.execute(select(col(ClinicalReview.kind))).all()
    desk.close()
    return [[tuple(row) for row in rows] for rows in (held, away, asked)]
