"""New dates for everybody whom a clinic displaces: who gets which, who gets none and why; and nobody is booked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from clerkdesk.rules.waiting_list.targets import Target
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.services.booking.bookings import Booked
from clerkdesk.services.clinics.clinic_changes import ClinicCancelled, ClinicToCancel
from clerkdesk.services.clinics.rebooking import RebookingProposed
from clerkdesk.services.desk.facade import Desk
from tests.answers import only, taken
from tests.builders import Entry, Hospital, a_hospital, a_session, an_entry
from tests.conftest import StandingClock

CLINIC = datetime(2025, 4, 28, 9, 0)
SOON, LATER, MUCH_LATER = datetime(2025, 4, 30, 9, 0), datetime(2025, 5, 7, 9, 0), datetime(2025, 7, 2, 9, 0)

Displaced = Callable[..., tuple[int, list[Entry]]]


@pytest.fixture
def hospital(desk: Desk) -> Hospital:
    return a_hospital(desk)


@pytest.fixture
def displaced(desk: Desk, hospital: Hospital) -> Displaced:
    """Book some needs into a session, and cancel it; returns the session and the needs."""

    def build(*needs: dict[str, Any], cancel: bool = True) -> tuple[int, list[Entry]]:
        slots = a_session(desk, hospital, CLINIC, slots=len(needs))
        entries = [an_entry(desk, hospital, **need) for need in needs]
        for entry, slot in zip(entries, slots, strict=True):
            only(desk.booking.book(entry.id, slot, "OT02", "so booked"), Booked)
        session = desk.clinics.between(CLINIC.date(), CLINIC.date())[0].session_id
        if cancel:
            only(desk.clinics.cancel(ClinicToCancel(session, "HC01"), len(needs)), ClinicCancelled)
        return session, entries

    return build


def proposed(desk: Desk, session: int) -> RebookingProposed:
    return only(desk.clinics.propose_rebooking(session), RebookingProposed)


def starts(answer: RebookingProposed) -> dict[int, datetime]:
    return {each.entry.entry_id: each.slot.starts for each in answer.dates}


def test_everybody_gets_a_date_and_nobody_is_booked(desk: Desk, hospital: Hospital, displaced: Displaced) -> None:
    session, entries = displaced({}, {}, {})
    a_session(desk, hospital, LATER, slots=3)
    answer = proposed(desk, session)
    assert sorted(starts(answer)) == sorted(entry.id for entry in entries)
    assert {moment.date() for moment in starts(answer).values()} == {LATER.date()}
    assert len({each.slot.slot for each in answer.dates}) == 3
    assert answer.sentence.endswith(
        "3 new dates proposed. Nobody is booked yet: offer each date to its patient."
    )  # fmt: skip
    assert all(not desk.patients.card(entry.patient_id).upcoming for entry in entries)  # type: ignore[union-attr]


def test_the_one_whose_target_can_still_be_kept_gets_the_early_slot(
    desk: Desk, hospital: Hospital, displaced: Displaced
) -> None:
    in_time, past = {"clock_start": date(2025, 1, 6)}, {"clock_start": date(2024, 6, 3)}
    session, (breaches, keeps) = displaced(past, in_time)
    a_session(desk, hospital, SOON, slots=1)
    a_session(desk, hospital, MUCH_LATER, slots=1)
    answer = proposed(desk, session)
    assert starts(answer) == {keeps.id: SOON, breaches.id: MUCH_LATER}
    assert answer.missed == 1


def test_an_urgent_patient_comes_before_a_routine_one(desk: Desk, hospital: Hospital, displaced: Displaced) -> None:
    start = {"clock_start": date(2025, 2, 24)}
    session, (routine, urgent) = displaced(start, start | {"priority_type": "2"})
    a_session(desk, hospital, SOON, slots=1)
    answer = proposed(desk, session)
    assert starts(answer) == {urgent.id: SOON}
    (left,) = answer.unplaced
    assert left.entry.entry_id == routine.id
    assert left.why == "1 slot would fit, and each goes to somebody who needs it more."


def test_a_routine_patient_gets_no_short_notice(
    desk: Desk, hospital: Hospital, displaced: Displaced, clock: StandingClock
) -> None:
    session, _ = displaced({})
    clock.at = datetime(2025, 4, 22, 9, 0)
    a_session(desk, hospital, SOON, slots=1)
    (left,) = proposed(desk, session).unplaced
    assert left.why == "No free slot ahead fits this patient."


def test_without_a_slot_ahead_it_says_so(desk: Desk, displaced: Displaced) -> None:
    session, _ = displaced({})
    answer = proposed(desk, session)
    assert [each.why for each in answer.unplaced] == ["No clinic of this specialty has a slot ahead."]
    assert isinstance(answer.unplaced[0].target, Target)
    assert "1 without a slot" in answer.sentence


def test_before_it_is_cancelled_those_who_are_booked_get_other_days(
    desk: Desk, hospital: Hospital, displaced: Displaced
) -> None:
    session, (entry,) = displaced({}, cancel=False)
    a_session(desk, hospital, LATER, slots=1)
    assert starts(proposed(desk, session)) == {entry.id: LATER}


def test_whoever_has_a_new_date_is_proposed_none(desk: Desk, hospital: Hospital, displaced: Displaced) -> None:
    session, (first, second) = displaced({}, {})
    slots = a_session(desk, hospital, LATER, slots=2)
    taken(desk.booking.book(first.id, slots[0], "OT02", "agreed"))
    assert list(starts(proposed(desk, session))) == [second.id]


def test_what_is_left_keeps_its_dates_once_one_is_booked(desk: Desk, hospital: Hospital, displaced: Displaced) -> None:
    session, _ = displaced(*({"clock_start": date(2024, 6, 3 + number)} for number in range(5)))
    a_session(desk, hospital, LATER, slots=4)
    a_session(desk, hospital, MUCH_LATER, slots=4)
    before = starts(first := proposed(desk, session))
    taken(desk.booking.book(first.dates[2].entry.entry_id, first.dates[2].slot.slot, "OT02", "agreed"))
    after = starts(proposed(desk, session))
    assert after == {entry: moment for entry, moment in before.items() if entry in after} and len(after) == 4


def test_of_two_past_their_target_the_longer_wait_gets_the_earlier_slot(
    desk: Desk, hospital: Hospital, displaced: Displaced
) -> None:
    session, (shorter, longer) = displaced({"clock_start": date(2024, 9, 2)}, {"clock_start": date(2024, 6, 3)})
    a_session(desk, hospital, SOON, slots=1)
    a_session(desk, hospital, LATER, slots=1)
    assert starts(proposed(desk, session)) == {longer.id: SOON, shorter.id: LATER}


def test_an_urgent_patient_gets_no_slot_of_today(
    desk: Desk, hospital: Hospital, displaced: Displaced, clock: StandingClock
) -> None:
    session, _ = displaced({"priority_type": "2"})
    clock.at = datetime(2025, 4, 25, 9, 0)
    a_session(desk, hospital, datetime(2025, 4, 25, 15, 0), slots=1)
    a_session(desk, hospital, datetime(2025, 4, 26, 9, 0), slots=1)
    assert list(starts(proposed(desk, session)).values()) == [datetime(2025, 4, 26, 9, 0)]


def test_whoever_was_seen_needs_no_new_date(
    desk: Desk, displaced: Displaced, hospital: Hospital, clock: StandingClock
) -> None:
    session, _ = displaced({}, cancel=False)
    a_session(desk, hospital, LATER, slots=1)
    clock.at = datetime(2025, 4, 28, 12, 0)
    assert proposed(desk, session).dates == ()


def test_an_empty_session_and_an_unknown_one_are_said(desk: Desk, hospital: Hospital) -> None:
    a_session(desk, hospital, LATER, slots=1)
    session = desk.clinics.between(LATER.date(), LATER.date())[0].session_id
    assert proposed(desk, session).sentence.startswith("Nobody of ")
    assert isinstance(desk.clinics.propose_rebooking(999), (Refused, WrongInput))
