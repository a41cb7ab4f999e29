"""The lines of a list without a screen: titles, rows in the columns that fit, and the sentence for no rows."""

from __future__ import annotations

from collections.abc import Callable

from rich.style import Style

from clerkdesk.widgets.columns import Cell, Column, Sorting, Tone
from clerkdesk.widgets.list_columns import ListColumns
from clerkdesk.widgets.row_lines import RowLines, ShownRow

Patient = tuple[str, int]
NAME: Column[Patient] = Column("Name", lambda row: Cell(row[0], mark="·Bev"), 12, sort=Sorting(lambda row: row[0], ""))
WEEKS: Column[Patient] = Column("Weeks", lambda row: Cell(str(row[1]), "alert" if row[1] > 18 else ""), 5, right=True)
COLOURS = {"cursor": "on blue", "blurred": "on black", "muted": "dim", "alert": "red", "strong": "bold", "struck": "s"}


class Styled:
    """The styles of a list: plain text is green, each part has its own colour."""

    rich_style = Style.parse("green")

    def get_component_rich_style(self, *names: str, partial: bool = False) -> Style:
        return Style.parse(COLOURS.get(names[0].removeprefix("row-table--"), "none"))


def lines(
    *, width: int = 30, numbered: bool = False, tone_of: Callable[[Patient], Tone] | None = None
) -> RowLines[Patient]:
    columns = ListColumns((NAME, WEEKS))
    drawn = RowLines(Styled(), columns, numbered=numbered, tone_of=tone_of)
    columns.sorted_by = NAME
    columns.fit(drawn.room_for_columns(width))
    return drawn


def row(
    name: str = "KHAN", weeks: int = 2, *, number: int = 0, at: bool = False, struck: bool = False
) -> ShownRow[Patient]:
    return ShownRow(number, at, True, (name, weeks), struck)


def test_a_row_has_its_cells_under_their_titles_and_a_mark_is_never_cut() -> None:
    drawn = lines()
    assert drawn.titles(30).text == "  Name▲         Weeks".ljust(30)
    assert drawn.row(row(), 30).text == "  KHAN    ·Bev      2".ljust(30)
    assert drawn.row(row("ABDULRAHMAN"), 30).text == "  ABDULR… ·Bev      2".ljust(30)


def test_the_cursor_has_its_sign_and_its_colour() -> None:
    line = lines().row(row(at=True), 30)
    assert line.text.startswith("> KHAN")
    assert all(segment.style is not None and segment.style.bgcolor is not None for segment in line)
    resting = lines().row(row(at=True)._replace(has_focus=False), 30)
    assert resting.text == line.text and resting != line


def test_the_first_nine_rows_have_a_number() -> None:
    drawn = lines(numbered=True)
    assert drawn.row(row(number=8), 30).text.startswith("  9 KHAN")
    assert drawn.row(row(number=9), 30).text.startswith("    KHAN")
    assert drawn.titles(30).text.startswith("    Name")


def test_a_cell_has_its_own_tone_else_that_of_the_row_and_a_struck_row_has_one_for_all() -> None:
    drawn = lines(tone_of=lambda row: "strong")

    def style_of(shown: ShownRow[Patient], text: str) -> Style:
        found = next(segment.style for segment in drawn.row(shown, 30) if segment.text.strip() == text)
        assert found is not None
        return found

    assert style_of(row(), "2").bold and style_of(row(), "KHAN").bold
    assert style_of(row(weeks=19), "19") == Styled.rich_style + Style.parse("red")
    assert style_of(row(weeks=19, struck=True), "19").strike and not style_of(row(struck=True), "KHAN").bold


def test_a_sentence_stands_after_a_blank_line_and_wraps() -> None:
    said = [lines().sentence("Nobody waits here. F2 finds a patient.", line, 24).text for line in range(4)]
    assert [line.strip() for line in said] == ["", "Nobody waits here.", "F2 finds a patient.", ""]
    assert all(len(line) == 24 for line in said)
