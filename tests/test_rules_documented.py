"""A number leads to its rule, and the page of the rules to the function: what is cited stands there, and exists."""

from __future__ import annotations

import ast
import re
from importlib import import_module
from pathlib import Path

import pytest

from scripts.rules_cited import ROOT, cited, ends_in, in_order, laws_in, miswritten_in, numbers_in

DOCS = ROOT / "docs"
NOT_HELD = "## Cited inside a range, and not held"
ROW = re.compile(r"^\| (?P<number>R-\d{3}|RULES \d+\.\d+) \|.*\| (?P<last>[^|]*) \|$", re.MULTILINE)
QUOTED = re.compile(r"`([^`]+)`")
HOME = re.compile(r"\w+(\.\w+)+|\w+(/\w+)+\.\w+")
"""A dotted name inside the package, or a path from the root of the tree."""


def rules_page() -> tuple[dict[str, list[str]], set[str]]:
    """Return each rule of the page with what holds it, and the numbers that nothing holds."""
    held, not_held = (DOCS / "rules.md").read_text("utf-8").split(NOT_HELD)
    rows = {row["number"]: QUOTED.findall(row["last"]) for row in ROW.finditer(held)}
    return rows, {row["number"] for row in ROW.finditer(not_held)}


def exists(name: str) -> bool:
    """Return whether a path is in the tree, or a dotted name inside the package is a module or something in one."""
    if "/" in name:
        return (ROOT / name).exists()
    parts = name.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            found: object = import_module(".".join(["clerkdesk", *parts[:cut]]))
        except ModuleNotFoundError:
            continue
        for part in parts[cut:]:
            if not hasattr(found, part):
                return False
            found = getattr(found, part)
        return True
    return False


def home_of(name: str) -> str:
    """Return the module in which a name of the package stands; a path is its own home."""
    if "/" in name:
        return name
    parts = name.split(".")
    while parts and not any(ROOT.joinpath("clerkdesk", *parts[:-1], parts[-1] + end).exists() for end in (".py", "")):
        parts.pop()
    return ".".join(parts)


def is_in(place: str, home: str) -> bool:
    """Return whether a place that cites a number lies in a module or page."""
    return place == home or place.startswith((f"{home}.", f"{home}:"))


def test_every_rule_that_is_cited_stands_on_the_page_with_what_holds_it() -> None:
    rows, _ = rules_page()
    missing = {number: places[:3] for number, places in cited(ends_in).items() if not rows.get(number)}
    assert missing == {}


def test_every_rule_inside_a_cited_range_is_held_or_it_is_said_that_none_holds_it() -> None:
    rows, not_held = rules_page()
    assert {number: places[:3] for number, places in cited().items() if number not in {*rows, *not_held}} == {}


def test_no_rule_stands_on_the_page_that_nothing_but_a_test_cites() -> None:
    rows, not_held = rules_page()
    program = {number for number, places in cited().items() if not all(place.startswith("tests.") for place in places)}
    assert {*rows, *not_held} - program == set()


def test_what_is_not_held_has_no_row() -> None:
    rows, not_held = rules_page()
    assert not_held.isdisjoint(rows)


def test_rules_stand_once_and_in_order_below_each_heading() -> None:
    for section in (DOCS / "rules.md").read_text("utf-8").split("\n## "):
        numbers = [row["number"] for row in ROW.finditer(section)]
        assert numbers == sorted(set(numbers), key=in_order)


def test_everything_that_the_page_names_exists() -> None:
    named = {name for name in QUOTED.findall((DOCS / "rules.md").read_text("utf-8")) if HOME.fullmatch(name)}
    assert named >= {name for names in rules_page()[0].values() for name in names}
    assert {name for name in named if not exists(name)} == set()


def test_who_follows_a_number_finds_it_again_in_each_module_that_holds_it() -> None:
    rows, _ = rules_page()
    citing = cited()
    astray = [
        (number, name)
        for number, names in rows.items()
        for name in names
        if not any(is_in(place, home_of(name)) for place in citing.get(number, ()))
    ]
    assert astray == []


def test_every_rule_number_is_written_as_one() -> None:
    assert cited(miswritten_in) == {}


def law_sections() -> list[tuple[str, str]]:
    """Return the number of each law with what its section says."""
    sections = (DOCS / "laws.md").read_text("utf-8").split("\n## Law ")[1:]
    return [(f"law {section.partition(':')[0]}", section) for section in sections]


def test_every_law_that_is_cited_stands_on_the_page() -> None:
    laws = [law for law, _ in law_sections()]
    assert laws == [f"law {number}" for number in range(1, 13)]
    assert set(cited(laws_in)) <= set(laws)


@pytest.mark.parametrize(("law", "section"), law_sections(), ids=lambda value: value if len(value) < 7 else "")
def test_every_law_names_what_holds_it_and_the_tests_that_hold_it(law: str, section: str) -> None:
    held_by = next(line for line in section.splitlines() if line.startswith("Held by: "))
    names = QUOTED.findall(held_by)
    tests = [name for name in QUOTED.findall(section) if "::" in name]
    assert names
    assert tests
    assert [name for name in names if not exists(name)] == []
    assert [name for name in tests if not is_test(name)] == []


def is_test(name: str) -> bool:
    """Return whether `screens/test_x.py::test_y` is a test."""
    path, _, function = name.partition("::")
    file = ROOT / "tests" / path
    return file.is_file() and function in defined_in(file)


def defined_in(path: Path) -> set[str]:
    """Return the functions of a module."""
    nodes = ast.walk(ast.parse(path.read_text("utf-8")))
    return {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_every_word_of_the_glossary_lives_where_it_says() -> None:
    lines = (DOCS / "glossary.md").read_text("utf-8").splitlines()
    words = [line.split(" | ") for line in lines if line.startswith("| ") and not line.startswith("| word ")]
    homes = {(word.strip("| "), name) for word, _, lives_in in words for name in QUOTED.findall(lives_in)}
    assert {word for word, _ in homes} >= {"need", "position", "entry", "claim", "act", "fact", "offer", "review"}
    assert {home for home in homes if not exists(home[1])} == set()


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("(R-204, R-205)", ["R-204", "R-205"]),
        ("(R-203 to\n    R-205, RULES 13.4)", ["R-203", "R-204", "R-205", "RULES 13.4"]),
        ("RULES 13.24, 13.25 and\n13.5)", ["RULES 13.24", "RULES 13.25", "RULES 13.5"]),
        ("(RULES\n    1.8)", ["RULES 1.8"]),
        ("weighs 13.255 or 113.25 or 2.13.25", []),
    ],
)
def test_a_range_cites_every_number_in_it_and_a_section_may_stand_bare(text: str, numbers: list[str]) -> None:
    assert [number for _, number in numbers_in(text)] == numbers


def test_of_a_range_only_the_ends_are_cited_by_name() -> None:
    assert [number for _, number in ends_in("(R-203 to R-205)")] == ["R-203", "R-205"]


def test_laws_are_read_in_the_singular_and_the_plural() -> None:
    assert [law for _, law in laws_in("law 2, and laws 2 and 8; by-laws for 3")] == ["law 2", "law 2", "law 8"]


@pytest.mark.parametrize("wrong", ["13.7", "20", "2041"])
def test_what_is_no_rule_number_is_found(wrong: str) -> None:
    assert [found for _, found in miswritten_in(f"(R-{wrong})")] == [f"R-{wrong}"]
