"""The world of the walks, on each database in turn."""

from __future__ import annotations

from pathlib import Path

import pytest

from clerkdesk.services.desk import Desk
from tests.conftest import StandingClock
from tests.walks.world import World, a_world


@pytest.fixture
def world(desk: Desk, clock: StandingClock, tmp_path: Path) -> World:
    return a_world(desk, clock, tmp_path)
