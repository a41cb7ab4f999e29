"""The list of F6: which reception is shown, its rows, the box that narrows it, and what is said of the row below."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.widget import Widget
from textual.widgets import Static

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

if TYPE_CHECKING:
    from clerkdesk.screens.acts.of_screen import ShowsList

PAGE = "page"
"""Subject of the question for the rows."""


class VisitList:
    """Reads a list, shows it, and remembers which one the clerk chose."""

    def __init__(self, screen: ShowsList, on_shown: Callable[[], None]) -> None:
        """Begin without a list; the reception at which the clerk sits is shown first.

        `on_shown` is called each time the rows have been read and shown.
        """
        self._screen = screen
        self._on_shown = on_shown
        self.page: TodayPage | None = None
        self.keeps_cursor = False
        """Whether the cursor stays on its row when another list is shown, as for a bar that is opened again there."""
        self._wanted: Shown | None = None
        self._is_brought = False
        """Whether another screen brought the clerk to this list, for the sake of one appointment."""
        self._chosen: Shown | None = None
        """The list that was shown before that; None for the reception at which the clerk sits."""
        self.table: RowTable[Visit] = RowTable(
            columns_for(Shown(), private=False),
            lambda visit: visit.key,
            tone_of=tone_of,
            sought=sought,
            reading="The day is being read.",
            id="visits",
        )
        self.box = FilterBox(self.table, placeholder="letters of the name, a number, a clinic", stays=True)
        self._about = Static(id="about")

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
        """Return a patient's name as it may be shown here."""
        return visit.initials if self.private else visit.name

    def born(self, visit: Visit) -> str:
        """Return a patient's birth date and age, with which the name is one person's; empty for a public counter."""
        return "" if self.private else born_words(visit.appointment.date_of_birth, visit.today)

    # Reading

    def load(self) -> None:
        """Read the list that is shown."""
        self._screen.questions.ask(PAGE, partial(read_page, wanted=self._wanted), self._show)

    def _show(self, page: TodayPage) -> None:
        is_another = self.page is None or self.page.shown != page.shown
        self.page, self._wanted = page, page.shown
        if is_another:
            self.table.set_columns(columns_for(page.shown, private=self.private))
        self.table.set_empty(empty_sentence(page))
        self.table.set_rows(page.visits)
        if is_another and not self.keeps_cursor:
            self._go_to_next(page)
        self._screen.frame.set_heading(*headings(page))
        self.draw_about()
        self._on_shown()
        self.keeps_cursor = False

    def _go_to_next(self, page: TodayPage) -> None:
        """Put the cursor on the first who is expected: those of the morning stand above, and need nobody."""
        expected = next((visit for visit in page.visits if visit.is_expected), None)
        if expected is not None:
            self.table.move_to(expected.key)

    def draw_about(self) -> None:
        """Say more about the visit under the cursor; while a bar is open, what is said stays."""
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
        """Show the list that was chosen, with an empty box; None leaves all as it is."""
        if shown is not None and not self._screen.bar.is_open:
            self._is_brought, self._wanted = False, shown
            self.box.begin_again()
            self._screen.questions.wait_for(PAGE)
            self.load()

    def step(self, step: int) -> None:
        """Show the list that stands some steps on."""
        if self.page is not None:
            lists = [each.shown for each in lists_of(self.page)]
            self._is_brought, self._wanted = False, stepped(lists, self.page.shown, step) or lists[0]
            self.load()

    def bring(self, shown: Shown) -> None:
        """Show a list for the sake of one appointment; `begin_again` goes back to the one that was chosen."""
        self.box.begin_again()
        if not self._is_brought:
            self._is_brought, self._chosen = True, self._wanted
        self._wanted = shown
        self.load()

    def begin_again(self) -> None:
        """Begin with an empty box, on the list that the clerk chose."""
        self.box.begin_again()
        if self._is_brought:
            self._is_brought, self._wanted = False, self._chosen
            self.load()

    # State

    def get_state(self) -> dict[str, Any]:
        """Return the list that is shown, and the letters in the box."""
        shown = self._wanted
        kept = None if shown is None else {"reception": shown.reception_desk_id, "missing": shown.missing}
        return {"list": kept, "box": self.box.get_state()}

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Put back what `get_state` returned; the rows are still to be read."""
        kept = state.get("list")
        if kept:
            self._wanted = Shown(kept["reception"], bool(kept["missing"]))
        if state.get("box"):
            self.box.set_state(state["box"])
