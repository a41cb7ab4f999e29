"""The lines of a bar in the room that it has: none too many, none lost, and who and what always first."""

from __future__ import annotations

from itertools import product

import pytest
from textual.content import Content

from clerkdesk.widgets.bar_room import FEWEST_LINES, PAGE_KEYS, BarPages, ShownLines, room_of

ON, BACK = PAGE_KEYS


def _lines(name: str, count: int) -> list[Content]:
    return [Content(f"{name} {place}.") for place in range(count)]


def _plain(shown: ShownLines) -> list[str]:
    return [line.plain for line in (*shown.head, *shown.say)]


@pytest.mark.parametrize("room", [FEWEST_LINES - 1, FEWEST_LINES, 16])
def test_a_bar_never_has_more_lines_than_room_and_reading_on_shows_them_all(room: int) -> None:
    for head_count, told_count, say_count in product(range(1, 30), (0, 1, 3, 5, 20), (0, 1, 2, 3, 9)):
        pages = BarPages()
        head, told, say = _lines("head", head_count), _lines("told", told_count), _lines("say", say_count)
        read: set[str] = set()
        for turn in ["", *[ON] * 80, *[BACK] * 80]:
            if turn:
                pages.turn(turn)
            shown = _plain(pages.fit(head, told, say, room))
            assert len(shown) <= room and shown[0] == "head 0."
            read |= set(shown)
        assert {line.plain for line in (*head, *told, *say)} <= read


@pytest.mark.parametrize("told_count", [1, 3, 6, 30])
def test_what_the_bar_tells_is_on_the_first_page_whatever_else_it_shows(told_count: int) -> None:
    shown = BarPages().fit(_lines("head", 30), _lines("told", told_count), _lines("say", 5), FEWEST_LINES - 1)
    assert "told 0." in _plain(shown)


def test_the_line_between_says_how_much_is_left_out_and_which_key_shows_it() -> None:
    pages = BarPages()
    assert "PageDown shows 8 more" in "\n".join(_plain(pages.fit(_lines("head", 15), [], [], 8)))
    assert pages.turn(ON)
    assert "PageUp goes back" in "\n".join(_plain(pages.fit(_lines("head", 15), [], [], 8)))


def test_keys_that_read_on_do_nothing_where_all_is_shown() -> None:
    pages = BarPages()
    pages.fit(_lines("head", 3), [], [], FEWEST_LINES)
    assert not pages.turn(ON)


def test_a_larger_terminal_gives_a_bar_more_room() -> None:
    assert room_of(24) == FEWEST_LINES < room_of(48)
