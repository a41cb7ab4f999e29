"""`backup`: a whole copy while the desk is open, and a sentence if none can be made."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from clerkdesk.data.engine import open_database
from tests.cli.running import Shell


@pytest.fixture
def desk_file(shell: Shell, sqlite_template: Path) -> Path:
    """An empty desk made for tests."""
    path = shell.home / "desk.sqlite"
    path.write_bytes(sqlite_template.read_bytes())
    return path


def back_up(shell: Shell, desk_file: Path, target: Path) -> tuple[int, str | None]:
    """Run `backup`; return its exit code, and its error's code if it has one."""
    ran = shell.run("--db", str(desk_file), "backup", str(target), "--json")
    return ran.exit_code, ran.error["code"] if ran.exit_code else None


def test_a_copy_holds_what_was_last_written_while_another_desk_is_open(shell: Shell, desk_file: Path) -> None:
    target = shell.home / "copy.sqlite"
    open_elsewhere = open_database(str(desk_file))
    with open_elsewhere.reading() as reading:
        reading.connection()
        made = shell.run(
            "--db", str(desk_file), "register", "--family-name", "Okonkwo", "--given-name", "Ada",
            "--date-of-birth", "14/3/67",
        )  # fmt: skip
        assert (made.exit_code, back_up(shell, desk_file, target)) == (0, (0, None))
    open_elsewhere.close()
    assert len(shell.run("--db", str(target), "find", "okonkwo", "--json").document["patients"]) == 1


def test_only_its_owner_can_read_a_copy(shell: Shell, desk_file: Path) -> None:
    back_up(shell, desk_file, shell.home / "copy.sqlite")
    assert stat.S_IMODE((shell.home / "copy.sqlite").stat().st_mode) == 0o600


def test_a_file_that_is_there_is_left_as_it_is(shell: Shell, desk_file: Path) -> None:
    target = shell.home / "letter.txt"
    target.write_text("Dear patient")
    assert (back_up(shell, desk_file, target), target.read_text()) == ((3, "refused"), "Dear patient")


def test_a_folder_that_is_not_there_is_wrong_input(shell: Shell, desk_file: Path) -> None:
    assert back_up(shell, desk_file, shell.home / "none" / "copy.sqlite") == (2, "not_written")
