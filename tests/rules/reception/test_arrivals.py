"""Receiving patients (R-700 to R-704)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from clerkdesk.rules.reception.arrivals import (
    ArrivalFacts,
    AskFor,
    ClinicVisit,
    DetailsKnown,
    Identified,
    PersonToday,
    clinic_delay,
    details_missing,
    identify,
    judge_arrival,
    near_names_today,
    waiting_alert,
)
from clerkdesk.rules.values.priority import Priority
from tests.rules.builders import SETTINGS

NINE = datetime(2025, 3, 3, 9, 0)
MAEVE = PersonToday(1, "O'Neil", "Maeve", date(2018, 5, 1))


def arrival(minutes_late: int, **changes: Any) -> ArrivalFacts:
    usual = ArrivalFacts(NINE, NINE + timedelta(minutes=minutes_late), NINE, Priority.ROUTINE)
    return replace(usual, **changes)


def test_three_identifiers_are_stated_before_a_patient_is_known() -> None:
    two = identify(frozenset({"name", "date_of_birth"}), ())
    assert two == AskFor("address", "Ask the patient to state their address or postcode.")
    assert identify(frozenset({"name", "date_of_birth", "address"}), ()) == Identified()


def test_with_a_near_name_today_the_nhs_number_is_asked_for() -> None:
    near = (PersonToday(2, "O'Neill", "Maeve", date(2015, 1, 1)),)
    asked = identify(frozenset({"name", "date_of_birth", "address"}), near)
    assert isinstance(asked, AskFor)
    assert asked.identifier == "nhs_number"


def test_the_nhs_number_settles_a_near_name() -> None:
    near = (PersonToday(2, "O'Neill", "Maeve", None),)
    assert identify(frozenset({"name", "date_of_birth", "nhs_number"}), near) == Identified()


@pytest.mark.parametrize(
    ("other", "is_near"),
    [
        (PersonToday(2, "O'Neill", "Maeve", date(2015, 1, 1)), True),
        (PersonToday(2, "ONeil", "Cormac", date(2018, 5, 1)), True),
        (PersonToday(2, "O'Neil", "Cormac", date(2015, 1, 1)), False),
        (PersonToday(2, "Okafor", "Maeve", date(2018, 5, 1)), False),
        (MAEVE, False),
    ],
)
def test_near_is_a_near_name_or_a_near_family_name_with_the_same_birth_date(other: PersonToday, is_near: bool) -> None:
    assert near_names_today([MAEVE, other]).get(MAEVE.patient, ()) == ((other,) if is_near else ())


def test_in_time_is_code_5() -> None:
    assert judge_arrival(arrival(-10), SETTINGS).attendance_if_seen == "5"


def test_late_but_before_the_clinician_was_ready_is_code_5() -> None:
    decision = judge_arrival(arrival(5, clinician_ready=None), SETTINGS)
    assert decision.attendance_if_seen == "5"


def test_late_after_the_clinician_was_ready_is_code_6() -> None:
    assert judge_arrival(arrival(5), SETTINGS).attendance_if_seen == "6"


def test_fourteen_minutes_late_nobody_is_asked_and_fifteen_the_clinician_is() -> None:
    assert [judge_arrival(arrival(minutes), SETTINGS).ask for minutes in (14, 15)] == ["no", "ask"]


def test_the_question_names_the_answers_and_non_attendance_is_none_of_them() -> None:
    assert judge_arrival(arrival(20), SETTINGS).sentence == (
        "Arrived 20 minutes late: ask the clinician: see at the end, rebook for today or rebook."
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"priority": Priority.SUSPECTED_CANCER},
        {"is_child": True},
        {"by_transport": True},
        {"hospital_caused": True},
    ],
)
def test_for_cancer_children_transport_and_our_own_delay_the_clinician_is_always_asked(changes: dict[str, Any]) -> None:
    assert judge_arrival(arrival(20, **changes), SETTINGS).ask == "always"


def test_after_half_an_hour_somebody_apologises_and_after_an_hour_it_is_escalated() -> None:
    alerts = [waiting_alert(NINE, NINE, NINE + timedelta(minutes=minutes), SETTINGS) for minutes in (29, 30, 60)]
    assert [alert.escalate if alert else None for alert in alerts] == [None, False, True]


def test_somebody_early_waits_only_from_the_appointment_time() -> None:
    early = NINE - timedelta(hours=1)
    assert waiting_alert(NINE, early, NINE + timedelta(minutes=5), SETTINGS) is None


def visit(starts: int, *, arrived: int | None = None, called: int | None = None, expected: bool = True) -> ClinicVisit:
    """A visit with its times in minutes from nine o'clock."""
    times = [None if minutes is None else NINE + timedelta(minutes=minutes) for minutes in (arrived, called)]
    return ClinicVisit(NINE + timedelta(minutes=starts), times[0], times[1], expected)


@pytest.mark.parametrize(
    ("visits", "minutes"),
    [
        ([], 0),
        ([visit(0, arrived=-5)], 40),
        ([visit(0, arrived=10)], 0),
        ([visit(0, arrived=-5, called=25, expected=False), visit(60)], 25),
        ([visit(0, arrived=15, called=20, expected=False), visit(60)], 5),
        ([visit(0, arrived=-5, called=25, expected=False)], 0),
        ([visit(0, arrived=-5, called=25, expected=False), visit(20, arrived=0)], 20),
    ],
    ids=[
        "nobody yet", "waits beyond their time", "came late themselves", "the last was called in late",
        "the last came late themselves", "nobody left to be seen", "the first who waits counts",
    ],
)  # fmt: skip
def test_a_clinic_is_as_late_as_whoever_was_there_in_time_and_waits(visits: list[ClinicVisit], minutes: int) -> None:
    assert clinic_delay(visits, NINE + timedelta(minutes=40)) == minutes


def test_reception_asks_only_for_what_the_record_lacks() -> None:
    known = DetailsKnown(address=True, telephone=False, gp_practice=True, next_of_kin=False, ethnic_category=True)
    assert details_missing(known) == ("telephone number", "next of kin")
