"""The dialog that chooses a list: type a few letters of the specialty, go to it with the arrows, Enter takes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.events import Key
from textual.widgets import Input, Static

from clerkdesk.screens.booking.waiting import KIND_WORDS, NEEDS_SPECIALTY, ListKey
from clerkdesk.widgets.columns import Column
from clerkdesk.widgets.desk_input import DeskInput
from clerkdesk.widgets.dialog import Dialog
from clerkdesk.widgets.plain import KEY, MUTED, plain
from clerkdesk.widgets.row_table import RowTable

if TYPE_CHECKING:
    from clerkdesk.data.queries.entries import ListLength

_COLUMNS: tuple[Column[ListLength], ...] = (
    Column("Specialty", lambda each: each.specialty_name or NEEDS_SPECIALTY, 30, 40),
    Column("List", lambda each: KIND_WORDS[each.kind] if each.specialty_code else "", 10),
    Column("Waiting", lambda each: str(each.waiting), 7, right=True),
)


class ChooseList(Dialog[ListKey]):
    """Answers the list that was chosen, or None."""

    def __init__(self, lists: Sequence[ListLength], current: ListKey | None) -> None:
        """Take the lists, and the one that is shown."""
        super().__init__("Choose a list")
        self._lists = lists
        self._current = current
        self._table: RowTable[ListLength] = RowTable(
            _COLUMNS, key_of, empty="No list has that name. Backspace shows the others.", id="lists"
        )
        self._table.can_focus = False

    def compose_frame(self) -> ComposeResult:
        """Make the box, the lists and the line of keys."""
        yield DeskInput(placeholder="letters of the specialty, such as derm or derm fol")
        yield self._table
        yield Static(plain(("Enter", KEY), " shows it", (" · ", MUTED), ("Escape", KEY), " leaves it"))

    def on_mount(self) -> None:
        """Show the lists with the cursor on the one that is shown."""
        self._table.set_rows(self._lists)
        self._table.move_to(self._current)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the lists."""
        event.stop()
        self._table.filter_by(event.value)

    def on_key(self, event: Key) -> None:
        """Move through the lists, or take the one under the cursor."""
        moves = {"up": -1, "down": 1, "pageup": -8, "pagedown": 8}
        if event.key in moves:
            self._table.action_move(moves[event.key])
        elif event.key == "enter":
            self._choose()
        else:
            return
        event.stop()
        event.prevent_default()

    def on_row_table_chosen(self) -> None:
        """Take the list that was clicked."""
        self._choose()

    def _choose(self) -> None:
        if self._table.row is None:
            self.app.bell()
        else:
            self.dismiss(key_of(self._table.row))


def key_of(each: ListLength) -> ListKey:
    """Return what identifies a list."""
    return ListKey(each.specialty_code, each.kind)
