"""Codes of closed sets are compared by their names, never with a bare string."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import get_type_hints

import pytest

import clerkdesk.rules
from clerkdesk.data.tables import RttEvent
from clerkdesk.rules.rtt.model import ClockEvent
from clerkdesk.rules.values.clocks import RttStatus
from clerkdesk.rules.values.closed_set import ClosedSet
from clerkdesk.rules.values.entries import ValidationOutcome
from clerkdesk.services.pathways.validation_effects import NewValidation

CLERKDESK = Path(__file__).parent.parent / "clerkdesk"
FILES = sorted(path for path in CLERKDESK.rglob("*.py") if "migrations" not in path.parts)


def closed_sets() -> Mapping[str, type[ClosedSet]]:
    for module in walk_packages(clerkdesk.rules.__path__, "clerkdesk.rules."):
        import_module(module.name)
    return {each.__name__: each for each in ClosedSet.__subclasses__()}


def annotated(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """Yield each field and argument with its annotation."""
    for node in ast.walk(tree):
        match node:
            case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation):
                yield name, annotation
            case ast.arg(arg=name, annotation=ast.expr() as annotation):
                yield name, annotation


def names_of_codes(trees: Mapping[Path, ast.Module]) -> Mapping[str, set[str]]:
    """Return the names of fields and arguments that hold a code -> all codes that a field of this name may hold."""
    sets = closed_sets()
    found: dict[str, set[str]] = defaultdict(set)
    for tree in trees.values():
        for name, annotation in annotated(tree):
            for each in ast.walk(annotation):
                if isinstance(each, ast.Name) and each.id in sets:
                    found[name].update(sets[each.id])
    return found


def texts(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Constant(value=str() as text):
            yield text
        case ast.Tuple(elts=each) | ast.List(elts=each) | ast.Set(elts=each):
            for one in each:
                yield from texts(one)


def name_in(node: ast.expr) -> str:
    """Return the name of what is compared: `kind` of `kind`, `item.kind`, `col(item.kind)`, `event.kind.lower()`."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Call(func=ast.Name(id="col"), args=[column]):
            return name_in(column)
    return ""


def compared(tree: ast.Module) -> Iterator[tuple[int, str, str]]:
    """Yield each comparison of a name with a bare string: its line, the name, the string."""
    for node in ast.walk(tree):
        match node:
            case ast.Compare(left=left, comparators=others):
                sides = [left, *others]
                pairs = [(one, other) for one in sides for other in sides if one is not other]
            case ast.Call(func=ast.Attribute(value=column, attr="in_" | "not_in"), args=[other]):
                pairs = [(column, other)]
            case ast.Match(subject=subject, cases=cases):
                patterns = [each.value for case in cases for each in ast.walk(case.pattern)
                            if isinstance(each, ast.MatchValue)]  # fmt: skip
                pairs = [(subject, each) for each in patterns]
            case _:
                continue
        for one, other in pairs:
            if name_in(one):
                yield from ((other.lineno, name_in(one), text) for text in texts(other))


def bare(trees: Mapping[Path, ast.Module], codes: Mapping[str, set[str]]) -> Iterator[str]:
    for path, tree in trees.items():
        for line, name, text in compared(tree):
            if text in codes.get(name, ()):
                yield f"{path.name}:{line} {name} {text!r}"


def parsed() -> Mapping[Path, ast.Module]:
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in FILES}


def test_no_code_is_compared_with_a_bare_string() -> None:
    trees = parsed()
    assert list(bare(trees, names_of_codes(trees))) == []


@pytest.mark.parametrize(
    "written",
    [
        'entry.status == "booked"',
        '"booked" != status',
        'entry.status in ("waiting", "booked")',
        'col(Entry.status) == "booked"',
        'col(Entry.status).in_(("waiting", "booked"))',
        'match entry.status:\n    case "waiting" | "booked":\n        pass',
    ],
)
def test_a_comparison_with_a_bare_string_is_found(written: str) -> None:
    tree = ast.parse(f"status: EntryStatus\n{written}\n")
    trees = {Path("written.py"): tree}
    assert [each.split()[-1] for each in bare(trees, names_of_codes(trees))][-1:] == ["'booked'"]


RTT_STATUS = re.compile(r"(\w+_)?(rtt|stop|last)_code")
"""Names of fields and arguments that hold an RTT status."""
TYPED = {("outcome_form.py", "rtt_code")}
"""What a clerk typed is text until a rule has read it."""


def plain_statuses(path: Path, tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield each field or argument with an RTT status that is annotated as text, with its file."""
    for name, annotation in annotated(tree):
        if RTT_STATUS.fullmatch(name) and any(
            isinstance(each, ast.Name) and each.id == "str" for each in ast.walk(annotation)
        ):
            yield path.name, name


def test_an_rtt_status_is_no_plain_text() -> None:
    found = {each for path, tree in parsed().items() for each in plain_statuses(path, tree)}
    assert found == TYPED
    written = ast.parse("rtt_code: str | None\ndef end(stop_code: str): ...")
    assert len(list(plain_statuses(Path("written.py"), written))) == 2


@pytest.mark.parametrize(
    ("row", "field", "codes"),
    [
        (ClockEvent, "code", RttStatus),
        (RttEvent, "code", RttStatus),
        (NewValidation, "outcome", ValidationOutcome),
    ],
)
def test_a_field_with_a_common_name_keeps_its_set(row: type, field: str, codes: type[ClosedSet]) -> None:
    hint = get_type_hints(row)[field]
    assert hint in (codes, codes | None)


def test_a_member_is_its_text_in_every_way() -> None:
    for codes in closed_sets().values():
        for code in codes:
            assert code == code.value and f"{code}" == code.value and repr(code) == repr(code.value)
