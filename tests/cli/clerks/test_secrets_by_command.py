"""Secrets by plain command: asked for on a terminal, hidden and twice, or read from standard input if told to."""

from __future__ import annotations

import os
import pty
import select
import subprocess

import pytest

from tests.cli.running import SECRET, Shell


def at_a_terminal(shell: Shell, *words: str, typed: list[str]) -> tuple[int, str]:
    """Run a command on a terminal and answer each question; return its exit code and what the terminal showed."""
    keyboard, terminal = pty.openpty()
    process = subprocess.Popen(
        shell.command(*words),
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        env=shell.environment(),
        cwd=shell.home,
        start_new_session=True,
    )
    os.close(terminal)
    shown = ""
    # The question throws away what was typed before it.
    while select.select([keyboard], [], [], 30)[0]:
        try:
            shown += os.read(keyboard, 4096).decode()
        except OSError:
            break
        if typed and shown.endswith(": "):
            os.write(keyboard, f"{typed.pop(0)}\n".encode())
    os.close(keyboard)
    return process.wait(30), shown


def test_init_leaves_no_desk_without_a_secret(shell: Shell) -> None:
    refused = shell.run("init", "--json")
    assert (refused.exit_code, refused.error["field"]) == (2, "--secret-from-input")
    short = shell.run("init", "--secret-from-input", "--json", stdin="short\n")
    assert (short.exit_code, short.error["code"]) == (2, "wrong_new_secret")
    assert not (shell.home / "data" / "clerkdesk" / "desk.db").exists()


@pytest.mark.skipif(os.name != "posix", reason="a pseudo-terminal")
def test_init_asks_twice_until_both_agree_and_shows_no_secret(shell: Shell) -> None:
    typed = ["short", SECRET, "another than that", SECRET, SECRET]
    code, shown = at_a_terminal(shell, "init", "--administrator", "asha", typed=typed)
    assert (code, "Made an empty desk" in shown, "The two differ" in shown) == (0, True, True)
    assert SECRET not in shown


def test_an_administrator_gives_a_clerk_a_secret_in_a_command_of_its_own(shell: Shell, sqlite_location: str) -> None:
    db = ("--db", sqlite_location)
    shell.run(*db, "clerks", "add", "bev")
    both = shell.run(*db, "clerks", "change", "bev", "--new-secret", "--role", "reception", "--json")
    assert (both.exit_code, both.error["field"]) == (2, "--new-secret")
    given = shell.run(
        *db, "clerks", "change", "bev", "--new-secret", "--secret-from-input", "--json", stdin=f"{SECRET}\n"
    )
    assert given.document == {"outcome": "kept", "username": "bev", "source": "reset"}


def test_whoever_holds_the_file_recovers_a_clerk_and_the_audit_says_so(shell: Shell, sqlite_location: str) -> None:
    db = ("--db", sqlite_location)
    recovered = shell.run(*db, "clerks", "recover", "admin", "--secret-from-input", "--json", stdin=SECRET)
    assert recovered.document["source"] == "first"
    nobody = shell.run(*db, "clerks", "recover", "nobody", "--secret-from-input", "--json", stdin=SECRET)
    assert (nobody.exit_code, nobody.error["field"]) == (2, "USERNAME")
    acts = shell.run(*db, "audit", "show", "--kind", "recover_secret", "--json").document["acts"]
    assert [each["clerk"] for each in acts] == ["admin"]
