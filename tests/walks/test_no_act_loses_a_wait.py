"""No act, by service or by command, loses a wait: random sequences on both databases.

A hunt for more than the suite has time for: `CLERKDESK_WALK=200 pytest tests/walks/test_no_act_loses_a_wait.py`; what
it finds is made short by leaving out steps on SQLite, whichever database it was found on.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from clerkdesk.data.engine import open_database
from clerkdesk.services.desk.facade import desk_for
from clerkdesk.settings import Settings
from tests.conftest import MONDAY, StandingClock
from tests.walks.sequences import Broken, Step, drawn, first_broken, shortest
from tests.walks.world import World, a_world

SEQUENCES = int(os.environ.get("CLERKDESK_WALK", "3"))
LENGTH = 40


@pytest.mark.parametrize("seed", range(SEQUENCES))
def test_no_act_loses_a_wait(world: World, seed: int, sqlite_template: Path, tmp_path: Path) -> None:
    steps = drawn(seed, LENGTH)
    broken = first_broken(world, steps)
    if broken is None:
        return
    taken = steps[: broken.at + 1]
    short = shortest(taken, lambda fewer: _anew(fewer, sqlite_template, tmp_path) is not None)
    pytest.fail(f"{broken}\nshortest: {[(step.act, step.seed) for step in short]}")


def _anew(steps: Sequence[Step], template: Path, folder: Path) -> Broken | None:
    """Take some steps in a world made anew, and return what they break."""
    path = folder / "again.sqlite"
    for each in folder.glob("again.sqlite*"):
        each.unlink()
    shutil.copy(template, path)
    clock = StandingClock(MONDAY)
    database = open_database(str(path))
    try:
        return first_broken(a_world(desk_for(database, Settings(), now=clock), clock, folder), steps)
    finally:
        database.close()


def test_a_sequence_is_made_as_short_as_it_can_be() -> None:
    steps = [Step(act, 0) for act in "abcdefgh"]
    assert shortest(steps, lambda left: {"c", "f"} <= {step.act for step in left}) == [Step("c", 0), Step("f", 0)]
