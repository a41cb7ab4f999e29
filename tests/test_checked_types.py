"""A type is checked, never asserted: what is not of the type that was meant is an error with a sentence."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

CLERKDESK = Path(__file__).parent.parent / "clerkdesk"
ROWS = {"row", "rows", "found", "fact", "facts", "each", "others", "line", "lines", "query"}
"""Names under which queries hold rows, or the select that gives them."""
IN_A_ROW = {"Sequence", "Collection", "Iterable", "Iterator", "Generator", "list", "tuple", "set", "frozenset"}
FETCHES = {"execute", "scalars", "all", "one", "one_or_none", "first", "scalar_one", "scalar_one_or_none"}


def asserted(tree: ast.Module) -> Iterator[int]:
    """Yield the lines on which `assert` stands for a cast: `isinstance`, or that something is not None."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert):
            inner = list(ast.walk(node.test))
            calls = (each.func for each in inner if isinstance(each, ast.Call))
            is_not = any(
                isinstance(sign, ast.IsNot) for each in inner if isinstance(each, ast.Compare) for sign in each.ops
            )
            if is_not or any(isinstance(called, ast.Name) and called.id == "isinstance" for called in calls):
                yield node.lineno


def test_nothing_asserts_a_type_instead_of_checking_it() -> None:
    found = {
        path.name: lines
        for path in CLERKDESK.rglob("*.py")
        if (lines := list(asserted(ast.parse(path.read_text(encoding="utf-8")))))
    }
    assert found == {}


@pytest.mark.parametrize(
    "written", ["assert isinstance(x, int)", "assert x and isinstance(x, int)", "assert x is not None, 'x is given'"]
)
def test_an_asserted_type_is_found(written: str) -> None:
    assert list(asserted(ast.parse(written))) == [1]


def is_any(annotation: ast.expr | None) -> bool:
    """Return whether an annotation is Any, Any or None, or some of them."""
    match annotation:
        case ast.Name(id="Any"):
            return True
        case ast.BinOp(left=left, right=right):
            return is_any(left) or is_any(right)
        case ast.Subscript(value=ast.Name(id=name), slice=inner) if name in IN_A_ROW:
            return any(is_any(each) for each in (inner.elts if isinstance(inner, ast.Tuple) else (inner,)))
    return False


def fetches(node: ast.AST) -> bool:
    """Return whether code asks the database for rows."""
    calls = (each.func for each in ast.walk(node) if isinstance(each, ast.Call))
    return any(isinstance(called, ast.Attribute) and called.attr in FETCHES for called in calls)


def untyped_rows(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield each argument, variable and function that hides the columns of a row behind Any: its line and its name."""
    for node in ast.walk(tree):
        match node:
            case ast.arg(arg=name, annotation=annotation) if name in ROWS and is_any(annotation):
                yield node.lineno, name
            case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation, value=value) if is_any(annotation):
                if name in ROWS or (value is not None and fetches(value)):
                    yield node.lineno, name
            case ast.FunctionDef(name=name, returns=returns) if is_any(returns) and fetches(node):
                yield node.lineno, name


def test_no_row_of_a_query_is_any() -> None:
    files = (CLERKDESK / "data" / "queries").rglob("*.py")
    found = {path.name: rows for path in files if (rows := list(untyped_rows(ast.parse(path.read_text("utf-8")))))}
    assert found == {}


@pytest.mark.parametrize(
    "written",
    [
        "def as_row(row: Any) -> EntryRow: ...",
        "def free(rows: Sequence[Any]) -> int: ...",
        "rows: Any = session.execute(query)",
        "taken: Iterable[Any] = session.execute(query)",
        "last: Any | None = session.execute(query).scalar_one_or_none()",
        "query: Any = select(col(Slot.id))",
        "def those(session: Session) -> Iterator[Any]:\n    yield from session.execute(query)",
    ],
)
def test_a_row_of_any_is_found(written: str) -> None:
    assert [line for line, _ in untyped_rows(ast.parse(written))] == [1]


@pytest.mark.parametrize(
    "written",
    [
        "def as_row(row: NamedValues) -> EntryRow: ...",
        "def slots(where: Sequence[Any]) -> int: ...",
        "def columns() -> Select[Any]: ...",
        "found: dict[int, dict[str, Any]] = {}",
    ],
)
def test_a_condition_or_a_value_may_be_any(written: str) -> None:
    assert list(untyped_rows(ast.parse(written))) == []
