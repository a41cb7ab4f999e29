"""A whole clinic is cancelled in one transaction: everybody has a place again and everybody who must know is told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Mapper
from sqlmodel import col

from clerkdesk.data.tables import (
    Appointment,
    AppointmentEvent,
    ClinicSession,
    InboxItem,
    Slot,
    SlotHold,
    WaitingListEntry,
)
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.services.booking.bookings import Booked
from clerkdesk.services.booking.cancellations import Cancelled
from clerkdesk.services.booking.claims import Held
from clerkdesk.services.clinics.clinic_changes import ClinicCancelled, ClinicPlan, ClinicToCancel, NotConfirmed
from clerkdesk.services.clinics.sessions import SessionWithSlots
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.inbox.inbox import ItemChanged
from tests.builders import Entry, Hospital, a_hospital, a_patient, a_session, a_staff, an_entry, desk_of
from tests.conftest import StandingClock

IN_EIGHT_WEEKS = datetime(2025, 4, 28, 9, 0)
IN_FOUR_WEEKS = datetime(2025, 4, 1, 9, 0)
THIS_AFTERNOON = datetime(2025, 3, 3, 14, 0)
PRIORITIES = ("1", "1", "2", "3")


def booked(desk: Desk, starts: datetime = IN_EIGHT_WEEKS, hospital: Hospital | None = None) -> list[Entry]:
    """A session with six slots, of which four are booked: routine, routine, urgent, suspected cancer."""
    hospital = hospital or a_hospital(desk)
    slots = a_session(desk, hospital, starts)
    entries = [an_entry(desk, hospital, priority_type=priority) for priority in PRIORITIES]
    for entry, slot in zip(entries, slots, strict=False):
        assert isinstance(desk.booking.book(entry.id, slot, "OT02", "so booked"), Booked)
    return entries


def the_session(desk: Desk) -> int:
    with desk.context.reading() as session:
        return session.execute(select(col(ClinicSession.id)).order_by(col(ClinicSession.id))).scalars().first() or 0


def to_cancel(desk: Desk, reason: str = "HC01", **more: Any) -> ClinicToCancel:
    return replace(ClinicToCancel(the_session(desk), reason), **more)


def cancelled(desk: Desk, reason: str = "HC01", patients: int = 4, **more: Any) -> ClinicCancelled:
    answer = desk.clinics.cancel(to_cancel(desk, reason, **more), patients)
    assert isinstance(answer, ClinicCancelled), answer
    return answer


def items(desk: Desk, topic: str) -> list[InboxItem]:
    with desk.context.reading() as session:
        query = select(InboxItem).where(col(InboxItem.topic) == topic).order_by(col(InboxItem.id))
        return list(session.execute(query).scalars())


def test_everybody_stands_on_the_list_again_at_the_old_position(desk: Desk) -> None:
    entries = booked(desk)
    answer = cancelled(desk)
    assert {each.entry_id for each in answer.patients} == {entry.id for entry in entries}
    assert {(each.entry_status, each.list_position_date) for each in answer.patients} == {
        ("waiting", date(2025, 1, 6))
    }  # fmt: skip


def test_each_appointment_ends_with_code_4_and_the_reason(desk: Desk) -> None:
    booked(desk)
    cancelled(desk, "HC05")
    with desk.context.reading() as session:
        ended = session.execute(
            select(col(Appointment.attendance_code), col(Appointment.cancel_reason), col(Appointment.live)).distinct()
        ).all()
    assert [tuple(row) for row in ended] == [("4", "HC05", False)]


def test_the_patients_stand_in_the_order_in_which_they_are_rebooked(desk: Desk) -> None:
    entries = booked(desk)
    plan = desk.clinics.preview_cancelling(to_cancel(desk))
    assert isinstance(plan, ClinicPlan)
    assert [each.entry.entry_id for each in plan.patients][:2] == [entries[3].id, entries[2].id]


def test_the_session_and_its_slots_are_gone_and_count_for_nothing(desk: Desk) -> None:
    booked(desk)
    answer = cancelled(desk)
    assert (answer.session.status, answer.session.capacity, answer.session.booked) == ("cancelled", 0, 0)
    assert answer.session.status_reason == "clinician annual leave"
    with desk.context.reading() as session:
        assert set(session.execute(select(col(Slot.withdrawn))).scalars()) == {True}


def test_nobody_can_be_booked_into_a_cancelled_clinic(desk: Desk) -> None:
    hospital = a_hospital(desk)
    slots = a_session(desk, hospital, IN_EIGHT_WEEKS)
    cancelled(desk, patients=0)
    assert isinstance(desk.booking.book(an_entry(desk, hospital).id, slots[0]), WrongInput)


def test_a_place_that_is_being_offered_is_given_up(desk: Desk) -> None:
    hospital = a_hospital(desk)
    slots = a_session(desk, hospital, IN_EIGHT_WEEKS)
    assert isinstance(desk.booking.hold_slot(an_entry(desk, hospital).id, slots[0]), Held)
    cancelled(desk, patients=0)
    with desk.context.reading() as session:
        assert session.execute(select(col(SlotHold.id))).all() == []


def test_another_number_of_patients_does_nothing_and_answers_with_the_preview(desk: Desk) -> None:
    booked(desk)
    answer = desk.clinics.cancel(to_cancel(desk), 5)
    assert isinstance(answer, NotConfirmed)
    assert answer.sentence == "This cancels 4 patients, not 5. See where they go, then give the number of patients."
    with desk.context.reading() as session:
        assert session.execute(select(col(ClinicSession.status))).scalars().all() == ["open"]


def test_under_six_weeks_it_is_refused_until_somebody_has_approved(desk: Desk) -> None:
    booked(desk, IN_FOUR_WEEKS)
    answer = desk.clinics.cancel(to_cancel(desk), 4)
    assert isinstance(answer, Refused)
    assert (answer.code, answer.rule) == ("approval_missing", "R-241")
    assert "the general manager approves first" in answer.sentence
    assert "approved by J Khan" in cancelled(desk, approved_by="J Khan").session.status_reason


@pytest.mark.parametrize("reason", ["HC03", "HC18"])
def test_sickness_and_incidents_do_not_wait_and_are_approved_afterwards(desk: Desk, reason: str) -> None:
    booked(desk, IN_FOUR_WEEKS)
    cancelled(desk, reason)
    (task,) = items(desk, "confirm_approval")
    assert task.to_name == "general manager"
    assert "with 29 days of notice" in task.sentence


def test_the_secretary_is_told_who_is_affected(desk: Desk) -> None:
    hospital = a_hospital(desk)
    a_staff(desk, hospital)
    booked(desk, hospital=hospital)
    cancelled(desk)
    (notice,) = items(desk, "clinic_cancelled")
    assert notice.to_name == "secretary, Dermatology"
    assert "4 patients, longest wait 8 weeks, 2 urgent or suspected cancer" in notice.sentence


def test_far_ahead_a_letter_alone_tells_them(desk: Desk) -> None:
    booked(desk)
    cancelled(desk)
    assert len(items(desk, "send_letter")) == 4
    assert items(desk, "tell_patient") == []


def test_with_five_working_days_or_less_they_are_rung_in_their_order(desk: Desk) -> None:
    booked(desk, datetime(2025, 3, 10, 9, 0))
    cancelled(desk, "HC03")
    assert [item.sentence.partition(":")[0] for item in items(desk, "tell_patient")] == [
        f"Call {number} of 4" for number in (1, 2, 3, 4)
    ]


def test_on_the_day_they_are_rung_by_time_and_reception_is_told(desk: Desk) -> None:
    booked(desk, THIS_AFTERNOON)
    cancelled(desk, "HC03")
    first = next(item for item in items(desk, "tell_patient") if item.sentence.startswith("Call 1 of 4"))
    assert "14:00" in first.sentence
    assert [item.to_name for item in items(desk, "cancelled_on_the_day")] == ["Dermatology reception"] * 4


def test_transport_and_interpreter_are_stood_down(desk: Desk) -> None:
    hospital = a_hospital(desk)
    slots = a_session(desk, hospital, IN_EIGHT_WEEKS)
    person = a_patient(desk, interpreter_needed=True, language="gu", transport_needed=True)
    assert isinstance(desk.booking.book(an_entry(desk, hospital, person).id, slots[0]), Booked)
    for what in ("interpreter", "transport"):
        (asked,) = items(desk, f"book_{what}")
        assert isinstance(desk.inbox.done(asked.id, "booked"), ItemChanged)
    cancelled(desk, patients=1)
    assert [len(items(desk, f"stand_down_{what}")) for what in ("interpreter", "transport")] == [1, 1]


def test_a_second_cancellation_by_the_hospital_goes_to_the_service_manager(desk: Desk) -> None:
    hospital = a_hospital(desk)
    entry, (slot, *_) = an_entry(desk, hospital), a_session(desk, hospital, IN_EIGHT_WEEKS)
    first = desk.booking.book(entry.id, slot)
    assert isinstance(first, Booked)
    assert isinstance(desk.booking.cancel(first.reference, "HC09"), Cancelled)
    assert isinstance(desk.booking.book(entry.id, slot), Booked)
    plan = desk.clinics.preview_cancelling(to_cancel(desk))
    assert isinstance(plan, ClinicPlan)
    assert [each.times for each in plan.patients] == [2]
    cancelled(desk, patients=1)
    assert [item.to_name for item in items(desk, "hospital_cancelled_again")] == ["service manager"]


@pytest.mark.parametrize("reason", ["HC10", "HC14", "HC15", "PC01"])
def test_a_reason_about_one_patient_cancels_no_clinic(desk: Desk, reason: str) -> None:
    booked(desk)
    answer = desk.clinics.cancel(to_cancel(desk, reason), 4)
    assert isinstance(answer, Refused)
    assert "about one patient" in answer.sentence


def test_another_reason_is_put_into_words(desk: Desk) -> None:
    booked(desk)
    assert isinstance(desk.clinics.cancel(to_cancel(desk, "HC99"), 4), Refused)
    cancelled(desk, "HC99", comment="burst pipe")


def test_a_clinic_that_has_begun_is_ended_patient_by_patient(desk: Desk, clock: StandingClock) -> None:
    booked(desk, THIS_AFTERNOON)
    clock.at = THIS_AFTERNOON
    answer = desk.clinics.cancel(to_cancel(desk, "HC03"), 4)
    assert isinstance(answer, Refused)
    assert "one by one" in answer.sentence


def test_a_patient_who_is_here_already_is_among_them(desk: Desk) -> None:
    booked(desk, THIS_AFTERNOON)
    session = desk.clinics.session(the_session(desk))
    assert isinstance(session, SessionWithSlots)
    desk.reception.arrive(session.slots[0].patients[0].reference)
    plan = desk.clinics.preview_cancelling(to_cancel(desk, "HC03"))
    assert isinstance(plan, ClinicPlan)
    assert sum(each.is_here for each in plan.patients) == 1
    assert {each.entry_status for each in cancelled(desk, "HC03").patients} == {"waiting"}


def test_a_cancelled_clinic_is_not_cancelled_twice_nor_closed(desk: Desk, clock: StandingClock) -> None:
    booked(desk)
    cancelled(desk)
    again = desk.clinics.cancel(to_cancel(desk), 0)
    assert isinstance(again, Refused)
    assert again.code == "session_shut"
    clock.at = datetime(2025, 4, 28, 17, 0)
    assert isinstance(desk.reception.close_session(the_session(desk)), Refused)


def test_a_crash_in_the_middle_leaves_nothing_half_done(desk: Desk) -> None:
    entries = booked(desk)
    written: list[int] = []

    def fail_at_the_third(mapper: Mapper[Any], connection: Any, row: AppointmentEvent) -> None:
        del mapper, connection
        written.append(row.appointment_id)
        if len(written) == 3:
            raise MemoryError

    event.listen(AppointmentEvent, "before_insert", fail_at_the_third)
    try:
        with pytest.raises(MemoryError):
            desk.clinics.cancel(to_cancel(desk), 4)
    finally:
        event.remove(AppointmentEvent, "before_insert", fail_at_the_third)
    with desk.context.reading() as session:
        assert session.execute(select(col(ClinicSession.status))).scalars().all() == ["open"]
        wanted = select(col(WaitingListEntry.status)).where(col(WaitingListEntry.id).in_([each.id for each in entries]))
        assert set(session.execute(wanted).scalars()) == {"booked"}
        assert session.execute(select(col(InboxItem.id)).where(col(InboxItem.topic) == "rebook")).all() == []


def cancelled_in_the_end(desk: Desk) -> ClinicCancelled:
    """Look, confirm the number, and look again where somebody was booked meanwhile."""
    patients = 0
    while True:
        answer = desk.clinics.cancel(to_cancel(desk), patients)
        if isinstance(answer, ClinicCancelled):
            return answer
        assert isinstance(answer, NotConfirmed), answer
        patients = len(answer.plan.patients)


def test_nobody_is_booked_into_a_clinic_while_it_is_cancelled(desk: Desk) -> None:
    hospital = a_hospital(desk)
    a_staff(desk, hospital)
    slots = a_session(desk, hospital, IN_EIGHT_WEEKS)
    entries = [an_entry(desk, hospital) for _ in slots]
    desks = [desk_of(desk, username) for username in ("asha.derm", "bev.derm")]

    def book_half(number: int) -> None:
        for entry, slot in list(zip(entries, slots, strict=True))[number::2]:
            desks[number].booking.book(entry.id, slot, "OT02", "so booked")

    with ThreadPoolExecutor(3) as pool:
        booking = [pool.submit(book_half, number) for number in range(2)]
        pool.submit(cancelled_in_the_end, desk).result()
        for each in booking:
            each.result()
    with desk.context.reading() as session:
        live = select(col(Appointment.id)).where(col(Appointment.live).is_(True))
        assert session.execute(live).all() == []
        assert set(session.execute(select(col(WaitingListEntry.status))).scalars()) == {"waiting"}
