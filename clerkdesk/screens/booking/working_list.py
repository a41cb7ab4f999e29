"""The left half of F3: the shown waiting list, its pages, and the cursor on the next patient in turn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from clerkdesk.keys.placeholders import key_for
from clerkdesk.rules.values.entries import EntryKind
from clerkdesk.screens.acts.choosing_lists import LEAVE_THE_BAR, stepped
from clerkdesk.screens.booking.choose_list import key_of
from clerkdesk.screens.booking.waiting import (
    PAGE,
    ListKey,
    ListPage,
    WaitingRow,
    columns_for,
    empty_sentence,
    headings,
    named_list,
    no_list,
    read_page,
    sought,
    tone_of,
)
from clerkdesk.widgets.filter_box import FilterBox
from clerkdesk.widgets.row_table import RowTable

if TYPE_CHECKING:
    from clerkdesk.screens.acts.of_screen import ShowsList

LIST = "list"
"""Subject of the question for the rows."""


class WorkingList:
    """Reads one list page by page, and goes through it from patient to patient."""

    def __init__(self, screen: ShowsList, on_shown: Callable[[], None]) -> None:
        """Begin without a list; the longest list of new patients is shown first.

        `on_shown` is called each time new rows are shown.
        """
        self._screen = screen
        self._on_shown = on_shown
        self.page = ListPage((), None, None, ())
        self._wanted: ListKey | None = None
        self._limit: int | None = PAGE
        """Rows to read; None for all of them."""
        self._moves_on = True
        """Whether the cursor goes to the next patient after the read."""
        self._worked: int | None = None
        """The last entry worked on."""
        self.table: RowTable[WaitingRow] = RowTable(
            columns_for(EntryKind.NEW),
            lambda row: row.key,
            tone_of=tone_of,
            sought=sought,
            reading="The list is being read.",
            id="waiting",
        )
        self.box = FilterBox(self.table, placeholder="name, number, priority or need")

    @property
    def row(self) -> WaitingRow | None:
        """The entry under the cursor."""
        return self.table.row

    @property
    def is_moving_on(self) -> bool:
        """Whether a read is running after which the cursor goes to the next patient."""
        return self._moves_on and self._screen.questions.is_pending(LIST)

    # Reading

    def load(self) -> None:
        """Read the shown part of the list."""
        self._screen.questions.ask(LIST, partial(read_page, wanted=self._wanted, limit=self._limit), self._show)

    def _show(self, page: ListPage) -> None:
        if page.key is not None and (self.page.key is None or page.key.kind != self.page.key.kind):
            self.table.set_columns(columns_for(page.key.kind))
        is_another = page.key != self.page.key
        self.page, self._wanted = page, page.key
        self._screen.frame.set_heading(*headings(page))
        self.table.reading.set_empty(empty_sentence(page))
        self.table.set_rows(page.rows, complete=page.complete)
        if is_another and self.table.rows and not self.table.frozen:
            # The row number of the previous list means nothing here.
            self.table.move_to(self.table.rows[0].key)
        if self._moves_on and not self.table.frozen:
            self._go_to_next()
        self._on_shown()
        if self._moves_on and not page.complete:
            self.read_on()

    def _go_to_next(self) -> None:
        """Go to the next patient in turn below the one just worked on, or else to the first from the top."""
        rows, row_number = list(self.table.rows), self.table.row_number
        if self._worked is not None and row_number < len(rows) and rows[row_number].key == self._worked:
            row_number += 1
        for row in (*rows[row_number:], *rows[:row_number]):
            if row.entry.passed_by is None and row.key != self._worked:
                self.table.move_to(row.key)
                self._moves_on = False
                return
        self._moves_on = not self.page.complete

    def read_on(self) -> None:
        """Read the next pages."""
        if self._limit is not None:
            self._limit *= 2
            self.load()

    def read_whole(self) -> None:
        """Read the whole list, so that a filter finds everybody."""
        self._limit = None
        self.load()

    def read_in_pages(self) -> None:
        """Read in pages again, to a page below the cursor, after a read of the whole list."""
        if self._limit is None:
            self._limit = max(PAGE, self.table.row_number + PAGE)

    def go_on(self, *, stays: bool) -> None:
        """Read the list after an act, and go to the next patient unless the clerk stays with this one."""
        self._worked = None if self.row is None else self.row.key
        self._moves_on = not stays
        self.table.thaw()
        self.load()

    # Which list

    def show(self, key: ListKey | None) -> None:
        """Show the chosen list, from its first patient in turn; None changes nothing."""
        if self._screen.bar.is_open:
            self._screen.host.refuse(LEAVE_THE_BAR)
        elif key is not None:
            self._wanted, self._limit = key, PAGE
            self._moves_on, self._worked = True, None
            self.box.leave()
            self._screen.questions.wait_for(LIST)
            self.load()

    def show_named(self, arguments: Sequence[str]) -> None:
        """Show the list named behind the command: `.list derm`, `.list derm follow`."""
        wanted = named_list(self.page.lists, arguments)
        if wanted is not None:
            self.show(wanted)
        else:
            self._screen.host.refuse(f"{no_list(arguments)}; {key_for('choose_list')} shows them all.")

    def step(self, step: int) -> None:
        """Show the list some steps on."""
        other = stepped([key_of(each) for each in self.page.lists], self.page.key, step)
        if other is not None:
            self.show(other)
        else:
            self._screen.host.refuse("This is the only list.")

    # State

    def get_state(self) -> dict[str, Any]:
        """Return the shown list."""
        key = self.page.key
        return {"list": None if key is None else {"specialty": key.specialty, "kind": key.kind}}

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Restore the result of `get_state`; the cursor stays on its row."""
        kept = state.get("list")
        if kept:
            self._wanted = ListKey(kept["specialty"], kept["kind"])
        self._moves_on = False
