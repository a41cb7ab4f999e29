"""List the rule numbers and the laws that the program, its pages and its tests cite, with the places that cite them.

`python -m scripts.rules_cited` prints a line for each number: how many places cite it, and the first three of them.
`python -m scripts.rules_cited R-204 "law 2"` prints every place of the two. `docs/rules.md` and `docs/laws.md` say what
the numbers mean; `tests/test_rules_documented.py` holds both pages against this list.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES_OF_NUMBERS = ("docs/rules.md", "docs/laws.md")
"""Pages in which a number is a row and not a citation."""
FOLDERS = ("clerkdesk", "docs", "tests")
ENDINGS = frozenset({".py", ".md", ".toml", ".tcss", ".mako"})
"""Suffixes of files that people write. Code lists, cases and pictures cite no rule."""

_NUMBERS = re.compile(r"R-(?P<first>\d{3})(?:\s+to\s+R-(?P<last>\d{3}))?(?![\d.]*\d)")
_SECTIONS = re.compile(r"\bRULES\s+(?P<section>\d{1,2}\.\d{1,2})\b|(?<![\d.])(?P<decided>13\.\d{1,2})(?![\d.]*\d)")
_LAWS = re.compile(r"\b[Ll]aws?\s+(?P<laws>\d{1,2}(?:(?:,\s*|,?\s+and\s+)\d{1,2})*)\b")
_MISWRITTEN = re.compile(r"\bR-(?!\d{3}(?!\d|\.\d))\d[\d.]*")

Reader = Callable[[str], Iterable[tuple[int, str]]]
"""A function that yields the offset and the number of each citation in a text."""


def numbers_in(text: str) -> Iterator[tuple[int, str]]:
    """Yield each rule that a text cites. A range cites every number in it; a bare 13.5 means RULES 13.5."""
    for found in _NUMBERS.finditer(text):
        first = int(found["first"])
        for number in range(first, int(found["last"] or first) + 1):
            yield found.start(), f"R-{number}"
    for found in _SECTIONS.finditer(text):
        yield found.start(), f"RULES {found['section'] or found['decided']}"


def ends_in(text: str) -> Iterator[tuple[int, str]]:
    """Yield each rule that a text cites by name, and for a range its two ends."""
    for found in re.finditer(r"R-\d{3}(?![\d.]*\d)", text):
        yield found.start(), found[0]
    yield from ((at, number) for at, number in numbers_in(text) if number.startswith("RULES"))


def laws_in(text: str) -> Iterator[tuple[int, str]]:
    """Yield each law of the desk that a text cites, as `law 2`."""
    for found in _LAWS.finditer(text):
        yield from ((found.start(), f"law {number}") for number in re.findall(r"\d+", found["laws"]))


def miswritten_in(text: str) -> Iterator[tuple[int, str]]:
    """Yield texts that look like a rule number and are not, such as two digits or a section after R."""
    yield from ((found.start(), found[0]) for found in _MISWRITTEN.finditer(text))


def cited(read: Reader = numbers_in) -> dict[str, list[str]]:
    """Return each cited number, in order, with the places that cite it."""
    found: dict[str, list[str]] = {}
    for path, text in _texts().items():
        citations = list(read(text))
        names = _names(path) if citations and path.suffix == ".py" else []
        for offset, number in citations:
            found.setdefault(number, []).append(_place(path, text.count("\n", 0, offset) + 1, names))
    return {number: list(dict.fromkeys(found[number])) for number in sorted(found, key=in_order)}


def in_order(number: str) -> tuple[bool, list[int]]:
    """Return the sort key of a number: R-100 before R-910, and both before RULES 1.8."""
    return number.startswith("RULES"), [int(part) for part in re.findall(r"\d+", number)]


def _files() -> list[Path]:
    below = [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*")) if path.suffix in ENDINGS]
    files = [*below, *sorted(ROOT.glob("*.md"))]
    return [path for path in files if path.relative_to(ROOT).as_posix() not in PAGES_OF_NUMBERS]


@cache
def _texts() -> dict[Path, str]:
    return {path: path.read_text("utf-8") for path in _files()}


@cache
def _names(path: Path) -> list[tuple[int, int, str]]:
    """Return first line, last line and name of each function and class, the outer before the inner."""
    return [
        (node.lineno, node.end_lineno or node.lineno, node.name)
        for node in ast.walk(ast.parse(_texts()[path]))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    ]


def _place(path: Path, line: int, names: list[tuple[int, int, str]]) -> str:
    """Return `module.function` inside the package, and the path with its line of a page."""
    inside = path.relative_to(ROOT)
    if path.suffix != ".py":
        return f"{inside.as_posix()}:{line}"
    module = [part for part in inside.with_suffix("").parts if part != "__init__"]
    around = [name for first, last, name in names if first <= line <= last]
    return ".".join([*module, *around]).removeprefix("clerkdesk.")


def main() -> None:
    """Print all citations, or the places of the numbers asked for."""
    wanted = sys.argv[1:]
    for number, places in (cited() | cited(laws_in)).items():
        if number in wanted:
            print(f"{number}\n    " + "\n    ".join(places))
        elif not wanted:
            print(f"{number:<12} {len(places):>3}  {', '.join(places[:3])}")


if __name__ == "__main__":
    main()
