"""Every act tried twice under one id, as by a desk that lost its connection: done once, answered alike (law 2)."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from random import Random
from uuid import UUID
from zlib import crc32

import pytest

from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.services.acts.carried_out import act_begun
from tests.walks.acts import ACTS, BESIDE, Try
from tests.walks.before_acts import ALONGSIDE, BEFORE, NO_ACTS
from tests.walks.kept import Kept
from tests.walks.test_acts_by_states import STATES, _brought
from tests.walks.waits import Waits, changed_tables, waits
from tests.walks.world import World

TRIES = (range(5), range(5, 60))
"""The lots with which an act is tried in each state, and then in each state once more: most acts need few."""


def _is_done_once(world: World, act: Try, lot: int, before: Waits) -> bool:
    """Carry an act out twice under one id; tell whether it changed anything of what stood before."""
    act_id = UUID(int=Random(lot).getrandbits(128), version=4)

    def carried_out() -> object:
        with act_begun(world.desk.context.database, act_id):
            return act(world, Random(lot))

    answer = carried_out()
    if isinstance(answer, Refused | WrongInput):
        return False
    after = waits(world, before)
    if not changed_tables(before, after):
        return False
    again = carried_out()
    assert (again, changed_tables(after, waits(world, after))) == (answer, [])
    return True


@pytest.mark.parametrize("act", sorted(ACTS))
def test_an_act_tried_again_under_its_id_changes_nothing_and_answers_as_before(kept: Kept, act: str) -> None:
    for tries, state in product(TRIES, STATES):
        world = _brought(kept, state)
        if act in BEFORE:
            world = replace(kept.put_back(), focus=None)
            BEFORE[act](world)
        before = waits(world)
        lots = (crc32(f"{act} {state} {lot}".encode()) for lot in tries)
        if any(_is_done_once(world, ACTS[act], lot, before) for lot in lots):
            return
    pytest.fail(f"{act} was never carried out")


@pytest.mark.parametrize("act", sorted(ALONGSIDE))
def test_an_act_beside_a_wait_tried_again_changes_nothing_and_answers_as_before(kept: Kept, act: str) -> None:
    world = replace(kept.put_back(), focus=None)
    lead, tried = ALONGSIDE[act]
    lead(world)
    assert _is_done_once(world, tried, 1, waits(world)), f"{act} was never carried out"


def test_every_act_beside_a_wait_is_tried_twice_or_it_is_said_why_not() -> None:
    assert sorted([*ALONGSIDE, *NO_ACTS]) == sorted(BESIDE)
