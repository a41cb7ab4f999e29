"""A Textual app with one field and nothing else: what echoing one letter costs at the least.

python -m benchmarks.bare
"""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Input


class BareApp(App[None]):
    """One field."""

    def compose(self) -> ComposeResult:
        """Return the field."""
        yield Input(placeholder="Type here")


if __name__ == "__main__":
    BareApp().run()
