"""What a clerk leaves at the end of the day is written down and given to somebody."""

from __future__ import annotations

from datetime import datetime

import pytest

from clerkdesk.rules.values.inbox import Urgency
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.services.contact.calls import Resumed
from clerkdesk.services.contact.contacts import ContactKept, NewAttempt
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.inbox.handover import HandedOver
from clerkdesk.services.inbox.inbox import MessageTaken, NewMessage
from clerkdesk.services.inbox.incidents import IncidentRow
from tests.answers import only
from tests.builders import Entry, Hospital, Staff, a_hospital, a_patient, a_staff, an_entry
from tests.conftest import StandingClock


@pytest.fixture
def hospital(desk: Desk) -> Hospital:
    return a_hospital(desk)


@pytest.fixture
def staff(desk: Desk, hospital: Hospital) -> Staff:
    return a_staff(desk, hospital)


def leave_everything(desk: Desk, hospital: Hospital) -> Entry:
    """A parked call, a promised call-back, a message begun, a form begun, and a patient tried twice."""
    desk.calls.park(desk.calls.open("07700 900456").call_id, '{"field": "name"}')
    for ring_back_at in (datetime(2025, 3, 4, 15, 0), None):
        message = NewMessage(text="Ring.", to="me", ring_back_at=ring_back_at)
        kept = only(desk.inbox.take_message(message), MessageTaken)
    desk.inbox.acknowledge(kept.item.id)
    desk.drafts.keep("register", "pa")
    entry = an_entry(desk, hospital)
    for _ in range(2):
        assert isinstance(desk.contact.tried(NewAttempt(patient_id=entry.patient_id, result="n")), ContactKept)
    return entry


def test_the_slip_lists_what_is_parked_promised_tried_and_begun(hospital: Hospital, staff: Staff) -> None:
    entry = leave_everything(staff.clerk, hospital)
    slip = staff.clerk.inbox.slip()
    assert (len(slip.parked), len(slip.promised), len(slip.part_done)) == (1, 1, 2)
    assert [row.entry_id for row in slip.tried_twice] == [entry.id]
    assert staff.colleague.inbox.slip().is_empty


def test_given_to_a_colleague_everything_stands_with_them(hospital: Hospital, staff: Staff) -> None:
    leave_everything(staff.clerk, hospital)
    assert staff.clerk.inbox.give_slip("bev.derm") == HandedOver("Bev", items=2, calls=1, drafts=1, patients_to_try=1)
    theirs = staff.colleague.inbox.items()
    assert isinstance(theirs, list)
    assert len(theirs) == 3
    resumed = staff.colleague.calls.resume(staff.colleague.calls.waiting()[0].call_id)
    assert isinstance(resumed, Resumed)
    assert resumed.state == '{"field": "name"}'
    left = staff.clerk.inbox.slip()
    assert (left.parked, left.promised, left.part_done) == ((), (), ())


def test_given_to_tomorrow_it_stays_mine_and_is_due_on_the_next_working_day(
    hospital: Hospital, staff: Staff, clock: StandingClock
) -> None:
    clock.at = datetime(2025, 3, 7, 16, 30)
    taken = staff.clerk.inbox.take_message(NewMessage(text="Ring.", to="me", urgency=Urgency.TODAY))
    assert isinstance(taken, MessageTaken)
    staff.clerk.inbox.acknowledge(taken.item.id)
    assert isinstance(staff.clerk.inbox.give_slip(), HandedOver)
    rows = staff.clerk.inbox.items()
    assert isinstance(rows, list)
    assert [(row.due_at, row.status) for row in rows] == [(datetime(2025, 3, 10, 17, 0), "acknowledged")]


@pytest.mark.parametrize(("to", "answered"), [("nobody", WrongInput), ("team", Refused), ("me", Refused)])
def test_a_slip_goes_to_one_other_clerk(hospital: Hospital, staff: Staff, to: str, answered: type) -> None:
    leave_everything(staff.clerk, hospital)
    assert isinstance(staff.clerk.inbox.give_slip(to), answered)
    assert len(staff.clerk.inbox.slip().parked) == 1


def test_an_empty_slip_says_so(staff: Staff) -> None:
    assert isinstance(staff.clerk.inbox.give_slip("bev.derm"), Refused)


def test_an_incident_keeps_its_reference_and_the_newest_pathway(desk: Desk, hospital: Hospital) -> None:
    entry = an_entry(desk, hospital)
    kept = desk.inbox.record_incident(entry.patient_id, "LFPSE-123", "Seen eight weeks late.")
    assert isinstance(kept, IncidentRow)
    assert desk.inbox.incidents_of(entry.patient_id) == [kept]
    assert (kept.reference, kept.pathway_id) == ("LFPSE-123", entry.pathway_id)


def test_an_incident_needs_a_reference_a_description_and_a_patient(desk: Desk, hospital: Hospital) -> None:
    patient_id = a_patient(desk)
    for answer in (
        desk.inbox.record_incident(patient_id, " ", "Late."),
        desk.inbox.record_incident(patient_id, "LFPSE-123", ""),
        desk.inbox.record_incident(99, "LFPSE-123", "Late."),
        desk.inbox.record_incident(patient_id, "LFPSE-123", "Late.", an_entry(desk, hospital).pathway_id),
    ):
        assert isinstance(answer, WrongInput)
