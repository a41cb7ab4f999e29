"""F5: the key that sorts the rows by a column, and what it never does."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from clerkdesk.screens.validation import listing
from clerkdesk.screens.validation.rows import View
from clerkdesk.screens.validation.views import VIEWS
from clerkdesk.widgets.columns import Column, fit_columns, titles_line
from tests.builders import a_hospital, a_patient, an_entry
from tests.screens.validation.validation_page import ValidationPage, WaitingRoom, on_f5

LONGEST_FIRST = ["PATEL Anjali", "OKAFOR Chidi", "MCCARTHY Sean", "O'NEIL-[/] Maeve"]
BY_NAME = ["MCCARTHY Sean", "OKAFOR Chidi", "O'NEIL-[/] Maeve", "PATEL Anjali"]


def heading(page: ValidationPage) -> str:
    return page.text.splitlines()[0]


async def sort_until(page: ValidationPage, words: str) -> None:
    """Press the key until the header names an order."""
    for _ in range(len(page.validation.listing.view.columns) + 1):
        if words in heading(page):
            return
        await page.press("z")
    raise AssertionError(f"no column sorts {words}; the header is {heading(page)}")


async def test_a_key_sorts_by_name_as_every_list_does_names_the_order_and_marks_the_title(room: WaitingRoom) -> None:
    async with on_f5(room) as page:
        await sort_until(page, "by name")
        assert page.names == BY_NAME
        assert "Name▲" in page.text and page.text.count("▲") == 1


async def test_names_with_accents_stand_among_those_without(room: WaitingRoom) -> None:
    for family in ("Łukasz", "Öz", "Zola"):
        a_patient_due(room, family)
    async with on_f5(room) as page:
        await sort_until(page, "by name")
        assert page.names == ["ŁUKASZ Jo", *BY_NAME[:3], "ÖZ Jo", BY_NAME[3], "ZOLA Jo"]


async def test_days_sort_as_days_and_rows_without_one_stand_last(room: WaitingRoom) -> None:
    for family, due in (("Abel", None), ("Webb", date(2025, 2, 3)), ("Khan", date(2024, 12, 30))):
        an_entry(
            room.desk, room.hospital, a_patient(room.desk, family, "Jo"), kind="follow_up", interval_days=42,
            due_date=due,
        )  # fmt: skip
    async with on_f5(room) as page:
        await page.press("5")
        await sort_until(page, "by see-by date, first due first")
        assert page.names == ["KHAN Jo", "WEBB Jo", "ABEL Jo"]


async def test_weeks_sort_as_numbers(room: WaitingRoom) -> None:
    an_entry(room.desk, room.hospital, a_patient(room.desk, "Abel", "Jo"), clock_start=date(2023, 1, 2))
    async with on_f5(room) as page:
        await sort_until(page, "by wait, longest first")
        assert "113w" in page.text and page.names == ["ABEL Jo", *LONGEST_FIRST]


async def test_the_cursor_stays_on_its_patient_and_behind_the_last_column_the_view_has_its_own_order(
    room: WaitingRoom,
) -> None:
    async with on_f5(room) as page:
        await page.press("down")
        orders = []
        for _ in range(6):
            await page.press("z")
            orders.append(heading(page))
            assert page.under_cursor == "OKAFOR Chidi"
        await page.press("z")
        assert page.under_cursor == "OKAFOR Chidi" and page.names == LONGEST_FIRST
        assert "longest wait first" in heading(page) and not {"▲", "▼"} & set(page.text)
        assert len(set(orders)) == 6


async def test_rows_under_an_open_bar_stay_where_they_are(room: WaitingRoom) -> None:
    async with on_f5(room) as page:
        await page.press("v", "z")
        assert page.open_bar == "validate" and page.names == LONGEST_FIRST
        await page.app.run_command("sort")
        assert "Rows stay where they are while a bar is open" in page.status and page.names == LONGEST_FIRST


async def test_what_is_validated_leaves_the_cursor_on_the_next_in_the_order_that_is_shown(room: WaitingRoom) -> None:
    async with on_f5(room) as page:
        await sort_until(page, "by name")
        await page.press("home")
        await page.validate("1")
        assert page.under_cursor == "OKAFOR Chidi" and page.names == BY_NAME[1:] and "by name" in heading(page)


async def test_the_filter_keeps_the_order(room: WaitingRoom) -> None:
    async with on_f5(room) as page:
        await sort_until(page, "by name")
        await page.press("/")
        await page.type_text("dermatology")
        assert page.names == BY_NAME


@pytest.mark.parametrize("keys", [("4", "1"), ("f2", "f5"), ("1",)], ids=["another view", "a new visit", "its digit"])
async def test_a_new_visit_or_view_begins_in_its_own_order(room: WaitingRoom, keys: tuple[str, ...]) -> None:
    async with on_f5(room) as page:
        await sort_until(page, "by name")
        await page.press(*keys)
        assert page.names == LONGEST_FIRST and "longest wait first" in heading(page) and "▲" not in page.text


async def test_the_way_back_from_a_card_finds_the_order_as_it_was(room: WaitingRoom) -> None:
    async with on_f5(room) as page:
        await sort_until(page, "by name")
        await page.press("enter", "f12")
        assert page.names == BY_NAME and "by name" in heading(page)


async def test_what_was_half_done_in_an_order_is_put_back_in_it(room: WaitingRoom) -> None:
    async with on_f5(room) as page:
        await sort_until(page, "by name")
        await page.press("home", "v", "2", "u")
        kept = json.loads(json.dumps(page.validation.half_done.get_state()))
    async with on_f5(room) as page:
        page.validation.half_done.set_state(kept)
        await page.until(lambda: page.open_bar == "validate", "the bar")
        await page.settle()
        assert page.under_cursor == "MCCARTHY Sean" and page.names == BY_NAME


async def test_an_order_stays_for_another_specialty_and_is_named_with_it(room: WaitingRoom) -> None:
    ent = a_hospital(room.desk, "ENT", "Ear, nose and throat")
    for family, since in (("Zola", date(2024, 9, 2)), ("Khan", date(2024, 9, 9))):
        an_entry(room.desk, ent, a_patient(room.desk, family, "Jo"), clock_start=since)
    async with on_f5(room) as page:
        await sort_until(page, "by name")
        await page.press("ctrl+l")
        await page.type_text("ear")
        await page.press("enter")
        assert page.names == ["KHAN Jo", "ZOLA Jo"]
        assert "Ear, nose and throat" in heading(page) and "by name" in heading(page)


async def test_a_list_that_is_read_in_batches_is_read_as_a_whole_to_be_sorted(room: WaitingRoom) -> None:
    for number in range(45):
        a_patient_due(room, f"Abel{chr(65 + number // 26)}{chr(65 + number % 26)}")
    async with on_f5(room) as page:
        assert len(page.names) == 40 and "MCCARTHY Sean" not in page.names
        await sort_until(page, "by name")
        assert len(page.names) == 49 and page.names[-4:] == BY_NAME and "the first" not in heading(page)


async def test_a_list_too_long_to_be_sorted_as_a_whole_says_how_many_are_and_stays_as_long(
    room: WaitingRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "_SORTED", 42)
    for number in range(45):
        a_patient_due(room, f"Zola{chr(65 + number // 26)}{chr(65 + number % 26)}")
    async with on_f5(room) as page:
        await sort_until(page, "by name")
        assert "the first 42, by name" in heading(page) and len(page.names) == 42
        await page.press("end", "down")
        assert "the first 42, by name" in heading(page) and len(page.names) == 42
        await sort_until(page, "longest wait first")
        await page.press("end")
        assert len(page.names) == 49


def a_patient_due(room: WaitingRoom, family: str) -> None:
    patient = a_patient(room.desk, family, "Jo")
    an_entry(room.desk, room.hospital, patient, clock_start=date(2024, 9, 2))


async def test_a_list_without_rows_says_that_nothing_is_there_to_be_sorted(room: WaitingRoom) -> None:
    async with on_f5(room) as page:
        await page.press("6", "z")
        assert page.status == "No row is here to be sorted."


async def test_help_and_palette_find_the_key(room: WaitingRoom) -> None:
    async with on_f5(room, (100, 50)) as page:
        await page.press("f1")
        assert "sort the list by its next column" in page.told
        await page.press("f12", "ctrl+p")
        await page.type_text("order")
        assert "Sort" in page.text


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
@pytest.mark.parametrize("width", [76, 98, 156, 236])
def test_a_title_that_sorts_is_whole_beside_its_mark_at_every_width(view: View, width: int) -> None:
    columns: tuple[Column[Any], ...] = view.columns
    fitted = fit_columns(columns, width)
    for item in fitted:
        if item.column.sort is not None:
            line = titles_line(fitted, item.column)
            assert f"{item.column.title}{item.column.sort.mark}" in line or (
                f"{item.column.sort.mark}{item.column.title}" in line
            )
            assert len(line) <= width + 2


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_each_order_of_a_view_has_words_and_a_title_of_its_own(view: View) -> None:
    sorting = [column for column in view.columns if column.sort is not None]
    assert len({column.sort.words for column in sorting if column.sort is not None}) == len(sorting)
    assert all(column.title for column in sorting)
    assert "Name" in [column.title for column in sorting]
