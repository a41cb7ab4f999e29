"""A cancelled patient is rebooked or back in the right place, and everybody who has to know is told in the same act."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import col

from clerkdesk.data.tables import Appointment, ClinicalReview, InboxItem, Pathway, WaitingListEntry
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.services.booking.bookings import Booked
from clerkdesk.services.booking.cancellations import Cancelled
from clerkdesk.services.booking.moves import Moved
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.pathways.clocks import ClockWhy
from tests.builders import Entry, Hospital, a_hospital, a_patient, a_session, an_entry
from tests.conftest import StandingClock

IN_FOUR_WEEKS = datetime(2025, 4, 1, 9, 0)
THIS_AFTERNOON = datetime(2025, 3, 3, 14, 0)


def booked(desk: Desk, hospital: Hospital, starts: datetime = IN_FOUR_WEEKS) -> tuple[Entry, str, list[int]]:
    """An entry with its appointment in the first slot of a session: entry, reference, slots."""
    slots = a_session(desk, hospital, starts)
    entry = an_entry(desk, hospital)
    answer = desk.booking.book(entry.id, slots[0])
    assert isinstance(answer, Booked)
    return entry, answer.reference, slots


def cancelled(desk: Desk, reference: str, reason: str = "PC02") -> Cancelled:
    """A cancellation that the desk took."""
    answer = desk.booking.cancel(reference, reason)
    assert isinstance(answer, Cancelled)
    return answer


def topics(desk: Desk) -> list[str]:
    """What the inboxes were told, in order."""
    with desk.context.reading() as session:
        return list(session.execute(select(col(InboxItem.topic)).order_by(col(InboxItem.id))).scalars())


def test_a_cancelled_patient_is_back_at_the_old_position_and_the_slots_open(desk: Desk) -> None:
    entry, reference, slots = booked(desk, a_hospital(desk))
    answer = cancelled(desk, reference)
    assert (answer.decision.party, answer.decision.attendance_code) == ("patient", "2")
    assert (answer.entry_status, answer.list_position_date) == ("waiting", date(2025, 1, 6))
    assert answer.slots[0].slot.slot == slots[0]
    assert answer.entry_id == entry.id


def test_the_clock_is_not_touched_by_a_cancellation(desk: Desk) -> None:
    entry, reference, _ = booked(desk, a_hospital(desk))
    cancelled(desk, reference)
    with desk.context.reading() as session:
        pathway = session.get_one(Pathway, entry.pathway_id)
        assert (pathway.clock_state, pathway.clock_start) == ("running", date(2025, 1, 6))


def test_a_cancellation_on_the_day_reaches_the_reception_of_that_clinic(desk: Desk) -> None:
    _, reference, _ = booked(desk, a_hospital(desk), THIS_AFTERNOON)
    answer = cancelled(desk, reference, "PC01")
    assert answer.decision.on_the_day
    assert [(item.topic, item.to) for item in answer.followed.notices] == [
        ("cancelled_on_the_day", "Dermatology reception")
    ]


def test_the_day_before_reception_is_not_troubled(desk: Desk) -> None:
    _, reference, _ = booked(desk, a_hospital(desk), datetime(2025, 3, 4, 9, 0))
    cancelled(desk, reference, "PC01")
    assert topics(desk) == []


def test_the_third_patient_cancellation_opens_one_review_and_tells_the_secretary(desk: Desk) -> None:
    entry, reference, slots = booked(desk, a_hospital(desk))
    for number in range(3):
        answer = cancelled(desk, reference)
        again = desk.booking.book(entry.id, slots[number + 1])
        assert isinstance(again, Booked)
        reference = again.reference
    assert answer.followed.review is not None
    assert answer.followed.review.rule == "R-232"
    assert topics(desk) == ["cancellation_count"]


def test_the_hospitals_own_cancellation_counts_for_the_hospital(desk: Desk) -> None:
    entry, reference, _ = booked(desk, a_hospital(desk))
    answer = cancelled(desk, reference, "HC03")
    assert answer.decision.attendance_code == "4"
    with desk.context.reading() as session:
        stored = session.get_one(WaitingListEntry, entry.id)
        assert (stored.patient_cancellations, stored.hospital_cancellations) == (0, 1)


def test_treated_elsewhere_keeps_the_need_on_hold_until_a_clinician_has_signed(desk: Desk) -> None:
    _, reference, _ = booked(desk, a_hospital(desk))
    answer = cancelled(desk, reference, "PC09")
    assert answer.entry_status == "on_hold"
    assert answer.followed.review is not None
    assert answer.slots == ()


def test_word_of_a_death_ends_every_appointment_and_closes_nothing(desk: Desk) -> None:
    skin, heart = a_hospital(desk), a_hospital(desk, "CARD", "Cardiology")
    person = a_patient(desk)
    first = desk.booking.book(an_entry(desk, skin, person).id, a_session(desk, skin, IN_FOUR_WEEKS)[0])
    second = desk.booking.book(an_entry(desk, heart, person).id, a_session(desk, heart, datetime(2025, 4, 2, 9, 0))[0])
    assert isinstance(first, Booked)
    assert isinstance(second, Booked)
    answer = cancelled(desk, first.reference, "HC14")
    assert answer.others_ended == (second.reference,)
    with desk.context.reading() as session:
        statuses = session.execute(select(col(WaitingListEntry.status))).scalars().all()
        assert session.execute(select(col(Appointment.id)).where(col(Appointment.live).is_(True))).all() == []
    assert list(statuses) == ["on_hold", "on_hold"]


def test_after_the_start_time_reception_decides(desk: Desk, clock: StandingClock) -> None:
    _, reference, _ = booked(desk, a_hospital(desk), THIS_AFTERNOON)
    clock.at = datetime(2025, 3, 3, 14, 1)
    answer = desk.booking.cancel(reference, "PC01")
    assert isinstance(answer, Refused)
    assert "reception decides" in answer.sentence


def test_an_ended_appointment_is_not_ended_twice(desk: Desk) -> None:
    _, reference, _ = booked(desk, a_hospital(desk))
    cancelled(desk, reference)
    answer = desk.booking.cancel(reference, "PC01")
    assert isinstance(answer, Refused)
    assert answer.code == "not_booked"


def test_the_freed_place_is_offered_to_the_next_on_the_list(desk: Desk) -> None:
    hospital = a_hospital(desk)
    _, reference, _ = booked(desk, hospital)
    waiting = an_entry(desk, hospital, clock_start=date(2025, 2, 3))
    answer = cancelled(desk, reference)
    assert [candidate.entry_id for candidate in answer.candidates] == [waiting.id]


def test_an_unknown_reason_lists_the_known_ones(desk: Desk) -> None:
    _, reference, _ = booked(desk, a_hospital(desk))
    answer = desk.booking.cancel(reference, "XX01")
    assert isinstance(answer, WrongInput)
    assert "PC01" in answer.sentence


def test_a_move_ends_the_old_and_takes_the_new_at_once(desk: Desk) -> None:
    entry, reference, slots = booked(desk, a_hospital(desk))
    answer = desk.booking.move(reference, slots[3], "PC06")
    assert isinstance(answer, Moved)
    with desk.context.reading() as session:
        old = session.execute(select(Appointment).where(col(Appointment.reference) == reference)).scalars().one()
        new = session.get_one(Appointment, answer.placed.appointment_id)
        stored = session.get_one(WaitingListEntry, entry.id)
        assert (old.status, old.live, old.attendance_code) == ("moved", False, "2")
        assert (new.status, new.slot_id, new.moved_from_id) == ("booked", slots[3], old.id)
        assert (stored.status, stored.patient_cancellations) == ("booked", 1)


def test_a_date_brought_forward_by_agreement_is_nobodys_cancellation(desk: Desk) -> None:
    hospital = a_hospital(desk)
    entry, reference, _ = booked(desk, hospital)
    earlier = a_session(desk, hospital, datetime(2025, 3, 25, 9, 0))
    assert isinstance(desk.booking.move(reference, earlier[0], "HC10"), Moved)
    with desk.context.reading() as session:
        stored = session.get_one(WaitingListEntry, entry.id)
        assert (stored.patient_cancellations, stored.hospital_cancellations) == (0, 0)


def test_a_move_into_a_taken_place_changes_nothing(desk: Desk) -> None:
    hospital = a_hospital(desk)
    entry, reference, slots = booked(desk, hospital)
    assert isinstance(desk.booking.book(an_entry(desk, hospital).id, slots[1]), Booked)
    answer = desk.booking.move(reference, slots[1], "PC06")
    assert not isinstance(answer, Moved)
    with desk.context.reading() as session:
        assert session.get_one(WaitingListEntry, entry.id).status == "booked"
        assert session.execute(select(col(ClinicalReview.id))).all() == []


def test_two_cancellations_of_one_day_are_two_to_the_clock_as_well(desk: Desk) -> None:
    hospital = a_hospital(desk)
    slots = a_session(desk, hospital, IN_FOUR_WEEKS)
    entry = an_entry(desk, hospital, priority_type="3")
    for slot in slots[:2]:
        answer = desk.booking.book(entry.id, slot)
        assert isinstance(answer, Booked)
        last = cancelled(desk, answer.reference)
    assert last.followed.review is not None
    why = desk.pathways.why(entry.pathway_id)
    assert isinstance(why, ClockWhy)
    assert why.clock.next_clinical_review == last.followed.review.due
