"""A database of revision 0006 gets the receipt of a later referral that suspected cancer from the facts in it."""

from __future__ import annotations

from datetime import date

from clerkdesk.data.engine import engine_for, open_database
from clerkdesk.data.migrations.run import migrate
from clerkdesk.data.tables import Pathway
from clerkdesk.rules.values.clocks import ClockEventKind
from clerkdesk.services.desk.facade import Desk, desk_for
from clerkdesk.services.pathways.entries import record_rtt
from clerkdesk.services.validation.checks import CheckReport
from clerkdesk.settings import Settings
from tests.builders import a_hospital, an_entry
from tests.data.going_back import back_to

FIRST, LATER = date(2025, 1, 6), date(2025, 2, 17)


def test_a_later_suspicion_of_cancer_is_known_after_the_upgrade(desk: Desk, location: str) -> None:
    hospital = a_hospital(desk)
    later, alone = (an_entry(desk, hospital, clock_start=FIRST) for _ in range(2))
    with desk.context.act("build") as act:
        for entry, day in ((later, LATER), (alone, FIRST)):
            record_rtt(
                act,
                entry.pathway_id,
                ClockEventKind.REFERRAL_RECEIVED,
                day,
                details={"priority": 3},
                policy=desk.context.policy,
            )
        act.commit(None)
    engine = engine_for(location)
    back_to(engine, "0006")
    migrate(engine)
    engine.dispose()
    database = open_database(location)
    with database.reading() as session:
        assert session.get_one(Pathway, later.pathway_id).suspected_later_on == LATER
    report = desk_for(database, Settings(), now=desk.context.now).checks.run(["DRIFT"])
    assert isinstance(report, CheckReport) and report.findings == ()
    database.close()
