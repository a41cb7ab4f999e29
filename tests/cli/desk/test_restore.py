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
    ran = restore(shell, desk_file, copy, "--over")
    assert (ran.exit_code, people(shell, desk_file)) == (0, 0)
    assert people(shell, Path(ran.document["kept"])) == 1


def test_what_a_restore_leaves_out_is_told_by_the_audit_and_is_no_damage(
    shell: Shell, desk_file: Path, copy: Path
) -> None:
    assert restore(shell, desk_file, copy, "--over").exit_code == 0
    (look,) = shell.run("--db", str(desk_file), "audit", "show", "--kind", "restore", "--json").document["looks"]
    assert (look["clerk"], look["detail"]) == ("the desk itself", "1 link of the former desk not here")
    verified = shell.run("--db", str(desk_file), "audit", "verify")
    assert verified.exit_code == 0 and ": 1 link of the former desk is not in this one." in verified.stdout


def test_a_desk_that_is_open_on_it_keeps_it(shell: Shell, desk_file: Path, copy: Path) -> None:
    elsewhere = open_database(str(desk_file))
    with elsewhere.reading() as session:
        session.connection()
    ran = restore(shell, desk_file, copy, "--over")
    elsewhere.close()
    assert (ran.exit_code, ran.error["code"], people(shell, desk_file)) == (4, "locked", 1)
    assert list(shell.home.glob("*before-restore*")) == []


def test_a_desk_that_cannot_be_read_is_moved_aside(shell: Shell, desk_file: Path, copy: Path) -> None:
    desk_file.write_bytes(b"SQLite format 3\0" + b"scrambled" * 2000)
    ran = restore(shell, desk_file, copy, "--over")
    assert (ran.exit_code, people(shell, desk_file)) == (0, 0)
    assert b"scrambled" in Path(ran.document["kept"]).read_bytes()


def test_what_is_no_database_is_never_written_over(shell: Shell, copy: Path) -> None:
    letter, folder = shell.home / "letter.txt", shell.home / "folder"
    letter.write_text("Dear patient")
    folder.mkdir()
    for target in (letter, folder):
        ran = restore(shell, target, copy, "--over")
        assert (ran.exit_code, ran.error["code"]) == (3, "refused")
    assert letter.read_text() == "Dear patient" and folder.is_dir()


def test_the_copy_of_another_desk_never_takes_its_place(shell: Shell, desk_file: Path) -> None:
    other = shell.home / "other.sqlite"
    assert shell.run("--db", str(other), "init", "--test", "--name", "Another hospital").exit_code == 0
    ran = restore(shell, desk_file, other, "--over")
    assert (ran.exit_code, ran.error["code"]) == (3, "refused")
    assert "Another hospital" in ran.error["sentence"] and "Test hospital" in ran.error["sentence"]


@pytest.mark.parametrize(
    "change",
    ["UPDATE alembic_version SET version_num = '9999'", "DROP TABLE waiting_list_event", "DELETE FROM installation"],
)
def test_a_copy_that_this_program_cannot_use_changes_nothing(
    shell: Shell, desk_file: Path, copy: Path, change: str
) -> None:
    with closing(sqlite3.connect(copy)) as other, other:
        other.execute(change)
    if change.startswith("DROP"):
        with closing(sqlite3.connect(copy)) as other, other:
            other.execute("DROP TABLE appointment_place")
            other.execute("ALTER TABLE act RENAME TO acts")
    ran = restore(shell, desk_file, copy, "--over")
    assert (ran.exit_code, ran.error["code"], people(shell, desk_file)) == (2, "no_copy", 1)


def test_a_folder_that_cannot_be_made_is_named(shell: Shell, desk_file: Path, copy: Path) -> None:
    ran = restore(shell, desk_file / "in" / "a" / "file.sqlite", copy)
    assert (ran.exit_code, ran.error["code"], ran.error["field"]) == (2, "not_written", "--db")


def test_a_restore_cut_off_leaves_nothing_under_the_name_of_the_desk(shell: Shell, copy: Path) -> None:
    target = shell.home / "new.sqlite"
    target.with_name("new.sqlite.unfinished-1").write_bytes(b"SQLite format 3")
    assert restore(shell, target, copy).exit_code == 0
    assert people(shell, target) == 0


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
