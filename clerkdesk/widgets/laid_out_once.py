"""Widgets that take another size within the frame of the layout that gave it to them."""

from __future__ import annotations

from textual.containers import Horizontal, Vertical
from textual.geometry import Size
from textual.reactive import Reactive
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar
from textual.widget import Widget


class LaidOutOnce(Widget):
    """A widget whose room for its content follows its size: whoever lays it out also draws it."""

    virtual_size = Reactive(Size(0, 0), repaint=False)
    """The room of the content; for every other room, Textual would draw the widget in a second frame."""


class SideBySide(Horizontal, LaidOutOnce):
    """Widgets beside each other. The style sheet of Textual follows the first base."""


class OneBelowTheOther(Vertical, LaidOutOnce):
    """Widgets below each other."""


class _ListBar(ScrollBar, LaidOutOnce):
    """The scroll bar of a list."""


class ScrolledOnce(ScrollView):
    """A view of lines whose scroll bar is drawn when it has changed; Textual draws it at each layout of the screen."""

    _measures: tuple[Size, Size, tuple[bool, bool]] | None = None
    """Rooms of the lines and of the view, and which bars are shown, at the last update of the scroll bar."""

    @property
    def vertical_scrollbar(self) -> ScrollBar:
        """The scroll bar, made at its first use as Textual makes its own."""
        if self._vertical_scrollbar is None:
            self._vertical_scrollbar = _ListBar(vertical=True, name="vertical", thickness=self.scrollbar_size_vertical)
            self._vertical_scrollbar.display = False
            self.app._start_widget(self, self._vertical_scrollbar)
        return self._vertical_scrollbar

    def _scroll_update(self, virtual_size: Size) -> None:
        """Give the scroll bar its measures, if they are others."""
        if (virtual_size, self.container_size, self.scrollbars_enabled) != self._measures:
            super()._scroll_update(virtual_size)
            self._measures = (virtual_size, self.container_size, self.scrollbars_enabled)
