"""What a clerk reads and says of slots: why none is allowed, and where the patient goes, or does not go."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerkdesk.rules.booking.slot_legality import ABOUT_THE_NEED
from clerkdesk.rules.values.entries import EntryKind
from clerkdesk.rules.waiting_list.awaiting import NewWait
from clerkdesk.services.booking.choosing import reasons_in_words
from clerkdesk.services.booking.slot_choices import SlotChoices
from clerkdesk.services.waiting_list.awaiting import WaitKept
from tests.builders import a_patient, a_session, an_entry
from tests.screens.reception.today_page import TEN, Counter, a_counter
from tests.spoken import on_screen

SOME = ("It is full.", "It has already begun.", "It is a new slot.", "It is kept for children.", "It is by video.")


@given(st.lists(st.sampled_from(SOME), min_size=1, max_size=60))
def test_the_numbers_of_the_reasons_add_up_to_the_slots_that_were_looked_at(reasons: list[str]) -> None:
    said = reasons_in_words(reasons)
    looked_at = int(re.search(r"Looked at: (\d+) slot", said).group(1))  # type: ignore[union-attr]
    assert looked_at == len(reasons) == sum(int(number) for number in re.findall(r"reasons? for (\d+)", said))
    commonest = max(SOME, key=reasons.count)
    assert f"The reason for {reasons.count(commonest)}: " in said


@pytest.mark.parametrize("reason", sorted(ABOUT_THE_NEED))
def test_a_reason_about_the_need_is_told_without_counting_slots(reason: str) -> None:
    assert reasons_in_words([reason] * 458) == f"No slot is allowed. {reason}"


def _choices(counter: Counter, entry_id: int) -> SlotChoices:
    found = counter.desk.booking.slots(entry_id)
    assert isinstance(found, SlotChoices)
    return found


def test_a_need_that_waits_for_results_says_what_for_and_no_lack_of_slots_is_escalated(sqlite_location: str) -> None:
    counter = a_counter(sqlite_location)
    new = NewWait(EntryKind.AWAITING_RESULTS, "biopsy", "pathology", TEN.date() + timedelta(weeks=2))
    kept = counter.desk.waiting_list.await_something(counter.entries["Okafor"].pathway_id, new)
    assert isinstance(kept, WaitKept), kept
    a_session(counter.desk, counter.hospital, TEN + timedelta(weeks=1))
    waiting = counter.desk.waiting_list.awaited()[0].row.entry_id  # type: ignore[index]
    found = _choices(counter, waiting)
    assert "biopsy" in found.why_none and "j on the card" in on_screen(found.why_none)
    assert not found.lacks_slots


@pytest.mark.parametrize(("medium", "way"), [("02", "by telephone"), ("03", "by video"), ("04", "by talk-type")])
def test_an_appointment_without_a_journey_tells_no_way_to_the_hospital(
    sqlite_location: str, medium: str, way: str
) -> None:
    counter = a_counter(sqlite_location, medium=medium)
    a_session(counter.desk, counter.hospital, TEN + timedelta(weeks=1))
    entry = an_entry(counter.desk, counter.hospital, a_patient(counter.desk, "Wright", "Zoe", TEN.date()))
    choice = _choices(counter, entry.id).choices[0]
    with_a_way = type(choice.names)(choice.names.clinic, choice.names.professional, "", "Main entrance; car park B")
    said = type(choice)(choice.ranked, with_a_way).say
    assert way in said and "car park" not in said
    assert ("Which number shall we ring?" in said) is (medium == "02")


def test_an_appointment_face_to_face_tells_the_way(sqlite_location: str) -> None:
    counter = a_counter(sqlite_location)
    a_session(counter.desk, counter.hospital, TEN + timedelta(weeks=1))
    entry = an_entry(counter.desk, counter.hospital, a_patient(counter.desk, "Wright", "Zoe", TEN.date()))
    choice = _choices(counter, entry.id).choices[0]
    with_a_way = type(choice.names)(choice.names.clinic, choice.names.professional, "", "Main entrance; car park B")
    assert "car park B" in type(choice)(choice.ranked, with_a_way).say
