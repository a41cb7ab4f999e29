"""What several tests of screens stand on."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.screens.front_desk import FrontDesk, a_front_desk
from tests.screens.scene import Built, Scene, a_scene, build


@pytest.fixture(autouse=True)
def log_in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What goes wrong on purpose is not written down in the log of whoever runs the tests."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def front(sqlite_location: str) -> Iterator[FrontDesk]:
    """A hospital of a few patients, one of them booked."""
    made = a_front_desk(sqlite_location)
    yield made
    made.desk.close()


@pytest.fixture(scope="session")
def built_scene(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Built]:
    """The database of the scene, and what stands in it."""
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
