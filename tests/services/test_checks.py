"""The technical checks (R-309): each one fires where it should and keeps silent where it should."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from clerkdesk.data.project import project_appointment, project_pathway
from clerkdesk.data.queries.checks import CHECKS, Finding
from clerkdesk.data.tables import (
    Annulment,
    Appointment,
    AppointmentEvent,
    AppointmentPlace,
    Pathway,
    PathwayClosure,
    Patient,
    Referral,
    Slot,
    WaitingListEntry,
    WaitingListEvent,
)
from clerkdesk.rules.consequences import EntryEffect, ReviewNeeded
from clerkdesk.rules.priority import Priority
from clerkdesk.services.answers import WrongInput
from clerkdesk.services.checks import CheckReport
from clerkdesk.services.desk import Desk
from clerkdesk.services.entries import keep_effect, record_on_list, record_rtt
from clerkdesk.services.following import About, follow
from tests.builders import Entry, Hospital, a_hospital, a_patient, a_session, an_entry

TODAY = date(2025, 3, 3)
"""The Monday at which the tests' hospital stands."""


@dataclass
class Scene:
    """A hospital with one patient who waits in order, and the ways in which a record goes wrong."""

    desk: Desk
    hospital: Hospital
    entry: Entry

    def waits(self, clock_start: date = date(2025, 2, 10), kind: str = "new", **columns: Any) -> Entry:
        return an_entry(self.desk, self.hospital, clock_start=clock_start, kind=kind, **columns)

    def rtt(self, kind: str, day: date, code: str | None = None, /, **details: Any) -> None:
        with self.desk.office.act("build") as act:
            record_rtt(act, self.entry.pathway_id, kind, day, code, details, policy=self.desk.office.policy)
            act.commit()

    def listed(self, kind: str, **columns: Any) -> None:
        with self.desk.office.act("build") as act:
            columns = {"event_date": TODAY, **columns}
            record_on_list(
                act, WaitingListEvent(entry_id=self.entry.id, kind=kind, act_id=act.act_id, **columns)
            )  # fmt: skip
            act.commit()

    def held(self, look_again: date | None) -> None:
        self.listed("held", reason="waits for a clinician", look_again_on=look_again)

    def review(self, kind: Any, due: date) -> None:
        needed = ReviewNeeded("R-166", kind, "Is anything to be done?", due, Priority.ROUTINE)
        about = About(self.entry.patient_id, self.entry.pathway_id, self.entry.id)
        with self.desk.office.act("build") as act:
            follow(act, self.desk.office, about, review=needed)
            act.commit()

    def appointment(self, starts: datetime, *events: tuple[str, dict[str, Any]]) -> int:
        """An appointment as its facts leave it; without further events it is booked."""
        slot = a_session(self.desk, self.hospital, starts, slots=1)[0]
        with self.desk.office.act("build") as act:
            session_id = act.session.get_one(Slot, slot).session_id
            row = act.add(
                Appointment(
                    patient_id=self.entry.patient_id,
                    entry_id=self.entry.id,
                    pathway_id=self.entry.pathway_id,
                    slot_id=slot,
                    place_number=1,
                    session_id=session_id,
                    starts_at=starts,
                    minutes=20,
                    booked_at=starts - timedelta(days=7),
                )
            )
            act.add(AppointmentPlace(appointment_id=row.id, slot_id=slot, place_number=1))
            for kind, columns in (("booked", {}), *events):
                act.add(
                    AppointmentEvent(appointment_id=row.id, kind=kind, at=starts, act_id=act.act_id, **columns)
                )  # fmt: skip
            project_appointment(act.session, row.id)
            act.commit()
            return row.id

    def seen(self, starts: datetime, rtt_code: str | None = "20") -> int:
        outcome = {"attendance_code": "5", "outcome_code": "3", "rtt_code": rtt_code}
        return self.appointment(starts, ("seen", {"attendance_code": "5"}), ("outcome", outcome))

    def set(self, table: type[Any], row_id: int, **columns: Any) -> None:
        with self.desk.office.act("build") as act:
            row = act.session.get_one(table, row_id)
            for name, value in columns.items():
                setattr(row, name, value)
            act.commit()

    def referral(self, **columns: Any) -> None:
        with self.desk.office.reading() as session:
            referral_id = session.get_one(Pathway, self.entry.pathway_id).referral_id or 0
        self.set(Referral, referral_id, **columns)

    def closure(self) -> None:
        with self.desk.office.act("build") as act:
            act.add(
                PathwayClosure(
                    pathway_id=self.entry.pathway_id, closed_on=TODAY, reason="seen", decided_by="x", act_id=act.act_id
                )
            )
            project_pathway(act.session, self.entry.pathway_id, TODAY, self.desk.office.policy)
            act.commit()

    def found(self, rule: str) -> list[Finding]:
        report = self.desk.checks.run([rule])
        assert isinstance(report, CheckReport)
        return list(report.findings)


@pytest.fixture
def scene(desk: Desk) -> Scene:
    hospital = a_hospital(desk)
    patient = a_patient(desk, nhs_number_status="01")
    return Scene(desk, hospital, an_entry(desk, hospital, clock_start=date(2025, 2, 10), patient_id=patient))


AT_NINE = datetime(2025, 2, 20, 9, 0)


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


def _same_identifier(scene: Scene) -> None:
    other = scene.waits()
    scene.set(Pathway, other.pathway_id, identifier="X0900000012345678901")
    scene.set(Pathway, scene.entry.pathway_id, identifier="X0900000012345678901")


def _referred_again(days: int) -> Callable[[Scene], None]:
    def build(scene: Scene) -> None:
        scene.waits(date(2025, 2, 10) - timedelta(days=days), patient_id=scene.entry.patient_id)

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
    scene.closure()


def _unknown_start(scene: Scene) -> None:
    other = scene.waits()
    with scene.desk.office.act("build") as act:
        pathway = act.add(Pathway(patient_id=other.patient_id, specialty_id=scene.hospital.specialty_id))
        record_rtt(act, pathway.id, "transfer_in", date(2025, 2, 12), policy=scene.desk.office.policy)
        act.commit()


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


FIRES: list[tuple[str, Callable[[Scene], None]]] = [
    ("DQ01", _lost),
    ("DQ02", _arrived(datetime(2025, 2, 27, 9, 0))),
    ("DQ03", lambda scene: _nothing(scene.appointment(datetime(2025, 3, 2, 16, 0)))),
    ("DQ04", _stopped_and_listed),
    ("DQ05", _same_identifier),
    ("DQ06", _referred_again(30)),
    ("DQ07", _seen_before_start),
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
    ("PLACE", _lost),
    ("PLACE", lambda scene: scene.held(None)),
    ("PLACE", lambda scene: scene.closure()),
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
    ("DQ21", _slot_issue("AFB")),
    ("DQ22", _pifu(TODAY)),
    ("PLACE", lambda scene: scene.held(date(2025, 3, 10))),
    ("PLACE", _died_and_closed),
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
    assert {rule for rule, _build in FIRES} == set(CHECKS)


def test_a_suspected_cancer_pathway_is_reviewed_from_the_second_cancellation(scene: Scene) -> None:
    scene.entry = scene.waits(priority_type="3")
    _cancelled(2)(scene)
    assert [found.pathway_id for found in scene.found("DQ19")] == [scene.entry.pathway_id]


def test_what_was_annulled_makes_no_check_fire(scene: Scene) -> None:
    office = scene.desk.office
    with office.act("build") as wrong:
        record_rtt(wrong, scene.entry.pathway_id, "ubrn_converted", date(2025, 4, 1), policy=office.policy)
        wrong.commit()
    with office.act("undo") as act:
        act.add(Annulment(act_id=act.act_id, annulled_act_id=wrong.act_id))
        act.commit()
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


def test_a_desk_in_order_is_not_broken(scene: Scene) -> None:
    scene.seen(AT_NINE)
    scene.review("validation", date(2025, 3, 10))
    report = scene.desk.checks.run()
    assert isinstance(report, CheckReport) and not report.broken


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        (WaitingListEntry, {"status": "closed"}),
        (Pathway, {"clock_start": date(2025, 1, 1)}),
        (Appointment, {"status": "seen"}),
        (AppointmentPlace, {"live": False}),
    ],
)
def test_a_current_column_that_the_facts_do_not_say_is_drift(
    scene: Scene, table: type[Any], columns: dict[str, Any]
) -> None:
    appointment = scene.appointment(datetime(2025, 3, 20, 9, 0))
    rows: dict[Any, int] = {
        WaitingListEntry: scene.entry.id,
        Pathway: scene.entry.pathway_id,
        Appointment: appointment,
        AppointmentPlace: appointment,
    }
    scene.set(table, rows[table], **columns)
    report = scene.desk.checks.run(["DRIFT"])
    assert isinstance(report, CheckReport) and report.broken


def test_a_refresh_writes_drifted_columns_again_from_the_facts(scene: Scene) -> None:
    scene.set(WaitingListEntry, scene.entry.id, status="closed")
    assert (scene.desk.checks.refresh(), scene.found("DRIFT")) == (1, [])


def test_a_planned_date_that_has_passed_is_no_damage(scene: Scene, clock: Any) -> None:
    scene.rtt("first_definitive_treatment", date(2025, 2, 20))
    scene.rtt("added_to_planned_list", date(2025, 2, 21), due="2025-03-04", kind="treatment")
    clock.at += timedelta(days=7)
    found = scene.found("DRIFT")
    assert [(each.severity, each.mend) for each in found] == [("medium", "refresh")]


def test_the_search_for_drift_tells_how_far_it_is(scene: Scene) -> None:
    told: list[tuple[int, int]] = []
    scene.desk.checks.run(["DRIFT"], progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (2, 2)


def test_a_reference_to_a_row_that_is_not_there_is_damage(scene: Scene) -> None:
    if not scene.desk.office.database.is_sqlite:
        pytest.skip("PostgreSQL keeps its references itself")
    engine = scene.desk.office.database.engine
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql("DELETE FROM specialty")
        connection.invalidate()
    report = scene.desk.checks.run(["DAMAGE"])
    assert isinstance(report, CheckReport) and report.broken


def test_a_quick_check_looks_at_no_single_row(scene: Scene) -> None:
    report = scene.desk.checks.run(quick=True)
    assert isinstance(report, CheckReport) and "DRIFT" not in report.checked


def test_a_hold_that_the_rules_made_keeps_its_place(scene: Scene) -> None:
    with scene.desk.office.act("build") as act:
        keep_effect(act, scene.entry.id, EntryEffect("hold", "waits for a clinician", date(2025, 3, 10)))
        act.commit()
    assert scene.found("PLACE") == []
