"""Random acts and random undos: the rest stands as in a history without the undone acts (law 9).

A hunt for more than the suite has time for: `CLERKDESK_WALK=200 pytest tests/walks/test_undo.py`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID
from zlib import crc32

import pytest
from sqlalchemy import text

from clerkdesk.rules.undo.kinds import UNDONE
from clerkdesk.services.undo.undoing import Undone
from tests.walks.acts import ACTS, Try
from tests.walks.before_acts import ALONGSIDE, BEFORE
from tests.walks.kept import Kept, kept_on_sqlite
from tests.walks.test_acts_by_states import STATES, _brought
from tests.walks.waits import found_by_check
from tests.walks.world import World

TABLES = (
    "appointment", "appointment_place", "waiting_list_entry", "pathway", "clinic_session", "slot", "inbox_item",
    "clinical_review", "referral", "patient",
)  # fmt: skip
"""Tables whose rows are no facts: those with current columns, and those that an undo must not touch."""
OFTEN_UNDONE = (
    "booking.book", "booking.accept", "booking.decline", "booking.move", "booking.cancel", "contact.tried",
    "waiting_list.hold", "waiting_list.resume", "reception.arrive", "reception.step", "reception.did_not_attend",
    "reception.record_outcome", "reception.too_late", "validation.validate", "inbox.take_message",
    "inbox.acknowledge", "inbox.done",
)  # fmt: skip
"""Acts of the facade that are mostly of a kind that can be undone."""
SEQUENCES = int(os.environ.get("CLERKDESK_WALK", "1"))
TRIES = (range(4), range(4, 60))
"""The lots with which an act is tried in each state, and then in each state once more: most acts need few."""
TRIED_FIRST: Mapping[str, tuple[str | None, int]] = {
    "acknowledge": ("missed a first cancer appointment", 0), "await": ("booked", 3), "await_looked": (None, 10),
    "awaited": (None, 33), "called": ("in the building", 2), "cancel": ("booked", 0),
    "done": ("missed a first cancer appointment", 0), "hold_entry": ("waits", 1), "left": (None, 4),
    "move": ("booked", 17), "outcome": ("in the building", 0), "resume_entry": ("on hold", 0),
    "seen": ("in the building", 0), "validate": ("older of two", 3), "waiting": ("awaits an old outcome", 0),
}  # fmt: skip
"""State and lot that carry out a seldom kind at once; the others are tried after it."""
ACT_OF: Mapping[str, str] = {
    "book": "booking.book", "offer": "booking.decline", "move": "booking.move", "cancel": "booking.cancel",
    "arrive": "reception.arrive", "called": "reception.step", "seen": "reception.step", "left": "reception.step",
    "waiting": "reception.step", "not_arrived": "reception.not_arrived", "outcome": "reception.record_outcome",
    "did_not_attend": "reception.did_not_attend", "late_not_seen": "reception.too_late", "contact": "contact.tried",
    "validate": "validation.validate", "hold_entry": "waiting_list.hold", "resume_entry": "waiting_list.resume",
    "message": "inbox.take_message", "acknowledge": "inbox.acknowledge", "done": "inbox.done",
    "forward": "inbox.forward", "hand_over": "inbox.hand_over", "escalate": "inbox.escalate",
    "ask_for_review": "reviews.ask", "cancel_clinic": "clinics.cancel", "stop_booking": "clinics.stop_booking",
    "open_booking": "clinics.open_booking", "await": "waiting_list.await_something",
    "awaited": "waiting_list.happened", "await_looked": "waiting_list.look_again",
}  # fmt: skip
"""Kind of act that can be undone -> the act of the facade by which it is tried."""
LENGTH = 6
"""Acts of a sequence."""

Rows = Mapping[str, Mapping[int, tuple[Any, ...]]]


def rows_of(world: World) -> Rows:
    """Return every such row, by table and id."""
    with world.desk.context.reading() as session:
        return {
            table: {row.id: tuple(row) for row in session.execute(text(f"SELECT * FROM {table}"))} for table in TABLES
        }


def changed(before: Rows, after: Rows) -> list[str]:
    """Return the rows that stood before and differ after."""
    return [
        f"{table} {key}: {row} is {after[table].get(key)}"
        for table, rows in before.items()
        for key, row in rows.items()
        if after[table].get(key) != row
    ]


def acts_of(world: World) -> set[UUID]:
    """Return the ids of everything that was done."""
    return {UUID(str(each)) for each in world.ids("SELECT id FROM act")}


def carried_out(world: World, lot: Random) -> str:
    """Carry out acts, drawn by lot, until one is not refused, and return its name on the facade."""
    while True:
        name, known = lot.choice(OFTEN_UNDONE), acts_of(world)
        ACTS[name](world, Random(lot.randrange(1_000_000)))
        if acts_of(world) != known:
            return name


def worlds(kept: Kept, kind: str) -> Iterator[tuple[World, Try, Random]]:
    """Yield a world in each state with the function that tries a kind of act in it, and the lots."""
    name = ACT_OF[kind]
    lead, act = ALONGSIDE.get(name) or (BEFORE.get(name), ACTS[name])
    tries = [(state, lot) for lots, state in product(TRIES, (None, *STATES)) for lot in lots]
    for state, lot in [*([TRIED_FIRST[kind]] if kind in TRIED_FIRST else []), *tries]:
        world = replace(kept.put_back(), focus=None) if state is None else _brought(kept, state)
        if state is None and lead is not None:
            lead(world)
        yield world, act, Random(crc32(f"{name} {state} {lot}".encode()))


@pytest.fixture(scope="module")
def kept_file(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Kept]:
    """The world on SQLite; the random sequences undo acts on both databases."""
    with kept_on_sqlite(sqlite_template, tmp_path_factory.mktemp("undone")) as standing:
        yield standing


@pytest.mark.parametrize("kind", sorted(ACT_OF))
def test_the_undo_of_each_kind_leaves_everything_as_before_and_the_check_clean(kept_file: Kept, kind: str) -> None:
    for world, act, lots in worlds(kept_file, kind):
        known, before = acts_of(world), rows_of(world)
        act(world, lots)
        last = world.desk.undo.last()
        if last is None or last.act_id in known or kind not in last.kinds or last.refusal:
            continue
        assert isinstance(world.desk.undo.undo(last.act_id), Undone)
        assert changed(before, rows_of(world)) == []
        assert list(found_by_check(world)) == []
        return
    pytest.fail(f"{kind} was never carried out and undone")


def test_every_kind_that_can_be_undone_is_tried() -> None:
    assert sorted(ACT_OF) == sorted(UNDONE)


@pytest.mark.parametrize("seed", range(SEQUENCES))
def test_an_undone_act_leaves_a_history_as_if_it_had_not_been(kept: Kept, seed: int) -> None:
    world, lot, taken_back = kept.put_back(), Random(seed), 0
    for _ in range(LENGTH):
        before = rows_of(world)
        name = carried_out(world, lot)
        last = world.desk.undo.last()
        if last is None or last.refusal or lot.random() < 0.3:
            continue
        assert isinstance(world.desk.undo.undo(last.act_id), Undone), name
        assert changed(before, rows_of(world)) == [], name
        taken_back += 1
    assert list(found_by_check(world)) == []
    assert taken_back >= LENGTH // 3


@pytest.mark.parametrize("seed", range(SEQUENCES))
def test_whatever_can_be_undone_is_undone_in_any_order_and_the_check_stays_clean(kept: Kept, seed: int) -> None:
    world, lot = kept.put_back(), Random(seed)
    for _ in range(LENGTH):
        carried_out(world, lot)
    undone = 0
    while possible := [each for each in world.desk.undo.recent() if not each.refusal]:
        chosen = lot.choice(possible)
        assert isinstance(world.desk.undo.undo(chosen.act_id), Undone), chosen
        undone += 1
    assert list(found_by_check(world)) == []
    assert undone >= LENGTH // 3


def test_acts_undone_from_the_last_to_the_first_leave_nothing_behind(kept: Kept) -> None:
    world, lot = kept.put_back(), Random(0)
    known, before = acts_of(world), rows_of(world)
    for _ in range(LENGTH // 2):
        carried_out(world, lot)
    while (last := world.desk.undo.last()) is not None and last.act_id not in known:
        assert not last.refusal, last
        assert isinstance(world.desk.undo.undo(last.act_id), Undone)
    assert changed(before, rows_of(world)) == []
