"""Who may import whom, seen in what a fresh process has loaded.

The import linter reads the source; this also sees imports inside functions that run at import, and those of libraries.
"""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

import clerkdesk

SCREEN = ("textual", "clerkdesk.screens", "clerkdesk.widgets", "clerkdesk.app")
DATABASE = ("sqlmodel", "sqlalchemy", "alembic", "clerkdesk.data", "clerkdesk.services")
COMMANDS = ("typer", "clerkdesk.cli")

FORBIDDEN = {
    "clerkdesk": ("textual", "rich", "pydantic", *DATABASE, *COMMANDS),
    "clerkdesk.__main__": ("textual", "rich", "typer", "pydantic", *DATABASE),
    "clerkdesk.cli.start": ("textual", "rich", "typer", "pydantic", *DATABASE),
    "clerkdesk.cli.main": ("textual", "rich", *DATABASE),
    "clerkdesk.keys": ("textual", "rich", "clerkdesk.rules", *DATABASE, *COMMANDS),
    "clerkdesk.settings": ("textual", "rich", "clerkdesk.rules", "clerkdesk.keys", *DATABASE, *COMMANDS),
    "clerkdesk.codes": ("textual", "rich", "clerkdesk.rules", "clerkdesk.settings", *DATABASE, *COMMANDS),
    "clerkdesk.words": (*SCREEN, *DATABASE, *COMMANDS),
    "clerkdesk.rules": (*SCREEN, *DATABASE, *COMMANDS, "clerkdesk.interop"),
    "clerkdesk.interop": (*SCREEN, *DATABASE, *COMMANDS),
    "clerkdesk.data": (*SCREEN, *COMMANDS, "clerkdesk.services", "clerkdesk.interop", "clerkdesk.demo"),
    "clerkdesk.services": (*SCREEN, *COMMANDS),
    "clerkdesk.demo": (*SCREEN, *COMMANDS),
    "clerkdesk.widgets": (*DATABASE, "clerkdesk.interop", "clerkdesk.screens", *COMMANDS),
    "clerkdesk.screens": ("sqlmodel", "sqlalchemy", "clerkdesk.data.tables", *COMMANDS),
    "clerkdesk.app": ("sqlmodel", "sqlalchemy", "alembic", "holidays", "phonenumbers", *COMMANDS),
}
"""What must not be loaded once a package, with all its modules, has been imported."""

MODULES_ON_THEIR_OWN = {"clerkdesk", "clerkdesk.__main__", "clerkdesk.cli.start", "clerkdesk.cli.main", "clerkdesk.app"}
"""Those that are imported alone, since it is their own start that must stay light."""

LOAD = """
import importlib, json, sys
for name in json.loads(sys.argv[1]):
    importlib.import_module(name)
print(json.dumps(sorted(sys.modules)))
"""


def modules_below(package: str) -> list[str]:
    """Return every module of a package; migrations are left out, since Alembic alone can run them."""
    root = Path(clerkdesk.__file__).parent
    folder = root.joinpath(*package.split(".")[1:])
    found = [package]
    for path in sorted(folder.rglob("*.py")):
        if path.name != "__init__.py" and "migrations" not in path.parts:
            found.append(".".join((package, *path.relative_to(folder).with_suffix("").parts)))
    return found


def loaded_with(names: list[str]) -> set[str]:
    ended = subprocess.run(
        [sys.executable, "-c", LOAD, json.dumps(names)], capture_output=True, text=True, check=False, timeout=60
    )
    assert ended.returncode == 0, ended.stderr
    return set(json.loads(ended.stdout))


@pytest.mark.parametrize("package", [name for name in FORBIDDEN if find_spec(name) is not None])
def test_a_package_loads_nothing_that_it_must_not_know(package: str) -> None:
    names = [package] if package in MODULES_ON_THEIR_OWN else modules_below(package)
    loaded = loaded_with(names)
    forbidden = FORBIDDEN[package]
    assert sorted(name for name in loaded if name in forbidden or name.split(".")[0] in forbidden) == []


def test_every_command_module_is_light_at_its_import() -> None:
    loaded = loaded_with(modules_below("clerkdesk.cli"))
    assert sorted(loaded & {"textual", "sqlmodel", "sqlalchemy", "alembic", "clerkdesk.data", "clerkdesk.app"}) == []


def test_printing_a_code_list_does_not_load_the_database_layer() -> None:
    program = (
        "import sys; from clerkdesk.cli.main import run; run(['codes', 'priority_type']); "
        "sys.exit(bool({'sqlmodel', 'sqlalchemy', 'textual'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, check=False).returncode == 0
