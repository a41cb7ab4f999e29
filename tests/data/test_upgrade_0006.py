"""A database of revision 0005 gets first treatments and the urgency before an upgrade from the facts in it."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import text

from clerkdesk.data.engine import engine_for, open_database
from clerkdesk.data.migrations.run import migrate
from clerkdesk.data.tables import Pathway
from clerkdesk.rules.cancer.milestones import Milestone
from clerkdesk.rules.values.clocks import ClockEventKind
from clerkdesk.services.cancer.milestones import MilestoneKept, NewMilestone
from clerkdesk.services.desk.facade import Desk, desk_for
from clerkdesk.services.pathways.entries import record_rtt
from clerkdesk.services.validation.checks import CheckReport
from clerkdesk.settings import Settings
from tests.builders import Entry, Hospital, a_hospital, an_entry
from tests.data.going_back import back_to

RECEIVED, UPGRADED, DECIDED, TREATED = date(2025, 2, 3), date(2025, 2, 10), date(2025, 2, 17), date(2025, 2, 24)


def a_pathway(desk: Desk, hospital: Hospital, *events: tuple[str, date], priority: str = "3", **details: Any) -> Entry:
    """A pathway with what happened on it."""
    entry = an_entry(desk, hospital, clock_start=RECEIVED, priority_type=priority)
    with desk.context.act("build") as act:
        for kind, day in events:
            record_rtt(act, entry.pathway_id, ClockEventKind(kind), day, details=details, policy=desk.context.policy)
        act.commit(None)
    return entry


def test_the_first_treatment_and_the_urgency_of_before_are_known_after_the_upgrade(desk: Desk, location: str) -> None:
    hospital = a_hospital(desk)
    told, decided = ("told_cancer_diagnosed", UPGRADED), ("decision_to_treat", DECIDED)
    treated, again = ("first_definitive_treatment", TREATED), ("decision_to_treat", date(2025, 3, 1))
    first = a_pathway(desk, hospital, told, decided, treated)
    later = a_pathway(desk, hospital, told, decided, treated, again)
    by_choice = a_pathway(
        desk, hospital, told, ("active_monitoring_start", TREATED), agreed=True, reason="wish_to_delay"
    )
    urgent = an_entry(desk, hospital, clock_start=RECEIVED, priority_type="2")
    upgrade = NewMilestone(milestone=Milestone.UPGRADE, day=UPGRADED, by="DERM-C1", source="letter")
    assert isinstance(desk.cancer.record(urgent.pathway_id, upgrade), MilestoneKept)
    engine = engine_for(location)
    back_to(engine, "0005")
    with engine.execution_options(clerkdesk_write=True).begin() as connection:
        connection.execute(text("UPDATE pathway SET treatment_decided_on = NULL"))
    migrate(engine)
    engine.dispose()
    database = open_database(location)
    with database.reading() as session:
        found = {
            each.pathway_id: session.get_one(Pathway, each.pathway_id) for each in (first, later, by_choice, urgent)
        }
        assert [found[each.pathway_id].first_treated_on for each in (first, later)] == [TREATED, TREATED]
        assert [found[each.pathway_id].first_treated_on for each in (by_choice, urgent)] == [None, None]
        assert [found[each.pathway_id].treatment_decided_on for each in (first, later)] == [None, date(2025, 3, 1)]
        assert [row.urgent_before_upgrade for row in found.values()] == [False, False, False, True]
    report = desk_for(database, Settings(), now=desk.context.now).checks.run(["DRIFT"])
    assert isinstance(report, CheckReport) and report.findings == ()
    database.close()
