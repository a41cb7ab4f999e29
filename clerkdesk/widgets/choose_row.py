"""The dialog to choose one row of a short list: letters narrow it, arrows move in it, Enter takes the row."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeVar

from textual.app import ComposeResult
from textual.events import Key
from textual.widgets import Input, Static

from clerkdesk.widgets.columns import Column
from clerkdesk.widgets.desk_input import DeskInput
from clerkdesk.widgets.dialog import Dialog
from clerkdesk.widgets.plain import KEY, MUTED, plain
from clerkdesk.widgets.row_table import RowTable

ChoiceT = TypeVar("ChoiceT")
KeyT = TypeVar("KeyT", bound=Hashable)

_MOVES = {"up": -1, "down": 1, "pageup": -8, "pagedown": 8}


class ChooseRow(Dialog[KeyT], Generic[ChoiceT, KeyT]):
    """The dialog answers the key of the chosen row, or None."""

    def __init__(
        self,
        title: str,
        columns: Sequence[Column[ChoiceT]],
        rows: Sequence[ChoiceT],
        key_of: Callable[[ChoiceT], KeyT],
        current: KeyT | None = None,
        *,
        placeholder: str = "",
        empty: str = "Nothing has this name. Backspace shows the others.",
        enter: str = "shows it",
    ) -> None:
        """Take the rows, the answer for each, and the key of the current one."""
        super().__init__(title)
        self._choices = rows
        self._key_of = key_of
        self._current = current
        self._placeholder = placeholder
        self._enter = enter
        self._table: RowTable[ChoiceT] = RowTable(columns, key_of, nothing_fits=empty, picks=True, id="choices")
        self._table.can_focus = False

    def compose_frame(self) -> ComposeResult:
        """Make the box, the rows and the line of keys."""
        yield DeskInput(placeholder=self._placeholder)
        yield self._table
        yield Static(plain(("Enter", KEY), f" {self._enter}", (" · ", MUTED), ("Escape", KEY), " leaves it"))

    def on_mount(self) -> None:
        """Show the rows with the cursor on the current one."""
        self._table.set_rows(self._choices)
        self._table.move_to(self._current)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the rows."""
        event.stop()
        self._table.filter_by(event.value)

    def on_key(self, event: Key) -> None:
        """Move through the rows, or take the one under the cursor."""
        if event.key in _MOVES:
            self._table.action_move(_MOVES[event.key])
        elif event.key == "enter":
            self._choose()
        else:
            return
        event.stop()
        event.prevent_default()

    def _choose(self) -> None:
        if self._table.row is None:
            self.app.bell()
        else:
            self.dismiss(self._key_of(self._table.row))
