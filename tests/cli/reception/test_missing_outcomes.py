"""`missing-outcomes` by plain command."""

from __future__ import annotations

from tests.cli.clinic import Run


def test_nothing_is_missing_after_a_day_without_clinics(run: Run) -> None:
    assert run("missing-outcomes").document == {"appointments": []}
