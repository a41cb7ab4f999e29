"""The lines around the body of a screen: the header with its clock, the status line and the footer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from textual.containers import Container

from clerkdesk.keys.placeholders import key_for
from clerkdesk.screens.desk.host import Host
from clerkdesk.widgets.bar import Bar
from clerkdesk.widgets.columns import Tone
from clerkdesk.widgets.fields import Field
from clerkdesk.widgets.form import Form, is_typed_into
from clerkdesk.widgets.laid_out_once import LaidOutOnce
from clerkdesk.widgets.lines import FooterLine, HeaderLine, StatusLine
from clerkdesk.widgets.plain import joined
from clerkdesk.widgets.row_table import tables_of

if TYPE_CHECKING:
    from textual.css.query import DOMQuery
    from textual.widget import Widget

    from clerkdesk.keys import Command

Pairs = Sequence[tuple[str, str]]
"""Keys with their effect."""

CLOCK_SECONDS = 5
"""Seconds between two updates of the clock in the header."""
_NOT_OPEN = (
    f"The desk is not open, so nothing is shown here. {key_for('quit')} leaves it; start "
    "clerkdesk again once the cause is put right."
)
_IN_A_BAR = (("Escape", "back"), ("Tab", "next question"), ("Shift+Tab", "previous"))


class HasFrame(Protocol):
    """A screen with a header, a status line and a footer."""

    in_a_field: Pairs
    """The keys that act while the clerk types into a field."""

    @property
    def host(self) -> Host:
        """The app, as screens see it."""

    @property
    def focused(self) -> Widget | None:
        """The widget that has the focus."""

    def is_on_top(self) -> bool:
        """Return whether the clerk sees this screen, with nothing over it."""

    def query(self, selector: Any) -> DOMQuery[Any]:
        """Return widgets of the screen."""


class Body(Container, LaidOutOnce):
    """The middle of a screen."""

    def __init__(self, frame: Frame) -> None:
        """Take the lines around it."""
        super().__init__(id="body")
        self._lines_round = frame

    def on_field_wrong(self, event: Field.Wrong) -> None:
        """Say in full why a field is wrong."""
        event.stop()
        self._lines_round.say(event.sentence, "warning")

    def on_form_incomplete(self, event: Form.Incomplete) -> None:
        """Say what is missing or wrong; the field has the focus."""
        event.stop()
        self._lines_round.refuse(event.sentence)

    def on_row_table_cursor_moved(self) -> None:
        """Show the letters that act on another row."""
        self._lines_round.draw_letters()


class Frame:
    """Shows sentences in the status line, where the clerk is, and which keys act."""

    def __init__(self, screen: HasFrame, bar: Bar, title: str, acting: Callable[[], Sequence[Command]]) -> None:
        """Take the screen, its bar, the first heading, and what returns the letters that act on the row."""
        self._screen = screen
        self._bar = bar
        self._headings: tuple[str, ...] = (title,)
        self._acting = acting
        self.header = HeaderLine()
        self.status = StatusLine()
        self.footer = FooterLine()
        self.on_said: Callable[[str, Tone], None] | None = None
        """Gets each sentence that this screen says."""

    def say(self, sentence: str, tone: Tone = "") -> None:
        """Show a sentence in the status line."""
        self.status.show(sentence, tone)
        self.draw_letters()
        if self.on_said is not None:
            self.on_said(sentence, tone)

    def refuse(self, sentence: str) -> None:
        """Refuse what the clerk asked for."""
        self._screen.host.refuse(sentence)

    def set_heading(self, heading: str, *shorter: str) -> None:
        """Show the heading in the header, in the first form that fits. A heading names no patient."""
        self._headings = (heading, *shorter)
        self.draw_header()

    def draw(self) -> None:
        """Draw all three lines again, after a change of theme, keys or clerk."""
        self.draw_header()
        host = self._screen.host
        self.footer.show(host.keymap, twins=host.twins_shown)
        self.draw_letters()

    def draw_header(self) -> None:
        """Show the name of the screen, the clerk, and the time."""
        host = self._screen.host
        who = joined((host.clerk_name, f"{host.now():%H:%M}"), " ")
        self.header.show(*self._headings, practice=host.practice, who=who)

    def draw_letters(self) -> None:
        """Show the keys that act in the status line, while it shows no sentence."""
        if not self.status.sentence:
            self.status.show_letters(self._keys_that_act())

    def _keys_that_act(self) -> Pairs:
        if not self._screen.is_on_top():
            # What lies over the screen takes the keys.
            return ()
        if self._bar.is_open:
            return _IN_A_BAR
        if is_typed_into(self._screen.focused):
            return self._screen.in_a_field
        keys = self._screen.host.keymap
        return [(keys.shown(item.name), item.label) for item in self._acting()]

    def say_not_open(self) -> None:
        """Say in every list why the desk did not open, and what to do: no rows are being read."""
        host = self._screen.host
        if host.desk_state == "failed":
            for table in tables_of(self._screen):
                table.reading.fail(joined((host.why_not_open, _NOT_OPEN), " "))
