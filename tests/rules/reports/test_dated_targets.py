"""Targets by the day on which they are to be reached, and whether each is met (R-901, RULES 13.29)."""

from __future__ import annotations

from datetime import date

import pytest

from clerkdesk.rules.reports.dated_targets import MEASURES, NO_BASELINE, next_of_each, read_target, standings
from clerkdesk.settings import PolicySettings
from clerkdesk.settings.checking import Wrong, checked, field_named

TODAY = date(2026, 11, 30)
WRITTEN = PolicySettings().reports.targets


def met(measure: str, share: float | None, by: date, baseline: int = 0) -> bool | None:
    found = standings(WRITTEN, {measure: share}, baseline, TODAY)
    return next(each.met for each in found if (each.target.measure, each.target.by) == (measure, by))


def test_every_target_of_the_policy_can_be_read_and_has_its_source() -> None:
    read = [read_target(written) for written in WRITTEN]
    assert all(target is not None and target.source for target in read)


@pytest.mark.parametrize(
    ("measure", "share", "by", "answer"),
    [
        ("18_weeks", 64.9, date(2027, 3, 31), None),
        ("18_weeks", 65.0, date(2027, 3, 31), True),
        ("18_weeks", 91.9, date(2029, 3, 31), False),
        ("28_days", 80.0, date(2029, 3, 31), True),
        ("62_days", 84.9, date(2029, 3, 31), False),
        ("31_days", 96.0, date(2029, 3, 31), True),
        ("over_52_weeks", 1.0, date(2026, 3, 31), False),
        ("over_52_weeks", 0.9, date(2026, 3, 31), True),
        ("28_days", None, date(2029, 3, 31), None),
        ("18_weeks_national", 99.0, date(2027, 3, 31), None),
    ],
)
def test_a_target_is_met_at_its_share_and_not_below(
    measure: str, share: float | None, by: date, answer: bool | None
) -> None:
    assert met(measure, share, by) is answer


def test_points_over_the_baseline_do_as_well_once_it_is_set() -> None:
    day = date(2027, 3, 31)
    assert met("18_weeks", 60.0, day, baseline=53) is True
    assert met("18_weeks", 59.9, day, baseline=53) is False


def test_below_the_share_nothing_is_said_to_be_missed_while_nobody_knows_the_points() -> None:
    [found] = standings(["18_weeks 65% or +7 2027-03-31 a letter"], {"18_weeks": 60.0}, 0, TODAY)
    assert (found.met, NO_BASELINE in found.sentence) == (None, True)


def test_of_targets_whose_day_has_gone_by_the_latest_of_each_measure_stays() -> None:
    found = standings(["18_weeks 50% 2025-03-31 R-901", *WRITTEN], {}, 0, TODAY)
    assert [each.target.by.year for each in found if each.target.measure == "18_weeks"] == [2026, 2027, 2029]


def test_the_screen_shows_what_is_due_next() -> None:
    found = next_of_each(standings(WRITTEN, {}, 0, TODAY), TODAY)
    assert [(each.target.measure, each.target.by.year) for each in found] == [
        ("18_weeks", 2027), ("28_days", 2029), ("31_days", 2029), ("62_days", 2029),
    ]  # fmt: skip


def test_a_sentence_has_share_day_and_source() -> None:
    [found] = standings(["62_days 85% 2029-03-31 RULES 13.29"], {"62_days": 70.0}, 0, TODAY)
    assert found.sentence == (
        "85% treated within 62 days of the referral, by Sat 31 Mar 2029 (RULES 13.29): 70.0% today, not met"
    )


@pytest.mark.parametrize("measure", MEASURES)
def test_the_settings_take_every_measure_that_the_report_knows(measure: str) -> None:
    field = field_named("policy", "targets")
    assert not isinstance(field, Wrong)
    assert checked(field, [f"{measure} 50% 2027-03-31 a letter"]) == (f"{measure} 50% 2027-03-31 a letter",)
    assert isinstance(checked(field, [f"{measure} half 2027-03-31 a letter"]), Wrong)
