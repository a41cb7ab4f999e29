from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from clerkdesk.widgets.bar_chart import block_bar


def test_the_longest_bar_fills_its_room_and_half_of_it_half() -> None:
    assert (block_bar(40, 40, 10), block_bar(20, 40, 10)) == ("█" * 10, "█" * 5)


def test_an_eighth_of_a_cell_is_drawn() -> None:
    assert block_bar(1, 80, 10) == "▏"


def test_nobody_is_drawn_as_nothing() -> None:
    assert block_bar(0, 40, 10) == ""


@given(st.integers(1, 10_000), st.integers(0, 10_000), st.integers(10, 200))
def test_whoever_waits_is_seen_and_no_bar_leaves_its_room(count: int, more: int, width: int) -> None:
    assert 1 <= cell_len(block_bar(count, count + more, width)) <= width


@given(st.integers(0, 500), st.integers(0, 500))
def test_more_is_never_drawn_shorter(one: int, other: int) -> None:
    fewer, more = sorted((one, other))
    longest = max(more, 1)
    assert cell_len(block_bar(fewer, longest, 40)) <= cell_len(block_bar(more, longest, 40))
