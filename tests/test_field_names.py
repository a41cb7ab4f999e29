"""Options belong to the command line: services name fields of the domain, and commands turn them into options."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import clerkdesk

PACKAGE = Path(clerkdesk.__file__).parent
WITHOUT_OPTIONS = ("rules", "services", "interop")


def options_in(tree: ast.AST) -> Iterator[str]:
    """Every text of the program that begins as an option does."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("--"):
            yield f"{node.lineno}: {node.value}"


def fields_in(tree: ast.AST) -> Iterator[str]:
    """Every written field of a wrong input."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "WrongInput"):
            continue
        named = [*node.args[1:2], *(each.value for each in node.keywords if each.arg == "field")]
        yield from (each.value for each in named if isinstance(each, ast.Constant) and isinstance(each.value, str))


def trees(folder: str) -> Iterator[tuple[str, ast.Module]]:
    for path in sorted((PACKAGE / folder).rglob("*.py")):
        yield path.relative_to(PACKAGE).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("folder", WITHOUT_OPTIONS)
def test_no_text_of_a_rule_or_a_service_is_an_option(folder: str) -> None:
    read = list(trees(folder))
    assert read
    assert [f"{name}:{option}" for name, tree in read for option in options_in(tree)] == []


def test_every_field_of_a_wrong_input_is_a_name_as_arguments_have_it() -> None:
    fields = [(name, field) for name, tree in trees("services") for field in fields_in(tree)]
    assert len(fields) > 50
    assert [f"{name}: {field}" for name, field in fields if not field.isidentifier() or not field.islower()] == []


def test_an_option_in_a_service_is_found() -> None:
    tree = ast.parse('def f(on):\n    return WrongInput("wrong_day", "--on", "Say when.")\nDAYS = {"--start": 1}')
    assert sorted(options_in(tree)) == ["2: --on", "3: --start"] and list(fields_in(tree)) == ["--on"]
