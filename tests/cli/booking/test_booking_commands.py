"""Slots, bookings and cancellations by plain command."""

from __future__ import annotations

from datetime import datetime

from clerkdesk.data.engine import open_database
from clerkdesk.services.desk.facade import desk_for
from clerkdesk.settings import Settings
from tests.builders import a_session
from tests.cli.clinic import Clinic, Run
from tests.cli.running import Shell
from tests.conftest import MONDAY


def test_a_refused_booking_says_who_would_be_passed_over(run: Run, clinic: Clinic) -> None:
    ran = run("book", str(clinic.booked.id), clinic.free_slot)
    assert ran.exit_code == 3
    assert {"appointment", "nearest", "passed_over"} <= set(ran.document)


def test_a_slot_past_a_date_is_booked_with_what_keeps_the_earlier_place_from_being_taken(
    run: Run, clinic: Clinic, shell: Shell
) -> None:
    desk = desk_for(open_database(str(shell.home / "desk.sqlite")), Settings(), now=lambda: MONDAY)
    slots = a_session(desk, clinic.hospital, datetime(2025, 6, 16, 9, 0), slots=1)
    desk.close()
    entry, late = str(clinic.waiting.id), str(slots[0])
    asked = run("book", entry, late)
    assert (asked.exit_code, asked.error["field"], asked.error["code"]) == (3, "--past-target", "past_target")
    assert run("offer", entry, late, "--answer", "accepted").error["field"] == "--past-target"
    declined = run("offer", entry, late, "--answer", "declined", "--reason", "OD05", "--past-target", "abroad")
    assert declined.error["field"] == "--past-target"
    booked = run("book", entry, late, "--past-target", "abroad")
    assert "past the 18-week date" in booked.document["said"][0]


def test_slots_are_narrowed_by_what_the_caller_wants(run: Run, clinic: Clinic) -> None:
    entry = str(clinic.waiting.id)
    assert [row["id"] for row in run("slots", entry, "--weekday", "mon").document["slots"]][:1] == [
        int(clinic.free_slot)
    ]
    assert run("slots", entry, "--weekday", "tue").document["slots"] == []
    assert run("slots", entry, "--clinician", "shah", "--time", "am", "--from", "2025-04-01").document["legal"] == 2
    assert run("slots", entry, "--weekday", "someday").error["field"] == "--weekday"


def test_another_specialty_shows_what_is_free_and_what_it_needs(run: Run, clinic: Clinic) -> None:
    ran = run("slots", str(clinic.waiting.id), "--specialty", "cardiology")
    assert (ran.exit_code, ran.error["field"]) == (2, "--specialty")
    assert run("slots", str(clinic.waiting.id), "--specialty", "derm").document["legal"] == 2


def test_a_preview_of_a_cancellation_changes_nothing(run: Run, clinic: Clinic) -> None:
    ran = run("cancel", clinic.reference, "--reason", "PC09", "--preview")
    assert (ran.document["consequence"], ran.document["review"]["rule"]) == ("hold_for_review", "R-303")
    assert run("cancel", clinic.reference, "--reason", "PC99", "--preview").document["consequence"] == "rebook"
    assert run("cancel", clinic.reference, "--reason", "PC99").exit_code != 0, "it needs words, which no preview does"
    assert run("cancel", clinic.reference, "--reason", "PC01").exit_code == 0
