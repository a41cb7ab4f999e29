"""What Textual does with handlers and workers: it calls the handler of every class by itself, and may drop a worker."""

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


def _coroutines_in_workers(tree: ast.AST) -> Iterator[ast.Call]:
    """Yield the calls that give a worker a coroutine, which nobody awaits if the worker ends before its turn."""
    made = {
        target.id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "run_worker":
            given = node.args[0]
            work = made.get(given.id, given) if isinstance(given, ast.Name) else given
            either = [work.body, work.orelse] if isinstance(work, ast.IfExp) else [work]
            if not all(map(_is_function, either)):
                yield node


def _is_function(work: ast.expr) -> bool:
    """Return whether work is a method, or a function with its arguments."""
    is_partial = isinstance(work, ast.Call) and isinstance(work.func, ast.Name) and work.func.id == "partial"
    return is_partial or isinstance(work, ast.Attribute)


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_worker_is_given_a_coroutine(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert [f"line {call.lineno}" for call in _coroutines_in_workers(tree)] == []


def test_a_coroutine_given_to_a_worker_is_found() -> None:
    source = (
        "self.run_worker(self.look)\nself.run_worker(self.look())\nself.run_worker(partial(self.look, 1))\n"
        "work = self.look()\nself.run_worker(work)\nother = partial(self.look, 1) if now else self.look()\n"
        "self.run_worker(other)\n"
    )
    assert [call.lineno for call in _coroutines_in_workers(ast.parse(source))] == [2, 5, 7]
