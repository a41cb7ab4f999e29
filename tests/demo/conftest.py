"""One practice hospital for all tests that only read it; a test that writes copies it first."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from clerkdesk.demo.compose import compose
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.desk.opening import open_desk
from clerkdesk.settings import Settings
from tests.made_once import made_once

NOW = datetime(2026, 11, 18, 9, 41)
"""The hospital's present: a Wednesday morning, with a bank holiday in the weeks to come."""


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep files that a bar writes, under any name that a test types, out of the repository."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def practice_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The composed database, which no test changes."""
    return made_once(tmp_path_factory, "practice.db", lambda path: compose(str(path), now=NOW))


@pytest.fixture(scope="session")
def seen(practice_file: Path) -> Iterator[Desk]:
    """The practice clerk's desk, for reading only."""
    desk = open_desk(str(practice_file), Settings(), username=None, fixed_time=NOW.isoformat())
    yield desk
    desk.close()


@pytest.fixture
def practised(practice_file: Path, tmp_path: Path) -> Iterator[Desk]:
    """The practice clerk's desk over a copy of this test's own."""
    copy = tmp_path / "practice.db"
    shutil.copy(practice_file, copy)
    desk = open_desk(str(copy), Settings(), username=None, fixed_time=NOW.isoformat())
    yield desk
    desk.close()
