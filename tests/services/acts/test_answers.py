"""Each act answers in a sentence of its own, so that a screen and a command say the same."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

SERVICES = Path(__file__).parents[3] / "clerkdesk" / "services"
NOT_SAID = {
    "CallRow": "the desk notes it while the clerk speaks",
    "Resumed": "the screen of the call opens",
    "DraftRow": "the form opens",
    "KeptReview": "falls due by time",
    "KeptItem": "falls due by time",
    "Climbed": "falls due by time",
    "RowKept": "a row of a file, counted in its report",
    "RowRejected": "a row of a file, listed in its report",
    "_Made": "sessions of one clinic, counted in its report",
}
"""Answer of an act -> why nobody says it."""


def is_named(decorator: ast.expr, name: str) -> bool:
    return isinstance(decorator, ast.Name) and decorator.id == name


def answers_of(tree: ast.Module) -> Iterator[str]:
    """Yield the annotation of what each act returns."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and any(is_named(each, "answers_once") for each in node.decorator_list):
            yield ast.unparse(node.returns) if node.returns is not None else ""


def names_in(annotation: str, unions: Mapping[str, str]) -> set[str]:
    """Return the classes of an annotation, with the members of a union that has a name."""
    names = set(re.findall(r"\w+", annotation))
    return {member for name in names for member in (names_in(unions[name], unions) if name in unions else {name})}


def test_every_answer_of_an_act_has_its_sentence() -> None:
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in sorted(SERVICES.rglob("*.py"))]
    unions = {
        node.targets[0].id: ast.unparse(node.value)
        for tree in trees
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and isinstance(node.value, ast.BinOp)
    }
    classes = {node.name: node for tree in trees for node in tree.body if isinstance(node, ast.ClassDef)}
    found = {name for tree in trees for annotation in answers_of(tree) for name in names_in(annotation, unions)}
    silent = {
        name for name in found & set(classes) if not any(is_named(each, "Answer") for each in classes[name].bases)
    }
    assert silent == set(NOT_SAID) & set(classes)
    assert len(found) > len(NOT_SAID)
