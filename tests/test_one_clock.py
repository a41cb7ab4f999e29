"""The wait is computed in one place, `clerkdesk.rules.rtt`: elsewhere nobody takes the start of a clock from a day."""

from __future__ import annotations

import ast
from pathlib import Path

import clerkdesk

PACKAGE = Path(clerkdesk.__file__).parent


def takes_a_start_away(node: ast.AST) -> bool:
    """Return whether it is a subtraction of something that is called the start of a clock."""
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub) and "clock_start" in ast.unparse(node.right)


def test_no_second_place_computes_a_wait() -> None:
    found = [
        f"{path.relative_to(PACKAGE)}:{node.lineno}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if path.parent != PACKAGE / "rules" / "rtt"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.BinOp) and takes_a_start_away(node)
    ]
    assert found == []
