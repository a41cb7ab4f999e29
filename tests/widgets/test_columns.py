from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from clerkdesk.rules.waiting_list.targets import Target
from clerkdesk.screens.booking.waiting import due_cell
from clerkdesk.widgets.cells import clinicians_cell
from clerkdesk.widgets.columns import GAP, Column, Sorting, fit_columns, fit_text

columns = st.lists(
    st.builds(
        lambda width, more, priority: Column("T", str, width, width + more, priority),
        st.integers(1, 20),
        st.integers(0, 20),
        st.integers(0, 4),
    ),
    min_size=1,
    max_size=8,
)


@given(columns, st.integers(20, 200))
def test_columns_never_need_more_than_the_width_unless_all_of_them_are_needed(
    wanted: list[Column[object]], width: int
) -> None:
    fitted = fit_columns(wanted, width)
    used = sum(item.width for item in fitted) + GAP * (len(fitted) - 1)
    assert used <= width or all(item.column.priority == 0 for item in fitted)


@given(columns, st.integers(20, 200))
def test_a_wider_terminal_shows_at_least_the_needed_columns(wanted: list[Column[object]], width: int) -> None:
    shown = [item.column for item in fit_columns(wanted, width)]
    assert all(column in shown for column in wanted if column.priority == 0)


@given(columns, st.integers(20, 200))
def test_columns_stay_in_their_order(wanted: list[Column[object]], width: int) -> None:
    places = [next(i for i, one in enumerate(wanted) if one is item.column) for item in fit_columns(wanted, width)]
    assert places == sorted(places)


@given(st.text(max_size=40), st.integers(1, 30), st.booleans())
def test_a_cell_is_exactly_as_wide_as_its_column_whatever_the_name(text: str, width: int, right: bool) -> None:
    assert cell_len(fit_text(text, width, right=right)) == width


def test_a_name_that_looks_like_markup_is_shown_as_it_is() -> None:
    assert fit_text("O'Neil-[/]", 12) == "O'Neil-[/]  "


def test_a_name_that_is_cut_says_so() -> None:
    assert fit_text("Abernathy", 5) == "Aber…"


def test_on_a_wide_terminal_names_get_their_room_before_a_less_important_column_is_shown() -> None:
    name, less = Column("Name", str, 14, 34, wish=26), Column("Age", str, 10, priority=1)
    assert [(item.column.title, item.width) for item in fit_columns((name, less), 30)] == [("Name", 30)]
    assert [(item.column.title, item.width) for item in fit_columns((name, less), 40)] == [("Name", 28), ("Age", 10)]


@pytest.mark.parametrize(
    ("width", "shown"),
    [(16, "Dr Ngozi Okonkwo"), (15, "Dr Okonkwo"), (9, "Okonkwo"), (4, "Okonkwo")],
)
def test_the_surname_of_a_clinician_is_what_stays(width: int, shown: str) -> None:
    assert clinicians_cell(["Dr Ngozi Okonkwo"]).fitting(width) == shown


def test_several_clinicians_are_each_named_by_surname_where_there_is_no_room() -> None:
    both = clinicians_cell(["Mr de la Cruz", "Dr Imber", "Mr de la Cruz"])
    assert (both.fitting(40), both.fitting(20)) == ("Mr de la Cruz, Dr Imber", "de la Cruz, Imber")


@given(st.integers(-3000, 3000), st.integers(7, 14))
def test_the_days_of_a_target_are_never_cut(days: int, width: int) -> None:
    target = Target("see by", date(2026, 1, 1), days)
    assert f"{days}d" in fit_text(due_cell(target, width).fitting(width), width)


@given(st.lists(st.tuples(st.none() | st.integers(0, 5), st.integers())), st.booleans())
def test_rows_without_a_value_stand_last_and_equal_ones_as_they_stood(
    rows: list[tuple[int | None, int]], descending: bool
) -> None:
    by_number: Sorting[tuple[int | None, int]] = Sorting(lambda row: row[0], "by number", descending)
    numbers = range(5, -1, -1) if descending else range(6)
    assert by_number.sorted(rows) == [row for value in (*numbers, None) for row in rows if row[0] == value]
