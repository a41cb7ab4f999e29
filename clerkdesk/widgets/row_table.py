"""A list of any length, drawn line by line: only visible rows become text.

The cursor follows a row's key (the patient), never its number; while frozen nothing moves. The screen supplies the
rows.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.events import Click, Resize
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import Reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from clerkdesk.rules.values.filtering import Sought, rank, read_typed
from clerkdesk.widgets.columns import GAP, Cell, Column, Fitted, RowT, Tone, fit_columns, fit_text, titles_line
from clerkdesk.widgets.keys_in_force import as_shown
from clerkdesk.widgets.pressing import Pressed
from clerkdesk.widgets.row_set import RowSet
from clerkdesk.widgets.survives_errors import SurvivesErrors

if TYPE_CHECKING:
    from textual.css.query import DOMQuery

_HEADER_LINES = 1
_MARKER_WIDTH = 2
_NOTHING_FITS = "Nothing here fits these letters. Backspace widens the search."


class RowTable(SurvivesErrors, ScrollView, Generic[RowT], can_focus=True):
    """A virtual table of frozen rows.

    `set_rows(rows)` sets all rows at once, or with `complete=False` the first page; then `MoreWanted` asks for more.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"row-table--{part}"
        for part in ("header", "cursor", "blurred", "muted", "good", "warning", "alert", "strong", "struck")
    }
    virtual_size = Reactive(Size(0, 0))
    """The room that all rows need; Textual would lay the whole screen out again for every other number of rows."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "first", show=False),
        Binding("end", "last", show=False),
        Binding("enter", "choose", show=False),
    ]

    class CursorMoved(Message):
        """The cursor is on another row, or on none."""

        def __init__(self, table: RowTable[Any], row: Any) -> None:
            super().__init__()
            self.table = table
            self.row = row

    class Chosen(CursorMoved):
        """Enter was pressed on a row."""

    class MoreWanted(CursorMoved):
        """The rows after `row`, the last one loaded, will soon be visible."""

    def __init__(
        self,
        columns: Sequence[Column[RowT]],
        key_of: Callable[[RowT], Hashable],
        *,
        tone_of: Callable[[RowT], Tone] | None = None,
        sought: Callable[[RowT], Sought] | None = None,
        numbered: bool = False,
        picks: bool = False,
        empty: str = "Nothing here.",
        reading: str = "This list is being read.",
        nothing_fits: str = _NOTHING_FITS,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """Take the columns, the key of a row, and its tone, filter text and number (1 to 9).

        `picks` makes it a list to choose one row from: a click chooses.

        `empty` is the sentence for no rows and says what to do; `reading` shows until the rows are read; `nothing_fits`
        shows when the filter leaves no row.
        """
        super().__init__(id=id, classes=classes)
        self._columns = tuple(columns)
        self._rows: RowSet[RowT] = RowSet(key_of)
        self._tone_of = tone_of
        self._sought = sought or self._text_of_all_columns
        self._numbered = numbered
        self._picks = picks
        self._empty = empty
        self._reading = reading
        self._is_answered = False
        self._unread = ""
        self._nothing_fits = nothing_fits
        self._fitted: tuple[Fitted[RowT], ...] = ()
        self._sorted_by: Column[RowT] | None = None
        self._filter = ""
        self._asked_after: Hashable = None
        self._drawn: dict[tuple[int, bool, bool], tuple[RowT, bool, Strip]] = {}
        """Row, whether it is struck, and line as drawn; by index, cursor and focus."""
        self._rows_drawn = 0

    # Rows

    @property
    def rows(self) -> Sequence[RowT]:
        """The shown rows, filtered."""
        return self._rows.shown

    @property
    def row(self) -> RowT | None:
        """The row under the cursor."""
        return self._rows.current

    @property
    def row_number(self) -> int:
        """The index of the cursor, from 0."""
        return self._rows.cursor

    @property
    def frozen(self) -> bool:
        """Whether the rows are frozen until `thaw`."""
        return self._rows.frozen

    def set_rows(self, rows: Iterable[RowT], *, complete: bool = True) -> None:
        """Show these rows; the cursor stays on its patient. While frozen they wait, and vanished ones are struck."""
        self._asked_after = None
        self._unread = ""
        self._is_answered = True
        before = self._rows.current_key
        self._rows.replace(rows, complete=complete)
        self._rows_changed(before)

    def set_empty(self, sentence: str) -> None:
        """Set the sentence for no rows."""
        self._empty = sentence
        self.refresh()

    def begin_reading(self, sentence: str = "") -> None:
        """Show no rows and the sentence that they are being read, until some are set."""
        self.set_rows(())
        self._is_answered = False
        self._reading = sentence or self._reading
        self.refresh()

    @property
    def is_answered(self) -> bool:
        """Whether the rows have been read."""
        return self._is_answered

    def set_unread(self, sentence: str) -> None:
        """Show that the rows could not be read, if there are none, until some are set."""
        self._unread = sentence
        self.refresh()

    @property
    def is_unread(self) -> bool:
        """Whether the last reading of the rows failed."""
        return bool(self._unread)

    def set_columns(self, columns: Sequence[Column[RowT]]) -> None:
        """Show other columns of the same rows, such as initials only. Sorting by a removed column ends."""
        self._columns = tuple(columns)
        if not any(column is self._sorted_by for column in columns):
            self.sort_by(None)
        self._fit()

    @property
    def sorted_by(self) -> Column[RowT] | None:
        """The column that sorts the rows; None for their own order."""
        return self._sorted_by

    def sort_by(self, column: Column[RowT] | None) -> None:
        """Sort the rows by a column, or show them in their own order; the cursor stays on its patient."""
        if column is not self._sorted_by:
            before, self._sorted_by, self._asked_after = self._rows.current_key, column, None
            self._rows.sort(column.sort.sorted if column is not None and column.sort is not None else None)
            self.refresh_lines(round(self.scroll_y))
            self._rows_changed(before)

    def sort_by_next(self) -> None:
        """Sort by the next visible sorting column; after the last one, return to the rows' own order."""
        sorting = [item.column for item in self._fitted if item.column.sort is not None]
        indexes = [index for index, column in enumerate(self._columns) if column is self._sorted_by]
        behind = self._columns[indexes[0] + 1 :] if indexes else self._columns
        self.sort_by(next((column for column in behind if any(column is each for each in sorting)), None))

    def freeze(self) -> None:
        """Freeze rows and numbers while a bar is open."""
        self._rows.freeze()

    def thaw(self) -> None:
        """Show the rows that arrived meanwhile."""
        before = self._rows.current_key
        self._rows.thaw()
        self._rows_changed(before)

    def filter_by(self, text: str) -> None:
        """Show only the rows that match the letters, the best match on top (`clerkdesk.rules.values.filtering`).

        Changed letters put the cursor on the best match; rows read again leave it on its patient.
        """
        changed, self._filter = text != self._filter, text
        typed = read_typed(text)
        before = self._rows.current_key
        if changed:
            self._rows.narrow((lambda row: rank(typed, self._sought(row))) if typed.whole else None)
        self._rows_changed(before)

    def _text_of_all_columns(self, row: RowT) -> Sought:
        return Sought(other=tuple(_cell(column.cell(row)).text for column in self._columns))

    def _rows_changed(self, key_before: Hashable) -> None:
        self._resize_to_rows()
        self._show_cursor()
        self._draw_what_changed()
        if self._rows.current_key != key_before or key_before is None:
            self.post_message(self.CursorMoved(self, self.row))

    # State

    def get_state(self) -> dict[str, Any]:
        """Return the key under the cursor, filter and order; the key must be JSON-able."""
        sorted_by = "" if self._sorted_by is None else self._sorted_by.title
        return {"cursor": self._rows.current_key, "filter": self._filter, "sorted_by": sorted_by}

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Restore what `get_state` returned; the cursor finds its patient once the rows are set."""
        title = state.get("sorted_by")
        self.sort_by(next((each for each in self._columns if each.sort is not None and each.title == title), None))
        self.filter_by(str(state.get("filter", "")))
        self._rows.wish_for(state.get("cursor"))
        self._rows_changed(None)

    # Moving

    def move_to(self, key: Hashable) -> bool:
        """Put the cursor on the row of `key`; return whether it is there."""
        before = self._rows.cursor
        found = self._rows.move_to_key(key)
        self._cursor_changed(before)
        return found

    def action_move(self, step: int) -> None:
        """Move the cursor by a number of rows."""
        self._move_cursor(self._rows.cursor + step)

    def action_page(self, pages: int) -> None:
        """Move the cursor by a screenful."""
        self._move_cursor(self._rows.cursor + pages * max(1, self.size.height - _HEADER_LINES - 1))

    def action_first(self) -> None:
        """Move the cursor to the first row."""
        self._move_cursor(0)

    def action_last(self) -> None:
        """Move the cursor to the last row loaded."""
        self._move_cursor(len(self.rows) - 1)

    def action_choose(self) -> None:
        """Announce that Enter was pressed on the row."""
        if self.row is not None:
            self.post_message(self.Chosen(self, self.row))

    def _move_cursor(self, index: int) -> None:
        before = self._rows.cursor
        self._rows.move_to_index(index)
        self._cursor_changed(before)

    def _cursor_changed(self, before: int) -> None:
        if before == self._rows.cursor:
            self._ask_for_more()
            return
        self.refresh_lines(before + _HEADER_LINES)
        self.refresh_lines(self._rows.cursor + _HEADER_LINES)
        self._show_cursor()
        self.post_message(self.CursorMoved(self, self.row))

    def _show_cursor(self) -> None:
        height = self.size.height - _HEADER_LINES
        top = round(self.scroll_y)
        cursor = self._rows.cursor
        if height > 0 and not top <= cursor < top + height:
            self.scroll_to(y=cursor if cursor < top else cursor - height + 1, animate=False, immediate=True, force=True)
        self._ask_for_more()

    def _ask_for_more(self) -> None:
        rows = self._rows
        near_the_end = rows.cursor + 2 * max(1, self.size.height) >= len(rows.shown)
        last = rows.last
        if rows.complete or rows.frozen or last is None or not near_the_end:
            return
        if self._asked_after != rows.key_of(last):
            self._asked_after = rows.key_of(last)
            self.post_message(self.MoreWanted(self, last))

    def on_mount(self) -> None:
        """Draw every line again in the colours of another theme."""
        self.app.theme_changed_signal.subscribe(self, lambda _: self.draw_again())

    def on_resize(self, event: Resize) -> None:
        """Choose the columns that fit."""
        del event
        self._fit()
        self._show_cursor()

    def on_focus(self) -> None:
        """Draw the cursor as active."""
        self.refresh_lines(self._rows.cursor + _HEADER_LINES)

    def on_blur(self) -> None:
        """Draw the cursor as resting."""
        self.refresh_lines(self._rows.cursor + _HEADER_LINES)

    def on_click(self, event: Click) -> None:
        """Move the cursor to the line under the mouse; a second click acts as Enter, in a picker the first."""
        line = event.y - _HEADER_LINES + round(self.scroll_y)
        if self.frozen or event.y < _HEADER_LINES or line >= len(self.rows):
            return
        again = event.chain > 1 and line == self._rows.cursor
        self._move_cursor(line)
        if again or self._picks:
            self.post_message(Pressed("enter"))

    # Drawing

    def _fit(self) -> None:
        number_width = 2 if self._numbered else 0
        width = self.scrollable_content_region.width or self.size.width
        fitted = fit_columns(self._columns, width - _MARKER_WIDTH - number_width)
        self._resize_to_rows()
        if fitted != self._fitted:
            self._fitted = fitted
            self.draw_again()

    def draw_again(self) -> None:
        """Draw every line from its row, after a change of what its cells are made of or of the colours."""
        self._drawn.clear()
        self.refresh()

    def _resize_to_rows(self) -> None:
        size = Size(self.scrollable_content_region.width, len(self.rows) + _HEADER_LINES)
        if size != self.virtual_size:
            self.virtual_size = size
            self._scroll_update(size)

    def refresh_lines(self, y_start: int, line_count: int = 1) -> None:
        """Redraw lines of the list; the header counts as line 0 and does not scroll."""
        self.refresh(Region(0, y_start - round(self.scroll_y), self.size.width, line_count))

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return some lines as they are kept; Textual would work through each of them again."""
        if self.styles.gutter.totals != (0, 0) or self.opacity < 1:
            return super().render_lines(crop)
        strips = [self.render_line(y) for y in crop.line_range]
        background = self.background_colors[1]
        for line_filter in self.get_line_filters():
            strips = [strip.apply_filter(line_filter, background) for strip in strips]
        first, behind = crop.column_span
        return [strip.crop(first, behind) for strip in strips]

    def render_line(self, y: int) -> Strip:
        """Return one line of the widget: the header, a row, the empty sentence, or nothing."""
        width = self.size.width
        if y == 0:
            return self._header_line(width)
        index = y - _HEADER_LINES + round(self.scroll_y)
        if index < len(self.rows):
            return self._kept_line(index, width)
        empty = self._nothing_fits if self._filter and self._rows.last is not None else self._no_rows
        said = [] if self.rows else wrap(empty, max(1, width - 2 * _MARKER_WIDTH))
        place = y - _HEADER_LINES - 1
        text = " " * _MARKER_WIDTH + said[place] if 0 <= place < len(said) else ""
        style = self.rich_style + self._tone("muted")
        return Strip([Segment(fit_text(text, width), style)], width)

    @property
    def _no_rows(self) -> str:
        """The sentence for no rows."""
        return self._unread or (self._empty if self._is_answered else self._reading)

    def _header_line(self, width: int) -> Strip:
        lead = " " * (_MARKER_WIDTH + (2 if self._numbered else 0))
        style = self.get_component_rich_style("row-table--header")
        return Strip([Segment(fit_text(lead + titles_line(self._fitted, self._sorted_by), width), style)], width)

    def _kept_line(self, index: int, width: int) -> Strip:
        """Return the line of a row, drawn anew only if something of it has changed."""
        place, row, struck = self._drawn_at(index)
        drawn = self._drawn.get(place)
        if drawn is None or drawn[:2] != (row, struck) or drawn[2].cell_length != width:
            drawn = self._drawn[place] = (row, struck, self._row_line(index, width))
        return drawn[2]

    def _drawn_at(self, index: int) -> tuple[tuple[int, bool, bool], RowT, bool]:
        row = self.rows[index]
        struck = self._rows.key_of(row) in self._rows.struck
        return (index, index == self._rows.cursor, self.has_focus), row, struck

    def _draw_what_changed(self) -> None:
        """Draw the visible lines again whose rows are not those that were drawn."""
        rows, top = len(self.rows), round(self.scroll_y)
        if not rows or rows != self._rows_drawn:
            self._rows_drawn = rows
            self.refresh()
            return
        for index in range(top, min(rows, top + self.size.height)):
            place, *now = self._drawn_at(index)
            drawn = self._drawn.get(place)
            if drawn is None or list(drawn[:2]) != now:
                self.refresh_lines(index + _HEADER_LINES)

    def _row_line(self, index: int, width: int) -> Strip:
        row = self.rows[index]
        under_cursor = index == self._rows.cursor
        base = self.rich_style
        if under_cursor:
            base = self.get_component_rich_style(f"row-table--{'cursor' if self.has_focus else 'blurred'}")
        struck = self._rows.key_of(row) in self._rows.struck
        row_tone: Tone = "struck" if struck else (self._tone_of(row) if self._tone_of else "")
        row_style = base + self._tone(row_tone)
        segments = [Segment("> " if under_cursor else "  ", base)]
        if self._numbered:
            segments.append(Segment(f"{index + 1} " if index < 9 else "  ", base + self._tone("strong")))
        for number, item in enumerate(self._fitted):
            cell = _cell(item.column.cell(row))
            style = row_style if struck or not cell.tone else base + self._tone(cell.tone)
            segments += [Segment(" " * GAP, base)] if number else []
            mark = as_shown(f" {cell.mark}") if cell.mark else ""
            text_width = max(0, item.width - cell_len(mark))
            segments.append(Segment(fit_text(cell.fitting(text_width), text_width, right=item.column.right), style))
            segments += [Segment(mark, base if struck else base + self._tone("muted"))] if mark else []
        return Strip(segments).adjust_cell_length(width, base)

    def _tone(self, tone: Tone) -> Style:
        return self.get_component_rich_style(f"row-table--{tone}", partial=True) if tone else Style.null()


def _cell(value: str | Cell) -> Cell:
    return value if isinstance(value, Cell) else Cell(value)


class HoldsTables(Protocol):
    """A screen, as far as its lists are looked for."""

    def query(self, selector: Any) -> DOMQuery[Any]:
        """Return widgets of the screen."""


def tables_of(screen: HoldsTables) -> list[RowTable[Any]]:
    """Return the lists of a screen, from top to bottom; empty if it has none, or is gone."""
    return list(screen.query(RowTable))
