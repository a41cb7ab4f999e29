"""Each command calls a service's field by its own option or argument."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from clerkdesk.cli.main import COMMANDS, _commands_of
from clerkdesk.cli.spelling import PARAMETER_OF
from tests.cli.running import Shell

VALIDATE = ("validate", "1", "--level", "technical", "--outcome")
CORRECT = ("correct-milestone", "1", "diagnosed")


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (("pifu", "1", "request"), "--said"),
        (("vet", "1", "return_with_advice"), "--note"),
        (("milestone", "1", "excluded"), "--reason"),
        (("milestone", "1", "treatment", "--earliest", "2025-04-01"), "--earliest"),
        ((*CORRECT, "--why", " ", "--source", "letter"), "--why"),
        ((*CORRECT, "--why", "mistyped", "--source", " "), "--source"),
        (("confirm-start", "1", "--refuse"), "--note"),
        ((*VALIDATE, "V02"), "--start"),
        ((*VALIDATE, "V10"), "--source"),
        ((*VALIDATE, "V19"), "--due"),
        ((*VALIDATE, "V01", "--start", "2025-01-06"), "--outcome"),
        (("check", "--rule", "DQ99"), "--rule"),
        (("report", "removals", "--from", "2025-02-03", "--to", "2025-01-06"), "--from"),
        (("report", "removals", "--clerk", "nobody"), "--clerk"),
    ],
)
def test_what_is_wrong_is_called_as_it_was_typed(
    shell: Shell, sqlite_location: str, words: tuple[str, ...], field: str
) -> None:
    ran = shell.run("--db", sqlite_location, "--json", *words, variables={"CLERKDESK_NOW": "2025-03-03T09:41:00"})
    assert (ran.exit_code, ran.error["field"]) == (2, field), ran.error


def test_a_text_from_standard_input_leaves_the_other_options_their_names(shell: Shell, sqlite_location: str) -> None:
    ran = shell.run("--db", sqlite_location, "--json", *VALIDATE, "V19", "--note", "-", stdin="as the letter says")
    assert (ran.exit_code, ran.error["field"]) == (2, "--due")


def every_command() -> Iterator[Any]:
    for name, module in COMMANDS.items():
        command = _commands_of(module)[name]
        yield from (command, *getattr(command, "commands", {}).values())


@pytest.mark.parametrize(("field", "parameter"), PARAMETER_OF.items())
def test_a_field_has_another_name_only_where_a_command_asks_for_it(field: str, parameter: str) -> None:
    asked = [{each.name for each in command.params} for command in every_command()]
    assert any(parameter in names and field not in names for names in asked)
