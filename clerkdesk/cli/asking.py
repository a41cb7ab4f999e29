"""Asks for a secret on the terminal, hidden; from standard input only if the command line says so."""

from __future__ import annotations

import sys
from getpass import getpass
from typing import Annotated

import typer

from clerkdesk.cli.output import CommandFailure, warn
from clerkdesk.rules.clerks.secrets import wrong_secret

OPTION = "--secret-from-input"
FromInput = Annotated[
    bool, typer.Option(OPTION, help="Read the secret as a line of standard input, where nobody sits at a terminal.")
]


def a_secret(asked: str, *, from_input: bool) -> str:
    """Return a secret, typed without being shown, or read as the next line of standard input.

    Raises:
        CommandFailure: nobody can be asked, or nothing was typed.
    """
    if from_input:
        typed = sys.stdin.readline().rstrip("\r\n")
    elif sys.stdin.isatty():
        typed = getpass(f"{asked}: ")
    else:
        sentence = (
            f"A secret is asked for on a terminal, and there is none here. {OPTION} reads it from standard input."
        )
        raise CommandFailure("no_terminal", sentence, OPTION)
    if not typed:
        raise CommandFailure("no_secret_typed", "No secret was typed; nothing was changed.", OPTION)
    return typed


def a_new_secret(username: str, *, from_input: bool) -> str:
    """Return a new secret for a clerk, typed twice on a terminal; a wrong one is told and asked for again there.

    Raises:
        CommandFailure: nobody can be asked, or the one from standard input will not do.
    """
    while True:
        typed = a_secret(f"New secret of {username}", from_input=from_input)
        wrong = wrong_secret(typed, username)
        if wrong is not None and from_input:
            raise CommandFailure("wrong_new_secret", wrong, OPTION)
        if wrong is None and not from_input and a_secret("The same once more", from_input=False) != typed:
            wrong = "The two differ."
        if wrong is None:
            return typed
        warn(f"{wrong} Try again.")
