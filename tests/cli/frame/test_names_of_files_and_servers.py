"""The database that was named is the one that is opened, and a server that can't be is named with what to check."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from clerkdesk.data.engine import engine_for, schema_version
from clerkdesk.data.errors import DatabaseUnavailable
from tests.cli.running import Shell

NAMES = [
    "e%20f.sqlite",
    "a?b.sqlite",
    "c#d.sqlite",
    "sp ace.sqlite",
    "50%.sqlite",
    "x&y=z.sqlite",
    "a:b.sqlite",
    "[x].db",
]
ISO_DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
NOW = {"CLERKDESK_NOW": "2026-11-30T09:00"}
LISTS = ["slot-issues", "vetting", "follow-ups", "validate", "worklist", "missing-outcomes", "inbox", "report ptl"]


@pytest.fixture(scope="module")
def hospital(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small practice hospital."""
    home = tmp_path_factory.mktemp("hospital")
    path = home / "demo.sqlite"
    Shell(home).run("--db", str(path), "demo", "--patients", "260", "--seed", "1", "--build-only", variables=NOW)
    return path


@pytest.mark.parametrize("name", NAMES)
def test_the_file_that_was_named_is_made_read_and_copied(shell: Shell, name: str) -> None:
    folder = shell.home / "named"
    folder.mkdir()
    path = folder / name
    assert shell.make_desk("--db", str(path)).exit_code == 0
    assert {each.name.removesuffix("-wal").removesuffix("-shm") for each in folder.iterdir()} == {name}
    assert shell.run("--db", str(path), "check", "--json").exit_code == 0
    assert shell.run("--db", str(path), "backup", f"{path}.copy").exit_code == 0
    assert {each.name for each in folder.iterdir()} >= {name, f"{name}.copy"}


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("postgresql://clerk@no.such.host.invalid/desk", "No computer called no.such.host.invalid"),
        ("postgresql://clerk@127.0.0.1:1/desk", "127.0.0.1, port 1"),
    ],
)
def test_a_server_that_cannot_be_reached_is_named_with_what_to_check(address: str, said: str) -> None:
    with pytest.raises(DatabaseUnavailable) as fault:
        schema_version(engine_for(address))
    assert (fault.value.code, said in fault.value.sentence, "Check" in fault.value.sentence) == (
        "unreachable",
        True,
        True,
    )


@pytest.mark.parametrize("words", LISTS)
def test_every_list_prints_its_days_in_words(shell: Shell, hospital: Path, words: str) -> None:
    ran = shell.run("--db", str(hospital), *words.split(), variables=NOW)
    assert (ran.exit_code, ISO_DATE.findall(ran.stdout)) == (0, [])
