"""A red flag in whatever text a command is given names the trust's script, and the act goes on (R-723)."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from clerkdesk.cli.hearing import NOT_SAID, is_heard, said_in
from clerkdesk.cli.main import COMMANDS, _commands_of
from tests.cli.running import Shell

SAID = "has chest pain"
NAMES_A_DEPARTMENT = {"specialty", "other_specialty", "to_specialty", "clinic"}


def _texts() -> Iterator[tuple[str, str]]:
    """Yield every parameter of every command that takes a text."""

    def of(command: Any) -> Iterator[tuple[str, str]]:
        yield from (
            (command.name, each.name) for each in command.params if "str" in str(getattr(each, "type_descriptor", ""))
        )
        for inner in getattr(command, "commands", {}).values():
            yield from of(inner)

    for name, module in COMMANDS.items():
        yield from of(_commands_of(module)[name])


def test_every_text_of_every_command_is_heard_but_what_others_wrote() -> None:
    texts = set(_texts())
    assert texts > NOT_SAID
    deaf = {(command, name) for command, name in texts if not is_heard(command, name)}
    assert {(command, name) for command, name in deaf if name not in NAMES_A_DEPARTMENT} == NOT_SAID
    for command, name in sorted(texts - deaf):
        context: Any = SimpleNamespace(command=SimpleNamespace(name=command), params={"route": None, name: SAID})
        assert list(said_in(context)) == [SAID], (command, name)


@pytest.mark.parametrize(("route", "heard"), [("letter", []), ("self", [SAID]), ("phone", [SAID])])
def test_the_reason_of_a_referral_is_the_patients_where_they_refer_themselves(route: str, heard: list[str]) -> None:
    context: Any = SimpleNamespace(command=SimpleNamespace(name="refer"), params={"reason": SAID, "route": route})
    assert [text for text in said_in(context) if text != route] == heard


@pytest.mark.parametrize("typed", [(SAID, ""), ("-", SAID)])
def test_the_script_is_named_beside_the_answer_however_the_text_comes(
    shell: Shell, sqlite_location: str, typed: tuple[str, str]
) -> None:
    text, stdin = typed
    words = ("--db", sqlite_location, "call", text, "--caller", "Ann")
    ran = shell.run(*words, stdin=stdin)
    assert (ran.exit_code, ran.stdout) == (0, "Logged.\n")
    assert "! chest pain: Do not take a message." in ran.stderr
    document = shell.run("--json", *words, stdin=stdin).document
    assert (document["outcome"], document["red_flags"]) == ("logged", ["chest pain"])
    assert "999" in document["red_flag_script"]


def test_the_script_is_named_where_the_act_is_refused(shell: Shell, sqlite_location: str) -> None:
    ran = shell.run("--db", sqlite_location, "--json", "hold", "4711", "--reason", SAID, "--until", "+2w")
    assert ran.exit_code != 0 and ran.document["red_flags"] == ["chest pain"]
