from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerkdesk.rules.rtt import Period
from clerkdesk.rules.rtt.measuring import last_compliant_day, measure, week_band, weeks_passed
from clerkdesk.rules.values.clocks import RttStatus
from clerkdesk.settings import PolicySettings

_WAITS = st.integers(0, 2000)


@pytest.mark.parametrize(
    ("days", "band"),
    [
        (0, "0-1"),
        (7, "0-1"),
        (8, ">1-2"),
        (14, ">1-2"),
        (120, ">17-18"),
        (126, ">17-18"),
        (127, ">18-19"),
        (358, ">51-52"),
        (364, ">51-52"),
        (728, ">103-104"),
        (729, "104+"),
        (2000, "104+"),
    ],
)
def test_the_bands_of_the_return(days: int, band: str) -> None:
    assert week_band(days) == band


@pytest.mark.parametrize(
    ("days", "passed"),
    [
        (126, ()),
        (127, (18,)),
        (182, (18,)),
        (183, (18, 26)),
        (281, (18, 26, 40)),
        (364, (18, 26, 40)),
        (365, (18, 26, 40, 52)),
        (456, (18, 26, 40, 52, 65)),
        (547, (18, 26, 40, 52, 65, 78)),
        (728, (18, 26, 40, 52, 65, 78)),
        (729, (18, 26, 40, 52, 65, 78, 104)),
    ],
)
def test_a_mark_is_passed_on_the_day_after_its_last_week(days: int, passed: tuple[int, ...]) -> None:
    assert weeks_passed(days) == passed


@pytest.mark.parametrize(
    ("start", "last"),
    [
        (date(2025, 1, 6), date(2025, 5, 12)),
        (date(2024, 2, 1), date(2024, 6, 6)),
    ],
)
def test_the_last_compliant_day(start: date, last: date) -> None:
    assert last_compliant_day(start, PolicySettings()) == last


@given(_WAITS)
def test_a_wait_is_breached_from_the_day_after_the_last_compliant_one(days: int) -> None:
    start, policy = date(2024, 1, 1), PolicySettings()
    wait = measure(Period(start), start + timedelta(days=days), policy)
    assert wait is not None
    assert wait.breached == (start + timedelta(days=days) > wait.breach_date)


@given(_WAITS)
def test_the_longer_wait_never_stands_in_the_lower_band(days: int) -> None:
    def upper(band: str) -> int:
        return int(band.rstrip("+").rsplit("-", 1)[-1]) + band.endswith("+")

    assert upper(week_band(days)) <= upper(week_band(days + 1))


def test_a_nullified_wait_has_no_figures() -> None:
    assert (
        measure(
            Period(date(2025, 1, 6), date(2025, 2, 24), RttStatus.FIRST_MISSED, True),
            date(2025, 3, 1),
            PolicySettings(),
        )
        is None
    )


def test_a_wait_with_an_unknown_start_has_no_figures() -> None:
    assert measure(Period(None), date(2025, 3, 1), PolicySettings()) is None
