"""Each hazard of the log has a test that shows its control, and each of these tests exists."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
LOG = (ROOT / "docs" / "hazards.md").read_text("utf-8")
HAZARD = re.compile(r"^\| (H\d+) \| [A-Z]", re.MULTILINE)
SHOWN = re.compile(r"^\| (H\d+) \| (`tests/.*) \|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)` `(test_\w+)`")
WITHOUT_CONTROL = frozenset({"H7"})


def test_every_hazard_with_a_control_has_a_test_that_shows_it() -> None:
    shown = {number for number, tests in SHOWN.findall(LOG) if TEST.search(tests)}
    assert shown == set(HAZARD.findall(LOG)) - WITHOUT_CONTROL


def test_every_test_that_the_log_names_exists() -> None:
    named = TEST.findall(LOG)
    missing = [(file, name) for file, name in named if name not in _functions(ROOT / file)]
    assert named and missing == []


def _functions(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8")) if path.exists() else ast.Module([], [])
    return {node.name for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))}
