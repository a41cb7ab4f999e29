"""What a patient said four weeks ago, keyed on screen: it counts from its day, as if it had been keyed at once."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import col

from clerkdesk.codes import code_list
from clerkdesk.data.project_pathways import clock_events
from clerkdesk.data.tables import ClinicalReview, Unavailability, WaitingListEntry
from tests.conftest import MONDAY
from tests.screens.copies import Copies
from tests.screens.front_desk import FrontDesk, a_front_desk, at_the_front_desk

V15 = next(row.extra["key"] for row in code_list("local_validation_outcome").rows if row.code == "V15")
BARS = {
    "wishes to wait": (("r", "l"), "8w", 2),
    "takes time to think": (("r", "t", "tab"), "5w", 2),
    "wishes to wait, as validated": (("v", "2", V15), "8w", 1),
}
"""Keys that lead to the length of time, what is typed there, and how many questions further the day is asked."""
LATE = timedelta(weeks=4)


def _dates(front: FrontDesk) -> list[object]:
    with front.desk.context.reading() as session:
        away = session.execute(select(col(Unavailability.starts_on), col(Unavailability.ends_on))).all()
        held = session.get_one(WaitingListEntry, front.nisha.id).look_again_on
        asked = session.execute(select(col(ClinicalReview.kind))).scalars().all()
        events = [(each.event, each.event_date, each.details) for each in clock_events(session, front.nisha.pathway_id)]
    return [[tuple(row) for row in away], held, list(asked), events]


@pytest.mark.parametrize("act", BARS)
async def test_what_is_keyed_late_counts_from_its_day(copies: Copies, tmp_path: Path, act: str) -> None:
    keys, length, further = BARS[act]
    found = []
    for name, at in (("at once", MONDAY), ("late", MONDAY + LATE)):
        (tmp_path / name).mkdir()
        with copies.opened(a_front_desk, tmp_path / name) as front:
            front.clock.at = datetime.combine(at.date(), MONDAY.time())
            async with at_the_front_desk(front) as page:
                await page.open_card("patel nis")
                await page.press(*keys)
                await page.type_text(length)
                await page.press(*["tab"] * further)
                await page.type_text("3/3/2025")
                await page.press("enter")
                await page.until_closed(act)
                await page.settle()
            found.append(_dates(front))
    assert found[0] == found[1] and found[0][2:] != [[], []]


async def test_a_cancellation_keyed_late_asks_again_for_the_day_that_is_wrong(front: FrontDesk) -> None:
    front.clock.at = MONDAY + timedelta(days=7)
    async with at_the_front_desk(front) as page:
        await page.open_card()
        await page.press("x", "i", "enter")
        await page.until(lambda: "cancelled" in page.text and page.screen.bar.told != "", "the day is asked")
        progress = page.screen.bar.progress
        assert progress is not None and progress.at == "happened_on"
        await page.type_text("6/3/2025")
        assert "6/3/2025" in page.text
        await page.press("enter")
        assert progress.at == "said_by"
        await page.type_text("voicemail")
        assert "voicemail" in page.text
        await page.press("enter")
        await page.until(lambda: "cancels nothing" in page.screen.bar.told, "why not")
        assert progress.at == "happened_on" and page.text.count("cancels nothing") == 1
