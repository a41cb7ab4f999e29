"""Every talk with a patient can be read again, with what was said and who wrote it down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from clerkdesk.data.tables import AlertFlag, Patient
from clerkdesk.rules.card.history import Talk, TalkKind
from clerkdesk.rules.values.phones import shown_number
from clerkdesk.services.booking.bookings import Booked
from clerkdesk.services.booking.moves import Moved
from clerkdesk.services.booking.offers import DateOffered, Declined, OfferAccepted
from clerkdesk.services.card.history import PatientHistory
from clerkdesk.services.contact.calls import CallerDetails
from clerkdesk.services.contact.contacts import NewAttempt
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.inbox.inbox import MessageTaken, NewMessage
from clerkdesk.services.undo.undoing import Undone
from tests.answers import only, taken
from tests.builders import Hospital, a_hospital, a_patient, a_session, an_entry
from tests.conftest import StandingClock

MOTHERS_NUMBER = "07700 900456"


@pytest.fixture
def hospital(desk: Desk) -> Hospital:
    return a_hospital(desk)


@pytest.fixture
def patient(desk: Desk) -> int:
    return a_patient(desk)


@pytest.fixture
def entry(desk: Desk, hospital: Hospital, patient: int) -> int:
    return an_entry(desk, hospital, patient).id


@pytest.fixture
def later(clock: StandingClock) -> Callable[[], None]:
    """Let a minute pass."""

    def pass_a_minute() -> None:
        clock.at += timedelta(minutes=1)

    return pass_a_minute


def undo_last(desk: Desk) -> None:
    last = desk.undo.last()
    assert last is not None
    only(desk.undo.undo(last.act_id), Undone)


def talks(desk: Desk, patient: int) -> tuple[Talk, ...]:
    return only(desk.patients.history(patient), PatientHistory).talks


def test_a_finished_call_says_who_rang_what_proved_it_and_how_it_ended(desk: Desk, patient: int) -> None:
    caller = CallerDetails(patient_id=patient, name="Mary O'Neil", relationship="mother", number=MOTHERS_NUMBER)
    taken(desk.calls.log(caller, ("name", "date_of_birth", "postcode"), "wants half term"))
    desk.calls.open()
    (talk,) = talks(desk, patient)
    assert (talk.kind, talk.about, talk.clerk) == (TalkKind.CALL, f"Mary O'Neil, mother, {MOTHERS_NUMBER}", "admin")
    assert talk.words == "wants half term\nThe caller stated: name, date of birth, postcode."


def test_offers_and_dates_are_told_once_each_with_reason_and_comment(
    desk: Desk, hospital: Hospital, patient: int, entry: int, later: Callable[[], None]
) -> None:
    first, second, third, *_ = a_session(desk, hospital)
    taken(desk.booking.decline(DateOffered(entry, first, "cannot on Tuesdays"), Declined("OD01")))
    later()
    booked = only(desk.booking.accept(DateOffered(entry, second, "will bring the scan")), OfferAccepted).booked
    later()
    moved = only(desk.booking.move(booked.reference, third, "PC01", "holiday"), Moved)
    later()
    taken(desk.booking.cancel(moved.placed.reference, "PC03", "has recovered"))
    found = talks(desk, patient)
    assert [talk.kind for talk in found] == ["cancelled", "moved", "booked", "offered"]
    cancelled, to_third, to_second, declined = (talk.words for talk in found)
    assert cancelled.startswith("by the patient: ") and cancelled.endswith("\nhas recovered")
    assert to_third.startswith("Moved from ") and to_third.endswith("\nholiday")
    assert to_second == "will bring the scan"
    assert declined.startswith("declined: ") and declined.endswith("\ncannot on Tuesdays")


def test_what_was_taken_back_stays_and_says_so(desk: Desk, hospital: Hospital, patient: int, entry: int) -> None:
    slot, *_ = a_session(desk, hospital)
    only(desk.booking.book(entry, slot), Booked)
    undo_last(desk)
    taken(desk.contact.tried(NewAttempt(patient_id=patient, result="CR02", entry_id=entry)))
    undo_last(desk)
    only(desk.inbox.take_message(NewMessage(text="may she swim", to="me", patient_id=patient)), MessageTaken)
    undo_last(desk)
    found = talks(desk, patient)
    assert sorted(talk.kind for talk in found) == ["booked", "message", "tried"]
    assert all(talk.in_error for talk in found)


def test_a_message_is_one_talk_with_every_step_of_it(
    desk: Desk, patient: int, entry: int, later: Callable[[], None]
) -> None:
    message = only(desk.inbox.take_message(NewMessage(text="may she swim", to="me", patient_id=patient)), MessageTaken)
    later()
    taken(desk.inbox.done(message.item.id, "rang back, she may"))
    later()
    taken(desk.contact.tried(NewAttempt(patient_id=patient, result="CR02", entry_id=entry, note="rang twice")))
    tried, said = talks(desk, patient)
    assert (tried.kind, tried.about, tried.words) == (TalkKind.TRIED, "No reply", "rang twice")
    assert (said.kind, said.about) == (TalkKind.MESSAGE, "for admin")
    first, done = said.words.splitlines()
    assert first == "may she swim" and done.endswith(", done by admin: rang back, she may")


def test_a_record_that_was_joined_brings_its_talks(desk: Desk, patient: int) -> None:
    other = a_patient(desk, "Patel", "Anjalee", nhs_number=None)
    taken(desk.calls.log(CallerDetails(patient_id=other), ("name",), "asked for the date"))
    taken(desk.patients.merge(patient, other, "same address and mother"))
    assert [talk.words.splitlines()[0] for talk in talks(desk, patient)] == ["asked for the date"]
    assert talks(desk, other) == talks(desk, patient)


def test_the_number_of_a_caller_is_left_out_for_a_restricted_patient(desk: Desk, patient: int) -> None:
    with desk.context.act("build") as act:
        act.session.get_one(Patient, patient).restricted = True
        act.add(AlertFlag(patient_id=patient, code="RA"))
        act.commit(None)
    caller = CallerDetails(patient_id=patient, name="Mary", relationship="mother", number=MOTHERS_NUMBER)
    taken(desk.calls.log(caller, (), "asked for the date"))
    (talk,) = talks(desk, patient)
    assert shown_number(MOTHERS_NUMBER) not in talk.about and talk.about == "Mary, mother"
    assert only(desk.patients.history(patient), PatientHistory).alerts
