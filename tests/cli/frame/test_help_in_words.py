"""A clerk reads the help of every command: it names no kinds of values, and no sentence is cut off at 80 columns."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from clerkdesk.cli.main import COMMANDS, _commands_of
from tests.cli.running import Shell

NOT_WORDS = re.compile(r"<(?:str|int|path|list)|int range|2147483647|x[<>]=|transaction|\bV08\b")


def every_command() -> Iterator[tuple[str, ...]]:
    for name, module in COMMANDS.items():
        yield (name,)
        yield from ((name, below) for below in getattr(_commands_of(module)[name], "commands", {}))


@pytest.mark.parametrize("words", [(), *every_command()], ids=" ".join)
def test_help_says_in_words_what_a_command_takes(shell: Shell, words: tuple[str, ...]) -> None:
    done = shell.run(*words, "--help")
    assert done.exit_code == 0
    assert not NOT_WORDS.search(done.stdout), done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80
    commands = done.stdout.partition("Commands:")[2]
    cut_off = [line for line in commands.splitlines() if line.endswith("...")]
    assert not cut_off, cut_off
