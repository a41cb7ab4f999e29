"""README says what works: each of its shell lines is run by `.ci/run`, or is a command line that clerkdesk takes."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from clerkdesk.cli.main import run

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
RUNNER = (ROOT / ".ci" / "run").read_text(encoding="utf-8")

BLOCKS = re.findall(r"^```sh\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
LINES = [line for block in BLOCKS for line in block.splitlines() if line.strip() and not line.startswith("#")]
PROGRAMS_NOT_RUN = {"clerkdesk", "pg_dump"}
"""Programs whose lines are for the reader: ours is tested below, pg_dump is not installed for the tests."""


def parts_of(line: str) -> list[list[str]]:
    """Return the commands of a line, each as its words."""
    return [shlex.split(part) for part in line.split("&&")]


def command_lines() -> list[tuple[str, ...]]:
    """Return every use of clerkdesk that README shows in a block or in its text."""
    written = LINES + re.findall(r"`((?:pipx run|uvx)[^`]*|clerkdesk [^`]*)`", README)
    found = []
    for line in written:
        for words in parts_of(line.partition(" > ")[0]):
            names = [word.rpartition("/")[2] for word in words]
            if "clerkdesk" in names and "-m" not in words:
                found.append(tuple(words[len(names) - 1 - names[::-1].index("clerkdesk") + 1 :]))
    return found


@pytest.mark.parametrize("words", command_lines(), ids=" ".join)
def test_clerkdesk_takes_every_command_line_of_the_readme(words: tuple[str, ...]) -> None:
    # With --help the words are read, and a command or option that does not exist is refused, but nothing is done.
    assert run([*words, "--help"]) == 0


@pytest.mark.parametrize("line", LINES)
def test_every_shell_line_is_run_by_the_runner_or_is_a_known_command(line: str) -> None:
    for words in parts_of(line):
        if words[0].rpartition("/")[2] not in PROGRAMS_NOT_RUN:
            written = shlex.join(words).replace("python3", '"$python"', 1)
            assert written in RUNNER.replace("pip install -qq", "pip install")


def test_the_readme_has_a_line_to_start_and_a_line_to_test() -> None:
    starting = [line for line in LINES if line.endswith("clerkdesk demo")]
    testing = [line for line in LINES if "pytest" in line]
    assert (len(starting), len(testing)) == (1, 1)


@pytest.mark.parametrize("target", re.findall(r"\]\((?!http)([^)#]+)\)", README))
def test_every_link_of_the_readme_leads_to_a_file(target: str) -> None:
    assert (ROOT / target).exists()
