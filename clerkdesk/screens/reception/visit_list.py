"""The list of F6: its reception, its rows, its filter box, and the description of a row below."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.widget import Widget

from clerkdesk.rules.patients.people import born_words
from clerkdesk.screens.acts.choosing_lists import stepped
from clerkdesk.screens.reception.about import about
from clerkdesk.screens.reception.choose_reception import lists_of
from clerkdesk.screens.reception.visits import (
    Shown,
    TodayPage,
    Visit,
    columns_for,
    empty_sentence,
    headings,
    read_page,
    sought,
    tone_of,
)
from clerkdesk.widgets.filter_box import FilterBox
from clerkdesk.widgets.row_table import RowTable
from clerkdesk.widgets.still_text import StillText

if TYPE_CHECKING:
    from clerkdesk.screens.acts.of_screen import ShowsList

PAGE = "page"
"""Subject of the read of the rows."""


class VisitList:
    """Reads and shows a list, and remembers the chosen one."""

    def __init__(self, screen: ShowsList, on_shown: Callable[[], None]) -> None:
        """Begin without a list; the clerk's own reception is shown first.

        `on_shown` is called each time new rows are shown.
        """
        self._screen = screen
        self._on_shown = on_shown
        self.page: TodayPage | None = None
        self.keeps_cursor = False
        """Whether the cursor stays on its row in another list, such as for a bar to reopen there."""
        self._wanted: Shown | None = None
        self._is_brought = False
        """Whether another screen opened this list for one appointment."""
        self._chosen: Shown | None = None
        """The chosen list; None for the clerk's own reception."""
        self.table: RowTable[Visit] = RowTable(
            columns_for(Shown(), private=False),
            lambda visit: visit.key,
            tone_of=tone_of,
            sought=sought,
            reading="The day is being read.",
            id="visits",
        )
        self.box = FilterBox(self.table, placeholder="letters of the name, a number, a clinic", stays=True)
        self._about = StillText(id="about")

    def widgets(self) -> Iterator[Widget]:
        """Yield the box, the list and the lines below it."""
        yield self.box.line
        yield self.table
        yield self._about

    @property
    def row(self) -> Visit | None:
        """The visit under the cursor."""
        return self.table.row

    @property
    def private(self) -> bool:
        """Whether only initials are shown."""
        return self._screen.host.private

    def name_of(self, visit: Visit) -> str:
        """Return a patient's name, or only initials for a public counter."""
        return visit.initials if self.private else visit.name

    def born(self, visit: Visit) -> str:
        """Return a patient's birth date and age, to tell namesakes apart; empty for a public counter."""
        return "" if self.private else born_words(visit.appointment.date_of_birth, visit.today)

    # Reading

    def load(self) -> None:
        """Read the shown list."""
        self._screen.questions.ask(PAGE, partial(read_page, wanted=self._wanted), self._show)

    def _show(self, page: TodayPage) -> None:
        is_another = self.page is None or self.page.shown != page.shown
        self.page, self._wanted = page, page.shown
        if is_another:
            self.table.set_columns(columns_for(page.shown, private=self.private))
        self.table.reading.set_empty(empty_sentence(page))
        self.table.set_rows(page.visits)
        if is_another and not self.keeps_cursor:
            self._go_to_next(page)
        self._screen.frame.set_heading(*headings(page))
        self.draw_about()
        self._on_shown()
        self.keeps_cursor = False

    def _go_to_next(self, page: TodayPage) -> None:
        """Put the cursor on the first expected patient, below the finished visits of the morning."""
        expected = next((visit for visit in page.visits if visit.is_expected), None)
        if expected is not None:
            self.table.move_to(expected.key)

    def draw_about(self) -> None:
        """Describe the visit under the cursor; while a bar is open, the description stays."""
        if not self._screen.bar.is_open:
            to_note = self.page.to_note if self.page is not None else 0
            self._about.update(about(self.row, private=self.private, to_note=to_note))

    def privacy_changed(self) -> None:
        """Show initials only, or the names again."""
        shown = self.page.shown if self.page is not None else Shown()
        self.table.set_columns(columns_for(shown, private=self.private))
        self.draw_about()

    # Which list

    def show(self, shown: Shown | None) -> None:
        """Show the chosen list, with an empty box; None changes nothing."""
        if shown is not None and not self._screen.bar.is_open:
            self._is_brought, self._wanted = False, shown
            self.box.begin_again()
            self._screen.questions.wait_for(PAGE)
            self.load()

    def step(self, step: int) -> None:
        """Show the list some steps on."""
        if self.page is not None:
            lists = [each.shown for each in lists_of(self.page)]
            self._is_brought, self._wanted = False, stepped(lists, self.page.shown, step) or lists[0]
            self.load()

    def bring(self, shown: Shown) -> None:
        """Show a list for one appointment; `begin_again` goes back to the chosen one."""
        self.box.begin_again()
        if not self._is_brought:
            self._is_brought, self._chosen = True, self._wanted
        self._wanted = shown
        self.load()

    def begin_again(self) -> None:
        """Begin with an empty box, on the chosen list."""
        self.box.begin_again()
        if self._is_brought:
            self._is_brought, self._wanted = False, self._chosen
            self.load()

    # State

    def get_state(self) -> dict[str, Any]:
        """Return the shown list, and the letters in the box."""
        shown = self._wanted
        kept = None if shown is None else {"reception": shown.reception_desk_id, "missing": shown.missing}
        return {"list": kept, "box": self.box.get_state()}

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Restore the result of `get_state`; a read of the rows follows."""
        kept = state.get("list")
        if kept:
            self._wanted = Shown(kept["reception"], bool(kept["missing"]))
        if state.get("box"):
            self.box.set_state(state["box"])
