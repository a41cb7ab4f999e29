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

from clerkdesk.keys.placeholders import key_for
from clerkdesk.widgets.desk_app import app_of
from clerkdesk.widgets.plain import ALERT, KEY, MUTED, Piece, joined, plain
from clerkdesk.widgets.ready_for_keys import ReadyForKeys
from clerkdesk.widgets.seen_since import SeenSince

ResultT = TypeVar("ResultT")

_BACK: tuple[Piece, ...] = (("Escape", KEY), " or ", (key_for("back"), KEY), " goes back")
_LEAVES = ("enter",)


class Dialog(ReadyForKeys[ResultT], ModalScreen[ResultT]):
    """The base of dialogs. Leaving one dismisses it with None."""

    def __init__(self, title: str) -> None:
        """Take the title for the frame."""
        super().__init__()
        self._dialog_title = title

    @property
    def called(self) -> str:
        """The title in the frame."""
        return f"“{self._dialog_title}”"

    def compose(self) -> ComposeResult:
        """Put a frame round the content of the dialog."""
        frame = Container(classes="dialog-frame")
        frame.border_title = plain(self._dialog_title)
        with frame:
            yield from self.compose_frame()

    def compose_frame(self) -> ComposeResult:
        """Make the content of the frame."""
        yield from ()


class Question(Dialog[bool]):
    """A question that Enter answers with yes. An Enter typed before it was painted does not count."""

    def __init__(self, title: str, text: str = "", *, enter: str = "does it", back: str = "leaves it") -> None:
        """Take the question, one more sentence, and what Enter and Escape do."""
        super().__init__(title)
        self._text = text
        self.witness = self._enter_keys = SeenSince(
            plain(("Enter", KEY), f" {enter}", (" · ", MUTED), ("Escape", KEY), f" {back}")
        )

    def compose_frame(self) -> ComposeResult:
        """Show the sentence and the two keys."""
        if self._text:
            yield Static(plain(self._text, "\n"))
        yield self._enter_keys

    def on_key(self, event: Key) -> None:
        """Answer yes."""
        if event.key == "enter":
            event.stop()
            self.dismiss(True)


class Sheet(Dialog[None]):
    """A text to read, of any length; the arrow keys scroll.

    A key that acts everywhere closes it first, since it would cover the patient of the next screen.
    """

    TAKES_EVERY_KEY = True

    def __init__(self, title: str, content: Content | str) -> None:
        """Take the title and the text; a plain text is never markup."""
        super().__init__(title)
        self._content = plain(content) if isinstance(content, str) else content

    def compose_frame(self) -> ComposeResult:
        """Show the text and the keys that leave it."""
        with VerticalScroll(classes="dialog-scroll"):
            yield Static(self._content)
        yield Static(plain(*_BACK), classes="dialog-keys", id="sheet-keys")

    def on_key(self, event: Key) -> None:
        """Leave with Enter too, which commits nothing. Keys of the screen beneath act there."""
        app = app_of(self)
        if event.character is not None and event.character.isalnum():
            event.stop()
            self._press_beneath(event)
            return
        asked = app.keymap.everywhere(event.key)
        beneath: Any = app.screen_stack[-2]
        if event.key in _LEAVES or asked is not None:
            event.stop()
            event.prevent_default()
            self.dismiss(None)
        if asked is not None and asked.name != "back":
            if hasattr(beneath, "typing"):
                beneath.typing.key_comes_again()
            app.gate.type_again(event)

    def _press_beneath(self, event: Key) -> None:
        """Pass a letter or digit to the list beneath, or say why it does nothing."""
        app = app_of(self)
        beneath: Any = app.screen_stack[-2]
        item = app.keymap.on_list(event.key)
        is_list = hasattr(beneath, "commands")
        if is_list and beneath.bar.is_open:
            self._press_in_bar(event, beneath)
            return
        if is_list and (event.key.isdecimal() or (item is not None and not beneath.commands.why_not(item))):
            self.dismiss(None)
            if hasattr(beneath, "typing"):
                beneath.typing.key_comes_again()
            # The dialog uses this key up.
            app.gate.type_again(Key(event.key, event.character))
            return
        reason = (
            beneath.commands.why_not(item) if is_list and item is not None else f"{event.character} does nothing here."
        )
        app.bell()
        if hasattr(beneath, "typing"):
            reason = joined((reason, beneath.typing.hears_refused(event)), " ")
        self.query_one("#sheet-keys", Static).update(plain((f"! {reason} ", ALERT), *_BACK))

    def _press_in_bar(self, event: Key, beneath: Any) -> None:
        """Pass a letter or digit to the open bar beneath if it picks something there; no other goes into its text."""
        app = app_of(self)
        if beneath.bar.can_pick(event.character or ""):
            self.dismiss(None)
            app.gate.type_again(Key(event.key, event.character))
            return
        app.bell()
        told = f"! {event.character} picks nothing here; Escape goes back to the bar. "
        self.query_one("#sheet-keys", Static).update(plain((told, ALERT), *_BACK))


def why_sheet(title: str, reasons: Iterable[str]) -> Sheet:
    """Return a sheet that lists reasons, one to a line."""
    return Sheet(title, plain(*(piece for reason in reasons for piece in (("· ", MUTED), f"{reason}\n"))))
