"""Textual calls the handler of every class of a widget by itself: one that calls the next one runs it twice."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import clerkdesk

PACKAGE = Path(clerkdesk.__file__).parent
DISPATCHERS = {"on_event", "_on_timer_update"}
"""What Textual calls once, on the class of the object alone: its overriding method leads on to the one it overrides."""


def _handlers_called_above(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        above, name = node.func.value, node.func.attr
        is_super = isinstance(above, ast.Call) and isinstance(above.func, ast.Name) and above.func.id == "super"
        if is_super and name.lstrip("_").startswith("on_") and name not in DISPATCHERS:
            yield node


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_handler_calls_the_handler_above_it(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert [f"line {call.lineno}" for call in _handlers_called_above(tree)] == []


def test_a_handler_that_calls_the_one_above_it_is_found() -> None:
    source = "class A:\n def on_mount(self):\n  super().on_mount()\n def _on_paste(self, e):\n  super()._on_paste(e)\n"
    assert [call.lineno for call in _handlers_called_above(ast.parse(source))] == [3, 5]
