"""A day that the trust closes once counts as a bank holiday does: no clinic, and nothing falls due on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from clerkdesk.rules.values.bank_holidays import days_closed
from clerkdesk.services.booking.cancellations import Cancelled
from clerkdesk.services.booking.offers import DateOffered, OfferAccepted
from clerkdesk.services.clinics.schedule import Published
from clerkdesk.services.desk.facade import Desk
from tests.builders import a_hospital, a_session, an_entry
from tests.policies import policy_with
from tests.services.imports.test_clinics import HOSPITAL, TEMPLATE, read

MONDAY = date(2025, 3, 10)


@pytest.fixture
def closing(desk: Desk) -> Desk:
    """The desk of a trust that closes on Monday 10 March."""
    policy = policy_with(desk.context.policy, closed_days=(MONDAY.isoformat(),))
    return Desk(replace(desk.context, settings=replace(desk.context.settings, policy=policy)))


def test_a_closed_day_stands_among_the_bank_holidays() -> None:
    found = days_closed(date(2025, 4, 17), date(2025, 4, 22), ["2025-04-17", "2025-06-01"])
    assert sorted(found) == [date(2025, 4, 17), date(2025, 4, 18), date(2025, 4, 21)]


def test_what_falls_due_falls_due_a_day_later(desk: Desk, closing: Desk) -> None:
    hospital = a_hospital(desk)
    due: list[date] = []
    for at in (desk, closing):
        entry = an_entry(at, hospital)
        slot = a_session(at, hospital, datetime(2025, 4, 1, 9, 0) + timedelta(days=len(due)))[0]
        booked = at.booking.accept(DateOffered(entry.id, slot), out_of_turn="OT02")
        assert isinstance(booked, OfferAccepted)
        ended = at.booking.cancel(booked.booked.reference, "HC09")
        assert isinstance(ended, Cancelled)
        (task,) = [task for task in ended.followed.tasks if task.topic == "rebook"]
        assert task.due is not None
        due.append(task.due.date())
    assert due == [MONDAY, MONDAY + timedelta(days=1)]


def test_no_clinic_is_published_on_it(closing: Desk, tmp_path: Path) -> None:
    read(closing, tmp_path, HOSPITAL + TEMPLATE.replace("tuesday", "monday"))
    published = closing.clinics.publish(MONDAY + timedelta(days=7))
    assert isinstance(published, Published)
    assert [row.day for row in closing.clinics.between(MONDAY, MONDAY + timedelta(days=7))] == [
        MONDAY + timedelta(days=7)
    ]
    assert [(each.day, each.name) for each in published.left_out] == [(MONDAY, "closed day of the trust")]
