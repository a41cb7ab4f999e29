"""A need stands on its list from the moment that its facts are recorded."""

from __future__ import annotations

from datetime import date
from typing import cast

import pytest

from clerkdesk.data.tables import WaitingListEntry
from clerkdesk.rules.rtt import UnknownEventError
from clerkdesk.rules.values.clocks import ClockEventKind
from clerkdesk.rules.values.entries import EntryKind
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.pathways.entries import NewPathway, add_entry, open_pathway, record_rtt
from clerkdesk.services.waiting_list.worklists import Worklist
from tests.builders import a_hospital, a_patient, an_entry


def test_a_new_need_stands_where_its_clock_began(desk: Desk) -> None:
    entry = an_entry(desk, a_hospital(desk), clock_start=date(2025, 1, 6))
    with desk.context.reading() as session:
        row = session.get_one(WaitingListEntry, entry.id)
    assert (row.status, row.list_position_date, row.order_date) == ("waiting", date(2025, 1, 6), date(2025, 1, 6))


def test_a_need_without_clock_or_referral_stands_where_it_was_added(desk: Desk) -> None:
    patient = a_patient(desk)
    with desk.context.act("build") as act:
        pathway = open_pathway(act, NewPathway(patient_id=patient), desk.context.settings)
        row = WaitingListEntry(patient_id=patient, pathway_id=pathway.id, kind=EntryKind.FOLLOW_UP)
        entry = add_entry(act, row, policy=desk.context.policy)
        assert (entry.status, entry.list_position_date) == ("waiting", date(2025, 3, 3))


def test_details_of_an_event_may_be_dates(desk: Desk) -> None:
    patient = a_patient(desk)
    with desk.context.act("build") as act:
        pathway = open_pathway(act, NewPathway(patient_id=patient), desk.context.settings)
        passed_on = {"clock_start": date(2025, 1, 6)}
        record_rtt(
            act, pathway.id, ClockEventKind.TRANSFER_IN, date(2025, 2, 3), details=passed_on, policy=desk.context.policy
        )
        assert pathway.clock_start == date(2025, 1, 6)


def test_an_event_that_the_clock_does_not_know_is_refused(desk: Desk) -> None:
    patient = a_patient(desk)
    with desk.context.act("build") as act, pytest.raises(UnknownEventError):
        pathway = open_pathway(act, NewPathway(patient_id=patient), desk.context.settings)
        record_rtt(
            act, pathway.id, cast("ClockEventKind", "referral_recieved"), date(2025, 2, 3), policy=desk.context.policy
        )


def test_planned_care_stands_in_order_of_its_due_date_whatever_its_priority(desk: Desk) -> None:
    hospital = a_hospital(desk)
    urgent = an_entry(desk, hospital, kind="planned", priority_type="2", due_date=date(2025, 6, 2))
    routine = an_entry(desk, hospital, kind="planned", due_date=date(2025, 5, 1))
    shown = desk.waiting_list.worklist("DERM", EntryKind.PLANNED)
    assert isinstance(shown, Worklist)
    assert [each.row.entry_id for each in shown.entries] == [routine.id, urgent.id]
    assert shown.entries[1].why[-1] == "Behind the patient above: their date is 32 days earlier."
