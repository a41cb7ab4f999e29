"""Why a pathway stands where it stands: its clock event by event, and every date to meet. Nothing is changed here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import col

from clerkdesk.data.project import clock_events
from clerkdesk.data.queries.entries import as_row, entry_columns
from clerkdesk.data.tables import Pathway, Specialty, WaitingListEntry
from clerkdesk.rules.cancer import cancer_marks, care_reviews_due, open_decisions
from clerkdesk.rules.priority import Priority
from clerkdesk.rules.rtt import Clock, clock_at
from clerkdesk.rules.targets import Target, targets
from clerkdesk.services.answers import WrongInput
from clerkdesk.services.office import Office


@dataclass(frozen=True, slots=True)
class ClockWhy:
    """The clock of one pathway with all that made it."""

    pathway_id: int
    identifier: str
    specialty: str
    """Empty where the pathway needs its specialty."""
    clock: Clock
    targets: tuple[Target, ...]
    """Of every open need of the pathway, the nearest first, each date once."""
    care_reviews: tuple[date, ...]
    """When the cancer care reviews fall due, where cancer was diagnosed (R-530)."""


class Clocks:
    """Reads of the 18-week clocks."""

    def __init__(self, office: Office) -> None:
        self.office = office

    def why(self, pathway_id: int) -> ClockWhy | WrongInput:
        """Return what each event did to a pathway's clock, its periods, what falls due, and the dates to meet."""
        entry = WaitingListEntry
        with self.office.reading() as session:
            row = session.execute(
                select(col(Pathway.identifier), col(Specialty.code), col(Specialty.name))
                .outerjoin(Specialty, col(Specialty.id) == col(Pathway.specialty_id))
                .where(col(Pathway.id) == pathway_id)
            ).one_or_none()
            if row is None:
                return WrongInput("no_such_pathway", "pathway", "There is no pathway of this number.")
            policy, today = self.office.settings.policy_for(row.code), self.office.today
            events = clock_events(session, pathway_id)
            open_needs = entry_columns().where(col(entry.pathway_id) == pathway_id, col(entry.status) != "closed")
            facts = [as_row(need).target_facts() for need in session.execute(open_needs)]
        dates = [target for need in facts for target in targets(need, today, policy)]
        if any(need.priority is Priority.SUSPECTED_CANCER or need.upgraded_on is not None for need in facts):
            dates += [
                Target("31d", decided.last_compliant_day, (decided.last_compliant_day - today).days)
                for decided in open_decisions(events, today, policy)
            ]
        found = {(target.name, target.date): target for target in dates}
        clock = clock_at(events, today, policy)
        nearest_first = sorted(found.values(), key=lambda target: target.date)
        diagnosed = cancer_marks(events, today).diagnosed_on
        reviews = care_reviews_due(diagnosed, policy) if diagnosed is not None else ()
        return ClockWhy(pathway_id, row.identifier, row.name or "", clock, tuple(nearest_first), reviews)
