"""`did-not-attend`, `too-late` and `outcome` by plain command: what states a fact about a patient is always asked."""

from __future__ import annotations

import pytest

from clerkdesk.data.engine import open_database
from clerkdesk.services.booking.bookings import Booked
from clerkdesk.services.desk.facade import desk_for
from clerkdesk.settings import Settings
from tests.builders import a_hospital, a_session, an_entry
from tests.cli.running import Ran, Shell
from tests.conftest import MONDAY, StandingClock


@pytest.fixture
def reference(sqlite_location: str) -> str:
    """An appointment of the Monday at a quarter past nine."""
    desk = desk_for(open_database(sqlite_location), Settings(), now=StandingClock(MONDAY))
    hospital = a_hospital(desk)
    booked = desk.booking.book(an_entry(desk, hospital).id, a_session(desk, hospital, MONDAY.replace(minute=45))[0])
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


@pytest.mark.parametrize("answer", [(), ("--communicated", "yes")])
def test_nobody_is_missed_before_they_are_late(
    shell: Shell, sqlite_location: str, reference: str, answer: tuple[str, ...]
) -> None:
    early = run(shell, sqlite_location, "did-not-attend", reference, *answer, at="2025-03-03T09:50:00")
    assert early.exit_code == 3 and "nobody is late before 10:00" in early.error["sentence"]


def test_who_came_too_late_is_told_in_words_of_their_own(shell: Shell, sqlite_location: str, reference: str) -> None:
    run(shell, sqlite_location, "arrive", reference)
    told = shell.run("--db", sqlite_location, "too-late", reference, variables={"CLERKDESK_NOW": "2025-03-03T10:20:00"})
    assert told.exit_code == 0
    assert "Came too late to be seen" in told.stdout
    assert "told" not in told.stdout


def of_visit(shell: Shell, location: str, reference: str, *words: str) -> Ran:
    return run(shell, location, "outcome", reference, "--attended", "5", *words, at="2025-03-03T11:00:00")


def test_a_running_wait_is_not_put_on_the_planned_list(shell: Shell, sqlite_location: str, reference: str) -> None:
    words = ("--outcome", "3", "--rtt", "20", "--planned", "--follow-up", "1y")
    refused = of_visit(shell, sqlite_location, reference, *words)
    assert (refused.exit_code, refused.document["rule"]) == (3, "RULES 13.15")


def test_a_follow_up_in_ten_years_is_asked_about_and_a_latest_date_before_it_refused(
    shell: Shell, sqlite_location: str, reference: str
) -> None:
    words = ("--outcome", "3", "--rtt", "20", "--follow-up")
    early = of_visit(shell, sqlite_location, reference, *words, "6w", "--latest", "2025-03-20")
    assert early.exit_code == 3 and "lies before the day by which" in early.error["sentence"]
    asked = of_visit(shell, sqlite_location, reference, *words, "520w")
    assert (asked.exit_code, asked.error["field"]) == (3, "--years-ahead") and "2035" in asked.error["sentence"]
    assert of_visit(shell, sqlite_location, reference, *words, "520w", "--years-ahead").exit_code == 0


def test_from_a_visit_to_a_test_its_result_and_the_treatment(
    shell: Shell, sqlite_location: str, reference: str
) -> None:
    words = ("--outcome", "3", "--rtt", "20", "--awaits", "test", "--what", "MRI", "--who", "radiology")
    visit = of_visit(shell, sqlite_location, reference, *words, "--look-again", "4w").document
    assert visit["clock_state"] == "running"
    listed = run(shell, sqlite_location, "worklist", "--kind", "awaiting_test").document["entries"]
    assert [each["awaiting"] for each in listed] == [{"what": "MRI", "who": "radiology", "look_again": "2025-03-31"}]
    waits = run(shell, sqlite_location, "awaiting").document["entries"]
    assert [(each["id"], each["kind"], each["who"]) for each in waits] == [
        (visit["entry"], "awaiting_test", "radiology")
    ]
    then = ("--then", "results", "--then-what", "MRI report", "--then-who", "Dr Shah", "--look-again", "2w")
    done = run(shell, sqlite_location, "happened", str(visit["entry"]), "test_done", *then).document
    assert (done["clock_state"], done["entry"]["status"]) == ("running", "closed")
    proof = ("--by", "DERM-C1", "--source", "theatre list")
    treatment = ("happened", str(done["next_entry"]), "treated", "--follow-up", "6w", *proof)
    treated = run(shell, sqlite_location, *treatment).document
    assert (treated["clock_state"], treated["clock_stop"]) == ("stopped", "2025-03-03")


def test_a_need_is_added_looked_at_and_listed_once_its_day_has_come(
    shell: Shell, sqlite_location: str, reference: str
) -> None:
    given = ("--what", "left knee", "--who", "admissions", "--look-again", "2025-03-10")
    place = run(shell, sqlite_location, "wait-for", "1", "procedure", *given).document["entry"]
    later = "2025-03-11T09:00:00"
    assert [each["id"] for each in run(shell, sqlite_location, "holds", at=later).document["entries"]] == [place]
    assert run(shell, sqlite_location, "look-again", str(place), "2w", at=later).exit_code == 0
    assert run(shell, sqlite_location, "holds", at=later).document["entries"] == []


def test_status_12_names_the_other_condition(shell: Shell, sqlite_location: str, reference: str) -> None:
    words = ("--outcome", "3", "--rtt", "12", "--follow-up", "6w")
    assert of_visit(shell, sqlite_location, reference, *words).document["rule"] == "R-109"
    other = ("--own-rtt", "20", "--other-specialty", "DERM", "--other-priority", "urgent")
    told = of_visit(shell, sqlite_location, reference, *words, *other).document
    assert told["other"]["clock_start"] == "2025-03-03" and told["clock_state"] == "running"
