"""What ends a command early becomes a sentence with an exit code, and says nothing about a patient."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from clerkdesk.cli.failures import failure_of
from clerkdesk.cli.output import CommandFailure, ExitCode

NAME = "Okonkwo"


@pytest.fixture(autouse=True)
def log_in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))


def raising(fault: BaseException) -> CommandFailure:
    def act() -> None:
        raise fault

    failure = failure_of(act)
    assert failure is not None
    return failure


def test_an_unforeseen_fault_names_its_place_and_not_its_message() -> None:
    failure = raising(ValueError(f"{NAME} has no slot"))
    assert ("ValueError at" in failure.sentence, NAME in failure.sentence) == (True, False)


def test_an_unforeseen_fault_is_exit_code_1() -> None:
    assert raising(ValueError(NAME)).exit_code == ExitCode.UNEXPECTED


def test_control_c_is_a_sentence() -> None:
    assert raising(KeyboardInterrupt()).code == "interrupted"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("database is locked", "locked"),
        ("attempt to write a readonly database", "read_only"),
        ("database or disk is full", "full"),
        ("database disk image is malformed", "corrupt"),
    ],
)
def test_a_fault_of_the_database_in_the_middle_of_a_command_is_exit_code_4(said: str, code: str) -> None:
    failure = raising(OperationalError("SELECT ?", {"name": NAME}, sqlite3.OperationalError(said)))
    assert (failure.code, failure.exit_code, NAME in failure.sentence) == (code, ExitCode.NOT_AVAILABLE, False)


def test_a_reader_that_went_away_is_left_to_the_caller() -> None:
    with pytest.raises(BrokenPipeError):
        raising(BrokenPipeError())


def test_what_did_not_fail_is_no_failure() -> None:
    assert failure_of(lambda: 12) is None
