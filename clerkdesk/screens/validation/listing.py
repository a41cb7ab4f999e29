"""The list of F5: one view at a time, of one specialty or all, sorted, with the panel of one row below it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from textual.app import ComposeResult

from clerkdesk.rules.patients.people import born_words
from clerkdesk.rules.values.filtering import of_list_name
from clerkdesk.screens.desk.choose_specialty import ALL, Chosen
from clerkdesk.screens.validation.added import Added
from clerkdesk.screens.validation.due import DUE
from clerkdesk.screens.validation.rows import ValidationRow, View, ViewPage
from clerkdesk.screens.validation.view_counts import CountsViews, ViewCounts, known_counts
from clerkdesk.screens.validation.views import VIEWS
from clerkdesk.services.acts.answers import WrongInput
from clerkdesk.widgets.filter_box import FilterBox
from clerkdesk.widgets.panel import Panel
from clerkdesk.widgets.plain import Piece, joined
from clerkdesk.widgets.row_table import RowTable

if TYPE_CHECKING:
    from clerkdesk.screens.desk.frame import Frame
    from clerkdesk.screens.desk.host import Host
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.services.validation.sheets import ValidationSheet
    from clerkdesk.widgets.bar import Bar

_BATCH = 40
_SORTED = 1000
"""Maximum rows to read for sorting; above it, the header says that the rows are the first of a longer list."""


class ListsViews(CountsViews, Protocol):
    """The screen with the list."""

    @property
    def host(self) -> Host:
        """The app, as screens see it."""

    @property
    def frame(self) -> Frame:
        """The frame, whose header has the heading."""

    @property
    def bar(self) -> Bar:
        """The bar at the bottom."""


class Listing:
    """Reads and shows the chosen view."""

    def __init__(self, screen: ListsViews, on_rows: Callable[[], None]) -> None:
        """Begin with the entries due, of every specialty; `on_rows` runs the requests that waited for the rows."""
        self._screen = screen
        self._on_rows = on_rows
        self.view = DUE
        """The shown view."""
        self.specialty = ALL
        """The shown specialty."""
        self.sheet: ValidationSheet | None = None
        """The possible records for the row under the cursor, once they have been read."""
        self.table: RowTable[ValidationRow] = RowTable(
            DUE.columns,
            lambda row: row.key,
            sought=lambda row: of_list_name(row.name, row.specialty, *map(_text, row.lines()), born=row.born),
            reading="The list is being read.",
            id="rows",
        )
        self.counts = ViewCounts(screen, self)
        self._added = Added(screen, self.table, self._show_added)
        self._box = FilterBox(self.table, placeholder="name, check, specialty or anything the row says")
        self._in_hand = Panel(id="in-hand")
        self._limit = _BATCH
        self._page: ViewPage | None = None
        """The rows of the view so far."""
        self._came_back = False
        self._changing = False
        """Whether the rows of another view or specialty are still to come."""

    def widgets(self) -> ComposeResult:
        """Make the line of views, the list and the panel of one row."""
        yield self.counts.line
        yield self._box.line
        yield self.table
        yield self._in_hand

    @property
    def row(self) -> ValidationRow | None:
        """The row under the cursor."""
        return self.table.row

    @property
    def is_changing(self) -> bool:
        """Whether the rows of another view are on their way; the checks may take too long to wait for."""
        return self._changing and self.view.live and self._screen.questions.is_pending("rows")

    # Reading

    def come_back(self) -> None:
        """Note that the clerk returns from another screen: views with acts done there are read again."""
        self._came_back = True
        self.counts.forget_old()

    def read_changes(self) -> None:
        """Read again the views that change by themselves; the checks take long and run only on request."""
        came_back, self._came_back = self._came_back, False
        self.counts.outdate()
        if self.view.live or came_back or self.table.reading.failure:
            # The counts come after the rows.
            self.load()
        else:
            self.counts.count_another()

    def load(self) -> None:
        """Read the view."""
        view, specialty, limit = self.view, self.specialty, self._limit

        def read(desk: Desk) -> tuple[ViewPage, Mapping[str, str]]:
            return view.page(desk, specialty.wanted, limit), known_counts(desk, specialty.wanted)

        self._screen.questions.ask("rows", read, partial(self._show, view, specialty))

    def _show(self, view: View, specialty: Chosen, found: tuple[ViewPage, Mapping[str, str]]) -> None:
        if view is not self.view or specialty != self.specialty:
            return
        page, counts = found
        self.counts.take_known(counts)
        self._show_rows(replace(page, rows=self._added.begin(view.adding, page.rows)))
        self._added.go_on(anew=True)
        if not self._added.is_reading:
            self.counts.count_another()
        self._read_sheet()

    def _show_added(self, rows: Sequence[ValidationRow]) -> None:
        """Show some rows with their slow values."""
        if self._page is not None:
            added = {row.key: row for row in rows}
            self._page = replace(self._page, rows=tuple(added.get(row.key, row) for row in self._page.rows))
            self.table.set_rows(self._page.rows, complete=self._page.complete)
            self._draw_in_hand()
            # The counts come after the checks of the rows in sight.
            self.counts.count_another()
            self._read_sheet()

    def _show_rows(self, page: ViewPage) -> None:
        view, self._page = self.view, page
        self.counts.take(view, page.count)
        self._changing = False
        self.table.reading.set_empty(view.empty)
        self.table.set_rows(page.rows, complete=page.complete)
        self._draw_heading(page)
        self.counts.draw()
        self._draw_in_hand()
        self._on_rows()

    def _draw_heading(self, page: ViewPage) -> None:
        view, whose, order = self.view, self.specialty.name, self._order_of(page)
        heading, name = _begun(view.heading), _begun(view.name)
        ordered = joined((heading, page.said, order))
        narrowed: tuple[str, ...] = ()
        if self.specialty != ALL:
            # With one specialty, the heading names it before the view's own order.
            said = joined((heading, page.said, whose))
            both = (joined((heading, whose, order)), joined((name, whose, order)))
            narrowed = (said,) if self.table.columns.sorted_by is None else both
        self._screen.frame.set_heading(
            joined(("Validation", view.heading, page.said, order, whose)),
            joined((ordered, whose)),
            *narrowed,
            ordered,
            # The line of views shows the count.
            joined((heading, order)),
            joined((name, order)),
            _begun(order),
        )

    def _order_of(self, page: ViewPage) -> str:
        """Return the order in words; for a list that is not read to its end, also how much of it is sorted."""
        column = self.table.columns.sorted_by
        if column is None or column.sort is None:
            return self.view.order
        whole = page.complete and page.whole
        return column.sort.words if whole else f"the first {len(page.rows):,}, {column.sort.words}"

    def _draw_in_hand(self) -> None:
        row, panel = self.row, self._in_hand
        panel.display = row is not None
        if row is not None:
            today = self._screen.host.now().date()
            born = f"  {born_words(row.born, today)}" if row.patient_id is not None else ""
            panel.show(f"{row.name}{born}", [tuple(line) for line in row.lines()])

    def cursor_moved(self) -> None:
        """Show the row under the cursor, and read the checks of the rows in sight and the possible records for it."""
        self._draw_in_hand()
        self._added.go_on()
        self._read_sheet()

    def _read_sheet(self) -> None:
        """Read the possible records for the row under the cursor, once its checks have run."""
        row = self.row
        if self.view is not DUE or row is None or row.entry_id is None:
            return
        entry_id = row.entry_id
        if not self._screen.bar.is_open and not self._added.lacks(row):

            def read(desk: Desk) -> ValidationSheet | WrongInput:
                return desk.read_once(("sheet", entry_id), lambda: desk.validation.sheet(entry_id))

            self._screen.questions.ask("sheet", read, self._keep_sheet, aside=True)

    def _keep_sheet(self, sheet: ValidationSheet | WrongInput) -> None:
        self.sheet = None if isinstance(sheet, WrongInput) else sheet

    def read_more(self) -> None:
        """Read further down. A sorted list stays as it is: new rows would come between those already read."""
        if self.table.columns.sorted_by is not None:
            return
        self._limit *= 2
        self.load()

    # Order, view and specialty

    def sort_on(self) -> None:
        """Sort by the next column, and after the last one in the view's own order; read the whole view for it."""
        self.table.sort_by(self.table.columns.next_to_sort_by())
        if self._page is None:
            return
        self._draw_heading(self._page)
        if not self._page.complete and self._limit < _SORTED:
            self._limit = _SORTED
            self.load()

    def sort_no_more(self) -> None:
        """Show the view in its own order again."""
        self.table.sort_by(None)
        if self._page is not None:
            self._draw_heading(self._page)

    def change(self, view: View) -> None:
        """Show another view, or this one from its beginning."""
        self._box.leave()
        self.sort_no_more()
        if view is not self.view:
            self.view, self._page, self._limit, self._changing = view, None, _BATCH, True
            self.table.begin_reading(
                f"The {view.heading} are being read." if view.live else "The checks are being run."
            )
            self.table.set_columns(view.columns)
            self.counts.draw()
        self.load()

    def _begin_batch(self) -> None:
        """Read from the top: one batch, or the sorted part."""
        self._limit = _BATCH if self.table.columns.sorted_by is None else _SORTED

    def narrow(self, specialty: Chosen) -> None:
        """Show one specialty, or all of them."""
        self.specialty, self._changing = specialty, True
        self._begin_batch()
        self.counts.forget()
        self.load()

    def go_on(self) -> None:
        """Go to the next row: this one is done."""
        self.sheet = None
        self.table.thaw()
        self.table.action_move(1)

    # State

    def get_state(self) -> dict[str, Any]:
        """Return the shown view and specialty."""
        return {"view": self.view.key, "specialty": [self.specialty.code, self.specialty.name]}

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Restore view and specialty; `read_again` reads them."""
        self.specialty = Chosen(*state["specialty"]) if state.get("specialty") else ALL
        self.view = next((view for view in VIEWS if view.key == state.get("view")), DUE)
        # Rows of the previous view lack the cells of these columns.
        self.table.begin_reading()
        self.table.set_columns(self.view.columns)

    def read_again(self) -> None:
        """Read the restored view."""
        self._begin_batch()
        self.load()


def _begun(words: str) -> str:
    """Return words with a capital first letter, for a heading."""
    return words if words.startswith("e-RS") else words[:1].upper() + words[1:]


def _text(line: Sequence[Piece]) -> str:
    return "".join(piece if isinstance(piece, str) else piece[0] for piece in line)
