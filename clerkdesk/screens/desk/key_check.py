"""The key check: asks for F2, F5 and F12, because terminals, tmux and browsers keep some function keys."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.content import Content
from textual.events import Key
from textual.widgets import Static

from clerkdesk.widgets.dialog import Dialog
from clerkdesk.widgets.plain import ACT, KEY, MUTED, plain

ASKED = ("f2", "f5", "f12")
"""Keys that stand for the rest: the most used one, and the two most often kept by browsers."""


class KeyCheck(Dialog[bool]):
    """Answers whether every key that was asked for arrived; None when the check was left."""

    TAKES_EVERY_KEY = True

    def __init__(self) -> None:
        """Begin with the first key."""
        super().__init__("Do the function keys arrive?")
        self._arrived: list[str] = []

    def compose_frame(self) -> ComposeResult:
        """Show which key is asked for."""
        yield Static(self._text(), id="key-check")

    def on_key(self, event: Key) -> None:
        """Tick off the key that is asked for; Space says that it did nothing."""
        event.stop()
        if event.key == "escape":
            self.dismiss(None)
        elif event.key == "space":
            self.dismiss(False)
        elif event.key == ASKED[len(self._arrived)]:
            self._arrived.append(event.key)
            if len(self._arrived) == len(ASKED):
                self.dismiss(True)
            else:
                self.query_one("#key-check", Static).update(self._text())

    def _text(self) -> Content:
        done = "".join(f"✓ {key.upper()} arrives\n" for key in self._arrived)
        asked = ASKED[len(self._arrived)].upper()
        return plain(
            (done, MUTED),
            ("Press ", ACT),
            # No key to click: the question is whether the terminal sends it.
            (asked, ACT),
            (".\n", ACT),
            "If nothing happens, press ",
            ("Space", KEY),
            ": the footer then shows the keys of the map of the house, which do the same.\n",
            ("Escape", KEY),
            " leaves this for later.",
        )
