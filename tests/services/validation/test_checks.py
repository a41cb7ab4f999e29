"""The technical checks (R-309): each one fires where it should and keeps silent where it should."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from clerkdesk.data.queries.validation.checks import CHECKS
from clerkdesk.data.tables import (
    Annulment,
    Pathway,
    Patient,
)
from clerkdesk.rules.acts.addressees import team_leader
from clerkdesk.rules.acts.consequences import EntryEffect, Task
from clerkdesk.rules.values.clocks import ClockEventKind
from clerkdesk.rules.values.entries import EffectKind
from clerkdesk.rules.values.inbox import TaskKind
from clerkdesk.services.acts.answers import WrongInput
from clerkdesk.services.acts.consequences import About, keep_task
from clerkdesk.services.deaths.acts import DeathKept, DeathRefuted
from clerkdesk.services.deaths.closing_waits import ClosedForDeath
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.pathways.entries import keep_effect, record_rtt
from clerkdesk.services.validation.checks import CheckReport, Checks
from tests.builders import a_hospital, an_entry
from tests.policies import policy_with
from tests.services.validation.test_corrupted_desks import SPOILT
from tests.services.validation.wrong_records import AT_NINE, TODAY, Scene, a_scene


@pytest.fixture
def scene(desk: Desk) -> Scene:
    return a_scene(desk)


def _lost(scene: Scene) -> None:
    scene.listed("closed", reason="by mistake")


def _lost_with_review(scene: Scene) -> None:
    _lost(scene)
    scene.review("validation", date(2025, 3, 10))


def _arrived(day: datetime) -> Callable[[Scene], None]:
    return lambda scene: _nothing(scene.appointment(day, ("arrived", {"attendance_code": "5"})))


def _nothing(_value: object) -> None:
    return None


def _stopped_and_listed(scene: Scene) -> None:
    scene.rtt("first_definitive_treatment", date(2025, 2, 20))


def _stopped_and_closed(scene: Scene) -> None:
    _stopped_and_listed(scene)
    _lost(scene)


def _closed_while_the_clock_runs(scene: Scene) -> None:
    _lost(scene)
    scene.closure()


def _same_identifier(scene: Scene) -> None:
    other = scene.waits()
    scene.set(Pathway, other.pathway_id, identifier="X0900000012345678901")
    scene.set(Pathway, scene.entry.pathway_id, identifier="X0900000012345678901")


def _referred_again(days: int) -> Callable[[Scene], None]:
    def build(scene: Scene) -> None:
        scene.waits(date(2025, 2, 10) - timedelta(days=days), patient_id=scene.entry.patient_id)

    return build


def _referred_again_for_another_condition(days: int) -> Callable[[Scene], None]:
    def build(scene: Scene) -> None:
        _referred_again(days)(scene)
        scene.rtt("own_condition_confirmed", TODAY)

    return build


def _seen_before_start(scene: Scene) -> None:
    scene.seen(datetime(2025, 2, 3, 9, 0))


def _seen_before_a_later_start(scene: Scene) -> None:
    scene.rtt("first_definitive_treatment", date(2025, 2, 20))
    scene.seen(AT_NINE)
    scene.rtt("decision_to_treat", date(2025, 2, 25), "11", communicated=True)


def _status_99(then: str | None) -> Callable[[Scene], None]:
    def build(scene: Scene) -> None:
        scene.rtt("appointment_attended", date(2025, 2, 20), "99")
        if then is not None:
            scene.rtt("followup_attended", date(2025, 2, 24), then)

    return build


def _missed(first_seen: bool) -> Callable[[Scene], None]:
    def build(scene: Scene) -> None:
        if first_seen:
            scene.seen(AT_NINE)
        scene.rtt("appointment_dna", date(2025, 2, 24), "33", first=True, clearly_communicated=True)

    return build


def _monitored(review: date | None) -> Callable[[Scene], None]:
    def build(scene: Scene) -> None:
        scene.rtt("active_monitoring_start", date(2025, 2, 24), "32", agreed=True, decided_by="Dr Shah",
                  communicated=True, reason="clinical")  # fmt: skip
        if review is not None:
            scene.review("active_monitoring", review)

    return build


def _passed_on(scene: Scene) -> None:
    scene.rtt("transfer_out", date(2025, 2, 24), "21", responsibility_transferred=True)


def _passed_on_and_closed(scene: Scene) -> None:
    _passed_on(scene)
    _lost(scene)


def _died(scene: Scene) -> None:
    scene.set(Patient, scene.entry.patient_id, deceased_date=date(2025, 3, 1))


def _died_and_closed(scene: Scene) -> None:
    _died(scene)
    _lost(scene)
    scene.rtt("death", date(2025, 3, 1), "36")
    scene.closure()


def _removed_untold(due: date) -> Callable[[Scene], None]:
    def build(scene: Scene) -> None:
        _stopped_and_closed(scene)
        with scene.desk.context.act("build") as act:
            about = About(scene.entry.patient_id, scene.entry.pathway_id, scene.entry.id)
            keep_task(act, scene.desk.context, Task(team_leader(), TaskKind.TELL_REMOVAL, "Tell both.", due), about)
            act.commit(None)

    return build


def _unknown_start(scene: Scene) -> None:
    other = scene.waits()
    with scene.desk.context.act("build") as act:
        pathway = act.add(Pathway(patient_id=other.patient_id, specialty_id=scene.hospital.specialty_id))
        record_rtt(act, pathway.id, ClockEventKind.TRANSFER_IN, date(2025, 2, 12), policy=scene.desk.context.policy)
        act.commit(None)


def _over_a_year(validated: date | None) -> Callable[[Scene], None]:
    def build(scene: Scene) -> None:
        scene.entry = scene.waits(date(2024, 3, 3))
        if validated is not None:
            scene.listed("validated", level="technical", code="V01", event_date=validated)

    return build


def _not_graded(outcome: str) -> Callable[[Scene], None]:
    def build(scene: Scene) -> None:
        scene.entry = scene.waits(date(2024, 12, 8))
        scene.referral(vetting_outcome=outcome)

    return build


def _follow_up(latest: date) -> Callable[[Scene], None]:
    return lambda scene: _nothing(scene.waits(kind="follow_up", due_date=date(2025, 2, 20), latest_date=latest))


def _cancer(booked: datetime | None) -> Callable[[Scene], None]:
    def build(scene: Scene) -> None:
        scene.entry = scene.waits(date(2025, 2, 16), priority_type="3")
        if booked is not None:
            scene.appointment(booked)

    return build


def _cancelled(times: int, *, reviewed: bool = False) -> Callable[[Scene], None]:
    def build(scene: Scene) -> None:
        for number in range(times):
            starts = AT_NINE + timedelta(days=number)
            scene.appointment(
                starts, ("cancelled", {"attendance_code": "2", "party": "patient", "reason_code": "PC01"})
            )
        if reviewed:
            scene.review("patient_cancellations", date(2025, 3, 10))

    return build


def _slot_issue(worklist: str) -> Callable[[Scene], None]:
    def build(scene: Scene) -> None:
        scene.referral(worklist=worklist)
        scene.appointment(datetime(2025, 3, 20, 9, 0))

    return build


def _pifu(ends: date) -> Callable[[Scene], None]:
    return lambda scene: scene.rtt("pifu_start", date(2025, 1, 6), "90", ends=ends.isoformat())


def _other_specialty(scene: Scene) -> None:
    other = a_hospital(scene.desk, "ENT", "Ear, nose and throat")
    an_entry(scene.desk, other, clock_start=date(2025, 1, 6), patient_id=scene.entry.patient_id)


def _in_order(_scene: Scene) -> None:
    """The one patient of the scene, who waits as they should."""


def _patient(**columns: Any) -> Callable[[Scene], None]:
    return lambda scene: scene.set(Patient, scene.entry.patient_id, **columns)


def _missed_appointment(reviewed: bool, seen_since: bool = False) -> Callable[[Scene], None]:
    def build(scene: Scene) -> None:
        scene.appointment(AT_NINE, ("did_not_attend", {"attendance_code": "3"}))
        if reviewed:
            scene.review("did_not_attend", date(2025, 3, 10))
        if seen_since:
            scene.seen(AT_NINE + timedelta(days=5))

    return build


def _self_referred(ratified: bool) -> Callable[[Scene], None]:
    def build(scene: Scene) -> None:
        with scene.desk.context.act("build") as act:
            context, specialty = scene.desk.context, scene.hospital.specialty_id
            pathway = act.add(Pathway(patient_id=scene.entry.patient_id, specialty_id=specialty))
            record_rtt(act, pathway.id, ClockEventKind.SELF_REFERRAL_RECEIVED, date(2025, 2, 12), policy=context.policy)
            if ratified:
                record_rtt(
                    act, pathway.id, ClockEventKind.SELF_REFERRAL_RATIFIED, date(2025, 2, 14), policy=context.policy
                )
            act.commit(None)

    return build


def _planned(due: date | None, clock_start: date) -> Callable[[Scene], None]:
    return lambda scene: _nothing(scene.waits(clock_start, kind="planned", due_date=due))


def _not_accepted(vetted: date) -> Callable[[Scene], None]:
    return lambda scene: scene.referral(vetting_outcome="reject", vetted_on=vetted)


def _accepted_on(day: date) -> Callable[[Scene], None]:
    return lambda scene: scene.rtt("referral_graded", day, outcome="accepted, routine")


def _closed_with(topic: Any) -> Callable[[Scene], None]:
    """A pathway closed past the services that close one, with a review or a task left open on it."""

    def build(scene: Scene) -> None:
        scene.listed("closed", reason="seen")
        scene.rtt("first_definitive_treatment", date(2025, 2, 20))
        if topic == "review":
            scene.review("validation", date(2025, 3, 10))
        else:
            about = About(scene.entry.patient_id, scene.entry.pathway_id, scene.entry.id)
            with scene.desk.context.act("build") as act:
                keep_task(act, scene.desk.context, Task(team_leader(), topic, "To do.", TODAY), about)
                act.commit(None)
        scene.closure()

    return build


def _duplicate_of(own: bool, joined: bool = False) -> Callable[[Scene], None]:
    """A pathway that ended as a duplicate of one of the same patient, or of another's."""

    def build(scene: Scene) -> None:
        other = scene.waits(patient_id=scene.entry.patient_id) if own else scene.waits()
        if joined:
            scene.rtt("duplicate_joined", TODAY, came_from=str(other.pathway_id))
        else:
            scene.rtt("recorded_in_error", TODAY, goes_on_in=str(other.pathway_id))

    return build


def _closed_by_a_death(scene: Scene) -> None:
    desk, patient_id = scene.desk, scene.entry.patient_id
    assert isinstance(desk.deaths.died(patient_id, date(2025, 3, 1), "the spine"), DeathKept)
    assert isinstance(desk.deaths.close(patient_id), ClosedForDeath)


def _closed_by_nobodys_death(scene: Scene) -> None:
    _closed_by_a_death(scene)
    with scene.desk.context.act("build") as act:
        patient = act.session.get_one(Patient, scene.entry.patient_id)
        patient.deceased_date, patient.deceased_confirmed = None, False
        act.commit(None)


def _closed_by_a_death_refuted(scene: Scene) -> None:
    _closed_by_a_death(scene)
    assert isinstance(scene.desk.deaths.alive(scene.entry.patient_id, "the GP", "letter of 3 March"), DeathRefuted)


FIRES: list[tuple[str, Callable[[Scene], None]]] = [
    ("DQ01", _lost),
    ("DQ02", _arrived(datetime(2025, 2, 27, 9, 0))),
    ("DQ03", lambda scene: _nothing(scene.appointment(datetime(2025, 3, 2, 16, 0)))),
    ("DQ04", _stopped_and_listed),
    ("DQ05", _same_identifier),
    ("DQ06", _referred_again(30)),
    ("DQ07", _seen_before_start),
    ("DQ07", lambda scene: _nothing(scene.waits(date(1926, 12, 1)))),
    ("DQ07", lambda scene: _nothing(scene.waits(date(2022, 3, 3)))),
    ("DQ07", lambda scene: scene.rtt("first_definitive_treatment", date(2025, 2, 3))),
    ("DQ07", lambda scene: scene.rtt("ubrn_converted", date(2025, 3, 4))),
    ("DQ08", _status_99(None)),
    ("DQ08", lambda scene: _nothing(scene.seen(AT_NINE, rtt_code=None))),
    ("DQ09", _missed(first_seen=True)),
    ("DQ10", _monitored(None)),
    ("DQ10", _monitored(date(2025, 5, 27))),
    ("DQ11", _passed_on),
    ("DQ12", _died),
    ("DQ13", _unknown_start),
    ("DQ14", _over_a_year(None)),
    ("DQ14", _over_a_year(date(2025, 2, 2))),
    ("DQ15", _not_graded("")),
    ("DQ16", _follow_up(date(2025, 3, 2))),
    ("DQ17", _cancer(None)),
    ("DQ17", _cancer(datetime(2025, 3, 4, 9, 0))),
    ("DQ18", _patient(nhs_number=None, nhs_number_valid=False)),
    ("DQ18", _patient(nhs_number_valid=False)),
    ("DQ18", _patient(nhs_number_status="03")),
    ("DQ19", _cancelled(3)),
    ("DQ20", _referred_again(60)),
    ("DQ21", _slot_issue("ASI")),
    ("DQ22", _pifu(date(2025, 3, 2))),
    ("DQ30", _missed_appointment(reviewed=False)),
    ("DQ31", _self_referred(ratified=False)),
    ("DQ32", _planned(date(2025, 4, 1), date(2025, 2, 10))),
    ("DQ32", _planned(None, date(2025, 2, 10))),
    ("DQ33", lambda scene: scene.held(date(2025, 3, 2))),
    ("DQ34", _not_accepted(date(2025, 2, 27))),
    ("DQ41", _accepted_on(date(2025, 2, 16))),
    ("PLACE", _lost),
    ("PLACE", lambda scene: scene.held(None)),
    ("PLACE", lambda scene: scene.closure()),
    ("PLACE", _closed_while_the_clock_runs),
    ("PLACE", _closed_with("review")),
    ("PLACE", _closed_with("rebook")),
    ("PLACE", _closed_with("look_again")),
    ("DQ42", _duplicate_of(own=False)),
    ("DQ43", lambda scene: _nothing(scene.waits(date(2025, 1, 6), priority_type="3"))),
    ("DQ42", _duplicate_of(own=False, joined=True)),
    ("DQ44", _closed_by_nobodys_death),
    ("DQ39", _planned(date(2025, 3, 2), date(2025, 3, 2))),
    ("DQ40", _removed_untold(date(2025, 3, 2))),
]

SILENT: list[tuple[str, Callable[[Scene], None]]] = [
    *((rule, _in_order) for rule in CHECKS),
    ("DQ01", _lost_with_review),
    ("DQ02", _arrived(datetime(2025, 2, 28, 9, 0))),
    ("DQ03", lambda scene: _nothing(scene.appointment(datetime(2025, 3, 3, 9, 0)))),
    ("DQ04", _stopped_and_closed),
    ("DQ06", _referred_again(31)),
    ("DQ06", _other_specialty),
    ("DQ07", _seen_before_a_later_start),
    ("DQ07", lambda scene: _nothing(scene.waits(date(2022, 3, 4)))),
    ("DQ08", _status_99("20")),
    ("DQ09", _missed(first_seen=False)),
    ("DQ10", _monitored(date(2025, 5, 26))),
    ("DQ11", _passed_on_and_closed),
    ("DQ12", _died_and_closed),
    ("DQ14", _over_a_year(date(2025, 2, 3))),
    ("DQ15", _not_graded("accepted")),
    ("DQ16", _follow_up(TODAY)),
    ("DQ17", _cancer(datetime(2025, 3, 2, 9, 0))),
    ("DQ19", _cancelled(2)),
    ("DQ19", _cancelled(3, reviewed=True)),
    ("DQ20", _other_specialty),
    ("DQ20", _referred_again_for_another_condition(60)),
    ("DQ06", _referred_again_for_another_condition(20)),
    ("DQ21", _slot_issue("AFB")),
    ("DQ22", _pifu(TODAY)),
    ("DQ30", _missed_appointment(reviewed=True)),
    ("DQ30", _missed_appointment(reviewed=False, seen_since=True)),
    ("DQ31", _self_referred(ratified=True)),
    ("DQ32", _planned(date(2025, 2, 10), date(2025, 2, 10))),
    ("DQ33", lambda scene: scene.held(TODAY)),
    ("DQ34", _not_accepted(TODAY)),
    ("DQ35", _follow_up(TODAY)),
    ("DQ39", _planned(TODAY, date(2025, 2, 10))),
    ("DQ40", _removed_untold(TODAY)),
    ("DQ41", _accepted_on(date(2025, 2, 17))),
    ("PLACE", lambda scene: scene.held(date(2025, 3, 10))),
    ("PLACE", _died_and_closed),
    ("PLACE", _closed_with("tell_referrer")),
    ("DQ42", _duplicate_of(own=True)),
    ("DQ43", lambda scene: _nothing(scene.waits(date(2025, 2, 10), priority_type="3"))),
    ("DQ42", _duplicate_of(own=True, joined=True)),
    ("DQ44", _closed_by_a_death),
    ("DQ44", _closed_by_a_death_refuted),
]


@pytest.mark.parametrize(("rule", "build"), FIRES, ids=[rule for rule, _build in FIRES])
def test_a_check_fires(scene: Scene, rule: str, build: Callable[[Scene], None]) -> None:
    build(scene)
    assert [found.rule for found in scene.found(rule)][:1] == [rule]


@pytest.mark.parametrize(("rule", "build"), SILENT, ids=[rule for rule, _build in SILENT])
def test_a_check_keeps_silent(scene: Scene, rule: str, build: Callable[[Scene], None]) -> None:
    build(scene)
    assert scene.found(rule) == []


def test_every_rule_of_the_technical_set_has_a_test_that_makes_it_fire() -> None:
    assert {rule for rule, _build in FIRES} | {how.rule for how in SPOILT} >= set(CHECKS)


def test_a_suspected_cancer_pathway_is_reviewed_from_the_second_cancellation(scene: Scene) -> None:
    scene.entry = scene.waits(priority_type="3")
    _cancelled(2)(scene)
    assert [found.pathway_id for found in scene.found("DQ19")] == [scene.entry.pathway_id]


def test_the_review_of_monitoring_is_in_time_by_the_policy_of_the_specialty(scene: Scene) -> None:
    _monitored(date(2025, 5, 27))(scene)
    longer = policy_with(scene.desk.context.policy, monitoring_review_days=90)
    settings = replace(scene.desk.context.settings, specialty_policy=(("DERM", longer),))
    report = Checks(replace(scene.desk.context, settings=settings)).run(["DQ10"])
    assert isinstance(report, CheckReport) and report.findings == ()


def test_what_was_annulled_makes_no_check_fire(scene: Scene) -> None:
    context = scene.desk.context
    with context.act("build") as wrong:
        record_rtt(
            wrong, scene.entry.pathway_id, ClockEventKind.UBRN_CONVERTED, date(2025, 4, 1), policy=context.policy
        )
        wrong.commit(None)
    with context.act("undo") as act:
        act.add(Annulment(act_id=act.act_id, annulled_act_id=wrong.act_id))
        act.commit(None)
    assert scene.found("DQ07") == []


def test_a_finding_says_when_in_words(scene: Scene) -> None:
    scene.appointment(datetime(2025, 2, 28, 9, 0))
    assert [found.sentence for found in scene.found("DQ03")] == [
        "The appointment of Fri 28 Feb 2025 is over, and nobody has recorded whether the patient came."
    ]


def test_the_checks_about_one_entry_leave_out_everybody_else(scene: Scene) -> None:
    other = scene.waits()
    scene.set(Patient, other.patient_id, nhs_number_status="01")
    _died(scene)
    assert scene.desk.checks.about(other.id) == ()
    assert [found.rule for found in scene.desk.checks.about(scene.entry.id)] == ["DQ12"]


def test_an_unknown_rule_is_answered_with_those_there_are(scene: Scene) -> None:
    answer = scene.desk.checks.run(["DQ99"])
    assert isinstance(answer, WrongInput) and "DQ01" in answer.sentence


def test_a_hold_that_the_rules_made_keeps_its_position(scene: Scene) -> None:
    with scene.desk.context.act("build") as act:
        keep_effect(act, scene.entry.id, EntryEffect(EffectKind.HOLD, "waits for a clinician", date(2025, 3, 10)))
        act.commit(None)
    assert scene.found("PLACE") == []
