"""The views of F5: which is shown, of which specialty, and the row in hand. Keys that act are in `screen`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.events import Key, Resize, ScreenResume
from textual.widgets import Static

from clerkdesk.rules.patients.people import born_words
from clerkdesk.rules.values.filtering import of_list_name
from clerkdesk.screens.acts.on_card import OnCard
from clerkdesk.screens.desk.base import DeskScreen
from clerkdesk.screens.desk.choose_specialty import ALL, KNOWN, Chosen, choose_specialty, choose_typed
from clerkdesk.screens.validation.due import DUE
from clerkdesk.screens.validation.findings import FINDINGS
from clerkdesk.screens.validation.follow_ups import FOLLOW_UPS, INVITATIONS
from clerkdesk.screens.validation.outcomes import MISSING_OUTCOMES
from clerkdesk.screens.validation.referrals import SLOT_ISSUES, TO_VET
from clerkdesk.screens.validation.rows import ValidationRow, View, ViewPage
from clerkdesk.screens.validation.waits import WAITS
from clerkdesk.services.acts.answers import WrongInput
from clerkdesk.widgets.columns import fit_text
from clerkdesk.widgets.filter_box import FilterBox
from clerkdesk.widgets.panel import Panel
from clerkdesk.widgets.plain import KEY, Piece, joined, plain
from clerkdesk.widgets.row_table import RowTable

if TYPE_CHECKING:
    from clerkdesk.services.validation.validation import ValidationSheet

VIEWS: tuple[View, ...] = (DUE, FINDINGS, SLOT_ISSUES, TO_VET, FOLLOW_UPS, MISSING_OUTCOMES, INVITATIONS, WAITS)
_AS_COUNTED = sorted(VIEWS, key=lambda view: not view.live)
_BATCH = 40
_SORTED = 1000
"""Rows that are read to be sorted; of a longer list, the header says that these are its first."""
_ONE_LINE = 134
"""Cells from which views and counts stand on one line, however much they hold; else each count below its view."""
_SLOW_COUNT_HOLDS = 60.0
"""Seconds for which a count that takes long stands, while a clerk goes to and fro."""
_COUNTS_HOLD = 5.0
"""Seconds for which the counts of other views stand: each change would read all of them anew."""
_TO_COME = "…"
"""Stands for a count that is still to be read: nothing is said to be empty before the answer."""


class Views(DeskScreen):
    """One view at a time with the row in hand below it."""

    WAITS_FOR = frozenset({"rows"})
    ACTED_ON = frozenset({"rows"})

    def __init__(self) -> None:
        """Begin with what is due, of every specialty."""
        super().__init__()
        self.typing.takes_key = self.takes_key
        self.on_card = OnCard(self)
        self.commands.add(self.on_card.letters)
        self.view = DUE
        self.specialty = ALL
        self._limit = _BATCH
        self._page: ViewPage | None = None
        """What is shown of the view."""
        self._counts: dict[str, str] = {}
        self._slow_count_at = 0.0
        """When the checks were counted."""
        self._outdated: set[str] = set()
        """Views whose count stands until it has been read anew."""
        self._counts_at = 0.0
        """When the counts of other views were last found outdated."""
        self._came_back = False
        self._changing = False
        """Whether the rows of another view or specialty are still to come."""
        self.sheet: ValidationSheet | None = None

    def compose_body(self) -> ComposeResult:
        """Make the line of views, the list and the row in hand."""
        self.table: RowTable[ValidationRow] = RowTable(
            DUE.columns,
            lambda row: row.key,
            sought=lambda row: of_list_name(row.name, row.specialty, *map(_text, row.lines()), born=row.born),
            reading="The list is being read.",
            id="rows",
        )
        yield Static(id="views")
        yield FilterBox(self.table, placeholder="name, check, specialty or anything the row says").line
        yield self.table
        yield Panel(id="in-hand")

    # Reading

    def load(self) -> None:
        """Read the view."""
        view, specialty, limit = self.view, self.specialty, self._limit
        self.questions.ask(
            "rows", lambda desk: view.read(desk, specialty.wanted, limit), partial(self._show, view, specialty)
        )

    def on_data_changed(self) -> None:
        """Read again what changes by itself; the checks take long and are run when somebody asks for them."""
        came_back, self._came_back = self._came_back, False
        if self.view.live or came_back or self.table.is_unread:
            self.load()
        self._count_outdated()

    def on_screen_resume(self, event: ScreenResume) -> None:
        """Read again what was mended elsewhere."""
        self._came_back = True
        self._count_anew()

    def _show(self, view: View, specialty: Chosen, page: ViewPage) -> None:
        if view is not self.view or specialty != self.specialty:
            return
        add = view.add
        if add is not None:
            # What was added before stands until it has been read anew.
            known = {row.key: row for row in self.table.rows}
            self._show_rows(replace(page, rows=tuple(known.get(row.key, row) for row in page.rows)))
            self.questions.ask("added", lambda desk: add(desk, page), partial(self._show_added, view, specialty))
        else:
            self._show_rows(page)

    def _show_added(self, view: View, specialty: Chosen, page: ViewPage) -> None:
        if view is self.view and specialty == self.specialty:
            self._show_rows(page)

    def _show_rows(self, page: ViewPage) -> None:
        view, self._page = self.view, page
        self._counts[view.key] = page.count
        self._changing = False
        self.table.set_empty(view.empty)
        self.table.set_rows(page.rows, complete=page.complete)
        self._draw_heading(page)
        self._draw_views()
        self._draw_in_hand()
        self._count_another()
        self.rows_shown()

    def _draw_heading(self, page: ViewPage) -> None:
        view, whose, order = self.view, self.specialty.name, self._order_of(page)
        heading, name = _begun(view.heading), _begun(view.name)
        ordered = joined((heading, page.said, order))
        narrowed: tuple[str, ...] = ()
        if self.specialty != ALL:
            # What is narrowed to one specialty says so before it names the view's own order.
            said = joined((heading, page.said, whose))
            both = (joined((heading, whose, order)), joined((name, whose, order)))
            narrowed = (said,) if self.table.sorted_by is None else both
        self.frame.set_heading(
            joined(("Validation", view.heading, page.said, order, whose)),
            joined((ordered, whose)),
            *narrowed,
            ordered,
            # The line of views says how many there are.
            joined((heading, order)),
            joined((name, order)),
            _begun(order),
        )

    def _order_of(self, page: ViewPage) -> str:
        """Return what stands on top, in words; of a list that is not there as a whole, how much of it is sorted."""
        column = self.table.sorted_by
        if column is None or column.sort is None:
            return self.view.order
        whole = page.complete and page.whole
        return column.sort.words if whole else f"the first {len(page.rows):,}, {column.sort.words}"

    def _count_anew(self) -> None:
        """Forget the counts; that of the checks, which takes long, only where it is old."""
        fresh = monotonic() - self._slow_count_at < _SLOW_COUNT_HOLDS
        kept = {view.key: self._counts[view.key] for view in VIEWS if not view.live and view.key in self._counts}
        self._counts = kept if fresh else {}

    def _count_outdated(self) -> None:
        """Count the other views again, as something has changed; what stood is shown until then."""
        if monotonic() - self._counts_at < _COUNTS_HOLD:
            return
        self._counts_at = monotonic()
        self._outdated = {view.key for view in VIEWS if view.live and view is not self.view}
        self._count_another()

    def _count_another(self) -> None:
        """Count the views that nobody has opened, one by one and holding no key; the checks, which take long, last."""
        specialty = self.specialty
        wanted = {view.key for view in VIEWS if view.key not in self._counts} | self._outdated
        left = next((view for view in _AS_COUNTED if view.key in wanted), None)
        if left is None or self.questions.is_pending("counts"):
            return
        uncounted = left

        def show(count: str) -> None:
            if specialty == self.specialty:
                if uncounted is not self.view:
                    self._counts[uncounted.key] = count
                self._counts.setdefault(uncounted.key, count)
                self._outdated.discard(uncounted.key)
                self._slow_count_at = self._slow_count_at if uncounted.live else monotonic()
                self._draw_views()
            # Once this answer has been taken, the next is asked for.
            self.call_later(self._count_another)

        self.questions.ask("counts", lambda desk: uncounted.read(desk, specialty.wanted, 1).count, show)

    def rows_shown(self) -> None:
        """Do what waited for the rows."""

    def on_resize(self, event: Resize) -> None:
        """Give views and counts one line or two."""
        self.set_class(event.size.width < _ONE_LINE + 2, "-narrow")
        self._draw_views()

    def _draw_views(self) -> None:
        line = self.query_one("#views", Static)
        line.update(plain(*views_line(self._counts, self.view, line.size.width or self.app.size.width - 2)))

    def _draw_in_hand(self) -> None:
        row, panel = self.table.row, self.query_one("#in-hand", Panel)
        panel.display = row is not None
        if row is not None:
            today = self.host.now().date()
            born = f"  {born_words(row.born, today)}" if row.patient_id is not None else ""
            panel.show(f"{row.name}{born}", [tuple(line) for line in row.lines()])

    def on_row_table_cursor_moved(self, event: RowTable.CursorMoved) -> None:
        """Show the row whom the cursor has come to, and read what may be recorded about it."""
        event.stop()
        self._draw_in_hand()
        row = self.table.row
        if self.view is DUE and row is not None and row.entry_id is not None and not self.bar.is_open:
            entry_id = row.entry_id
            self.questions.ask("sheet", lambda desk: desk.validation.sheet(entry_id), self._keep_sheet)

    def _keep_sheet(self, sheet: ValidationSheet | WrongInput) -> None:
        self.sheet = None if isinstance(sheet, WrongInput) else sheet

    def on_row_table_more_wanted(self) -> None:
        """Read further down. What is sorted stays as long as it is: rows would come between those that were read."""
        if self.table.sorted_by is not None:
            return
        self._limit *= 2
        self.load()

    def command_sort(self) -> None:
        """Sort by the next column, and behind the last of them in the view's own order; read the whole view for it."""
        self.table.sort_by_next()
        if self._page is None:
            return
        self._draw_heading(self._page)
        if not self._page.complete and self._limit < _SORTED:
            self._limit = _SORTED
            self.load()

    def _sort_no_more(self) -> None:
        self.table.sort_by(None)
        if self._page is not None:
            self._draw_heading(self._page)

    def asked_for(self) -> None:
        """Begin again in the view's own order."""
        super().asked_for()
        if self.stands:
            self._sort_no_more()

    # Views and specialties

    def is_ready_for(self, key: str) -> bool:
        """Hold keys until the rows and dialogs that they are meant for are there; the checks may take too long."""
        changing = self._changing and self.view.live and self.questions.is_pending("rows")
        return super().is_ready_for(key) and not (changing or self.questions.is_pending(KNOWN))

    def takes_key(self, key: Key) -> bool:
        """Change the view with its digit."""
        view = next((view for view in VIEWS if view.key == key.character), None)
        if view is None:
            return False
        self._change(view)
        return True

    def _change(self, view: View) -> None:
        for box in self.query(FilterBox):
            box.leave()
        self._sort_no_more()
        if view is not self.view:
            self.view, self._page, self._limit, self._changing = view, None, _BATCH, True
            self.table.begin_reading(
                f"The {view.heading} are being read." if view.live else "The checks are being run."
            )
            self.table.set_columns(view.columns)
            self._draw_views()
        self.load()

    def command_choose_list(self) -> None:
        """Choose a specialty, or all of them."""
        choose_specialty(self, self.specialty, self.narrow)

    def take_arguments(self, arguments: Sequence[str]) -> None:
        """Show the specialty that was named behind the command: `.validation derm`."""
        choose_typed(self, arguments, self.narrow)

    def begin_batch(self) -> None:
        """Read from the top: a batch, or as much as is sorted."""
        self._limit = _BATCH if self.table.sorted_by is None else _SORTED

    def narrow(self, specialty: Chosen) -> None:
        """Show one specialty, or all of them."""
        self.specialty, self._changing = specialty, True
        self.begin_batch()
        self._counts.clear()
        self._outdated.clear()
        self._slow_count_at = 0.0
        self.load()


def _begun(words: str) -> str:
    """Return words as a heading begins with them."""
    return words if words.startswith("e-RS") else words[:1].upper() + words[1:]


def _text(line: Sequence[Piece]) -> str:
    return "".join(piece if isinstance(piece, str) else piece[0] for piece in line)


def views_line(counts: Mapping[str, str], shown: View, width: int) -> Iterator[Piece]:
    """Yield every view with its digit and what is counted on it, by key, in `width` cells.

    How many lines it takes follows from the width alone: a count that comes in moves no list.
    """
    below: list[Piece] = []
    for place, view in enumerate(VIEWS):
        here, count = view is shown, counts.get(view.key, _TO_COME)
        style = "bold" if here else ""
        gap = "" if not place else " " if width < _ONE_LINE else "  "
        yield gap
        yield view.key, "reverse bold" if here else KEY
        if width >= _ONE_LINE:
            yield f" {view.name} {count}", style
            continue
        room = max(cell_len(view.name), cell_len(count))
        yield f" {fit_text(view.name, room)}", style
        below += [f"{gap}  ", (fit_text(count, room), style)]
    if below:
        yield from ("\n", *below)
