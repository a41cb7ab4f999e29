"""The cancer dates of an entry follow from its pathway's events and its referral (R-500 to R-506)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from clerkdesk.data.tables import Pathway, Referral
from clerkdesk.services.clocks import ClockWhy
from clerkdesk.services.desk import Desk
from clerkdesk.services.entries import record_rtt
from tests.builders import Entry, a_hospital, a_patient, an_entry

RECEIVED = date(2025, 3, 3)


@pytest.fixture
def entry(desk: Desk, clock: Any) -> Entry:
    entry = an_entry(desk, a_hospital(desk), clock_start=RECEIVED, priority_type="3")
    clock.at = clock.at.replace(day=20)
    return entry


def happened(desk: Desk, entry: Entry, kind: str, day: date, **details: Any) -> None:
    with desk.office.act("build") as act:
        record_rtt(act, entry.pathway_id, kind, day, details=details, policy=desk.office.policy)
        act.commit()


def target(desk: Desk, entry: Entry) -> tuple[str, date]:
    listed = desk.lists.entry(entry.id)
    assert listed is not None and listed.target is not None
    return listed.target.name, listed.target.date


def test_a_missed_first_appointment_moves_day_28_by_the_days_to_the_rebooking(desk: Desk, entry: Entry) -> None:
    happened(desk, entry, "appointment_dna", date(2025, 3, 10), first=True, clearly_communicated=True)
    happened(desk, entry, "patient_contacted_to_rebook", date(2025, 3, 12))
    assert target(desk, entry) == ("FDS", date(2025, 4, 9))


def test_a_cancellation_moves_nothing(desk: Desk, entry: Entry) -> None:
    happened(desk, entry, "appointment_cancelled_by_patient", date(2025, 3, 10))
    happened(desk, entry, "appointment_rebooked", date(2025, 3, 12))
    assert target(desk, entry) == ("FDS", date(2025, 3, 31))


def test_once_the_patient_was_told_the_62_days_are_next(desk: Desk, entry: Entry) -> None:
    happened(desk, entry, "told_cancer_diagnosed", date(2025, 3, 18))
    assert target(desk, entry) == ("62d", date(2025, 5, 4))


def test_why_names_the_31_days_from_a_decision_to_treat_until_treatment(desk: Desk, entry: Entry) -> None:
    happened(desk, entry, "decision_to_treat", date(2025, 3, 18), communicated=True)
    why = desk.clocks.why(entry.pathway_id)
    assert isinstance(why, ClockWhy)
    assert ("31d", date(2025, 4, 18)) in [(target.name, target.date) for target in why.targets]


def test_a_childs_cancer_referral_has_31_days_to_treatment(desk: Desk) -> None:
    child = a_patient(desk, date_of_birth=date(2015, 6, 1))
    entry = an_entry(desk, a_hospital(desk), clock_start=RECEIVED, priority_type="3", patient_id=child)
    with desk.office.act("build") as act:
        referral_id = act.session.get_one(Pathway, entry.pathway_id).referral_id
        act.session.get_one(Referral, referral_id).suspected_cancer_type = "02"
        act.commit()
    happened(desk, entry, "told_cancer_diagnosed", RECEIVED)
    assert target(desk, entry) == ("31d", date(2025, 4, 3))


SEEN, LATER = date(2025, 3, 10), date(2025, 3, 12)
STOPS: dict[str, tuple[str, dict[str, Any]]] = {
    "31": ("appointment_attended", {"agreed": True}),
    "32": ("appointment_attended", {"agreed": True, "decided_by_role": "clinician", "clinical_conversation": True}),
    "34": ("appointment_attended", {"communicated": True}),
    "30": ("appointment_attended", {}),
}


@pytest.mark.parametrize("told", [None, SEEN, LATER])
@pytest.mark.parametrize("code", STOPS)
def test_a_clock_that_stops_ends_the_62_days_only_by_treatment_or_the_monitoring_of_a_told_cancer(
    desk: Desk, entry: Entry, code: str, told: date | None
) -> None:
    kind, details = STOPS[code]
    if told is not None:
        happened(desk, entry, "told_cancer_diagnosed", told)
    with desk.office.act("build") as act:
        record_rtt(act, entry.pathway_id, kind, SEEN, code, details, policy=desk.office.policy)
        act.commit()
    why = desk.clocks.why(entry.pathway_id)
    assert isinstance(why, ClockWhy) and why.clock.stop == SEEN
    names = [target.name for target in why.targets]
    ended = code == "30" or (code in ("31", "32") and told == SEEN)
    assert ("62d" in names) is not ended
    assert ("FDS" in names) is (told is None)
    listed = desk.lists.entry(entry.id)
    assert listed is not None and (listed.target.name if listed.target is not None else "") == (names or [""])[0]


@pytest.mark.parametrize("kind", ["told_cancer_ruled_out", "patient_declined_treatment"])
def test_the_answer_of_its_own_ends_the_62_days_of_a_stopped_clock(desk: Desk, entry: Entry, kind: str) -> None:
    if kind == "patient_declined_treatment":
        happened(desk, entry, "told_cancer_diagnosed", SEEN)
    happened(desk, entry, kind, LATER, communicated=True)
    why = desk.clocks.why(entry.pathway_id)
    assert isinstance(why, ClockWhy) and "62d" not in [target.name for target in why.targets]
