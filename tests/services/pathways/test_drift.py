"""Drift and damage: current columns that their facts do not say, and a database that is not whole."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from clerkdesk.data.tables import Appointment, AppointmentPlace, Pathway, WaitingListEntry
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.validation.checks import CheckReport
from tests.services.validation.wrong_records import AT_NINE, Scene, a_scene


@pytest.fixture
def scene(desk: Desk) -> Scene:
    return a_scene(desk)


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


def test_a_date_that_went_by_is_written_by_whoever_looks_once(scene: Scene, clock: Any) -> None:
    scene.rtt("first_definitive_treatment", date(2025, 2, 20))
    scene.rtt("added_to_planned_list", date(2025, 2, 21), due="2025-03-04", kind="treatment")
    clock.at += timedelta(days=7)
    assert (scene.desk.checks.pass_dates(), scene.desk.checks.pass_dates()) == (1, 0)
    assert scene.found("DRIFT") == []


def test_the_search_for_drift_tells_how_far_it_is(scene: Scene) -> None:
    told: list[tuple[int, int]] = []
    scene.desk.checks.run(["DRIFT"], progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (2, 2)


def test_a_reference_to_a_row_that_is_not_there_is_damage(scene: Scene) -> None:
    if not scene.desk.context.database.is_sqlite:
        pytest.skip("PostgreSQL keeps its references itself")
    engine = scene.desk.context.database.engine
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
