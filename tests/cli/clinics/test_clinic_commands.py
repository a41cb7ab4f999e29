"""Clinics by plain command, over the same services as the screens."""

from __future__ import annotations

from datetime import datetime

from tests.cli.clinic import IN_EIGHT_WEEKS, IN_FOUR_WEEKS_TIME, Clinic, Run


def test_without_the_number_of_patients_a_clinic_is_previewed_and_not_cancelled(run: Run, clinic: Clinic) -> None:
    ran = run("cancel-clinic", clinic.session, "--reason", "HC01")
    assert (ran.exit_code, ran.error["code"], ran.error["field"]) == (3, "not_confirmed", "--patients")
    (patient,) = ran.document["preview"]["patients"]
    assert (patient["reference"], patient["goes"]) == (
        clinic.reference,
        "back on the list, at the position of 6 Jan 2025",
    )
    assert ran.document["preview"]["session"]["status"] == "open"


def test_a_clinic_is_cancelled_with_every_patients_outcome(run: Run, clinic: Clinic) -> None:
    ran = run("cancel-clinic", clinic.session, "--reason", "hc01", "--patients", "1")
    assert (ran.exit_code, ran.document["outcome"], ran.document["session"]["status"]) == (0, "cancelled", "cancelled")
    (patient,) = ran.document["patients"]
    assert (patient["by"], patient["attendance_code"], patient["consequence"]) == ("hospital", "4", "rebook")
    assert patient["entry"] == {
        "id": clinic.booked.id, "list_position_date": "2025-01-06", "status": "waiting",
    }  # fmt: skip
    assert {"on_the_day", "notified", "tasks", "review", "offered"} <= set(patient)
    assert [item["to"] for item in ran.document["notified"]] == ["secretary, Dermatology"]


def test_at_short_notice_it_is_refused_with_who_approves_until_somebody_did(run: Run, clinic: Clinic) -> None:
    words = ("cancel-clinic", clinic.session, "--reason", "HC01", "--patients", "1")
    refused = run(*words, at=IN_FOUR_WEEKS_TIME)
    assert (refused.exit_code, refused.error["code"]) == (3, "approval_missing")
    assert "general manager" in refused.error["sentence"]
    assert run(*words, "--approved-by", "J Khan", at=IN_FOUR_WEEKS_TIME).exit_code == 0


def test_booking_is_stopped_and_opened_again(run: Run, clinic: Clinic) -> None:
    assert run("stop-booking", clinic.session, "--reason", "away").document["session"]["status"] == "stopped"
    assert run("open-booking", clinic.session).document["session"]["status"] == "open"
    days = ("--from", "2025-04-28", "--to", "2025-04-28")
    assert [row["booked"] for row in run("clinics", *days).document["sessions"]] == [1]


def test_a_session_that_has_not_begun_is_not_closed(run: Run, clinic: Clinic) -> None:
    ran = run("close-session", clinic.session)
    assert (ran.exit_code, ran.error["code"]) == (3, "not_begun")


def test_what_keeps_a_session_open_is_named_by_reference(run: Run, clinic: Clinic) -> None:
    ran = run("close-session", clinic.session, at=IN_EIGHT_WEEKS.replace(hour=17))
    assert (ran.exit_code, ran.error["code"]) == (3, "session_open")
    assert [row["reference"] for row in ran.document["in_the_way"]] == [clinic.reference]


def test_who_could_take_a_free_place(run: Run, clinic: Clinic) -> None:
    assert [row["entry"] for row in run("candidates", clinic.free_slot).document["candidates"]] == [clinic.waiting.id]


def test_free_slots_are_listed_as_the_clinic_comes_near(run: Run, clinic: Clinic) -> None:
    free = run("clinics", "--unfilled", at=datetime(2025, 4, 25, 9, 0)).document["slots"]
    assert clinic.free_slot in {str(slot["slot_id"]) for slot in free}
