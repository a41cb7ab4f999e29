"""The first line of a call: the caller's words about who they are, and the person whom the desk takes them to mean."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Key, Paste
from textual.message import Message
from textual.widgets import Input, Static

from clerkdesk.rules.values.phones import Phone, parse_phone
from clerkdesk.widgets.desk_input import DeskInput
from clerkdesk.widgets.plain import KEY, MUTED, Piece, plain
from clerkdesk.widgets.still_text import StillText
from clerkdesk.widgets.survives_errors import SurvivesErrors

_FEWEST_DIGITS = 10


def whole_number(text: str) -> Phone | None:
    """Return a text as a telephone number, once the number is complete; None for any other text."""
    if sum(letter.isdigit() for letter in text) < _FEWEST_DIGITS:
        return None
    read = parse_phone(text)
    return read if isinstance(read, Phone) else None


Part = Callable[[str], tuple[str, str] | None]
"""Splits a text into the identifier and the words behind it; None if it does not have both."""


class CallerBox(DeskInput):
    """Takes the same text as the one box. A word behind an identifier begins the message."""

    class Settled(Message):
        """Enter or Down: take the person who was found, or choose one of several."""

    class TypedOn(Message):
        """Words follow a number, a reference, or a name and birth date: they begin the message."""

        def __init__(self, said: str) -> None:
            super().__init__()
            self.said = said

    def __init__(self, part: Part, *, placeholder: str) -> None:
        """Take the function that splits a text into identifier and words."""
        super().__init__(placeholder=placeholder)
        self._part = part

    def on_key(self, event: Key) -> None:
        """Settle with Enter or Down, and pass on the first letter behind an identifier to the message."""
        letter = event.character or ""
        goes_on = letter.isalpha() and self.cursor_at_end and self.selection.is_empty
        if event.key in ("enter", "down"):
            self.post_message(self.Settled())
        elif not (goes_on and self._goes_on(self.value + letter)):
            return
        event.stop()
        event.prevent_default()

    def on_paste(self, event: Paste) -> None:
        """Pass on the words behind an identifier in a pasted text, after the box has taken the text."""
        del event
        self.call_next(self._send_on)

    def _send_on(self) -> None:
        self._goes_on(self.value)

    def _goes_on(self, text: str) -> bool:
        parted = self._part(text)
        if parted is None:
            return False
        who, said = parted
        if self.value.strip() != who:
            with self.prevent(Input.Changed):
                self.value = who
        self.post_message(self.TypedOn(said))
        return True


class CallerLine(SurvivesErrors, Horizontal):
    """The label, the box, and the person whom the text means."""

    def __init__(self, label: str, part: Part) -> None:
        """Take the label, `From` for a call or `About` for a letter, and the function that splits a text."""
        super().__init__(id="caller")
        self._label = label
        self.box = CallerBox(part, placeholder="telephone number, name and birth date, NHS number, postcode")
        self._said = StillText(id="caller-said")

    def compose(self) -> ComposeResult:
        """Make the line."""
        yield Static(plain((self._label, MUTED)), classes="field-label")
        yield self.box
        yield self._said

    def say(self, words: str, note: str = "") -> None:
        """Show the person whom the text means, and a note behind the name."""
        pieces: list[Piece] = [("→ ", KEY), words] if words else []
        pieces += [(f" · {note}" if words else note, MUTED)] if note else []
        self._said.update(plain(*pieces))
        self._said.display = bool(pieces)
        self.set_class(bool(pieces), "-said")
