"""Frames: only what can be seen is rendered, only what the terminal does not show is written, and all of that is."""

from __future__ import annotations

import asyncio

import pyte
from hypothesis import given
from hypothesis import strategies as st
from rich.console import RenderableType
from textual.app import App, ComposeResult
from textual.containers import Horizontal
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip
from textual.widgets import Static

from clerkdesk.widgets.compositor import DeskCompositor, PaintedFrame, terminal_of

SIZE = (40, 10)


class Told(Static):
    """A text that notes which of its lines are rendered."""

    def __init__(self, text: str, id: str) -> None:
        """Take the text and its name."""
        super().__init__(text, id=id)
        self.lines: set[int] = set()
        """The lines that were rendered."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """Note the lines, and render them."""
        self.lines.update(crop.line_range)
        return super().render_lines(crop)


class TwoHalves(Screen[None]):
    """Two texts side by side, and a third that can be shown over their foot."""

    CSS = """
    Told { height: 1fr; width: 1fr; }
    #over { display: none; layer: over; dock: bottom; height: 3; width: 100%; }
    TwoHalves { layers: under over; }
    """

    def __init__(self) -> None:
        """Begin with the desk's compositor."""
        super().__init__()
        self._compositor = DeskCompositor()

    def compose(self) -> ComposeResult:
        """Return the texts."""
        with Horizontal():
            yield Told("left", id="left")
            yield Told("right", id="right")
        yield Told("over", id="over")


class Halves(App[None]):
    """An app with such a screen, whose frames go to a terminal."""

    def __init__(self) -> None:
        """Begin with an empty terminal."""
        super().__init__()
        self._terminal = pyte.Screen(*SIZE)
        self._stream = pyte.Stream(self._terminal)
        self.written = ""

    def on_mount(self) -> None:
        """Show the screen."""
        self.push_screen(TwoHalves())

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        if isinstance(renderable, PaintedFrame):
            self.written = renderable.render_segments(self.console)
            self._stream.feed(self.written)
        super()._display(screen, renderable)

    def told(self, name: str) -> Told:
        """Return a text."""
        return self.screen.query_one(f"#{name}", Told)

    @property
    def shown(self) -> list[str]:
        """What the terminal shows."""
        return [line.rstrip() for line in self._terminal.display]

    @property
    def true(self) -> list[str]:
        """What the screen shows, rendered as a whole."""
        return [strip.text.rstrip() for strip in self.screen._compositor.render_strips()]


WORDS = st.text(alphabet="abé漢字 \n", max_size=60)
ACTS = st.lists(
    st.tuples(st.sampled_from(["left", "right", "over", "show", "hide", "other", "back"]), WORDS), max_size=8
)


async def acted(app: Halves, acts: list[tuple[str, str]]) -> None:
    """Change texts, show and hide the one over the foot, and open and leave a second screen."""
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        for act, words in acts:
            if act in ("show", "hide"):
                app.told("over").display = act == "show"
            elif act == "other":
                await app.push_screen(TwoHalves())
            elif act == "back" and len(app.screen_stack) > 2:
                await app.pop_screen()
            elif act != "back":
                app.told(act).update(words)
            await pilot.pause()
            assert app.shown == app.true, act


@given(acts=ACTS)
def test_the_terminal_shows_what_the_screen_shows(acts: list[tuple[str, str]]) -> None:
    asyncio.run(acted(Halves(), acts))


async def test_a_covered_line_is_not_rendered() -> None:
    app = Halves()
    async with app.run_test(size=SIZE) as pilot:
        app.told("over").display = True
        await pilot.pause()
        app.told("left").lines.clear()
        app.told("left").update("changed")
        await pilot.pause()
        assert app.told("left").lines == set(range(SIZE[1] - 3))


async def test_what_the_terminal_shows_already_is_not_written_again() -> None:
    app = Halves()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        app.told("left").update("changed")
        await pilot.pause()
        assert "changed" in app.written
        assert "right" not in app.written
        app.told("left").refresh()
        await pilot.pause()
        assert app.written == ""


async def test_everything_is_written_to_a_terminal_that_was_used_meanwhile() -> None:
    app = Halves()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        terminal_of(app.console).forget()
        app.screen.refresh()
        await pilot.pause()
        assert "left" in app.written
        assert "right" in app.written
