"""The cancer dates of an entry follow from its pathway's events and its referral (R-500 to R-506)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from clerkdesk.data.tables import Pathway, Referral
from clerkdesk.rules.acts.consequences import EntryEffect
from clerkdesk.rules.cancer.milestones import Milestone
from clerkdesk.rules.values.clocks import ClockEventKind, RttStatus
from clerkdesk.rules.values.entries import EffectKind
from clerkdesk.services.cancer.milestones import MilestoneKept, NewMilestone
from clerkdesk.services.card.cards import PatientCard
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.pathways.clocks import ClockWhy
from clerkdesk.services.pathways.entries import keep_effect, record_rtt
from clerkdesk.services.reports.reports import WaitingListReport
from tests.builders import Entry, a_hospital, a_patient, an_entry

RECEIVED = date(2025, 3, 3)


@pytest.fixture
def entry(desk: Desk, clock: Any) -> Entry:
    entry = an_entry(desk, a_hospital(desk), clock_start=RECEIVED, priority_type="3")
    clock.at = clock.at.replace(day=20)
    return entry


def happened(desk: Desk, entry: Entry, kind: str, day: date, **details: Any) -> None:
    with desk.context.act("build") as act:
        record_rtt(act, entry.pathway_id, ClockEventKind(kind), day, details=details, policy=desk.context.policy)
        act.commit(None)


def target(desk: Desk, entry: Entry) -> tuple[str, date]:
    listed = desk.waiting_list.entry(entry.id)
    assert listed is not None and listed.target is not None
    return listed.target.name, listed.target.day


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
    why = desk.pathways.why(entry.pathway_id)
    assert isinstance(why, ClockWhy)
    assert ("31d", date(2025, 4, 18)) in [(target.name, target.day) for target in why.targets]


def test_a_childs_cancer_referral_has_31_days_to_treatment(desk: Desk) -> None:
    child = a_patient(desk, date_of_birth=date(2015, 6, 1))
    entry = an_entry(desk, a_hospital(desk), clock_start=RECEIVED, priority_type="3", patient_id=child)
    with desk.context.act("build") as act:
        referral_id = act.session.get_one(Pathway, entry.pathway_id).referral_id
        act.session.get_one(Referral, referral_id).suspected_cancer_type = "02"
        act.commit(None)
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
def test_a_clock_that_stops_ends_the_62_days_only_by_treatment_or_clinical_monitoring_of_a_told_cancer(
    desk: Desk, entry: Entry, code: str, told: date | None
) -> None:
    kind, details = STOPS[code]
    if told is not None:
        happened(desk, entry, "told_cancer_diagnosed", told)
    with desk.context.act("build") as act:
        record_rtt(
            act, entry.pathway_id, ClockEventKind(kind), SEEN, RttStatus(code), details, policy=desk.context.policy
        )
        act.commit(None)
    why = desk.pathways.why(entry.pathway_id)
    assert isinstance(why, ClockWhy) and why.clock.stop == SEEN
    names = [target.name for target in why.targets]
    ended = code == "30" or (code == "32" and told == SEEN)
    assert ("62d" in names) is not ended
    assert ("FDS" in names) is (told is None)
    listed = desk.waiting_list.entry(entry.id)
    assert listed is not None
    assert (listed.target.name if listed.target is not None else None) == (names[0] if names else None)


BY_CHOICE: list[tuple[str, str | None, str]] = [
    ("active_monitoring_start", "31", ""),
    ("active_monitoring_start", "31", "clinical"),
    ("active_monitoring_start", "32", "declined_offers"),
    ("active_monitoring_start", None, "wish_to_delay"),
    ("appointment_attended", "31", ""),
    ("appointment_attended", "32", "patient_choice"),
]


@pytest.mark.parametrize("has_open_need", [True, False])
@pytest.mark.parametrize(("kind", "code", "reason"), BY_CHOICE)
def test_monitoring_by_the_patients_choice_of_a_told_cancer_hides_no_62_days(
    desk: Desk, entry: Entry, kind: str, code: str | None, reason: str, has_open_need: bool
) -> None:
    happened(desk, entry, "told_cancer_diagnosed", SEEN)
    talked = {"agreed": True, "clinical_conversation": True, "decided_by": "Dr Shah", "decided_by_role": "consultant"}
    with desk.context.act("build") as act:
        details = {**talked, **({"reason": reason} if reason else {})}
        record_rtt(
            act,
            entry.pathway_id,
            ClockEventKind(kind),
            SEEN,
            RttStatus(code) if code else None,
            details,
            policy=desk.context.policy,
        )
        if not has_open_need:
            keep_effect(act, entry.id, EntryEffect(EffectKind.CLOSE), "seen")
        act.commit(None)
    card = desk.patients.card(entry.patient_id)
    assert isinstance(card, PatientCard) and card.pathways[0].clock.stop == SEEN
    sixty_two = ("62d", date(2025, 5, 4))
    assert sixty_two in dates_in_why(desk, entry)
    assert card.pathways[0].target is not None and card.pathways[0].target.name == "62d"
    if has_open_need:
        assert target(desk, entry) == sixty_two
    report = desk.reports.ptl()
    assert isinstance(report, WaitingListReport)
    assert {each.share for each in report.targets if each.target.measure == "62_days"} == {None}
    happened(desk, entry, "decision_to_treat", LATER, communicated=True)
    assert sixty_two in dates_in_why(desk, entry)
    happened(desk, entry, "first_definitive_treatment", TREATED)
    assert "62d" not in [name for name, _ in dates_in_why(desk, entry)]


def dates_in_why(desk: Desk, entry: Entry) -> list[tuple[str, date]]:
    why = desk.pathways.why(entry.pathway_id)
    assert isinstance(why, ClockWhy)
    return [(each.name, each.day) for each in why.targets]


DECIDED, TREATED, AGAIN = date(2025, 3, 11), date(2025, 3, 14), date(2025, 3, 18)


def test_a_decision_after_the_first_treatment_has_31_days_and_no_old_62(desk: Desk, entry: Entry) -> None:
    happened(desk, entry, "told_cancer_diagnosed", SEEN)
    happened(desk, entry, "decision_to_treat", DECIDED, communicated=True)
    happened(desk, entry, "first_definitive_treatment", TREATED)
    assert dates_in_why(desk, entry) == []
    happened(desk, entry, "decision_to_treat", AGAIN, communicated=True)
    assert dates_in_why(desk, entry) == [("31d", date(2025, 4, 18))]
    assert target(desk, entry) == ("31d", date(2025, 4, 18))


def test_of_two_decisions_about_one_treatment_the_earlier_counts_and_the_treatment_ends_both(
    desk: Desk, entry: Entry
) -> None:
    happened(desk, entry, "told_cancer_diagnosed", SEEN)
    happened(desk, entry, "decision_to_treat", DECIDED, communicated=True)
    happened(desk, entry, "decision_to_treat", LATER, communicated=True)
    assert target(desk, entry) == ("31d", date(2025, 4, 11))
    happened(desk, entry, "first_definitive_treatment", TREATED)
    assert dates_in_why(desk, entry) == []


def test_a_decision_about_a_further_treatment_keeps_its_31_days_until_that_one_is_given(
    desk: Desk, entry: Entry
) -> None:
    happened(desk, entry, "told_cancer_diagnosed", SEEN)
    happened(desk, entry, "decision_to_treat", DECIDED, communicated=True)
    happened(desk, entry, "decision_to_treat", LATER, communicated=True, further=True)
    happened(desk, entry, "first_definitive_treatment", TREATED)
    assert dates_in_why(desk, entry) == [("31d", date(2025, 4, 12))]
    with desk.context.act("build") as act:
        record_rtt(
            act,
            entry.pathway_id,
            ClockEventKind.FOLLOWUP_ATTENDED,
            AGAIN,
            RttStatus.AFTER_TREATMENT,
            policy=desk.context.policy,
        )
        record_rtt(
            act,
            entry.pathway_id,
            ClockEventKind.FIRST_DEFINITIVE_TREATMENT,
            AGAIN,
            RttStatus.AFTER_TREATMENT,
            policy=desk.context.policy,
        )
        act.commit(None)
    assert dates_in_why(desk, entry) == []


def test_the_list_shows_the_four_weeks_of_an_urgent_referral_that_was_upgraded(desk: Desk, clock: Any) -> None:
    urgent = an_entry(desk, a_hospital(desk), clock_start=RECEIVED, priority_type="2")
    clock.at = clock.at.replace(day=20)
    upgrade = NewMilestone(
        milestone=Milestone.UPGRADE, day=date(2025, 3, 18), by="DERM-C1", source="letter of 18 March"
    )
    assert isinstance(desk.cancer.record(urgent.pathway_id, upgrade), MilestoneKept)
    four_weeks = ("urg", date(2025, 3, 31))
    card = desk.patients.card(urgent.patient_id)
    assert isinstance(card, PatientCard) and card.pathways[0].target is not None
    assert target(desk, urgent) == four_weeks == (card.pathways[0].target.name, card.pathways[0].target.day)
    assert dates_in_why(desk, urgent)[:2] == [four_weeks, ("62d", date(2025, 5, 19))]


@pytest.mark.parametrize("kind", ["told_cancer_ruled_out", "patient_declined_treatment"])
def test_the_answer_of_its_own_ends_the_62_days_of_a_stopped_clock(desk: Desk, entry: Entry, kind: str) -> None:
    if kind == "patient_declined_treatment":
        happened(desk, entry, "told_cancer_diagnosed", SEEN)
    happened(desk, entry, kind, LATER, communicated=True)
    why = desk.pathways.why(entry.pathway_id)
    assert isinstance(why, ClockWhy) and "62d" not in [target.name for target in why.targets]
