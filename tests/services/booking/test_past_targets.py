"""A place past a date to meet is told by how many days, and asked about where an earlier one is free (R-272, 13.6)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from clerkdesk.data.queries.card.cards import comments
from clerkdesk.keys import Keymap
from clerkdesk.rules.booking.past_targets import PAST_TARGET
from clerkdesk.services.acts.answers import Refused
from clerkdesk.services.booking.bookings import Booked
from clerkdesk.services.booking.moves import Moved
from clerkdesk.services.booking.offers import DateOffered, Declined, OfferAccepted, OfferDeclined
from clerkdesk.services.booking.slot_choices import SlotChoices
from clerkdesk.services.card.cards import PatientCard
from clerkdesk.services.desk.facade import Desk
from clerkdesk.words.ways import in_commands, in_keys
from tests.builders import Entry, Hospital, a_hospital, a_session, an_entry
from tests.conftest import MONDAY

EARLY = datetime(2025, 3, 11, 9, 0)
LATE = datetime(2025, 4, 8, 9, 0)
TODAY = MONDAY.date()
WITHIN = TODAY - timedelta(days=13)
"""28 days from here end on 18 March, between EARLY and LATE."""


@pytest.fixture
def hospital(desk: Desk) -> Hospital:
    return a_hospital(desk)


def suspected(desk: Desk, hospital: Hospital, since: date = WITHIN, **columns: Any) -> Entry:
    return an_entry(desk, hospital, clock_start=since, priority_type="3", **columns)


Act = Callable[[Desk, Entry, int, str], object]


def by_booking(desk: Desk, entry: Entry, slot: int, because: str) -> object:
    return desk.booking.book(entry.id, slot, past_target=because)


def by_offer(desk: Desk, entry: Entry, slot: int, because: str) -> object:
    return desk.booking.accept(DateOffered(entry.id, slot), past_target=because)


def by_move(desk: Desk, entry: Entry, slot: int, because: str) -> object:
    card = desk.patients.card(entry.patient_id)
    assert isinstance(card, PatientCard)
    return desk.booking.move(card.upcoming[0].reference, slot, "PC03", past_target=because)


def said(answer: object) -> str:
    assert isinstance(answer, Booked | OfferAccepted | Moved), answer
    return " ".join(answer.booked.said if isinstance(answer, OfferAccepted) else answer.said)


def noted(desk: Desk, entry: Entry) -> str:
    with desk.context.reading() as session:
        return " ".join(comments(session, entry.patient_id).values())


@pytest.mark.parametrize("act", [by_booking, by_offer, by_move])
def test_a_place_past_the_28_days_is_asked_about_while_an_earlier_one_is_free(
    desk: Desk, hospital: Hospital, act: Act
) -> None:
    entry, early, late = suspected(desk, hospital), a_session(desk, hospital, EARLY), a_session(desk, hospital, LATE)
    if act is by_move:
        assert said(desk.booking.book(entry.id, early[0])) == ""
    asked = act(desk, entry, late[0], " ")
    assert isinstance(asked, Refused) and asked.code == PAST_TARGET
    free = "09:20" if act is by_move else "09:00"
    assert f"21 days past the 28-day date for a diagnosis, Tue 18 Mar 2025, and Tue 11 Mar {free} is free" in (
        asked.sentence
    )
    assert "escalate" in asked.sentence
    done = act(desk, entry, late[0], "abroad until 1 April")
    assert said(done).startswith("That is 21 days past the 28-day date for a diagnosis, Tue 18 Mar 2025: escalate it")
    assert "abroad until 1 April" in noted(desk, entry) and f"Tue 11 Mar {free} was free" in noted(desk, entry)


@pytest.mark.parametrize("act", [by_booking, by_offer])
@pytest.mark.parametrize(
    ("priority", "kind", "since", "columns"),
    [
        ("1", "new", date(2024, 9, 1), {}),
        ("1", "new", date(2025, 1, 6), {}),
        ("2", "new", date(2025, 2, 20), {}),
        ("3", "new", WITHIN, {}),
        ("3", "new", date(2024, 12, 1), {}),
        ("3", "follow_up", WITHIN, {"due_date": date(2025, 4, 8)}),
        ("2", "follow_up", date(2024, 9, 1), {"due_date": date(2025, 4, 8)}),
        ("1", "follow_up", date(2024, 9, 1), {"due_date": date(2025, 3, 1), "latest_date": date(2025, 3, 2)}),
    ],
)
def test_the_first_place_of_the_list_is_taken_without_a_question(
    desk: Desk, hospital: Hospital, act: Act, priority: str, kind: str, since: date, columns: dict[str, Any]
) -> None:
    slot_kind = "follow_up" if kind == "follow_up" else "new"
    for starts in (EARLY, LATE, datetime(2025, 7, 1, 9, 0)):
        a_session(desk, hospital, starts, kind=slot_kind)
    entry = an_entry(desk, hospital, clock_start=since, priority_type=priority, kind=kind, **columns)
    choices = desk.booking.slots(entry.id)
    assert isinstance(choices, SlotChoices)
    said(act(desk, entry, choices.choices[0].ranked.slot.slot, ""))


def test_the_earliest_place_that_there_is_says_by_how_many_days_it_is_late(desk: Desk, hospital: Hospital) -> None:
    entry, late = suspected(desk, hospital), a_session(desk, hospital, LATE)
    told = said(desk.booking.book(entry.id, late[3]))
    assert told.startswith("That is 21 days past the 28-day date") and "escalate it" in told
    assert in_keys(told, Keymap.of()).endswith("escalate it after booking, with e on the card (F4).")
    assert in_commands(told, {"entry": 7}).endswith("escalate it after booking, with `clerkdesk escalate 7`.")
    assert noted(desk, entry) == ""


def test_a_date_that_has_passed_is_told_and_not_escalated_at_each_booking(desk: Desk, hospital: Hospital) -> None:
    entry, early = an_entry(desk, hospital, clock_start=date(2024, 9, 1)), a_session(desk, hospital, EARLY)
    told = said(desk.booking.book(entry.id, early[0]))
    assert told == "That is 65 days past the 18-week date, Sun 5 Jan 2025."


@pytest.mark.parametrize("days", [0, 1])
def test_a_place_on_the_last_day_asks_nothing_and_one_a_day_later_does(
    desk: Desk, hospital: Hospital, days: int
) -> None:
    a_session(desk, hospital, EARLY)
    last = a_session(desk, hospital, datetime(2025, 3, 18, 9, 0) + timedelta(days=days))
    assert isinstance(desk.booking.book(suspected(desk, hospital).id, last[0]), Refused if days else Booked)


def test_an_earlier_place_that_the_patient_declined_is_not_asked_about_again(desk: Desk, hospital: Hospital) -> None:
    entry, late = suspected(desk, hospital), a_session(desk, hospital, LATE)
    for slot in a_session(desk, hospital, EARLY, slots=2):
        assert isinstance(desk.booking.book(entry.id, late[0]), Refused)
        declined = desk.booking.decline(DateOffered(entry.id, slot), Declined("OD05"))
        assert isinstance(declined, OfferDeclined)
    assert "21 days past" in said(desk.booking.book(entry.id, late[0]))


def test_an_earlier_hour_of_the_same_day_asks_nothing(desk: Desk, hospital: Hospital) -> None:
    entry, late = suspected(desk, hospital), a_session(desk, hospital, LATE)
    said(desk.booking.book(entry.id, late[5]))


def test_a_latest_clinically_appropriate_date_is_a_date_to_meet_and_a_see_by_date_is_none(
    desk: Desk, hospital: Hospital
) -> None:
    a_session(desk, hospital, EARLY, kind="follow_up")
    late = a_session(desk, hospital, LATE, kind="follow_up")
    due = date(2025, 3, 12)
    free = an_entry(desk, hospital, clock_start=date(2025, 1, 6), kind="follow_up", due_date=due)
    assert said(desk.booking.book(free.id, late[0])) == ""
    limited = an_entry(
        desk, hospital, clock_start=date(2025, 1, 6), kind="follow_up", latest_date=date(2025, 3, 20), due_date=due
    )
    asked = desk.booking.book(limited.id, late[1], "OT02")
    assert isinstance(asked, Refused) and "19 days past the latest clinically appropriate date" in asked.sentence
