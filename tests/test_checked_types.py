"""A type is checked, never asserted: what is not of the type that was meant is an error with a sentence."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

CLERKDESK = Path(__file__).parent.parent / "clerkdesk"


def asserted(tree: ast.Module) -> Iterator[int]:
    """Yield the lines on which `assert` stands for a cast."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert):
            calls = (each.func for each in ast.walk(node.test) if isinstance(each, ast.Call))
            if any(isinstance(called, ast.Name) and called.id == "isinstance" for called in calls):
                yield node.lineno


def test_nothing_asserts_a_type_instead_of_checking_it() -> None:
    found = {
        path.name: lines
        for path in CLERKDESK.rglob("*.py")
        if (lines := list(asserted(ast.parse(path.read_text(encoding="utf-8")))))
    }
    assert found == {}


@pytest.mark.parametrize("written", ["assert isinstance(x, int)", "assert x and isinstance(x, int)"])
def test_an_asserted_type_is_found(written: str) -> None:
    assert list(asserted(ast.parse(written))) == [1]
