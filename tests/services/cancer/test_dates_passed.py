"""Check finds every date of suspected cancer that has passed and still counts, also once the patient was seen."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from clerkdesk.data.tables import Pathway, Referral
from clerkdesk.rules.values.clocks import ClockEventKind, RttStatus
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.inbox.escalations import Escalated
from clerkdesk.services.inbox.inbox import ItemChanged
from clerkdesk.services.pathways.clocks import ClockWhy
from clerkdesk.services.pathways.entries import record_rtt
from clerkdesk.services.validation.checks import CheckReport
from tests.builders import Entry, Hospital, a_hospital, a_patient, an_entry
from tests.conftest import StandingClock

RECEIVED = date(2025, 3, 3)
CANCER_DATES = ("FDS", "62d", "31d")
Fact = tuple[str, int, str | None, dict[str, Any]]
"""Kind, days after receipt, code, and details of a fact on the clock."""
SEEN: Fact = ("appointment_attended", 10, "20", {"first": True, "decided_by": "Dr Shah"})
DECIDED: Fact = ("decision_to_treat", 20, None, {"communicated": True, "decided_by": "Dr Shah"})
TOLD: Fact = ("told_cancer_diagnosed", 15, None, {"decided_by": "Dr Shah"})
RULED_OUT: Fact = ("told_cancer_ruled_out", 15, None, {"decided_by": "Dr Shah"})
TREATED: Fact = ("first_definitive_treatment", 30, "30", {"treated": True, "decided_by": "Dr Shah"})
UPGRADED: Fact = ("consultant_upgrade", 5, None, {"decided_by": "Dr Shah"})
PASSED_ON: Fact = ("transfer_out", 12, "21", {"responsibility_transferred": True, "passed_to": "Leeds"})
COURSES: dict[str, tuple[str, str, tuple[Fact, ...]]] = {
    "nothing since": ("3", "", ()),
    "seen": ("3", "", (SEEN,)),
    "told of cancer": ("3", "", (SEEN, TOLD)),
    "decided": ("3", "", (SEEN, DECIDED)),
    "treated": ("3", "", (SEEN, DECIDED, TREATED)),
    "ruled out": ("3", "", (SEEN, RULED_OUT)),
    "routine": ("1", "", (SEEN,)),
    "upgraded": ("1", "", (SEEN, UPGRADED)),
    "upgraded and treated": ("1", "", (SEEN, UPGRADED, TREATED)),
    "testicular": ("3", "12", (SEEN,)),
    "passed on": ("3", "", (SEEN, PASSED_ON)),
}


@pytest.fixture
def hospital(desk: Desk) -> Hospital:
    return a_hospital(desk)


def a_course(desk: Desk, hospital: Hospital, name: str, born: date = date(1967, 3, 14), kind: str = "") -> Entry:
    priority, referral_type, facts = COURSES[name]
    person = a_patient(desk, date_of_birth=born)
    entry = an_entry(desk, hospital, person, clock_start=RECEIVED, priority_type=priority)
    with desk.context.act("build") as act:
        referral = act.session.get_one(Pathway, entry.pathway_id).referral_id
        act.session.get_one(Referral, referral).suspected_cancer_type = kind or referral_type
        for event, after, code, details in facts:
            day = RECEIVED + timedelta(days=after)
            record_rtt(
                act,
                entry.pathway_id,
                ClockEventKind(event),
                day,
                RttStatus(code) if code else None,
                details,
                policy=desk.context.policy,
            )
        act.commit(None)
    return entry


def found(desk: Desk, entry: Entry) -> list[int]:
    """By how many days the dates of one pathway have passed, as the check says."""
    report = desk.checks.run(["DQ43"])
    assert isinstance(report, CheckReport)
    of_entry = [each for each in report.findings if each.pathway_id == entry.pathway_id]
    assert all((each.entry_id, each.mend) == (entry.id, "escalate") for each in of_entry)
    return sorted(int(each.sentence.rpartition(": ")[2].rstrip(".")) for each in of_entry)


def passed(desk: Desk, entry: Entry) -> list[int]:
    """The same, as the rules have it."""
    why = desk.pathways.why(entry.pathway_id)
    assert isinstance(why, ClockWhy)
    return sorted(-target.days for target in why.targets if target.name in CANCER_DATES and target.days < 0)


def on_day(clock: StandingClock, after: int) -> None:
    clock.at = datetime.combine(RECEIVED + timedelta(days=after), time(9))


@pytest.mark.parametrize("name", COURSES)
def test_the_check_finds_on_each_day_what_the_rules_say_has_passed(
    desk: Desk, clock: StandingClock, hospital: Hospital, name: str
) -> None:
    on_day(clock, 40)
    entry = a_course(desk, hospital, name)
    for after in (28, 29, 31, 32, 51, 52, 62, 63, 67, 68, 120):
        if after >= 31:
            on_day(clock, after)
            expected = [] if name == "passed on" else passed(desk, entry)
            assert found(desk, entry) == expected, after
    assert name in ("ruled out", "treated", "upgraded and treated", "routine", "passed on") or found(desk, entry)


@pytest.mark.parametrize("born", [date(2009, 3, 3), date(2009, 3, 4), date(2025, 3, 1)])
def test_a_child_has_31_days_until_the_sixteenth_birthday(
    desk: Desk, clock: StandingClock, hospital: Hospital, born: date
) -> None:
    on_day(clock, 40)
    entry = a_course(desk, hospital, "seen", born, "02")
    assert found(desk, entry) == passed(desk, entry) == ([12] if born == date(2009, 3, 3) else [9, 12])


def test_an_open_escalation_answers_it_while_it_stands(desk: Desk, clock: StandingClock, hospital: Hospital) -> None:
    on_day(clock, 40)
    entry = a_course(desk, hospital, "seen")
    assert found(desk, entry) == [12]
    done = desk.inbox.escalate(entry.id, reason="no answer yet")
    assert isinstance(done, Escalated), done
    assert found(desk, entry) == []
    assert isinstance(desk.inbox.done(done.item.id, "the MDT looks on Friday"), ItemChanged)
    assert found(desk, entry) == [12]
