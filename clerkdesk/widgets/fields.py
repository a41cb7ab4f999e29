"""The fields of a form: text with a reader and an echo, a choice by a printed letter, a tick.

Each has a name, a value, a problem, and a state to keep. `form` connects the fields.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.events import Key, Resize
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from clerkdesk.rules.values.text import clean
from clerkdesk.widgets.bar_spec import Choice
from clerkdesk.widgets.desk_input import DeskInput
from clerkdesk.widgets.plain import ALERT, KEY, MUTED, Piece, plain
from clerkdesk.widgets.readings import Reader, Reading
from clerkdesk.widgets.survives_errors import SurvivesErrors


class Field(SurvivesErrors, Horizontal):
    """One line of a form: label, content, and its echo or problem."""

    class Changed(Message):
        """The value of a field changed."""

        def __init__(self, field: Field) -> None:
            super().__init__()
            self.field = field

    class Wrong(Message):
        """The content is wrong; the line may lack room to say why in full."""

        def __init__(self, field: Field, sentence: str) -> None:
            super().__init__()
            self.field = field
            self.sentence = sentence

    def __init__(self, name: str, label: str, *, required: bool = False) -> None:
        """Take the field's name in the form's values, its label, and whether it must be filled in."""
        super().__init__()
        self.field_name = name
        self.label = label
        self.required = required

    @property
    def value(self) -> str:
        """The value to keep; empty without readable content."""
        raise NotImplementedError

    @property
    def focus_target(self) -> Widget:
        """The widget that takes the keys of this field."""
        raise NotImplementedError

    @property
    def said(self) -> str:
        """The part of the content that a patient or caller may have said."""
        return ""

    def problem(self) -> str:
        """Return what is wrong or missing, as a sentence; empty for a correct field."""
        return f"{self.label} is missing." if self.required and not self.value else ""

    @property
    def is_wrong(self) -> bool:
        """Whether the content cannot be read."""
        return False

    def get_state(self) -> dict[str, Any]:
        """Return the content and the position of the cursor."""
        raise NotImplementedError

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Put back what `get_state` returned."""
        raise NotImplementedError

    def _label(self) -> Static:
        return Static(plain((self.label, MUTED), (" *" if self.required else "", MUTED)), classes="field-label")


class TextField(Field):
    """A line of text. A reader reads it while the clerk types, and echoes it in full."""

    def __init__(
        self,
        name: str,
        label: str,
        *,
        read: Reader | None = None,
        required: bool = False,
        value: str = "",
        placeholder: str = "",
        said: bool = True,
    ) -> None:
        """Take the reader (None takes any text), the initial text, and whether a caller may have said it."""
        super().__init__(name, label, required=required)
        self.is_said = said
        self._read = read
        self._input = DeskInput(value, placeholder=placeholder)
        self._echo = Static(classes="field-echo")

    def compose(self) -> ComposeResult:
        """Make the line."""
        yield self._label()
        yield self._input
        yield self._echo

    def on_mount(self) -> None:
        """Show the echo of the text."""
        self._show(final=True)

    @property
    def text(self) -> str:
        """The tidied text."""
        return clean(self._input.value)

    @property
    def reading(self) -> Reading:
        """The reading of the text."""
        if not self.text:
            return Reading()
        return self._read(self.text) if self._read is not None else Reading(self.text)

    @property
    def said(self) -> str:
        """The text, if a patient or caller may have said it; a text that the reader understands is not (R-723)."""
        return "" if not self.is_said or (self._read is not None and not self.reading.problem) else self.text

    @property
    def value(self) -> str:
        """The value read; empty if the text cannot be read."""
        return self.reading.value

    @property
    def is_wrong(self) -> bool:
        """Whether the text cannot be read."""
        return bool(self.reading.problem)

    @property
    def focus_target(self) -> Widget:
        """The input."""
        return self._input

    def problem(self) -> str:
        """Return what is wrong with the text, or that it is missing."""
        return self.reading.problem or super().problem()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Echo the reading so far."""
        event.stop()
        self._show(final=False)
        self.post_message(self.Changed(self))

    def on_descendant_blur(self) -> None:
        """Show the problem once the clerk has gone on: half a date is not yet a mistake."""
        self._show(final=True)
        if self.reading.problem:
            self.post_message(self.Wrong(self, self.reading.problem))

    def get_state(self) -> dict[str, Any]:
        """Return text and cursor."""
        return self._input.get_state()

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Put text and cursor back."""
        self._input.set_state(state)

    def _show(self, *, final: bool) -> None:
        reading = self.reading
        echo = reading.echo if reading.echo != self._input.value else ""
        wrong = bool(reading.problem) and final
        self._echo.update(plain((f"! {reading.problem}", ALERT) if wrong else (f"✓ {echo}" if echo else "", MUTED)))
        self.set_class(wrong, "-wrong")


class ChoiceField(Field):
    """A choice by its printed letter or digit. Left, Right and Space go through the choices; Down goes on."""

    def __init__(
        self, name: str, label: str, choices: Sequence[Choice], *, required: bool = False, value: str = ""
    ) -> None:
        """Take the choices, and the code of the initial one."""
        super().__init__(name, label, required=required)
        self._choices = tuple(choices)
        self._line = KeyLine()
        self._code = value
        self._stood: str | None = None
        """The choice before the letters and spaces being typed; None if none are."""

    def compose(self) -> ComposeResult:
        """Make the line."""
        yield self._label()
        yield self._line

    def on_mount(self) -> None:
        """Draw the choices."""
        self._show()

    @property
    def choices(self) -> Sequence[Choice]:
        """What can be chosen."""
        return self._choices

    @property
    def value(self) -> str:
        """The code of the choice."""
        return self._code

    @property
    def focus_target(self) -> Widget:
        """The line of choices."""
        return self._line

    def on_resize(self, event: Resize) -> None:
        """End the lines elsewhere."""
        del event
        self._show()

    def on_descendant_blur(self) -> None:
        """Forget the refused letters, which did not make the current choice."""
        self._stood = None
        self._show()

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """Offer other choices; the current one stays if it is among them."""
        self._choices = tuple(choices)
        if all(choice.code != self._code for choice in choices):
            self._code = ""
        self._show()

    def on_key(self, event: Key) -> None:
        """Pick by letter or printed sign, or go through the choices."""
        shown = event.character
        if self._stood is None:
            self._stood = self._code
        if event.key in ("left", "right", "space"):
            self._step(-1 if event.key == "left" else 1)
            # An arrow is not part of a word.
            self._stood = self._stood if event.key == "space" else None
        elif shown is not None and (shown.isalnum() or any(choice.key == shown for choice in self._choices)):
            self._pick(shown.lower())
        else:
            return
        event.stop()
        event.prevent_default()

    def get_state(self) -> dict[str, Any]:
        """Return the code of the choice."""
        return {"value": self._code}

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Restore the code, if it is among the choices."""
        code = str(state.get("value", ""))
        self._stood = None
        self._choose(code if any(choice.code == code for choice in self._choices) else "")

    def _pick(self, key: str) -> None:
        for choice in self._choices:
            if choice.key.lower() == key and not choice.why_not:
                self._choose(choice.code)
                return
        refused = [choice.why_not for choice in self._choices if choice.key.lower() == key]
        keys = ", ".join(choice.key for choice in self._choices)
        sentence = refused[0] if refused else f"{key} is none of {keys}.{self._put_back()}"
        self._show(sentence)
        self.post_message(self.Wrong(self, sentence))
        self.app.bell()

    def _put_back(self) -> str:
        """Restore the choice from before a word meant for another field, and say so."""
        stood, self._stood = self._stood, None
        if not stood or stood == self._code:
            return ""
        self._choose(stood)
        label = next((choice.label for choice in self._choices if choice.code == stood), stood)
        return f" It is as before: {label}."

    def _step(self, step: int) -> None:
        codes = [choice.code for choice in self._choices if not choice.why_not]
        index = codes.index(self._code) + step if self._code in codes else 0
        self._choose(codes[index % len(codes)])

    def _choose(self, code: str) -> None:
        self._code = code
        self._show()
        self.post_message(self.Changed(self))

    def _show(self, sentence: str = "") -> None:
        pieces: list[Piece] = []
        used, width = 0, self._line.size.width
        for choice in self._choices:
            chosen = choice.code == self._code
            style = MUTED if choice.why_not else KEY
            length = cell_len(f" {choice.key} {choice.label} ")
            if width and used and used + length > width + 1:
                # A key and its words stay together.
                pieces.append("\n")
                used = 0
            used += length
            pieces += [("▸" if chosen else " ", KEY), (choice.key, style), " "]
            pieces += [(choice.label, "bold" if chosen else MUTED), " "]
        self._line.show(plain(*pieces, (f" ! {sentence}" if sentence else "", ALERT)))


class KeyLine(Static, can_focus=True):
    """A line that takes keys; its field acts on them."""

    def show(self, content: Content) -> None:
        """Draw the line."""
        self.update(content)
