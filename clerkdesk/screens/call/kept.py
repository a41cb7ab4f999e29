"""The saved state of a call, after a crash or while parked: patient, ticks, message, field and cursor, an open bar."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from textual.widget import Widget

    from clerkdesk.screens.call.kinds import KindOfCall
    from clerkdesk.screens.call.record import CallerRecord
    from clerkdesk.screens.call.sheet import CallSheet
    from clerkdesk.services.desk.facade import Desk

State = Mapping[str, Any]


class HasFocus(Protocol):
    """The screen of a call."""

    @property
    def focused(self) -> Widget | None:
        """The widget that has the focus."""

    def set_focus(self, widget: Widget | None) -> None:
        """Give the focus to a widget."""


class KeptCall:
    """Saves a call, and restores it."""

    def __init__(self, screen: HasFocus, sheet: CallSheet, record: CallerRecord, kind: KindOfCall) -> None:
        """Take the screen, the sheet with the parts, the record, and the kind of call."""
        self._screen = screen
        self._sheet = sheet
        self._record = record
        self._is_call = kind.is_call

    def get(self) -> State:
        """Return the state of every part."""
        sheet, focused = self._sheet, self._screen.focused
        return {
            **sheet.caller.get_state(),
            **sheet.identity.get_state(),
            "message": sheet.message.get_state(),
            "focus": focused.id if focused is not None else None,
            "taken": sheet.called,
        }

    def put_back(self, state: State) -> None:
        """Restore the result of `get`; the patient is read again."""
        sheet, table = self._sheet, self._sheet.rows.table
        sheet.caller.set_state(state)
        sheet.identity.set_state(state)
        sheet.called = str(state.get("taken", sheet.called))
        for widget in (sheet.caller.box, sheet.caller.found, table):
            if widget.id == (table.id if state.get("bar") else state.get("focus")):
                self._screen.set_focus(widget)
        sheet.message.set_state(state.get("message", {}))

    def words(self) -> str:
        """Return the name of the unsaved work: a call by its start time, without the caller's name."""
        return f"a {self._sheet.called.lower().replace(' ', ' of ', 1)}" if self._is_call else "a new message"

    def keep_up(self, desk: Desk, state: State) -> dict[str, Any] | None:
        """Save the call in a draft of its own, which the inbox lists too; None if the call has ended."""
        found = self._record.keep_up(desk, json.dumps(state), state["taken"], state["patient"])
        return None if found is None else {**found, "words": state["words"]}
