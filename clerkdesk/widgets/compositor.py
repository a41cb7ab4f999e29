"""Composes a screen from its widgets: renders only what can be seen, and sends only what the terminal does not show.

Textual renders every widget within a change, covered ones too, and sends every cell of it. This stands on private parts
of Textual's compositor, which is one reason why Textual is pinned to a minor version.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.control import Control
from textual._compositor import Compositor, CompositorUpdate, ReflowResult
from textual._context import visible_screen_stack
from textual.geometry import Region, Size
from textual.screen import Screen
from textual.strip import Strip

if TYPE_CHECKING:
    from textual.widget import Widget

Span = tuple[int, int]
"""Columns of a line: the first, and the one behind the last."""
Scrollbars = tuple[bool, bool]
"""Whether a widget has a vertical and a horizontal scrollbar."""
Line = dict[int, tuple[int, Strip]]
"""The pieces of a line: the column behind the last of each, and what stands there, by first column."""


class Terminal:
    """What one terminal shows: the pieces of each line, as they were written."""

    def __init__(self) -> None:
        self._shows: tuple[object, Size] | None = None
        self._lines: dict[int, dict[int, tuple[int, str]]] = {}

    def forget(self) -> None:
        """Take the terminal as unknown, so that everything is written."""
        self._shows = None
        self._lines.clear()

    def belongs_to(self, painter: object, size: Size) -> None:
        """Forget what another painter has written, or this one at another size."""
        if self._shows is None or self._shows[0] is not painter or self._shows[1] != size:
            self.forget()
            self._shows = (painter, size)

    def is_new(self, y: int, start: int, end: int, text: str) -> bool:
        """Note a piece, and return whether the terminal does not show it yet."""
        line = self._lines.setdefault(y, {})
        if line.get(start) == (end, text):
            return False
        for other in [each for each, (its_end, _) in line.items() if each < end and start < its_end]:
            del line[other]
        line[start] = (end, text)
        return True


_terminals: WeakKeyDictionary[Console, Terminal] = WeakKeyDictionary()


def terminal_of(console: Console) -> Terminal:
    """Return what the terminal of a console shows."""
    return _terminals.setdefault(console, Terminal())


class PaintedFrame(CompositorUpdate):
    """The pieces of some lines, to be written where the terminal shows something else."""

    def __init__(self, lines: Mapping[int, Line], painter: object, size: Size) -> None:
        """Take the lines by number, the screen's compositor, and the size of the screen."""
        self._lines = lines
        self._painter = painter
        self._size = size

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield every piece at its place."""
        for y, line in self._lines.items():
            for start, (_, strip) in line.items():
                yield Control.move_to(start, y).segment
                yield from strip

    def render_segments(self, console: Console) -> str:
        """Return what to write to the terminal."""
        terminal = terminal_of(console)
        terminal.belongs_to(self._painter, self._size)
        written: list[str] = []
        for y, line in self._lines.items():
            for start, (end, strip) in line.items():
                text = strip.render(console)
                if terminal.is_new(y, start, end, text):
                    # Each piece has its place, as a terminal may give a character another width than Textual does.
                    written.append(Control.move_to(start, y).segment.text)
                    written.append(text)
        return "".join(written)


class DeskCompositor(Compositor):
    """Lays out what has asked for it, renders from front to back, and no line of a widget that is covered."""

    def __init__(self) -> None:
        """Begin with nothing laid out."""
        super().__init__()
        self._before: dict[Widget, tuple[bool, Scrollbars]] | None = None
        """Whether each widget asked for a layout before the one under way, and its scrollbars; None between layouts."""

    def reflow(self, parent: Widget, size: Size) -> ReflowResult:
        """Place the widgets, unless nothing has asked for other room since they were placed last."""
        if not isinstance(parent, Screen):
            return super().reflow(parent, size)
        if self.widgets and size == self.size and not parent._layout_widgets:
            return ReflowResult(set(), set(), set())
        if parent.is_current and not parent.app._batch_count:
            self._before = {each: (each._layout_required, each.scrollbars_enabled) for each in self.widgets}
        return super().reflow(parent, size)

    def _drop_needless_requests(self) -> None:
        """Lay out once: a size that follows from a layout asks for no second one, unless a scrollbar comes or goes.

        Textual lays a screen out twice whenever the size of anything within has changed.
        """
        before, self._before = self._before, None
        if before is None:
            return
        for widget in self.widgets:
            asked, scrollbars = before.get(widget, (False, (False, False)))
            if widget._layout_required and not asked and widget.scrollbars_enabled == scrollbars:
                widget._layout_required = False

    def render_update(
        self, full: bool = False, screen_stack: list[Screen[Any]] | None = None, simplify: bool = False
    ) -> RenderableType | None:
        """Return the frame for the regions that have changed; None if none has."""
        self._drop_needless_requests()
        if simplify:
            return super().render_update(full, screen_stack, simplify)
        visible_screen_stack.set([] if screen_stack is None else screen_stack)
        screen = self.size.region
        regions = {screen} if full else {region.intersection(screen) for region in self._dirty_regions}
        self._dirty_regions.clear()
        spans: dict[int, list[Span]] = {}
        for y, start, end in self._regions_to_spans(regions):
            spans.setdefault(y, []).append((start, end))
        return PaintedFrame(self._composed(spans), self, self.size) if spans else None

    def _render_chops(self, crop: Region, is_rendered_line: Callable[[int], bool]) -> Sequence[Mapping[int, Strip]]:
        """Return the pieces of every line, by first column."""
        spans: dict[int, list[Span]] = {y: [crop.column_span] for y in crop.line_range if is_rendered_line(y)}
        lines = self._composed(spans)
        return [{start: strip for start, (_, strip) in lines.get(y, {}).items()} for y in range(self.size.height)]

    def _composed(self, spans: Mapping[int, Sequence[Span]]) -> dict[int, Line]:
        """Return what the clerk sees in some columns of some lines, in the order of lines and columns."""
        left = {y: list(columns) for y, columns in spans.items()}
        found: dict[int, Line] = {y: {} for y in spans}
        for widget, (region, clip) in self.visible_widgets.items():
            visible = region.intersection(clip)
            lines = [y for y in visible.line_range if y in left and _meets(left[y], visible.column_span)]
            if not lines:
                continue
            x, top = visible.x, lines[0]
            strips = widget.render_lines(
                Region(x - region.x, top - region.y, visible.width, lines[-1] + 1 - top),
            )
            for y in lines:
                seen, left[y] = _taken(left[y], visible.column_span)
                for start, end in seen:
                    found[y][start] = (end, strips[y - top].crop(start - x, end - x))
                if not left[y]:
                    del left[y]
            if not left:
                break
        return {y: dict(sorted(line.items())) for y, line in found.items()}


def _meets(spans: Iterable[Span], columns: Span) -> bool:
    """Return whether one of some spans has a column of these."""
    return any(start < columns[1] and columns[0] < end for start, end in spans)


def _taken(spans: Iterable[Span], columns: Span) -> tuple[list[Span], list[Span]]:
    """Return the parts of some spans within these columns, and the parts outside."""
    first, behind = columns
    within: list[Span] = []
    outside: list[Span] = []
    for start, end in spans:
        if start >= behind or end <= first:
            outside.append((start, end))
            continue
        within.append((max(start, first), min(end, behind)))
        if start < first:
            outside.append((start, first))
        if end > behind:
            outside.append((behind, end))
    return within, outside
