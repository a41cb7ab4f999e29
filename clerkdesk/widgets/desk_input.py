"""The one-line input of all fields, bars and filters, with undo of typing and a state that can be kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from textual.geometry import Size
from textual.reactive import Reactive
from textual.widgets import Input
from textual.widgets.input import Selection

_UNDO_STEPS = 200


class DeskInput(Input):
    """An input with undo of typing, and with text and cursor as a state to keep."""

    virtual_size = Reactive(Size(0, 0))
    """The text's own length, by which it scrolls; Textual would lay the whole screen out again for every letter."""

    def __init__(self, value: str = "", *, placeholder: str = "", id: str | None = None) -> None:
        """Take the initial text and the placeholder for an empty input."""
        super().__init__(value, placeholder=placeholder, id=id, compact=True, select_on_focus=False)
        self._undo: list[tuple[str, int]] = []
        self._last = (value, len(value))
        self._undoing = False

    def watch_value(self, value: str) -> None:
        """Keep the text before the change for Ctrl+Z."""
        if not self._undoing and value != self._last[0]:
            self._undo = [*self._undo[-_UNDO_STEPS:], self._last]
        self._last = (value, self.cursor_position)

    def undo_typing(self) -> bool:
        """Undo the last change; return whether there was one."""
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
        """Clear the text and its undo, so that undo is about the last act again."""
        self.value = ""
        self._undo, self._last = [], ("", 0)

    def begin_question(self, value: str, undo: list[tuple[str, int]]) -> None:
        """Show the text of another question, with its own undo; typing replaces the text."""
        self.set_state({"value": value})
        self.selection = Selection(0, len(value))
        self._undo, self._last = undo, (value, len(value))

    @property
    def typed_before(self) -> list[tuple[str, int]]:
        """The earlier texts of this question, for undo."""
        return self._undo

    def get_state(self) -> dict[str, Any]:
        """Return the text and the position of the cursor."""
        return {"value": self.value, "cursor": self.cursor_position}

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Restore what `get_state` returned."""
        self.value = str(state.get("value", ""))
        cursor = state.get("cursor")
        self.cursor_position = min(cursor, len(self.value)) if isinstance(cursor, int) else len(self.value)
