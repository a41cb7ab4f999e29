"""The key check: asks for F2, F5 and F12, because terminals, tmux and browsers intercept some function keys."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.content import Content
from textual.events import Key
from textual.widgets import Static

from clerkdesk.widgets.dialog import Dialog
from clerkdesk.widgets.plain import ACT, KEY, MUTED, plain

ASKED = ("f2", "f5", "f12")
"""The sample of keys: the most used one, and the two that browsers intercept most often."""


class KeyCheck(Dialog[bool]):
    """Returns whether every requested key arrived; None if the clerk leaves the check."""

    TAKES_EVERY_KEY = True

    def __init__(self) -> None:
        """Begin with the first key."""
        super().__init__("Do the function keys arrive?")
        self._arrived: list[str] = []

    def compose_frame(self) -> ComposeResult:
        """Show the requested key."""
        yield Static(self._text(), id="key-check")

    def on_key(self, event: Key) -> None:
        """Tick off the requested key; Space says that the key did nothing."""
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
            # This key has no button: the check asks whether the terminal sends it.
            (asked, ACT),
            (".\n", ACT),
            "If nothing happens, press ",
            ("Space", KEY),
            ": the footer then shows the keys of the map of the house, which do the same.\n",
            ("Escape", KEY),
            " leaves this for later.",
        )
