"""Clinics, holds, reviews, records and calls by plain command, over the same services as the screens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from clerkdesk.data.engine import open_database
from clerkdesk.services.booking.bookings import Booked
from clerkdesk.services.desk.facade import Desk, desk_for
from clerkdesk.settings import Settings
from tests.builders import Entry, Hospital, a_hospital, a_patient, a_session, a_staff, an_entry
from tests.cli.running import Ran, Shell
from tests.conftest import MONDAY

IN_EIGHT_WEEKS = datetime(2025, 4, 28, 9, 0)
IN_FOUR_WEEKS_TIME = datetime(2025, 3, 31, 9, 0)
Run = Callable[..., Ran]


@dataclass(frozen=True)
class Clinic:
    """A clinic in eight weeks with one of three places booked, and somebody who waits."""

    session: str
    reference: str
    booked: Entry
    waiting: Entry
    free_slot: str
    hospital: Hospital


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> tuple[Path, Clinic]:
    """The clinic in a file that is copied for each test."""
    path = tmp_path_factory.mktemp("built") / "desk.sqlite"
    path.write_bytes(sqlite_template.read_bytes())
    desk: Desk = desk_for(open_database(str(path)), Settings(), now=lambda: MONDAY)
    hospital = a_hospital(desk)
    a_staff(desk, hospital)
    slots = a_session(desk, hospital, IN_EIGHT_WEEKS, slots=3)
    entry = an_entry(desk, hospital, a_patient(desk, "O'Neil-[/]", "Maeve"))
    booked = desk.booking.book(entry.id, slots[0])
    assert isinstance(booked, Booked)
    waiting = an_entry(desk, hospital)
    (session,) = desk.clinics.between(IN_EIGHT_WEEKS.date(), IN_EIGHT_WEEKS.date())
    desk.close()
    return path, Clinic(str(session.session_id), booked.reference, entry, waiting, str(slots[1]), hospital)


@pytest.fixture
def clinic(shell: Shell, built: tuple[Path, Clinic]) -> Clinic:
    path, made = built
    (shell.home / "desk.sqlite").write_bytes(path.read_bytes())
    return made


@pytest.fixture
def run(shell: Shell, clinic: Clinic) -> Run:
    """Runs a command as Asha, at the standing time, with JSON."""

    def as_asha(*words: str, stdin: str = "", at: datetime = MONDAY) -> Ran:
        now = {"CLERKDESK_NOW": at.isoformat()}
        database = str(shell.home / "desk.sqlite")
        return shell.run("--db", database, "--clerk", "asha.derm", *words, "--json", stdin=stdin, variables=now)

    return as_asha


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


def test_a_wrong_reason_is_named_as_the_option_it_is(run: Run, clinic: Clinic) -> None:
    for words in (("cancel-clinic", clinic.session), ("cancel", clinic.reference)):
        ran = run(*words, "--reason", "XX01")
        assert (ran.exit_code, ran.error["field"]) == (2, "--reason")


def test_a_wrong_argument_is_named_as_help_writes_it(run: Run) -> None:
    assert run("cancel", "nonsense", "--reason", "PC01").error["field"] == "REFERENCE"
    assert run("cancel-clinic", "999", "--reason", "HC01").error["field"] == "SESSION"
    assert run("hold", "999", "--reason", "away", "--until", "+2w").error["field"] == "ENTRY"


@pytest.mark.parametrize("command", ["cancel", "hold", "resume", "stop-booking", "arrive"])
def test_a_refusal_carries_only_why_and_by_which_rule(run: Run, clinic: Clinic, command: str) -> None:
    run("cancel", clinic.reference, "--reason", "PC01")
    run("stop-booking", clinic.session, "--reason", "away")
    words = {
        "cancel": (clinic.reference, "--reason", "PC01"),
        "hold": (str(clinic.booked.id), "--reason", "away", "--until", "+2w"),
        "resume": (str(clinic.waiting.id),),
        "stop-booking": (clinic.session, "--reason", "away"),
        "arrive": (clinic.reference,),
    }
    if command == "hold":
        run("hold", *words["hold"])
    ran = run(command, *words[command])
    assert (ran.exit_code, set(ran.document)) == (3, {"outcome", "reason", "rule", "error"})


def test_a_refused_booking_says_who_would_be_passed_over(run: Run, clinic: Clinic) -> None:
    ran = run("book", str(clinic.booked.id), clinic.free_slot)
    assert ran.exit_code == 3
    assert {"appointment", "nearest", "passed_over"} <= set(ran.document)


def test_booking_is_stopped_and_opened_again(run: Run, clinic: Clinic) -> None:
    assert run("stop-booking", clinic.session, "--reason", "away").document["session"]["status"] == "stopped"
    assert run("open-booking", clinic.session).document["session"]["status"] == "open"
    days = ("--from", "2025-04-28", "--to", "2025-04-28")
    assert [row["booked"] for row in run("clinics", *days).document["sessions"]] == [1]


def test_a_session_that_has_not_begun_is_not_closed(run: Run, clinic: Clinic) -> None:
    ran = run("close-session", clinic.session)
    assert (ran.exit_code, ran.error["code"]) == (3, "not_begun")


def test_a_need_is_held_and_taken_off_hold(run: Run, clinic: Clinic) -> None:
    held = run("hold", str(clinic.waiting.id), "--reason", "-", "--until", "+2w", stdin="results first")
    assert held.document["entry"]["hold_reason"] == "results first"
    assert run("resume", str(clinic.waiting.id)).document["entry"]["status"] == "waiting"


def test_a_review_is_asked_for(run: Run, clinic: Clinic) -> None:
    ran = run("ask-review", str(clinic.waiting.id), "--asked", "question", "--words", "Is it still needed?")
    assert (ran.exit_code, ran.document["review"]["opened"]) == (0, True)


def test_why_explains_the_clock_of_a_pathway(run: Run, clinic: Clinic) -> None:
    document = run("why", str(clinic.waiting.pathway_id)).document
    assert document["clock"]["start"] == "2025-01-06"
    assert document["targets"][0]["name"] == "18w"


def test_why_says_which_of_its_sentences_tell_what_happened(shell: Shell, clinic: Clinic) -> None:
    now = {"CLERKDESK_NOW": MONDAY.isoformat()}
    ran = shell.run("--db", str(shell.home / "desk.sqlite"), "why", str(clinic.waiting.pathway_id), variables=now)
    lines = ran.stdout.splitlines()
    said = lines.index("What happened:")
    assert "your 18-week wait" in lines[said + 1] and not any("your 18-week wait" in line for line in lines[:said])


def test_who_could_take_a_free_place(run: Run, clinic: Clinic) -> None:
    assert [row["entry"] for row in run("candidates", clinic.free_slot).document["candidates"]] == [clinic.waiting.id]


def test_nothing_is_missing_after_a_day_without_clinics(run: Run) -> None:
    assert run("missing-outcomes").document == {"appointments": []}


def test_residence_is_recorded_and_referred(run: Run, clinic: Clinic) -> None:
    ran = run("residence", str(clinic.booked.patient_id), "not_resident")
    assert (ran.exit_code, ran.document["referred"]) == (0, True)


def test_what_hangs_on_the_record_shows_on_the_card(run: Run, clinic: Clinic) -> None:
    patient = str(clinic.booked.patient_id)
    assert run("record", "phone", patient, "07700 900123").exit_code == 0
    assert run("record", "away", patient, "--from", "1 Apr 2025", "--to", "8 Apr 2025").exit_code == 0
    assert run("record", "relative", patient, "--relationship", "mother", "--name", "Nora").exit_code == 0
    assert run("record", "name", patient, "--kind", "former", "--family-name", "Walsh").exit_code == 0
    card = run("patient", patient).document
    assert [phone["number"] for phone in card["phones"]] == ["+447700900123"]
    assert (len(card["unavailable"]), len(card["related"]), len(card["other_names"])) == (1, 1, 1)


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


def test_days_away_past_six_weeks_ask_why_and_say_by_when_a_clinician_decides(run: Run, clinic: Clinic) -> None:
    patient = str(clinic.waiting.patient_id)
    span = ("record", "away", patient, "--from", "1 Apr 2025", "--to", "1 Mar 2026")
    asked = run(*span)
    assert (asked.exit_code, asked.error["field"]) == (2, "--reason") and "335 days" in asked.error["sentence"]
    kept = run(*span, "--reason", "abroad")
    [review] = kept.document["reviews"]
    assert (kept.exit_code, review["entry"], review["opened"]) == (0, clinic.waiting.id, True)


def test_an_unknown_flag_is_named(run: Run, clinic: Clinic) -> None:
    ran = run("record", "flag", str(clinic.booked.patient_id), "XYZ")
    assert (ran.exit_code, ran.error["field"]) == (2, "FLAG")


def test_a_call_is_logged_with_who_rang(run: Run, clinic: Clinic) -> None:
    about = ("--about", str(clinic.booked.patient_id), "--caller", "Nora", "--stated", "name,date_of_birth,postcode")
    logged = run("call", "-", *about, stdin="asked the way").document["call"]
    assert (logged["ended_with"], logged["stated"]) == ("asked the way", ["name", "date_of_birth", "postcode"])


def test_identifiers_without_a_patient_are_refused(run: Run) -> None:
    assert run("call", "asked the way", "--stated", "name").exit_code == 3


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
    assert run("cancel", clinic.reference, "--reason", "PC01").exit_code == 0


def test_what_joining_and_parting_would_move_is_shown_before(run: Run, clinic: Clinic) -> None:
    kept, other = str(clinic.booked.patient_id), str(clinic.waiting.patient_id)
    assert run("merge", kept, other, "--preview").error["code"] == "two_nhs_numbers"
    assert run("unmerge", other, "--preview").error["code"] == "not_merged"
    assert run("merge", kept, other).error["field"] == "--reason"


def test_what_keeps_a_session_open_is_named_by_reference(run: Run, clinic: Clinic) -> None:
    ran = run("close-session", clinic.session, at=IN_EIGHT_WEEKS.replace(hour=17))
    assert (ran.exit_code, ran.error["code"]) == (3, "session_open")
    assert [row["reference"] for row in ran.document["in_the_way"]] == [clinic.reference]


def test_free_slots_are_listed_as_the_clinic_comes_near(run: Run, clinic: Clinic) -> None:
    free = run("clinics", "--unfilled", at=datetime(2025, 4, 25, 9, 0)).document["slots"]
    assert clinic.free_slot in {str(slot["slot_id"]) for slot in free}
