"""What is keyed four weeks late gives the same dates as what is keyed at once (RULES 13.26)."""

from __future__ import annotations

import shutil
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from clerkdesk.data.engine import open_database
from clerkdesk.rules.reviews.requests import Asked
from clerkdesk.rules.values.dates import parse_from
from clerkdesk.services.booking.bookings import Booked
from clerkdesk.services.desk.facade import Desk, desk_for
from clerkdesk.services.reception.outcome_form import OutcomeToRecord
from clerkdesk.services.reception.outcome_needs import PatientInitiated
from clerkdesk.services.reception.outcomes import OutcomeRecorded
from clerkdesk.services.reviews.requests import NewRequest, RequestKept
from clerkdesk.settings import Settings
from tests.answers import taken
from tests.builders import Entry, a_hospital, a_session, an_entry
from tests.cli.running import Shell
from tests.conftest import MONDAY, StandingClock
from tests.dates_kept import dates_of, wishes

VISIT = MONDAY.replace(hour=10, minute=0)
AT_ONCE, FOUR_WEEKS_LATE = VISIT + timedelta(hours=1), VISIT + timedelta(weeks=4)

OUTCOMES = {
    "follow-up": ("--outcome", "3", "--rtt", "30", "--follow-up", "6w"),
    "follow-up in months": ("--outcome", "3", "--rtt", "30", "--follow-up", "3/12"),
    "follow-up as a sum": ("--outcome", "3", "--rtt", "30", "--follow-up", "+6w"),
    "latest date": ("--outcome", "3", "--rtt", "30", "--follow-up", "6w", "--latest", "8w"),
    "planned": ("--outcome", "3", "--rtt", "30", "--follow-up", "1y", "--planned"),
    "PIFU": ("--outcome", "3", "--rtt", "30", "--pifu", "6m"),
    "open-ended PIFU": ("--outcome", "3", "--rtt", "30", "--pifu", "open"),
    "monitoring": ("--outcome", "3", "--rtt", "32", "--told", "yes", "--follow-up", "12w"),
}


def seen(location: str) -> tuple[Entry, str]:
    desk = desk_for(open_database(location), Settings(), now=StandingClock(MONDAY))
    hospital = a_hospital(desk)
    entry = an_entry(desk, hospital)
    booked = desk.booking.book(entry.id, a_session(desk, hospital, VISIT)[0])
    assert isinstance(booked, Booked), booked
    desk.close()
    return entry, booked.reference


@pytest.mark.parametrize("act", OUTCOMES)
def test_an_outcome_counts_from_the_visit(shell: Shell, sqlite_template: Path, tmp_path: Path, act: str) -> None:
    found = []
    for name, at in (("at once", AT_ONCE), ("late", FOUR_WEEKS_LATE)):
        location = str(shutil.copy(sqlite_template, tmp_path / f"{name}.sqlite"))
        entry, reference = seen(location)
        words = ("outcome", reference, "--attended", "5", *OUTCOMES[act])
        ran = shell.run("--db", location, "--json", *words, variables={"CLERKDESK_NOW": at.isoformat()})
        assert ran.exit_code == 0, ran.stdout
        found.append(dates_of(location, entry))
    assert found[0] == found[1]


BY = ("--by", "DERM-C1", "--source", "letter of 3 March")
ON = ("--on", "2025-03-03")
DECIDED = ("review", "decide", "1")
KEYED: dict[str, tuple[str, ...]] = {
    "may wait until": (*DECIDED, "wait_until", "--until", "6w", *BY, *ON),
    "monitoring by choice": (*DECIDED, "monitor_patient", "--until", "12w", "--agreed", *BY, *ON),
    "monitoring, reviewed by the settings": (*DECIDED, "monitor_clinician", "--agreed", *BY, *ON),
    "a wish to wait of over six weeks": (
        "validate", "ENTRY", "--level", "contact", "--outcome", "V15", "--until", "8w", "--checked-on", "2025-03-03"),
    "a wish to wait of six weeks": (
        "validate", "ENTRY", "--level", "contact", "--outcome", "V15", "--until", "6w", "--checked-on", "2025-03-03"),
    "a long wish to wait, to be reviewed": ("ask-review", "ENTRY", "--asked", "delay", "--until", "8w", *ON),
    "a short wish to wait": ("ask-review", "ENTRY", "--asked", "delay", "--until", "6w", *ON),
    "time to think": ("ask-review", "ENTRY", "--asked", "thinking", "--until", "5w", *ON),
    "a decision to treat": (
        "milestone", "PATHWAY", "decision_to_treat", "--earliest", "5w", "--why-earliest", "it heals first", *BY, *ON,
        "--because", "told at theirs"),
    "told of cancer": ("milestone", "PATHWAY", "diagnosed", *BY, *ON, "--because", "told at theirs"),
    "monitoring that has to be reviewed": (
        "validate", "ENTRY", "--level", "clinical", "--outcome", "V06", *BY, *ON, "--told-on", "2025-03-03"),
}  # fmt: skip
"""What happened on Monday 3 March, as it is keyed: on that day, or four weeks later."""
ASKS_A_CLINICIAN = (
    "a wish to wait of over six weeks", "a long wish to wait, to be reviewed", "time to think",
)  # fmt: skip
"""By when the clinician answers counts from the day on which they are asked: the day of keying."""


def asked_about(location: str, act: str) -> Entry:
    """An entry of which a review is open; of suspected cancer where a milestone is recorded."""
    desk = desk_for(open_database(location), Settings(), now=StandingClock(MONDAY))
    hospital = a_hospital(desk)
    entry = an_entry(desk, hospital, priority_type="3" if KEYED[act][0] == "milestone" else "1")
    if KEYED[act][0] == "review":
        kept = desk.reviews.ask(NewRequest(entry.id, Asked.QUESTION, "may she wait?"))
        assert isinstance(kept, RequestKept), kept
    desk.close()
    return entry


@pytest.mark.parametrize("act", KEYED)
def test_what_is_keyed_late_counts_from_its_day(shell: Shell, sqlite_template: Path, tmp_path: Path, act: str) -> None:
    found = []
    for name, at in (("at once", AT_ONCE), ("late", FOUR_WEEKS_LATE)):
        location = str(shutil.copy(sqlite_template, tmp_path / f"{name}.sqlite"))
        entry = asked_about(location, act)
        numbers = {"ENTRY": str(entry.id), "PATHWAY": str(entry.pathway_id)}
        words = [numbers.get(word, word) for word in KEYED[act]]
        ran = shell.run("--db", location, "--json", *words, variables={"CLERKDESK_NOW": at.isoformat()})
        assert ran.exit_code == 0, ran.stdout
        needs, reviews, plans, clock = dates_of(location, entry)
        found.append([needs, len(reviews) if act in ASKS_A_CLINICIAN else reviews, plans, clock, wishes(location)])
    assert found[0] == found[1]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("6w", date(2025, 4, 14)), ("6/52", date(2025, 4, 14)), ("+6w", date(2025, 4, 14)),
        ("t+42", date(2025, 4, 14)), ("14 apr", date(2025, 4, 14)), ("3m", date(2025, 6, 3)),
        ("2025-04-14", date(2025, 4, 14)),
    ],
)  # fmt: skip
def test_a_length_of_time_is_counted_from_the_day_of_the_event(text: str, day: date) -> None:
    assert parse_from(text, date(2025, 3, 3)) == day


def asked(desk: Desk, clock: StandingClock, keyed: datetime, *, urgent: bool) -> list[Any]:
    """A patient asks on Tuesday 1 April; it is keyed at a time. Returns every date of the place."""
    hospital = a_hospital(desk)
    entry = an_entry(desk, hospital)
    booked = desk.booking.book(entry.id, a_session(desk, hospital, VISIT)[0])
    assert isinstance(booked, Booked), booked
    clock.at = AT_ONCE
    outcome = OutcomeToRecord(booked.reference, "5", "3", "30", patient_initiated=PatientInitiated(date(2025, 9, 3)))
    recorded = desk.reception.record_outcome(outcome)
    assert isinstance(recorded, OutcomeRecorded) and recorded.entry_id is not None, recorded
    clock.at = keyed
    asked = date(2025, 4, 1)
    answer = taken(desk.waiting_list.patient_asks(recorded.entry_id, "it is back", urgent=urgent, asked_on=asked))
    found = desk.waiting_list.entry(recorded.entry_id)
    assert found is not None
    return [answer.book_by, found.row.due_date, found.row.interval_days]


@pytest.mark.parametrize("urgent", [False, True])
def test_a_request_counts_from_the_day_on_which_the_patient_asked(
    urgent: bool, sqlite_template: Path, tmp_path: Path
) -> None:
    found = []
    for number, keyed in enumerate((datetime(2025, 4, 1, 12, 0), datetime(2025, 4, 29, 12, 0))):
        clock = StandingClock(MONDAY)
        location = str(shutil.copy(sqlite_template, tmp_path / f"{number}.sqlite"))
        desk = desk_for(open_database(location), Settings(), now=clock)
        found.append([repr(each) for each in asked(desk, clock, keyed, urgent=urgent)])
        desk.close()
    assert found[0] == found[1]
