"""A widget that knows when its content was first painted."""

from __future__ import annotations

from textual.events import Event
from textual.geometry import Region
from textual.strip import Strip

from clerkdesk.widgets.still_text import StillText


class SeenSince(StillText):
    """The widget notes when a frame first draws it. An Enter typed earlier was not meant for its content.

    It takes the time while the frame is made, a few milliseconds before the terminal has it. A later time would make a
    busy machine refuse an Enter that came after the clerk saw the frame.
    """

    seen_at: float | None = None
    """When it was first painted, on the clock of events; None before that."""

    @property
    def commits_since(self) -> float:
        """Return `seen_at`; infinity means "not yet"."""
        return float("inf") if self.seen_at is None else self.seen_at

    def not_seen(self) -> None:
        """Start again for new content."""
        self.seen_at = None
        # The compositor skips content that it takes to be unchanged.
        self.refresh()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the lines for a frame, and note its time."""
        if self.seen_at is None:
            self.seen_at = Event().time
        return super().render_lines(crop)
