"""A desk with other keys is told commands at a command line, and its own keys in the drill; never a default key."""

from __future__ import annotations

import re
from datetime import date

import pytest

from clerkdesk.data.engine import open_database
from clerkdesk.rules.values.entries import EntryKind
from clerkdesk.rules.waiting_list.awaiting import NewWait
from clerkdesk.services.desk.facade import desk_for
from clerkdesk.services.waiting_list.awaiting import WaitKept
from clerkdesk.settings import Settings
from tests.builders import a_hospital, an_entry
from tests.cli.running import Shell
from tests.conftest import MONDAY
from tests.other_keys import KEYMAP, OTHER, named_by_default

REMAPPED = "[keys]\n" + "".join(f'{name} = "{key}"\n' for name, key in OTHER)
OWN = re.compile("|".join(rf"(?<!\w){re.escape(KEYMAP.shown(name))}(?!\w)" for name, _ in OTHER))
"""How one of the desk's own keys would be named."""


@pytest.fixture
def waits(sqlite_location: str) -> int:
    """An entry that waits for a test."""
    desk = desk_for(open_database(sqlite_location), Settings(), now=lambda: MONDAY)
    entry = an_entry(desk, a_hospital(desk))
    kept = desk.waiting_list.await_something(
        entry.pathway_id, NewWait(EntryKind.AWAITING_TEST, "MRI", "radiology", date(2025, 3, 17))
    )
    desk.close()
    assert isinstance(kept, WaitKept), kept
    return kept.entry.entry_id


@pytest.mark.parametrize("as_json", [False, True])
def test_a_refusal_names_the_command(shell: Shell, sqlite_location: str, waits: int, *, as_json: bool) -> None:
    shell.write_settings(REMAPPED)
    assert {KEYMAP.shown("hold"), KEYMAP.shown("awaiting"), KEYMAP.shown("undo")} <= set(
        shell.run("keys").stdout.split()
    )
    words = ("--db", sqlite_location, *(["--json"] if as_json else []), "resume", str(waits))
    ran = shell.run(*words, variables={"CLERKDESK_NOW": MONDAY.isoformat()})
    assert ran.exit_code == 3
    said = ran.error["sentence"] if as_json else ran.stderr.strip()
    assert said.endswith(f"`clerkdesk happened {waits}` records what came of it.")
    assert named_by_default(said) == [] == OWN.findall(said)


def test_the_drill_of_the_practice_desk_names_the_keys_in_force(shell: Shell) -> None:
    at = {"CLERKDESK_NOW": "2026-11-18T09:41"}
    assert shell.run("demo", "--patients", "260", "--build-only", variables=at).exit_code == 0
    before = shell.run("--demo", "inbox", variables=at)
    assert "Press F2, type pa140367" in before.stdout
    shell.write_settings(REMAPPED)
    ran = shell.run("--demo", "inbox", variables=at)
    assert f"Press {KEYMAP.shown('find')}, type pa140367" in ran.stdout
    assert not named_by_default(ran.stdout)
    printed = shell.run("--demo", "--json", "inbox", variables=at).stdout
    assert f"Press {KEYMAP.shown('find')}, type pa140367" in printed and "\\ue00" not in printed
