"""The first line of a call: what the caller says about who they are, and whom the desk takes it to mean."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Key
from textual.message import Message
from textual.widgets import Input, Static

from clerkdesk.rules.phones import Phone, parse_phone
from clerkdesk.widgets.desk_input import DeskInput
from clerkdesk.widgets.guarded import Guarded
from clerkdesk.widgets.plain import KEY, MUTED, Piece, plain

_FEWEST_DIGITS = 10


def whole_number(text: str) -> Phone | None:
    """Return the telephone number that a text is, once it is complete; None for anything else."""
    if sum(letter.isdigit() for letter in text) < _FEWEST_DIGITS:
        return None
    read = parse_phone(text)
    return read if isinstance(read, Phone) else None


class CallerBox(DeskInput):
    """Takes what the one box takes. A word typed behind a whole telephone number begins the message."""

    class Settled(Message):
        """Enter or Down: whoever was found is meant, or one of them is to be chosen."""

    class TypedOn(Message):
        """A letter behind a whole number: the number says who rings, and the letter begins what they say."""

        def __init__(self, letter: str) -> None:
            super().__init__()
            self.letter = letter

    def on_key(self, event: Key) -> None:
        """Settle with Enter or Down, and send words behind a number on to the message."""
        letter = event.character
        goes_on = letter is not None and letter.isalpha() and self.cursor_at_end and self.selection.is_empty
        if event.key in ("enter", "down"):
            self.post_message(self.Settled())
        elif letter is not None and goes_on and whole_number(self.value) is not None:
            self.post_message(self.TypedOn(letter))
        else:
            return
        event.stop()
        event.prevent_default()


class CallerLine(Guarded, Horizontal):
    """Label, box, and whom it is taken to mean."""

    class Changed(Message):
        """What is typed has changed."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, label: str) -> None:
        """Take the label: `From`, or `About` where nobody rings."""
        super().__init__(id="caller")
        self._label = label
        self.box = CallerBox(placeholder="telephone number, name and birth date, NHS number, postcode")
        self._said = Static(id="caller-said")

    def compose(self) -> ComposeResult:
        """Make the line."""
        yield Static(plain((self._label, MUTED)), classes="field-label")
        yield self.box
        yield self._said

    def on_input_changed(self, event: Input.Changed) -> None:
        """Pass on what is typed."""
        event.stop()
        self.post_message(self.Changed(event.value))

    def say(self, words: str, note: str = "") -> None:
        """Show whom it is taken to mean, and one thing more."""
        pieces: list[Piece] = [("→ ", KEY), words] if words else []
        pieces += [(f" · {note}" if words else note, MUTED)] if note else []
        self._said.update(plain(*pieces))
        self._said.display = bool(pieces)
        self.set_class(bool(pieces), "-said")
