"""Every row of the table of RULES 1.8: what may follow, what only warns, what is refused."""

from __future__ import annotations

import pytest

from clerkdesk.rules.rtt.transitions import judge
from clerkdesk.rules.values.clocks import RttStatus

_STOPS = "30 31 32 34 35 36"


def _answers(last: str | None, codes: str, *, attended: bool = False, closed_before: bool = False) -> set[str]:
    return {
        judge(RttStatus(last) if last else None, RttStatus(code), attended=attended, closed_before=closed_before).answer
        for code in codes.split()
    }


@pytest.mark.parametrize(
    ("last", "codes"),
    [
        (None, "10 12 20 21 30 31 32 33 34 35 36 98 99"),
        ("92", "10"),
        ("10", "20 21 30 31 32 34 35 36 99"),
        ("11", "20 21 30 31 32 34 35 36 99"),
        ("12", "20 21 30 31 32 34 35 36 99"),
        ("20", "20 21 30 31 32 34 35 36 99"),
        ("99", "20 21 30 31 32 34 35 36 99"),
        ("21", "20 30 31 32 33 34 35 36"),
        ("30", "90 11 12 98"),
        ("31", "91 11"),
        ("32", "91 11"),
        ("33", "10"),
        ("34", "10 11 12 90 98"),
        ("35", "10 11 12 90 98"),
        ("90", "90 11 12 98"),
        ("91", "91 11"),
        ("98", "98 10"),
    ],
)
def test_these_codes_follow(last: str | None, codes: str) -> None:
    assert _answers(last, codes) == {"follows"}


@pytest.mark.parametrize(
    ("last", "codes"),
    [
        (None, "90 91 11"),
        ("92", _STOPS),
        ("10", "10 90 91"),
        ("20", "10 90 91"),
        ("30", "20 30 31 32 33 34 35 36"),
        ("31", "33"),
        ("32", "33"),
        ("90", _STOPS),
        ("91", "30"),
        ("98", _STOPS),
    ],
)
def test_these_codes_only_warn(last: str | None, codes: str) -> None:
    assert _answers(last, codes) == {"warned"}


@pytest.mark.parametrize(
    ("last", "codes"),
    [
        ("31", "20 30"),
        ("32", "20 30"),
        ("33", "11 12 20 21 30 31 32 33 34 35 36 90 91 92 98 99"),
        ("34", "20 30"),
        ("35", "20 30"),
        ("36", "10 11 12 20 21 30 31 32 33 34 35 36 90 91 92 98 99"),
    ],
)
def test_these_codes_are_refused(last: str, codes: str) -> None:
    assert _answers(last, codes) == {"refused"}


@pytest.mark.parametrize("last", ["10", "11", "12", "20", "99"])
def test_33_is_refused_once_anything_was_attended(last: str) -> None:
    assert _answers(last, "33", attended=True) == {"refused"}


def test_11_may_open_a_period_after_a_closed_one() -> None:
    assert _answers(None, "11", closed_before=True) == {"follows"}


def test_a_refusal_says_what_would_be_right() -> None:
    assert "91" in judge(RttStatus.MONITORED_BY_CLINICIAN, RttStatus.GOES_ON, attended=True, closed_before=False).reason
