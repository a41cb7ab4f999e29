from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from clerkdesk.widgets.row_set import RowSet

Keys = st.lists(st.integers(0, 40), unique=True, max_size=25)


def of(keys: list[int]) -> RowSet[int]:
    rows: RowSet[int] = RowSet(lambda row: row)
    rows.replace(keys, complete=True)
    return rows


@given(Keys, Keys, st.integers(0, 24))
def test_the_cursor_follows_its_patient_through_every_change(before: list[int], after: list[int], at: int) -> None:
    rows = of(before)
    rows.move_to_index(at)
    patient = rows.current
    rows.replace(after, complete=True)
    if patient in after:
        assert rows.current == patient


@given(Keys, Keys, st.integers(0, 24))
def test_while_frozen_nothing_moves(before: list[int], after: list[int], at: int) -> None:
    rows = of(before)
    rows.move_to_index(at)
    rows.freeze()
    cursor = rows.cursor
    rows.replace(after, complete=True)
    assert (list(rows.shown), rows.cursor) == (before, cursor)


@given(Keys, Keys)
def test_what_came_while_frozen_is_there_afterwards(before: list[int], after: list[int]) -> None:
    rows = of(before)
    rows.freeze()
    rows.replace(after, complete=True)
    rows.thaw()
    assert list(rows.shown) == after


def test_a_row_that_is_taken_while_frozen_stays_struck_through() -> None:
    rows = of([1, 2, 3])
    rows.freeze()
    rows.replace([1, 3], complete=True)
    assert rows.struck == {2}


def test_when_the_patient_is_gone_the_next_one_is_under_the_cursor() -> None:
    rows = of([1, 2, 3, 4])
    rows.move_to_index(1)
    rows.replace([1, 4, 3], complete=True)
    assert rows.current == 3


def test_when_the_last_patient_is_gone_the_one_before_is_under_the_cursor() -> None:
    rows = of([1, 2, 3])
    rows.move_to_index(2)
    rows.replace([1, 2], complete=True)
    assert rows.current == 2


def test_a_patient_wished_for_is_under_the_cursor_once_the_rows_come() -> None:
    rows = of([])
    rows.wish_for(7)
    rows.replace([5, 6, 7], complete=True)
    assert rows.current == 7


@given(Keys, st.integers(0, 24), st.sets(st.integers(0, 40)))
def test_the_cursor_is_always_on_a_row_that_is_shown(keys: list[int], at: int, kept: set[int]) -> None:
    rows = of(keys)
    rows.move_to_index(at)
    rows.narrow(lambda row: 0 if row in kept else None)
    assert (rows.current in kept) == bool(rows.shown)


@given(Keys, Keys, st.integers(0, 24))
def test_an_order_keeps_the_cursor_on_its_patient_and_holds_for_rows_that_come(
    before: list[int], after: list[int], at: int
) -> None:
    rows = of(before)
    rows.move_to_index(at)
    patient = rows.current
    rows.sort(sorted)
    assert (list(rows.shown), rows.current) == (sorted(before), patient)
    rows.replace(after, complete=True)
    assert list(rows.shown) == sorted(after)
    rows.sort(None)
    assert list(rows.shown) == after


@given(Keys, Keys, st.integers(0, 24))
def test_while_frozen_an_order_moves_nothing_and_is_there_afterwards(
    before: list[int], came: list[int], at: int
) -> None:
    rows = of(before)
    rows.move_to_index(at)
    rows.freeze()
    cursor = rows.cursor
    rows.replace(came, complete=True)
    rows.sort(sorted)
    assert (list(rows.shown), rows.cursor) == (before, cursor)
    rows.thaw()
    assert list(rows.shown) == sorted(came)
