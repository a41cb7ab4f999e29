"""Fixtures for tests of screens."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.screens.booking.booking_page import Clinic, a_clinic
from tests.screens.copies import Copies
from tests.screens.front_desk import FrontDesk, a_front_desk
from tests.screens.reception.today_page import Counter, a_counter
from tests.screens.scene import Built, Scene, a_scene, build
from tests.screens.validation.validation_page import WaitingRoom, a_waiting_room


@pytest.fixture(autouse=True)
def log_in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep errors made on purpose out of the developer's own log."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture(scope="session")
def copies(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Copies:
    """The hospitals with which tests begin."""
    return Copies(tmp_path_factory.mktemp("hospitals"), sqlite_template)


@pytest.fixture
def front(copies: Copies, tmp_path: Path) -> Iterator[FrontDesk]:
    """A hospital of a few patients, one of them booked."""
    with copies.opened(a_front_desk, tmp_path) as made:
        yield made


@pytest.fixture
def clinic(copies: Copies, tmp_path: Path) -> Iterator[Clinic]:
    """People on the list of a dermatology clinic, and slots for them."""
    with copies.opened(a_clinic, tmp_path) as made:
        yield made


@pytest.fixture
def counter(copies: Copies, tmp_path: Path) -> Iterator[Counter]:
    """A dermatology clinic of the day, with people expected."""
    with copies.opened(a_counter, tmp_path) as made:
        yield made


@pytest.fixture
def room(copies: Copies, tmp_path: Path) -> Iterator[WaitingRoom]:
    """People who are due for validation."""
    with copies.opened(a_waiting_room, tmp_path) as made:
        yield made


@pytest.fixture(scope="session")
def built_scene(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Built]:
    """The database of the scene, and the ids of its rows."""
    path = tmp_path_factory.mktemp("scene") / "desk.sqlite"
    shutil.copy(sqlite_template, path)
    return path, build(str(path))


@pytest.fixture
def scene(built_scene: tuple[Path, Built], tmp_path: Path) -> Iterator[Scene]:
    """A child with an appointment, whose mother rings."""
    template, built = built_scene
    path = tmp_path / "scene.sqlite"
    shutil.copy(template, path)
    opened = a_scene(built, str(path))
    yield opened
    opened.desk.close()
