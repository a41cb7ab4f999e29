"""The page of the checks says what the checks say."""

from __future__ import annotations

from pathlib import Path

from clerkdesk.data.queries.validation.checks import CHECKS
from tests.spoken import on_screen

PAGE = Path(__file__).parent.parent / "docs" / "checks.md"


def test_the_page_of_the_checks_has_each_with_its_fix() -> None:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    expected = [f"| {each.rule} | {each.severity} | {each.title} | {on_screen(each.fix)} |" for each in CHECKS.values()]
    assert [line for line in lines if line.startswith(("| DQ", "| PLACE"))] == expected
