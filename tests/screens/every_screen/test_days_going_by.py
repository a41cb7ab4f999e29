"""A desk that is opened, or stays open, after a date has gone by shows the wait that has begun with it (R-170)."""

from __future__ import annotations

from datetime import date, timedelta

from clerkdesk.data.tables import Pathway
from clerkdesk.rules.values.clocks import ClockEventKind
from clerkdesk.services.pathways.entries import record_rtt
from tests.screens.front_desk import FrontDesk, at_the_front_desk

DUE = date(2025, 3, 5)


def clock_of_anjali(front: FrontDesk) -> tuple[str, date | None]:
    """Return the state and the start of her clock as every list reads them."""
    with front.desk.context.reading() as session:
        pathway = session.get_one(Pathway, front.anjali.pathway_id)
        return pathway.clock_state, pathway.clock_start


async def test_planned_care_that_is_overdue_waits_once_the_desk_is_opened(front: FrontDesk) -> None:
    with front.desk.context.act("build") as act:
        policy = front.desk.context.policy
        treated = date(2025, 2, 20)
        record_rtt(act, front.anjali.pathway_id, ClockEventKind.FIRST_DEFINITIVE_TREATMENT, treated, policy=policy)
        planned = {"due": DUE.isoformat(), "kind": "treatment"}
        record_rtt(
            act, front.anjali.pathway_id, ClockEventKind.ADDED_TO_PLANNED_LIST, treated, None, planned, policy=policy
        )
        act.commit(None)
    front.clock.at += timedelta(days=7)
    async with at_the_front_desk(front) as page:
        await page.until(lambda: clock_of_anjali(front) == ("running", DUE), "the wait that began")
