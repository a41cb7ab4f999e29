"""`did-not-attend`, `too-late` and `outcome` by plain command: what states a fact about a patient is always asked."""

from __future__ import annotations

import pytest

from clerkdesk.data.engine import open_database
from clerkdesk.services.bookings import Booked
from clerkdesk.services.desk import desk_for
from clerkdesk.settings import Settings
from tests.builders import a_hospital, a_session, an_entry
from tests.cli.running import Ran, Shell
from tests.conftest import MONDAY, StandingClock


@pytest.fixture
def reference(sqlite_location: str) -> str:
    """An appointment of the Monday at a quarter past nine."""
    desk = desk_for(open_database(sqlite_location), Settings(), now=StandingClock(MONDAY))
    hospital = a_hospital(desk)
    booked = desk.bookings.book(an_entry(desk, hospital).id, a_session(desk, hospital, MONDAY.replace(minute=45))[0])
    assert isinstance(booked, Booked), booked
    desk.close()
    return booked.reference


def run(shell: Shell, location: str, *words: str, at: str = "2025-03-03T10:20:00") -> Ran:
    return shell.run("--db", location, "--json", *words, variables={"CLERKDESK_NOW": at})


@pytest.mark.parametrize("answer", [(), ("--communicated", "maybe")])
def test_whether_a_patient_was_told_has_no_default(
    shell: Shell, sqlite_location: str, reference: str, answer: tuple[str, ...]
) -> None:
    asked = run(shell, sqlite_location, "did-not-attend", reference, *answer)
    assert (asked.exit_code, asked.error["field"]) == (2, "--communicated")
    assert "No telephone agreement is on record." in asked.error["sentence"]


def test_who_came_too_late_is_told_in_words_of_their_own(shell: Shell, sqlite_location: str, reference: str) -> None:
    run(shell, sqlite_location, "arrive", reference)
    told = shell.run("--db", sqlite_location, "too-late", reference, variables={"CLERKDESK_NOW": "2025-03-03T10:20:00"})
    assert told.exit_code == 0
    assert "Came too late to be seen" in told.stdout
    assert "told" not in told.stdout
