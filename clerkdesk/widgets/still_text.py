"""Texts that move nothing around them while their number of lines stays the same."""

from __future__ import annotations

from textual.visual import VisualType
from textual.widgets import Static

from clerkdesk.widgets.laid_out_once import LaidOutOnce


class Still(LaidOutOnce):
    """A widget that has the screen laid out again only if it needs another number of lines."""

    _room: tuple[int, int] | None = None
    """Width in cells and number of lines of what was drawn last; None before the first layout."""

    def draw_again(self) -> None:
        """Draw what has changed, in as many lines as it takes."""
        self.refresh()
        width = self.size.width
        if not width:
            self.refresh(layout=True)
            return
        lines = self.get_content_height(self.container_size, self.app.size, width)
        # The style sheet may give a widget more or fewer lines than it needs.
        if lines != self.size.height and (width, lines) != self._room:
            self.refresh(layout=True)
        self._room = (width, lines)


class StillText(Static, Still):
    """A text; Textual lays the whole screen out again for every new one.

    The style sheet of Textual follows the first base.
    """

    def update(self, content: VisualType = "", *, layout: bool = True) -> None:
        """Show another text."""
        width, height = self.styles.width, self.styles.height
        wide = width is not None and width.is_auto
        super().update(content, layout=layout and wide)
        if layout and not wide and height is not None and height.is_auto:
            self.draw_again()
