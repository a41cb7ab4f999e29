"""A list of any length, drawn line by line: only visible rows become text.

The cursor follows a row's key (the patient), never its number; while frozen nothing moves. The screen supplies the
rows.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol

from textual import on
from textual.binding import Binding, BindingType
from textual.events import Blur, Click, Focus, Resize
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import Reactive
from textual.strip import Strip

from clerkdesk.rules.values.filtering import Sought, rank, read_typed
from clerkdesk.widgets.columns import Column, RowT, Tone
from clerkdesk.widgets.kept_lines import KeptLines
from clerkdesk.widgets.laid_out_once import ScrolledOnce
from clerkdesk.widgets.list_columns import ListColumns
from clerkdesk.widgets.list_reading import ListReading
from clerkdesk.widgets.pressing import Pressed
from clerkdesk.widgets.row_lines import RowLines, ShownRow
from clerkdesk.widgets.row_set import RowSet
from clerkdesk.widgets.survives_errors import SurvivesErrors

if TYPE_CHECKING:
    from textual.css.query import DOMQuery

_HEADER_LINES = 1
_NOTHING_FITS = "Nothing here fits these letters. Backspace widens the search."


class RowTable(SurvivesErrors, ScrolledOnce, Generic[RowT], can_focus=True):
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

        `ListReading` says what `empty`, `reading` and `nothing_fits` are for.
        """
        super().__init__(id=id, classes=classes)
        self.columns = ListColumns(columns)
        self.reading = ListReading(self.refresh, empty=empty, being_read=reading, nothing_fits=nothing_fits)
        self._rows: RowSet[RowT] = RowSet(key_of)
        self._lines = RowLines(self, self.columns, tone_of=tone_of, numbered=numbered)
        self._kept = KeptLines(self._lines.row)
        self._sought = sought or self.columns.text_of
        self._picks = picks
        self._filter = ""
        self._asked_after: Hashable = None
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
        self.reading.done()
        before = self._rows.current_key
        self._rows.replace(rows, complete=complete)
        self._rows_changed(before)

    def begin_reading(self, sentence: str = "") -> None:
        """Show no rows and the sentence that they are being read, until some are set."""
        self.set_rows(())
        self.reading.begin(sentence)

    def set_columns(self, columns: Sequence[Column[RowT]]) -> None:
        """Show other columns of the same rows, such as initials only. Sorting by a removed column ends."""
        self.columns.all = tuple(columns)
        if self.columns.sorted_by not in self.columns:
            self.sort_by(None)
        self._fit()

    def sort_by(self, column: Column[RowT] | None) -> None:
        """Sort the rows by a column, or show them in their own order; the cursor stays on its patient."""
        if column is not self.columns.sorted_by:
            before, self.columns.sorted_by, self._asked_after = self._rows.current_key, column, None
            self._rows.sort(column.sort.sorted if column is not None and column.sort is not None else None)
            self.refresh_lines(round(self.scroll_y))
            self._rows_changed(before)

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

    def _rows_changed(self, key_before: Hashable) -> None:
        self._resize_to_rows()
        self._show_cursor()
        self._draw_what_changed()
        if self._rows.current_key != key_before or key_before is None:
            self.post_message(self.CursorMoved(self, self.row))

    # State

    def get_state(self) -> dict[str, Any]:
        """Return the key under the cursor, filter and order; the key must be JSON-able."""
        sorted_by = self.columns.sorted_by
        title = "" if sorted_by is None else sorted_by.title
        return {"cursor": self._rows.current_key, "filter": self._filter, "sorted_by": title}

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Restore what `get_state` returned; the cursor finds its patient once the rows are set."""
        self.sort_by(self.columns.sorting_by(state.get("sorted_by")))
        self.filter_by(str(state.get("filter", "")))
        self._rows.wish_for(state.get("cursor"))
        self._rows_changed(None)

    # Moving

    def move_to(self, key: Hashable) -> bool:
        """Put the cursor on the row of `key`; return whether it is there."""
        index = self._rows.index_of(key)
        if index is None:
            self._ask_for_more()
            return False
        self._move_cursor(index)
        return True

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

    @on(Focus)
    @on(Blur)
    def draw_cursor(self) -> None:
        """Draw the cursor as active or resting."""
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
        width = self.scrollable_content_region.width or self.size.width
        columns_differ = self.columns.fit(self._lines.room_for_columns(width))
        self._resize_to_rows()
        if columns_differ:
            self.draw_again()

    def draw_again(self) -> None:
        """Draw every line from its row, after a change of what its cells are made of or of the colours."""
        self._kept.forget()
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
            return self._lines.titles(width)
        index = y - _HEADER_LINES + round(self.scroll_y)
        if index < len(self.rows):
            return self._kept.line(self._shown(index), width)
        filtered = bool(self._filter) and self._rows.last is not None
        words = "" if self.rows else self.reading.sentence(filtered=filtered)
        return self._lines.sentence(words, y - _HEADER_LINES, width)

    def _shown(self, index: int) -> ShownRow[RowT]:
        rows = self._rows
        row = rows.shown[index]
        return ShownRow(index, index == rows.cursor, self.has_focus, row, rows.key_of(row) in rows.struck)

    def _draw_what_changed(self) -> None:
        """Draw the visible lines again whose rows are not those that were drawn."""
        rows, top = len(self.rows), round(self.scroll_y)
        if not rows or rows != self._rows_drawn:
            self._rows_drawn = rows
            self.refresh()
            return
        for index in range(top, min(rows, top + self.size.height)):
            if not self._kept.has(self._shown(index)):
                self.refresh_lines(index + _HEADER_LINES)


def rows_in_sight(table: RowTable[RowT]) -> Sequence[RowT]:
    """Return the rows of a list that have a line on the screen."""
    top = round(table.scroll_y)
    return table.rows[top : top + max(0, table.size.height - _HEADER_LINES)]


class HoldsTables(Protocol):
    """A screen, as far as its lists are looked for."""

    def query(self, selector: Any) -> DOMQuery[Any]:
        """Return widgets of the screen."""


def tables_of(screen: HoldsTables) -> list[RowTable[Any]]:
    """Return the lists of a screen, from top to bottom; empty if it has none, or is gone."""
    return list(screen.query(RowTable))
