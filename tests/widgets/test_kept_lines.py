"""A line of a list is drawn once, and again only when something of it has changed."""

from __future__ import annotations

import pytest
from rich.segment import Segment
from textual.strip import Strip

from clerkdesk.widgets.kept_lines import KeptLines
from clerkdesk.widgets.row_lines import ShownRow

WIDTH = 20
KHAN: ShownRow[str] = ShownRow(0, False, True, "KHAN", False)


class Drawing:
    """Draws a row as its text, and notes each time."""

    def __init__(self) -> None:
        self.drawn: list[str] = []
        self.lines = KeptLines(self.draw)

    def draw(self, shown: ShownRow[str], width: int) -> Strip:
        self.drawn.append(shown.row)
        return Strip([Segment(shown.row.ljust(width))], width)

    def text(self, shown: ShownRow[str], width: int = WIDTH) -> str:
        return self.lines.line(shown, width).text.rstrip()


def test_the_same_row_is_drawn_once() -> None:
    drawing = Drawing()
    assert not drawing.lines.has(KHAN)
    assert [drawing.text(KHAN), drawing.text(KHAN)] == ["KHAN", "KHAN"] and drawing.drawn == ["KHAN"]
    assert drawing.lines.has(KHAN)


@pytest.mark.parametrize("other", [KHAN._replace(row="PATEL"), KHAN._replace(struck=True)], ids=["row", "struck"])
def test_another_row_in_its_place_and_a_struck_one_are_drawn_again(other: ShownRow[str]) -> None:
    drawing = Drawing()
    drawing.text(KHAN)
    assert not drawing.lines.has(other)
    assert drawing.text(other) == other.row and len(drawing.drawn) == 2
    assert drawing.lines.has(other) and not drawing.lines.has(KHAN)


def test_the_row_that_the_cursor_leaves_has_its_line_of_before() -> None:
    drawing = Drawing()
    drawing.text(KHAN)
    drawing.text(KHAN._replace(under_cursor=True))
    drawing.text(KHAN)
    drawing.text(KHAN._replace(under_cursor=True))
    assert len(drawing.drawn) == 2


def test_another_width_and_other_styles_draw_again() -> None:
    drawing = Drawing()
    drawing.text(KHAN)
    assert drawing.lines.line(KHAN, WIDTH + 1).cell_length == WIDTH + 1 and len(drawing.drawn) == 2
    drawing.lines.forget()
    assert not drawing.lines.has(KHAN)
    drawing.text(KHAN, WIDTH + 1)
    assert len(drawing.drawn) == 3
