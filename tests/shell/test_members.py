"""The app is one class that holds its members: none of its parts is inherited, and each stays small."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import clerkdesk
from clerkdesk.app import ClerkDesk

SHELL = sorted((Path(clerkdesk.__file__).parent / "shell").glob("*.py"))
MOST_METHODS = 41
MOST_LINES = 400


def _ours(cls: type) -> list[type]:
    return [each for each in cls.__mro__ if each.__module__.startswith("clerkdesk.")]


def _methods(cls: type) -> list[str]:
    return [name for name, value in vars(cls).items() if callable(value) or isinstance(value, property)]


def test_the_app_inherits_nothing_of_ours_but_that_it_survives_errors() -> None:
    assert [each.__name__ for each in _ours(ClerkDesk)] == ["ClerkDesk", "SurvivesErrors"]


def test_the_app_has_no_more_methods_than_one_part_has() -> None:
    assert sum(len(_methods(each)) for each in _ours(ClerkDesk)) <= MOST_METHODS


@pytest.mark.parametrize("path", SHELL, ids=lambda path: path.stem)
def test_no_member_is_built_on_another(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    classes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ClassDef)]
    protocols = {each.name for each in classes if any(ast.unparse(base) == "Protocol" for base in each.bases)}
    own = {each.name for each in classes} - protocols
    inherited = {ast.unparse(base) for each in classes if each.name in own for base in each.bases}
    assert inherited <= {"Executor", "Exception", "Message", "Stylesheet"}, inherited
    assert len(text.splitlines()) < MOST_LINES
