"""`restore`: a copy in the place of a desk, and nothing lost of what was there."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from clerkdesk.data.engine import open_database
from tests.cli.running import Ran, Shell


@pytest.fixture
def desk_file(shell: Shell, sqlite_template: Path) -> Path:
    path = shell.home / "desk.sqlite"
    path.write_bytes(sqlite_template.read_bytes())
    return path


@pytest.fixture
def copy(shell: Shell, desk_file: Path) -> Path:
    """A copy from before Okonkwo was registered."""
    path = shell.home / "copy.sqlite"
    assert shell.run("--db", str(desk_file), "backup", str(path)).exit_code == 0
    registered = shell.run(
        "--db", str(desk_file), "register", "--family-name", "Okonkwo", "--given-name", "Ada",
        "--date-of-birth", "14/3/67",
    )  # fmt: skip
    assert registered.exit_code == 0
    return path


def restore(shell: Shell, target: Path, copy: Path, *words: str) -> Ran:
    return shell.run("--db", str(target), "restore", str(copy), *words, "--json")


def people(shell: Shell, path: Path) -> int:
    return len(shell.run("--db", str(path), "find", "okonkwo", "--json").document["patients"])


def test_a_copy_becomes_a_new_desk_that_only_its_owner_can_read(shell: Shell, copy: Path) -> None:
    target = shell.home / "new" / "desk.sqlite"
    ran = restore(shell, target, copy)
    assert (ran.exit_code, ran.document["kept"]) == (0, None)
    assert (people(shell, target), stat.S_IMODE(target.stat().st_mode)) == (0, 0o600)


def test_a_desk_that_is_there_is_left_as_it_is_without_the_option(shell: Shell, desk_file: Path, copy: Path) -> None:
    ran = restore(shell, desk_file, copy)
    assert (ran.exit_code, ran.error["code"], people(shell, desk_file)) == (3, "refused", 1)


def test_with_it_the_copy_takes_its_place_and_what_was_there_is_kept(shell: Shell, desk_file: Path, copy: Path) -> None:
    elsewhere = open_database(str(desk_file))
    with elsewhere.reading() as session:
        session.connection()
    ran = restore(shell, desk_file, copy, "--over")
    elsewhere.close()
    assert (ran.exit_code, people(shell, desk_file)) == (0, 0)
    assert people(shell, Path(ran.document["kept"])) == 1


def test_a_desk_that_cannot_be_read_is_moved_aside(shell: Shell, desk_file: Path, copy: Path) -> None:
    desk_file.write_bytes(b"SQLite format 3\0" + b"scrambled" * 2000)
    ran = restore(shell, desk_file, copy, "--over")
    assert (ran.exit_code, people(shell, desk_file)) == (0, 0)
    assert b"scrambled" in Path(ran.document["kept"]).read_bytes()


@pytest.mark.parametrize("written", [b"", b"Dear patient", b"SQLite format 3\0" + b"x" * 5000])
def test_what_is_no_copy_of_a_desk_changes_nothing(shell: Shell, desk_file: Path, copy: Path, written: bytes) -> None:
    copy.write_bytes(written)
    ran = restore(shell, desk_file, copy, "--over")
    assert (ran.exit_code, ran.error["code"], people(shell, desk_file)) == (2, "no_copy", 1)


def test_another_programs_database_is_no_copy_of_a_desk(shell: Shell, desk_file: Path, copy: Path) -> None:
    other = shell.home / "other.sqlite"
    with closing(sqlite3.connect(other)) as made, made:
        made.execute("CREATE TABLE alembic_version (version_num TEXT)")
    ran = restore(shell, desk_file, other, "--over")
    assert (ran.exit_code, ran.error["code"], people(shell, desk_file)) == (2, "no_copy", 1)


def test_a_file_that_is_not_there_is_named(shell: Shell, desk_file: Path, copy: Path) -> None:
    ran = restore(shell, desk_file, copy.with_name("none.sqlite"), "--over")
    assert (ran.exit_code, ran.error["field"], people(shell, desk_file)) == (2, "FILE", 1)
