"""A class name means one thing in the whole package."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

import clerkdesk

PACKAGE = Path(clerkdesk.__file__).parent


def classes_of(text: str) -> list[str]:
    """Return the names of a module's own classes that other modules may import."""
    body = ast.parse(text).body
    return [node.name for node in body if isinstance(node, ast.ClassDef) and not node.name.startswith("_")]


def test_no_two_classes_share_a_name() -> None:
    homes: dict[str, list[str]] = defaultdict(list)
    for path in sorted(PACKAGE.rglob("*.py")):
        for name in classes_of(path.read_text(encoding="utf-8")):
            homes[name].append(path.relative_to(PACKAGE).as_posix())
    assert len(homes) > 800
    assert {name: files for name, files in homes.items() if len(files) > 1} == {}


def test_a_class_of_a_module_is_found_and_a_private_one_is_its_own_matter() -> None:
    assert classes_of("class Row: pass\nclass _Row: pass\ndef f():\n    class Inner: pass\n") == ["Row"]
