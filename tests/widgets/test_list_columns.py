"""The columns of a list: those that fit, and the next one that sorts."""

from __future__ import annotations

from clerkdesk.rules.values.filtering import Sought
from clerkdesk.widgets.columns import Column, Sorting
from clerkdesk.widgets.list_columns import ListColumns

SORTING: Sorting[str] = Sorting(str, "by it")
NAME: Column[str] = Column("Name", str, 10, sort=SORTING)
CLINIC: Column[str] = Column("Clinic", str.lower, 10, priority=1)
DAY: Column[str] = Column("Day", lambda row: str(len(row)), 10, priority=2, sort=SORTING)


def test_it_says_whether_other_columns_fit() -> None:
    columns = ListColumns((NAME, CLINIC, DAY))
    assert columns.fit(80) and not columns.fit(80)
    assert columns.fit(22) and [item.column for item in columns.fitted] == [NAME, CLINIC]


def test_the_next_visible_sorting_column_sorts_and_after_the_last_none() -> None:
    columns = ListColumns((NAME, CLINIC, DAY))
    columns.fit(80)
    order = []
    for _ in range(3):
        columns.sorted_by = columns.next_to_sort_by()
        order.append(columns.sorted_by)
    assert order == [NAME, DAY, None]
    columns.fit(22)
    columns.sorted_by = NAME
    assert columns.next_to_sort_by() is None


def test_a_kept_title_finds_its_column_if_that_sorts() -> None:
    columns = ListColumns((NAME, CLINIC))
    assert columns.sorting_by("Name") is NAME
    assert columns.sorting_by("Clinic") is None and columns.sorting_by(None) is None


def test_only_the_very_column_is_one_of_them() -> None:
    columns = ListColumns((NAME,))
    assert NAME in columns and Column("Name", str, 10, sort=SORTING) not in columns and None not in columns


def test_a_filter_looks_at_every_column_that_fits_or_not() -> None:
    columns = ListColumns((NAME, CLINIC, DAY))
    assert columns.text_of("KHAN") == Sought(other=("KHAN", "khan", "4"))
