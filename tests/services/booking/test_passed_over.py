"""Who stands before a patient is read sparingly, and comes to the same as reading everything about them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from clerkdesk.data.machine_time import machine_time
from clerkdesk.data.queries.booking.one_slot import slot_with_followers
from clerkdesk.data.queries.waiting_list.entries import open_entries
from clerkdesk.data.queries.waiting_list.needs import needs_of
from clerkdesk.data.tables import OutOfTurnBooking, Unavailability
from clerkdesk.rules.booking.out_of_turn import Ahead, PassedOver, who_is_passed_over
from clerkdesk.rules.values.entries import EntryKind
from clerkdesk.rules.waiting_list.list_order import list_order_key
from clerkdesk.services.booking.bookings import Booked
from clerkdesk.services.contact.contacts import NewAttempt
from clerkdesk.services.desk.facade import Desk, desk_for
from tests.builders import Hospital, a_hospital, a_patient, a_session, an_entry

SLOT_DAY = datetime(2025, 4, 1, 9, 0)
_ODDITIES: tuple[Mapping[str, Any], ...] = (
    {},
    {"minutes": 60},
    {"medium": "02"},
    {"sub_specialty": "hair"},
    {"slot_kind": "procedure"},
    {"priority_type": "2"},
)
_PEOPLE: tuple[Mapping[str, Any], ...] = (
    {},
    {"interpreter_needed": True},
    {"date_of_birth": date(2015, 3, 14)},
    {"date_of_birth": None},
    {"deceased_date": date(2025, 3, 1)},
)


def by_reading_everything(desk: Desk, hospital: Hospital, kind: EntryKind, entry_id: int, slot_id: int) -> PassedOver:
    """The same question, asked of whole rows of the whole list."""
    with desk.context.reading() as session:
        today = desk.context.today
        rows = open_entries(session, hospital.specialty_id, kind)
        policy = desk.context.settings.policy_for(hospital.specialty_code)
        rows.sort(key=lambda row: list_order_key(row.order_facts(today, policy), today))
        mine = next(row for row in rows if row.entry_id == entry_id)
        before = [row for row in rows[: rows.index(mine)] if row.patient_id != mine.patient_id]
        needs = needs_of(session, before)
        slot = slot_with_followers(session, slot_id, machine_time(), entry_id)
        assert slot is not None
    at = machine_time()
    ahead = [Ahead(row.entry_id, needs[row.entry_id], row.desk_facts(desk.context.desk_name, at)) for row in before]
    return who_is_passed_over(
        ahead, slot, desk.context.now(), desk.context.settings.policy_for(hospital.specialty_code)
    )


def a_mixed_list(desk: Desk, hospital: Hospital, kind: str) -> list[int]:
    """One entry of each oddity of need and person, and some that are away, booked elsewhere, held, rung, claimed."""
    made = [
        an_entry(
            desk, hospital, a_patient(desk, **person), kind=kind, clock_start=date(2025, 1, 1) + timedelta(days=n),
            due_date=date(2025, 2, 20) + timedelta(days=n % 7) if kind == "follow_up" else None, **oddity,
        )
        for n, (oddity, person) in enumerate([(o, {}) for o in _ODDITIES] + [({}, p) for p in _PEOPLE] + [({}, {})] * 8)
    ]  # fmt: skip
    away, elsewhere, held, rung, claimed, twice = made[-8:-2]
    with desk.context.act("build") as act:
        for entry, days in ((away, 0), (twice, 3)):
            day = SLOT_DAY.date() + timedelta(days=days)
            act.add(Unavailability(patient_id=entry.patient_id, starts_on=day, ends_on=day, act_id=act.act_id))
        act.commit(None)
    heart = a_hospital(desk, "CARD", "Cardiology")
    (at_heart,) = a_session(desk, heart, SLOT_DAY + timedelta(minutes=30), slots=1)
    assert isinstance(desk.booking.book(an_entry(desk, heart, elsewhere.patient_id).id, at_heart), Booked)
    desk.waiting_list.hold(held.id, "operation first", date(2025, 3, 20))
    desk.contact.tried(NewAttempt(patient_id=rung.patient_id, result="n", entry_id=rung.id))
    other = desk_for(desk.context.database, desk.context.settings, now=desk.context.now, desk_name="desk two")
    other.booking.claim(claimed.id)
    return [entry.id for entry in made]


@pytest.mark.parametrize("kind", ["new", "follow_up"])
@pytest.mark.parametrize("limits", [{}, {"minimum_age": 16}])
def test_who_is_passed_over_is_the_same_as_by_reading_everything(
    desk: Desk, kind: EntryKind, limits: Mapping[str, Any]
) -> None:
    hospital = a_hospital(desk, **limits)
    slots = a_session(desk, hospital, SLOT_DAY, slots=3, kind=kind)
    made = a_mixed_list(desk, hospital, kind)
    for entry_id in (made[-1], made[5], made[0]):
        expected = by_reading_everything(desk, hospital, kind, entry_id, slots[1])
        assert desk.booking.who_is_before(entry_id, slots[1]) == expected


def test_the_last_of_a_mixed_list_passes_over_some_with_a_reason_and_some_by_itself(desk: Desk) -> None:
    hospital = a_hospital(desk)
    slots = a_session(desk, hospital, SLOT_DAY)
    last = a_mixed_list(desk, hospital, "new")[-1]
    found = desk.booking.who_is_before(last, slots[1])
    assert found.reason_needed
    assert {grounds.kind for _, grounds in found.by_itself} == {"on_hold", "claimed", "rung"}


def test_everybody_passed_over_is_on_record_in_the_order_of_the_list(desk: Desk) -> None:
    hospital = a_hospital(desk)
    slots = a_session(desk, hospital, SLOT_DAY)
    last = a_mixed_list(desk, hospital, "new")[-1]
    found = desk.booking.who_is_before(last, slots[1])
    assert isinstance(desk.booking.book(last, slots[1], "OT99", "asked for"), Booked)
    fact = OutOfTurnBooking
    columns = (col(fact.passed_over_entry_id), col(fact.reason_code), col(fact.comment), col(fact.passed_by))
    with desk.context.reading() as session:
        recorded = [tuple(row) for row in session.execute(select(*columns).order_by(col(fact.id)))]
    assert recorded == [
        *((entry, "OT99", "asked for", "") for entry in found.entries),
        *((entry, None, "", grounds.kind) for entry, grounds in found.by_itself),
    ]
