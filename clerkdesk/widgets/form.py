"""A form: fields one under the other, Enter when it is complete, and one state for all of it.

The screen uses the values; `fields` has the kinds of fields.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.events import Key
from textual.message import Message
from textual.widget import Widget

from clerkdesk.widgets.fields import Field
from clerkdesk.widgets.script import RedFlagsHere
from clerkdesk.widgets.survives_errors import SurvivesErrors


class Form(SurvivesErrors, VerticalScroll, can_focus=False):
    """Fields in their order. Tab and Down go on, Shift+Tab and Up go back, and Enter submits what is complete."""

    class Submitted(Message):
        """Enter on a complete form."""

        def __init__(self, form: Form, values: Mapping[str, str]) -> None:
            super().__init__()
            self.form = form
            self.values = values

    class Incomplete(Message):
        """Enter on a form with something missing or wrong; the focus is on that field."""

        def __init__(self, field: Field, sentence: str) -> None:
            super().__init__()
            self.field = field
            self.sentence = sentence

    def __init__(self, fields: Sequence[Field], *, id: str | None = None) -> None:
        """Take the fields; their names must differ."""
        super().__init__(id=id)
        self._fields = tuple(fields)
        self._red_flags = RedFlagsHere(self, f"form {id}")
        self._silent: Field | None = None
        """A wrong field that the clerk left for an earlier wrong one: the problem of the one in focus shows."""
        self.on_record: Mapping[str, str] = {}
        """Text already on record, by field, which nobody says in this call."""

    def compose(self) -> ComposeResult:
        """Put the fields one below the other."""
        yield from self._fields

    def field(self, name: str) -> Field:
        """Return the field with this name; raises KeyError for an unknown name."""
        return {field.field_name: field for field in self._fields}[name]

    @property
    def values(self) -> dict[str, str]:
        """The values to keep, by field; empty without readable content."""
        return {field.field_name: field.value for field in self._fields}

    @property
    def focused_field(self) -> Field | None:
        """The field that has the focus."""
        return next((field for field in self._fields if field.focus_target.has_focus), None)

    def go_to(self, name: str) -> None:
        """Give the focus to a field."""
        self.screen.set_focus(self.field(name).focus_target)

    def on_key(self, event: Key) -> None:
        """Submit with Enter; go on or back with Down and Up, which never open anything."""
        if event.key == "enter":
            self.submit()
        elif event.key in ("down", "up"):
            self._go(1 if event.key == "down" else -1)
        else:
            return
        event.stop()
        event.prevent_default()

    @property
    def said(self) -> tuple[str, ...]:
        """The text of all fields that a patient or caller may have said."""
        texts = ((field.said, self.on_record.get(field.field_name, "")) for field in self._fields)
        return tuple(said for said, before in texts if said != before)

    def on_field_changed(self) -> None:
        """Show the script if a red flag is typed (R-723)."""
        self._red_flags.listen(self.said)

    def on_field_wrong(self, event: Field.Wrong) -> None:
        """Show the problem of a field, unless another one shows."""
        if event.field is self._silent:
            event.stop()
            self._silent = None

    def get_state(self) -> dict[str, Any]:
        """Return the state of every field and the name of the focused one."""
        focused = self.focused_field
        return {
            "fields": {field.field_name: field.get_state() for field in self._fields},
            "focus": focused.field_name if focused is not None else None,
        }

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Restore what `get_state` returned; fields that it lacks stay as they are."""
        kept = state.get("fields", {})
        for field in self._fields:
            if field.field_name in kept:
                field.set_state(kept[field.field_name])
        if state.get("focus") in {field.field_name for field in self._fields}:
            self.go_to(str(state["focus"]))

    def submit(self) -> None:
        """Submit a complete form, as Enter does; else go to the first incomplete field."""
        left = self.focused_field
        for field in self._fields:
            sentence = field.problem()
            if sentence:
                self._silent = left if left is not None and left is not field and left.is_wrong else None
                self.go_to(field.field_name)
                self.post_message(self.Incomplete(field, sentence))
                return
        asks = self._red_flags.asks(self.said, "goes on")
        if asks:
            self.post_message(self.Incomplete(left or self._fields[0], asks))
        else:
            self.post_message(self.Submitted(self, self.values))

    def _go(self, step: int) -> None:
        focused = self.focused_field
        shown = [field for field in self._fields if field.display]
        if focused in shown:
            index = shown.index(focused) + step
            if 0 <= index < len(shown):
                self.go_to(shown[index].field_name)


def is_typed_into(widget: Widget | None) -> bool:
    """Return whether a letter goes into a field while this widget has the focus."""
    if widget is None:
        return False
    return widget.check_consume_key("a", "a") or any(isinstance(each, Form) for each in widget.ancestors)
