"""Small typed dialogs over a screen: a question that Enter answers, and a sheet to read. Escape and F12 leave them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import Static

from clerkdesk.widgets.gated import Gated
from clerkdesk.widgets.plain import KEY, MUTED, plain
from clerkdesk.widgets.witnessed import Witnessed

ResultT = TypeVar("ResultT")

_BEFORE_A_TWIN = "ctrl+g"
_LEAVES = ("enter", _BEFORE_A_TWIN)


class Dialog(Gated[ResultT], ModalScreen[ResultT]):
    """The base of dialogs. It is dismissed with None when it is left."""

    def __init__(self, title: str) -> None:
        """Take the title, which stands in the frame."""
        super().__init__()
        self._dialog_title = title

    @property
    def called(self) -> str:
        """What stands in the frame."""
        return f"“{self._dialog_title}”"

    def compose(self) -> ComposeResult:
        """Put a frame round what the dialog shows."""
        frame = Container(classes="dialog-frame")
        frame.border_title = plain(self._dialog_title)
        with frame:
            yield from self.compose_frame()

    def compose_frame(self) -> ComposeResult:
        """Make what stands inside the frame."""
        yield from ()


class Question(Dialog[bool]):
    """A question that Enter answers with yes. An Enter typed before it was painted does not count."""

    def __init__(self, title: str, text: str = "", *, enter: str = "does it", back: str = "leaves it") -> None:
        """Take the question, one sentence more, and what Enter and Escape do."""
        super().__init__(title)
        self._text = text
        self.witness = Witnessed(plain(("Enter", KEY), f" {enter}", (" · ", MUTED), ("Escape", KEY), f" {back}"))

    def compose_frame(self) -> ComposeResult:
        """Show the sentence and the two keys."""
        assert self.witness is not None
        if self._text:
            yield Static(plain(self._text, "\n"))
        yield self.witness

    def on_key(self, event: Key) -> None:
        """Answer yes."""
        if event.key == "enter":
            event.stop()
            self.dismiss(True)


class Sheet(Dialog[None]):
    """Something to read, as long as it likes; the arrow keys scroll.

    A key that acts everywhere closes it first: left open beneath, it would cover whom that screen is asked for next.
    """

    TAKES_EVERY_KEY = True

    def __init__(self, title: str, content: Content | str) -> None:
        """Take the title and the text; a plain text is never read as markup."""
        super().__init__(title)
        self._content = plain(content) if isinstance(content, str) else content

    def compose_frame(self) -> ComposeResult:
        """Show the text and how to leave."""
        with VerticalScroll(classes="dialog-scroll"):
            yield Static(self._content)
        yield Static(plain(("Escape", KEY), " or ", ("F12", KEY), " goes back"), classes="dialog-keys")

    def on_key(self, event: Key) -> None:
        """Leave with Enter too: nothing is committed by it. What acts everywhere acts on the screen beneath."""
        app: Any = self.app
        asked = app.keymap.everywhere(event.key)
        if event.key in _LEAVES or asked is not None:
            event.stop()
            event.prevent_default()
            self.dismiss(None)
        if event.key == _BEFORE_A_TWIN or (asked is not None and asked.name != "back"):
            app.gate.type_again(event)


def why_sheet(title: str, reasons: Iterable[str]) -> Sheet:
    """Return a sheet that lists the reasons for something, one to a line."""
    return Sheet(title, plain(*(piece for reason in reasons for piece in (("· ", MUTED), f"{reason}\n"))))
