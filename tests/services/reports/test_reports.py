"""The waiting list in figures (R-900, R-910): the same as the clock says, pathway by pathway."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from clerkdesk.data.engine import open_database
from clerkdesk.data.project_pathways import clock_events
from clerkdesk.data.tables import Pathway
from clerkdesk.demo.compose import compose
from clerkdesk.rules.cancer.milestones import Milestone
from clerkdesk.rules.rtt import Clock, clock_at
from clerkdesk.rules.values.clocks import ClockEventKind, RttStatus
from clerkdesk.rules.values.entries import ValidationLevel, ValidationOutcome
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.services.booking.bookings import Booked
from clerkdesk.services.cancer.milestones import NewMilestone
from clerkdesk.services.desk.facade import Desk, desk_for
from clerkdesk.services.pathways.entries import record_rtt
from clerkdesk.services.pathways.validation_effects import NewValidation
from clerkdesk.services.referrals.new_referral import NewReferral
from clerkdesk.services.referrals.referring import Referred
from clerkdesk.services.reports.reports import WaitingListReport
from clerkdesk.services.waiting_list.worklists import NoSuchSpecialty
from clerkdesk.settings import Settings
from tests.builders import a_hospital, a_patient, a_session, an_entry

NOON = datetime(2026, 11, 20, 12, 0)


def ptl(desk: Desk, specialty: str | None = None) -> WaitingListReport:
    found = desk.reports.ptl(specialty)
    assert isinstance(found, WaitingListReport)
    return found


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The desk of a small composed hospital."""
    path = Path(tmp_path_factory.mktemp("practice")) / "demo.sqlite"
    compose(str(path), patients=300, now=NOON)
    desk = desk_for(open_database(str(path)), Settings(), now=lambda: NOON)
    yield desk
    desk.close()


@pytest.fixture(scope="module")
def clocks(practice: Desk) -> list[Clock]:
    """What the clock makes of the events of every open pathway."""
    with practice.context.reading() as session:
        ids = session.execute(select(col(Pathway.id)).where(col(Pathway.closed_on).is_(None))).scalars().all()
        policy = practice.context.policy
        found = [clock_at(clock_events(session, pathway_id), NOON.date(), policy) for pathway_id in ids]
    return [clock for clock in found if clock.on_own_ptl]


def test_the_figures_of_the_practice_hospital_are_what_the_clock_says(practice: Desk, clocks: list[Clock]) -> None:
    total = ptl(practice).total
    known = [clock for clock in clocks if clock.days_waited is not None]
    assert total.waiting == len(known) > 100
    assert total.unknown_starts == len(clocks) - len(known)
    assert total.within_standard == sum(not clock.breached for clock in known)
    assert dict(total.over_weeks) == {
        weeks: sum(bool(clock.is_over(weeks)) for clock in known) for weeks in (18, 26, 40, 52, 65, 78, 104)
    }


def test_total_parts_groups_and_bands_count_the_same_people(practice: Desk) -> None:
    specialties = [part.code for part in ptl(practice).by_specialty if part.code]
    for found in (ptl(practice), *(ptl(practice, code) for code in specialties)):
        waiting, unknown = found.total.waiting, found.total.unknown_starts
        for parts in (found.by_specialty, found.by_priority, found.by_booked):
            assert sum(part.figures.waiting for part in parts) == waiting
            assert sum(part.figures.unknown_starts for part in parts) == unknown
        for groups in (found.screen_groups, found.week_bands):
            assert sum(group.count for group in groups) == waiting
        first_weeks = found.screen_groups[: [group.name for group in found.screen_groups].index("18-25")]
        assert sum(group.count for group in first_weeks) == waiting - dict(found.total.over_weeks)[18]


def test_its_week_bands_are_those_of_the_clock(practice: Desk, clocks: list[Clock]) -> None:
    by_clock: dict[str | None, int] = {}
    for clock in clocks:
        if clock.week_band is not None:
            by_clock[clock.week_band] = by_clock.get(clock.week_band, 0) + 1
    assert {band.name: band.count for band in ptl(practice).week_bands if band.count} == by_clock


@pytest.mark.parametrize("parts", ["by_specialty", "by_priority", "by_booked"])
def test_its_parts_add_up_to_the_whole(practice: Desk, parts: str) -> None:
    found = ptl(practice)
    assert sum(part.figures.waiting for part in getattr(found, parts)) == found.total.waiting


def test_a_nullified_wait_is_not_counted(desk: Desk) -> None:
    entry = an_entry(desk, a_hospital(desk))
    details = {"first": True, "clearly_communicated": True}
    with desk.context.act("build") as act:
        day = date(2025, 3, 1)
        record_rtt(
            act,
            entry.pathway_id,
            ClockEventKind.APPOINTMENT_DNA,
            day,
            RttStatus.FIRST_MISSED,
            details,
            policy=desk.context.policy,
        )
        act.commit(None)
    assert (ptl(desk).total.waiting, ptl(desk).total.unknown_starts) == (0, 0)


def test_whoever_has_a_date_is_counted_as_booked(desk: Desk) -> None:
    hospital = a_hospital(desk)
    first, _second = an_entry(desk, hospital), an_entry(desk, hospital)
    slot = a_session(desk, hospital, datetime(2025, 4, 1, 9, 0))[0]
    assert isinstance(desk.booking.book(first.id, slot), Booked)
    counted = {part.code: part.figures.waiting for part in ptl(desk).by_booked}
    assert counted == {"booked": 1, "unbooked": 1}


def test_one_specialty_may_be_asked_for(desk: Desk) -> None:
    an_entry(desk, a_hospital(desk))
    an_entry(desk, a_hospital(desk, "ENT", "Ear, nose and throat"))
    found = ptl(desk, "ent")
    assert (found.specialty, found.total.waiting) == ("ENT", 1)


@pytest.mark.parametrize(("referral_type", "share"), [("05", 0.0), ("12", 0.0), ("01", 100.0), ("", 100.0)])
def test_the_share_treated_in_time_counts_31_days_from_referral_for_the_cancers_that_have_them(
    desk: Desk, clock: Any, referral_type: str, share: float
) -> None:
    a_hospital(desk)
    new = NewReferral(
        patient_id=a_patient(desk), received="20/1/2025", specialty="DERM", priority="suspected cancer",
        suspected_cancer_type=referral_type,
    )  # fmt: skip
    referral = desk.referrals.refer(new)
    assert isinstance(referral, Referred)
    decided = NewMilestone(
        milestone=Milestone.DECISION_TO_TREAT, day=date(2025, 2, 28), by="Shah", source="MDT", because="seen at Leeds"
    )
    treated = replace(decided, milestone=Milestone.TREATMENT, day=date(2025, 3, 3))
    for milestone in (decided, treated):
        kept = desk.cancer.record(referral.pathway_id, milestone)
        assert not isinstance(kept, Refused | WrongInput), kept
    clock.at = datetime(2025, 3, 20, 9, 0)
    shares = {each.target.measure: each.share for each in ptl(desk).targets}
    assert shares["62_days"] == share


def test_an_unknown_specialty_is_answered_with_the_known(desk: Desk) -> None:
    a_hospital(desk)
    assert desk.reports.ptl("XYZ") == NoSuchSpecialty("XYZ", ("DERM",))


def test_reviews_and_escalations_are_counted_by_age(desk: Desk, clock: Any) -> None:
    entry = an_entry(desk, a_hospital(desk), clock_start=date(2024, 12, 2))
    for outcome in ("V14", "V20"):
        desk.validation.validate(
            entry.id, NewValidation(level=ValidationLevel.TECHNICAL, outcome=ValidationOutcome(outcome))
        )
    clock.at = datetime(2025, 3, 10, 9, 0)
    found = ptl(desk)
    assert (dict(found.reviews_by_age)["6-10"], dict(found.escalations_by_age)["6-10"]) == (1, 1)
