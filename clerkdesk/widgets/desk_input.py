"""The one-line input that all fields, bars and filters are made of: undo of typing, and a state that can be kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from textual.widgets import Input
from textual.widgets.input import Selection

_UNDO_STEPS = 200


class DeskInput(Input):
    """An input whose typing can be undone and whose text and cursor can be written down."""

    def __init__(self, value: str = "", *, placeholder: str = "", id: str | None = None) -> None:
        """Take the text to begin with and what to show while it is empty."""
        super().__init__(value, placeholder=placeholder, id=id, compact=True, select_on_focus=False)
        self._undo: list[tuple[str, int]] = []
        self._last = (value, len(value))
        self._undoing = False

    def watch_value(self, value: str) -> None:
        """Keep the text before the change, so that Ctrl+Z brings it back."""
        if not self._undoing and value != self._last[0]:
            self._undo = [*self._undo[-_UNDO_STEPS:], self._last]
        self._last = (value, self.cursor_position)

    def undo_typing(self) -> bool:
        """Take back the last change; answer whether there was one."""
        if not self._undo:
            return False
        value, cursor = self._undo.pop()
        self._undoing = True
        self.value = value
        self._undoing = False
        self.cursor_position = min(cursor, len(value))
        self._last = (value, self.cursor_position)
        return True

    def begin_empty(self) -> None:
        """Begin anew without a text: what was typed is done with, so that undo is about the last act again."""
        self.value = ""
        self._undo, self._last = [], ("", 0)

    def begin_question(self, value: str, undo: list[tuple[str, int]]) -> None:
        """Show the text of another question, with its own undo; what is typed takes the place of what stands."""
        self.set_state({"value": value})
        self.selection = Selection(0, len(value))
        self._undo, self._last = undo, (value, len(value))

    @property
    def typed_before(self) -> list[tuple[str, int]]:
        """What undo brings back in this question."""
        return self._undo

    def get_state(self) -> dict[str, Any]:
        """Return the text and where the cursor stands."""
        return {"value": self.value, "cursor": self.cursor_position}

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Put back what `get_state` returned."""
        self.value = str(state.get("value", ""))
        cursor = state.get("cursor")
        self.cursor_position = min(cursor, len(self.value)) if isinstance(cursor, int) else len(self.value)
