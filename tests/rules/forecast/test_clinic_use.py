"""The clinics of the published weeks: how they compare with a past week, and how many of them are believed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from clerkdesk.rules.forecast.assumptions import assumptions_of
from clerkdesk.rules.forecast.clinic_use import ClinicUse, ClinicWeek, clinic_use
from clerkdesk.rules.forecast.own_history import measured
from clerkdesk.rules.forecast.scenarios import Scenario

SUNDAY = date(2026, 11, 29)
MONDAYS = [SUNDAY + timedelta(days=1, weeks=week) for week in range(4)]


def use_of(*published: int, usual: int = 2) -> ClinicUse:
    """Return the use of ten past weeks and of some published ones; the last of those is left out."""
    past = [ClinicWeek(SUNDAY - timedelta(days=6, weeks=week), usual, 0, usual * 10, 9, 1) for week in range(10)]
    coming = [ClinicWeek(monday, count, 0, count * 10, 0, 0) for monday, count in zip(MONDAYS, published, strict=False)]
    return clinic_use([*past, *coming], SUNDAY, 10, 3.0)


def said_of(use: ClinicUse) -> str:
    return " ".join(assumptions_of(measured([], SUNDAY, 126), use, Scenario(), 26, 92, 0))


@pytest.mark.parametrize(
    ("published", "fewer", "more", "capped"),
    [((2, 2, 2), 0, 0, 0), ((1, 2, 2), 1, 0, 0), ((1, 3, 2), 1, 1, 0), ((3, 6, 2), 0, 2, 1), ((4, 4, 2), 0, 2, 0)],
)
def test_published_weeks_have_fewer_or_more_clinics_than_a_past_one(
    published: tuple[int, ...], fewer: int, more: int, capped: int
) -> None:
    found = use_of(*published).published
    assert (len(found.fewer), len(found.more), len(found.capped)) == (fewer, more, capped)
    assert (found.least, found.most) == (min(published[:-1]), max(published[:-1]))


def test_clinics_beyond_what_is_believed_are_said_with_what_is_counted() -> None:
    use = use_of(3, 6, 5, 2)
    assert use.capacity == (1.5, 2.0, 2.0)
    assert "2 published weeks with up to 6 clinics: at most 4.0 are counted in a week" in said_of(use)
    assert "are counted in a week" not in said_of(use_of(3, 4, 2))


def test_published_clinics_without_a_past_one_change_nothing_and_it_is_said() -> None:
    use = use_of(3, 6, 2, usual=0)
    assert use.capacity == (1.0, 1.0)
    assert "No past week had a clinic, so the published clinics change nothing." in said_of(use)
