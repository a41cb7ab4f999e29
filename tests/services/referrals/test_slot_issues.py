"""The e-RS slot-issues list (R-260 to R-267)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from clerkdesk.data.tables import Pathway, Referral
from clerkdesk.services.booking.bookings import Booked
from clerkdesk.services.contact.contacts import ContactKept, NewAttempt
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.referrals.slot_issues import SlotIssueEntry, SlotIssueList
from tests.builders import Entry, Hospital, a_hospital, a_session, an_entry

TODAY = date(2025, 3, 3)


@pytest.fixture
def hospital(desk: Desk) -> Hospital:
    return a_hospital(desk)


def an_issue(desk: Desk, hospital: Hospital, listed_on: date, **columns: Any) -> Entry:
    """A referral that could not be booked in e-RS; `columns` of the referral, `priority_type` of all."""
    priority = columns.pop("priority_type", "1")
    entry = an_entry(desk, hospital, clock_start=listed_on, priority_type=priority)
    with desk.context.act("build") as act:
        referral_id = act.session.get_one(Pathway, entry.pathway_id).referral_id
        referral = act.session.get_one(Referral, referral_id)
        for name, value in {"worklist": "ASI", "ubrn": f"{entry.id:012d}", **columns}.items():
            setattr(referral, name, value)
        act.commit(None)
    return entry


def listed(desk: Desk) -> list[SlotIssueEntry]:
    found = desk.referrals.slot_issues()
    assert isinstance(found, SlotIssueList)
    return list(found.entries)


def test_the_list_goes_by_priority_then_by_age(desk: Desk, hospital: Hospital) -> None:
    newer = an_issue(desk, hospital, date(2025, 2, 28))
    older = an_issue(desk, hospital, date(2025, 2, 26))
    cancer = an_issue(desk, hospital, TODAY, priority_type="3")
    assert [each.row.entry_id for each in listed(desk)] == [cancer.id, older.id, newer.id]


@pytest.mark.parametrize(
    ("priority", "last_day"), [("1", date(2025, 3, 6)), ("2", date(2025, 3, 4)), ("3", date(2025, 3, 3))]
)
def test_the_patient_is_contacted_within_4_2_or_1_working_days(
    desk: Desk, hospital: Hospital, priority: str, last_day: date
) -> None:
    an_issue(desk, hospital, date(2025, 2, 28), priority_type=priority)
    assert [each.state.contact_by for each in listed(desk)] == [last_day]


def test_a14_a_routine_issue_aged_5_working_days_and_never_reviewed_is_escalated_once(
    desk: Desk, hospital: Hospital
) -> None:
    an_issue(desk, hospital, date(2025, 2, 24))
    first, again = desk.referrals.escalate_overdue(), desk.referrals.escalate_overdue()
    assert ([item.to for item in first], again) == (["team leader"], ())


def test_one_that_a_clinician_has_reviewed_is_not_escalated_for_it(desk: Desk, hospital: Hospital) -> None:
    an_issue(desk, hospital, date(2025, 2, 24), reviewed_by_clinician=True)
    assert desk.referrals.escalate_overdue() == ()


def test_nobody_stays_on_the_list_beyond_the_hard_limit(desk: Desk, hospital: Hospital) -> None:
    an_issue(desk, hospital, date(2025, 2, 20), reviewed_by_clinician=True)
    assert [item.to for item in desk.referrals.escalate_overdue()] == ["service manager"]


def test_whom_no_clinician_has_seen_is_marked(desk: Desk, hospital: Hospital) -> None:
    an_issue(desk, hospital, date(2025, 2, 27))
    (found,) = listed(desk)
    assert found.never_reviewed
    assert found.state.warnings == ("No clinician has seen this referral; 2 working days on the list.",)


def test_a_patient_who_was_spoken_to_counts_as_contacted(desk: Desk, hospital: Hospital) -> None:
    entry = an_issue(desk, hospital, date(2025, 2, 27))
    result = desk.contact.tried(NewAttempt(patient_id=entry.patient_id, result="CR01", entry_id=entry.id))
    assert isinstance(result, ContactKept)
    assert [each.contacted for each in listed(desk)] == [True]


def test_a_booking_outside_e_rs_is_warned_about(desk: Desk, hospital: Hospital) -> None:
    entry = an_issue(desk, hospital, date(2025, 2, 24))
    slot = a_session(desk, hospital, datetime(2025, 4, 1, 9, 0))[0]
    assert isinstance(desk.booking.book(entry.id, slot), Booked)
    (found,) = listed(desk)
    assert "link the booking" in found.state.warnings[0] and desk.referrals.escalate_overdue() == ()


def test_the_rate_is_slot_issues_among_all_e_referrals(desk: Desk, hospital: Hospital) -> None:
    an_issue(desk, hospital, date(2025, 2, 24))
    for _ in range(3):
        an_issue(desk, hospital, date(2025, 2, 24), worklist="AFB")
    found = desk.referrals.slot_issues()
    assert isinstance(found, SlotIssueList) and found.rate == 0.25
