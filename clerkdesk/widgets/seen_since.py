"""A widget that knows since when what it shows stands on the screen."""

from __future__ import annotations

from textual.events import Event
from textual.geometry import Region
from textual.strip import Strip
from textual.widgets import Static


class SeenSince(Static):
    """Notes when it is drawn into a frame. An Enter typed before that can not have been meant for what it shows.

    The time is taken while the frame is made, a few milliseconds before the terminal has it: a time taken afterwards
    would let a busy machine refuse an Enter that came after the clerk saw the frame.
    """

    seen_at: float | None = None
    """Since when it has been shown, on the clock of events; None until it is."""

    @property
    def commits_since(self) -> float:
        """Return `seen_at`, infinity standing for "not yet"."""
        return float("inf") if self.seen_at is None else self.seen_at

    def not_seen(self) -> None:
        """Begin anew: what is shown from now on is something else."""
        self.seen_at = None
        # The compositor leaves out what it takes to be as it was.
        self.refresh()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the lines for a frame, and note that it is made."""
        if self.seen_at is None:
            self.seen_at = Event().time
        return super().render_lines(crop)
