from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tests.screens.desk.parts_alone import ROWS, Alone, parts_alone


async def _left_open(alone: Alone) -> dict[str, Any]:
    """Put the cursor on the second row, open a bar and answer it; return what is written down."""
    alone.screen.table.move_to(ROWS[1])
    alone.screen.bars.open(alone.spec())
    await alone.press("i")
    state: dict[str, Any] = json.loads(json.dumps(alone.screen.half_done.get_state()))
    return state


async def test_bar_and_cursor_are_written_down_and_put_back() -> None:
    async with parts_alone() as alone:
        assert not alone.screen.half_done.is_any
        state = await _left_open(alone)
        assert alone.screen.half_done.is_any
        assert (state["screen"], state["words"]) == ("booking", "“Cancel” on A list")
    async with parts_alone() as alone:
        alone.screen.bars.rebuild = lambda name, context: alone.spec(name)
        alone.screen.half_done.set_state(state)
        bar = alone.screen.bar.get_state()
        assert alone.screen.table.row == ROWS[1]
        assert bar is not None and bar["answers"] == {"reason": "illness"}


async def test_what_the_screen_adds_is_put_back_before_lists_and_bar() -> None:
    async with parts_alone() as alone:
        state = await _left_open(alone)
    async with parts_alone() as alone:
        order: list[str] = []

        def put_back(kept: Mapping[str, Any]) -> None:
            order.append(f"{kept['view']}, then {alone.screen.table.row}")

        alone.screen.half_done.keeps(
            lambda: {"view": "mine"},
            put_back,
            reopen_bar=lambda kept: order.append(kept["bar"]),
            then=lambda: order.append("read"),
        )
        assert alone.screen.half_done.get_state()["view"] == "mine"
        alone.screen.half_done.set_state({**state, "view": "mine"})
        assert order == [f"mine, then {ROWS[0]}", "cancel", "read"] and not alone.screen.bar.is_open


async def test_nothing_is_half_done_on_a_screen_that_is_being_left() -> None:
    async with parts_alone() as alone:
        half_done = alone.screen.half_done
        half_done.is_begun = lambda: True
        assert half_done.is_any and half_done.is_gone_back_to
        half_done.is_leaving = lambda: True
        assert not half_done.is_any and not half_done.is_gone_back_to


async def test_a_form_in_which_nothing_was_typed_is_not_gone_back_to() -> None:
    async with parts_alone() as alone:
        alone.screen.__class__.IS_FORM = True
        try:
            assert not alone.screen.half_done.is_gone_back_to
            alone.screen.half_done.is_begun = lambda: True
            assert alone.screen.half_done.is_gone_back_to
        finally:
            alone.screen.__class__.IS_FORM = False
