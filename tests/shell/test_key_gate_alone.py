from __future__ import annotations

from asyncio import sleep

from clerkdesk.shell.key_gate import FRAME_SECONDS, TOO_EARLY, KeyGate
from tests.shell.stand_in import Keeper, typed


async def test_keys_wait_until_the_screen_is_ready_and_go_one_by_one() -> None:
    keeper = Keeper()
    gate = KeyGate(keeper)
    keeper.ready = False
    for event in typed("f2", "p"):
        await gate.arrive(event)
    assert (keeper.delivered, gate.held) == ([], 2)
    keeper.ready = True
    await gate.let_through()
    assert keeper.delivered == ["f2"] and gate.is_busy, "the next waits until the first was worked off"
    await keeper.later()
    assert keeper.delivered == ["f2", "p"] and gate.delivered == 2 and gate.held == 0


async def test_an_enter_typed_too_early_is_refused_and_not_delivered() -> None:
    keeper = Keeper()
    gate = KeyGate(keeper)
    keeper.too_early = True
    await gate.arrive(*typed("enter"))
    assert (keeper.delivered, keeper.refused, gate.is_busy) == ([], [TOO_EARLY], False)


async def test_a_closed_gate_lets_nothing_through_until_it_is_open_again() -> None:
    keeper = Keeper()
    gate = KeyGate(keeper)
    with gate.closed():
        await gate.arrive(*typed("b"))
        gate.type_again(*typed("a"))
        assert keeper.delivered == []
    await keeper.later()
    assert keeper.delivered[:1] == ["a"], "what is typed again comes before what waited"


def test_a_word_may_go_on_waiting_where_all_else_is_dropped() -> None:
    gate = KeyGate(Keeper())
    word = typed("p", "a", "1")
    rest = typed("enter", "b")
    gate.type_again(*word, *rest)
    assert gate.types_on
    assert gate.drop(but_a_word=True) == tuple(rest) and gate.held == 3
    assert gate.drop() == tuple(word) and not gate.is_busy


def test_keys_that_were_typed_again_can_be_taken_back() -> None:
    gate = KeyGate(Keeper())
    waiting, again = typed("b"), typed("p", "a")
    gate.type_again(*waiting)
    gate.type_again(*again)
    gate.take_back(*again)
    assert gate.held == 1 and gate.holds(waiting[0])


async def test_a_frame_waits_for_what_its_key_changes_but_not_for_long() -> None:
    keeper = Keeper()
    gate = KeyGate(keeper)
    assert not gate.holds_frame, "nothing was typed"
    keeper.is_answering = True
    await gate.arrive(*typed("b"))
    assert gate.holds_frame
    await keeper.later()
    assert not gate.is_busy and gate.holds_frame, "the answer is still to come"
    keeper.is_answering = False
    assert not gate.holds_frame
    keeper.is_answering = True
    await sleep(FRAME_SECONDS)
    assert not gate.holds_frame, "an answer that takes long is shown by itself"


async def test_keys_that_follow_fast_do_not_put_a_frame_off() -> None:
    keeper = Keeper()
    keeper.is_answering = True
    gate = KeyGate(keeper)
    await gate.arrive(*typed("b"))
    await sleep(FRAME_SECONDS)
    await keeper.later()
    await gate.arrive(*typed("a"))
    assert not gate.holds_frame, "what b changed has not been shown yet"
    gate.frame_shown()
    await keeper.later()
    await gate.arrive(*typed("c"))
    assert gate.holds_frame
