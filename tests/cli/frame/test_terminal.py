"""Where the desk cannot be shown it says why in a sentence, and what works instead."""

from __future__ import annotations

import contextlib
import os
import struct
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from clerkdesk.cli.terminal import why_no_screen
from tests.cli.running import Shell

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")


def said_on_a_terminal(
    shell: Shell, *words: str, columns: int = 80, lines: int = 24, variables: Mapping[str, str] | None = None
) -> tuple[int, str]:
    """Run a command on a pseudo-terminal and return its exit code and what it painted."""
    import fcntl
    import pty
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
    with subprocess.Popen(
        shell.command(*words), stdin=theirs, stdout=theirs, stderr=theirs, env=shell.environment(variables)
    ) as process:
        os.close(theirs)
        painted = b""
        with contextlib.suppress(OSError):  # Linux says so when the other end has gone.
            while piece := os.read(ours, 4096):
                painted += piece
    os.close(ours)
    return process.returncode, painted.decode("utf-8", "replace")


@pytest.mark.parametrize("words", [(), ("demo",)])
def test_a_pipe_gets_a_sentence_instead_of_the_desk(shell: Shell, words: tuple[str, ...]) -> None:
    ran = shell.run(*words)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert "this is a pipe or a file" in ran.stderr


def test_a_dumb_terminal_gets_a_sentence(shell: Shell) -> None:
    exit_code, painted = said_on_a_terminal(shell, variables={"TERM": "dumb"})
    assert (exit_code, "can move its cursor" in painted) == (2, True)


@pytest.mark.parametrize("variables", [{"PYTHONIOENCODING": "latin-1"}, {"LC_ALL": "C"}, {"LANG": "C"}], ids=str)
def test_a_terminal_that_is_not_utf8_gets_a_sentence(shell: Shell, variables: dict[str, str]) -> None:
    exit_code, painted = said_on_a_terminal(shell, variables=variables)
    assert (exit_code, "in UTF-8" in painted) == (2, True)


@pytest.mark.parametrize(("columns", "lines"), [(79, 24), (80, 23)])
def test_a_window_under_80_by_24_gets_a_sentence_with_its_size(shell: Shell, columns: int, lines: int) -> None:
    exit_code, painted = said_on_a_terminal(shell, columns=columns, lines=lines)
    assert (exit_code, f"{columns} columns by {lines} lines" in painted) == (2, True)


def test_an_output_that_lacks_letters_is_told_about_once(shell: Shell, tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text("NHS number,Surname,Forename,DOB\n,Łukasz,Żaneta,14/03/1967\n,Łuczak,Żywia,15/03/1967\n", "utf-8")
    shell.make_desk()
    shell.run("import", "patients", str(people))
    ran = shell.run("find", "14/03/1967", variables={"PYTHONIOENCODING": "latin-1"})
    assert (ran.exit_code, ran.stderr.count("lacks some letters"), "?UKASZ" in ran.stdout) == (0, 1, True)
    assert "lacks" not in shell.run("find", "14/03/1967").stderr


def test_a_browser_is_no_pipe() -> None:
    web = {"TERM": "xterm", "TEXTUAL_DRIVER": "textual.drivers.web_driver:WebDriver"}
    assert why_no_screen(web) is None
