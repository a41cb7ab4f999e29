"""A refusal that names a key of the screen names at a command line the command that does the same."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import clerkdesk
from clerkdesk.cli.by_command import COMMANDS_OF_LETTERS, ONLY_ON_SCREEN, letters_in, with_commands
from clerkdesk.cli.main import COMMANDS as COMMANDS_TO_TYPE
from clerkdesk.cli.main import run
from clerkdesk.data.engine import open_database
from clerkdesk.keys import COMMANDS
from clerkdesk.rules.waiting_list.awaiting import NOT_BOOKED, NewWait
from clerkdesk.services.desk.facade import desk_for
from clerkdesk.services.waiting_list.awaiting import WaitKept
from clerkdesk.settings import Settings
from tests.builders import a_hospital, an_entry
from tests.conftest import MONDAY

HOME = Path(clerkdesk.__file__).parent


def texts(tree: ast.AST) -> Iterator[str]:
    """Every text of a module that is no docstring, those with values in them as one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(part.value if isinstance(part, ast.Constant) else "X" for part in node.values)  # type: ignore[misc]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def sentences(*folders: str) -> set[str]:
    found = {
        text
        for folder in folders
        for path in (HOME / folder).rglob("*.py")
        for text in texts(ast.parse(path.read_text(encoding="utf-8")))
    }
    return {text for text in found if letters_in(text)}


SAID = sorted(sentences("rules", "services"))


def test_the_walk_finds_sentences_that_name_letters() -> None:
    assert len(SAID) > 20


@pytest.mark.parametrize("sentence", SAID)
def test_every_letter_that_a_sentence_names_has_its_command_behind_it(sentence: str) -> None:
    assert "`clerkdesk " in with_commands(sentence), sentence


def test_every_letter_of_the_lists_has_its_commands_or_is_of_the_screen_alone() -> None:
    letters = {item.name for item in COMMANDS if item.scope == "list"}
    assert sorted(letters - COMMANDS_OF_LETTERS.keys() - ONLY_ON_SCREEN) == []
    assert not COMMANDS_OF_LETTERS.keys() & ONLY_ON_SCREEN


def test_every_command_that_a_sentence_names_can_be_typed() -> None:
    named = {
        match
        for folder in ("rules", "services", "data", "cli", "screens")
        for path in (HOME / folder).rglob("*.py")
        for text in texts(ast.parse(path.read_text(encoding="utf-8")))
        for match in re.findall(r"`clerkdesk ([a-z][a-z-]*)", text)
    }
    by_letter = {name.partition(" ")[0] for names in COMMANDS_OF_LETTERS.values() for name in names}
    assert sorted((named | by_letter) - set(COMMANDS_TO_TYPE)) == []


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("Booked. m on the card moves it.", "Booked. m on the card moves it. By command: `clerkdesk move`."),
        ("Tell (u on the card, or `clerkdesk milestone`).", "Tell (u on the card, or `clerkdesk milestone`)."),
        ("q on the card records it, or `clerkdesk pifu 5 request`; r asks the clinician.",
         "q on the card records it, or `clerkdesk pifu 5 request`; r asks the clinician. "
         "By command: `clerkdesk ask-review`."),
        ("Its new date is on the card, F4.", "Its new date is on the card, F4. By command: `clerkdesk patient`."),
        ("Say how you know it.", "Say how you know it."),
        ("A letter records that.", "A letter records that."),
    ],
)  # fmt: skip
def test_a_clause_that_names_its_command_is_left_as_it_is(sentence: str, said: str) -> None:
    assert with_commands(sentence) == said
    assert with_commands(said) == said


def test_a_refused_command_says_which_command_acts(
    sqlite_location: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = desk_for(open_database(sqlite_location), Settings(), now=lambda: MONDAY)
    entry = an_entry(desk, a_hospital(desk))
    waits = desk.waiting_list.await_something(
        entry.pathway_id, NewWait("awaiting_test", "MRI", "radiology", date(2025, 3, 17))
    )
    assert isinstance(waits, WaitKept), waits
    monkeypatch.setenv("CLERKDESK_NOW", MONDAY.isoformat())
    assert run(["--db", sqlite_location, "resume", str(waits.entry.entry_id)]) == 3
    said = capsys.readouterr().err.strip()
    assert NOT_BOOKED in said
    assert said.endswith(f"`clerkdesk happened {waits.entry.entry_id}` records what came of it.")
