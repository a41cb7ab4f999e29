"""Who is named for a place that comes free, and what a move to an earlier one asks for (RULES 13.28)."""

from __future__ import annotations

from datetime import date, datetime

from clerkdesk.services.desk import Desk
from tests.builders import a_hospital, a_patient, a_session, an_entry

NEAR = datetime(2025, 3, 6, 9, 0)
FAR = datetime(2025, 4, 1, 9, 0)


def test_a_near_place_names_the_urgent_before_the_short_notice_pool(desk: Desk) -> None:
    hospital = a_hospital(desk)
    pool = a_patient(desk, "Pool", short_notice_hours=24)
    agreed = an_entry(desk, hospital, pool, clock_start=date(2025, 1, 13))
    longest = an_entry(desk, hospital, clock_start=date(2025, 1, 6))
    urgent = an_entry(desk, hospital, clock_start=date(2025, 2, 10), priority_type="2")
    near, far = a_session(desk, hospital, NEAR)[0], a_session(desk, hospital, FAR)[0]
    assert [each.entry_id for each in desk.sessions.candidates(near)] == [urgent.id, agreed.id, longest.id]
    assert [each.entry_id for each in desk.sessions.candidates(far)] == [urgent.id, longest.id, agreed.id]
