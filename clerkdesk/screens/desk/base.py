"""The base of every screen of the desk: it holds the parts that do the work, and passes Textual's events to them.

A screen gives its name and words, makes its middle in `compose_body` and reads its rows in `load`. For each command of
the registry that acts on it, it has a method `command_<name>`, or a part that adds its commands. Each part has a module
of its own beside this one:

- `questions`: questions to the database, and the keys that wait for their answers
- `commands`: the commands that act here, and why one cannot
- `typing`: letters and digits typed on a list
- `bars`: the opening of the bar and the act behind its Enter; `bar` is the widget
- `frame`: header, status line and footer
- `half_done`: unsaved work, written down before the desk ends and restored after
"""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar, TypeVar, cast

from textual import on
from textual.app import ComposeResult
from textual.events import Key, Resize, ScreenResume, ScreenSuspend
from textual.message import Message
from textual.widget import Widget

from clerkdesk.keys import Command
from clerkdesk.keys.placeholders import key_for
from clerkdesk.screens.desk.bars import Bars
from clerkdesk.screens.desk.copying import copy_row
from clerkdesk.screens.desk.frame import CLOCK_SECONDS, Body, Frame, Pairs
from clerkdesk.screens.desk.half_done_here import HalfDoneHere
from clerkdesk.screens.desk.host import Host, InHand
from clerkdesk.screens.desk.questions import Questions
from clerkdesk.screens.desk.screen_commands import ScreenCommands
from clerkdesk.screens.desk.typing_on_list import TypingOnList
from clerkdesk.widgets.bar import Bar
from clerkdesk.widgets.bar_messages import BarChoicePicked, BarClosed, BarFitsNothing, BarNumberTyped, BarSubmitted
from clerkdesk.widgets.filter_box import FilterBox
from clerkdesk.widgets.lines import TooSmall, is_too_small
from clerkdesk.widgets.ready_for_keys import ReadyForKeys
from clerkdesk.widgets.script import Script

ResultT = TypeVar("ResultT")


class DeskScreen(ReadyForKeys[Any]):
    """A screen with header, body, bar, status line and footer."""

    NAME: ClassVar[str] = ""
    """The screen's name in the registry of screens."""
    TITLE: ClassVar[str | None] = ""
    """The heading in the header until a call of `frame.set_heading`."""
    ABOUT: ClassVar[str] = ""
    """Help: the words after "You are on", up to the full stop."""
    HINTS: ClassVar[tuple[tuple[str, str], ...]] = ()
    """Help: further keys of this screen with their effect, such as ("1-9", "choose a slot")."""
    WAITS_FOR: ClassVar[frozenset[str]] = frozenset()
    """Subjects of the questions whose answers the screen needs before it takes keys."""
    ACTED_ON: ClassVar[frozenset[str]] = frozenset()
    """Subjects of the questions whose answers bars act on: the bar says what other desks changed before it acts."""
    HOLDS_ENTER_FOR: ClassVar[frozenset[str]] = frozenset()
    """Subjects of the questions whose answers Enter and Down wait for, such as the results of a find box."""
    BEFORE_A_BAR: ClassVar[frozenset[str]] = frozenset({"act", "escalation"})
    """Subjects of the questions whose answers open a bar: letters, digits and Enter are meant for the bar, and wait."""
    IN_A_FIELD: ClassVar[Pairs] = (
        ("Enter", "goes on"),
        ("Tab", "next field"),
        (key_for("back"), "back"),
    )
    """The keys that act while letters are typed into a field, for the status line."""
    COPY_ASKS: ClassVar[bool] = False
    """Whether the copy key asks for the number to copy, if the row has several."""
    IS_FORM: ClassVar[bool] = False
    """Whether the screen is a form; after its record is kept, the clerk does not go back to it."""
    NEEDS_DESK: ClassVar[bool] = True
    """Whether the screen does nothing until the database is open."""

    def __init__(self) -> None:
        """Begin without rows; `load` is called once the database is open."""
        super().__init__()
        self.bar = Bar()
        """The bar at the bottom."""
        self.witness = self.bar
        self.questions = Questions(self)
        self.commands = ScreenCommands(self)
        self.frame = Frame(self, self.bar, str(self.TITLE or ""), self.commands.acting)
        self.typing = TypingOnList(self, self.bar, self.commands, self.frame.say)
        self.bars = Bars(self, self.bar, self.typing, self.questions, self.frame.draw_letters)
        self.questions.on_answered = self.frame.draw_letters
        self.half_done = HalfDoneHere(self, self.bar, self.bars.reopen)
        self.about = self.ABOUT
        """The words after "You are on" in the help."""
        self.hints: Pairs = self.HINTS
        """Further keys with their effect, for the help."""
        self.in_a_field = self.IN_A_FIELD
        """The keys that act while the clerk types into a field."""
        self.commands.add({"copy": partial(copy_row, self)})
        self.stands = False
        """Whether the screen is composed."""
        self._loaded = False
        self._on_top = False

    # Methods that a screen overrides

    def compose_body(self) -> ComposeResult:
        """Make the middle of the screen."""
        yield from ()

    def load(self) -> None:
        """Read the rows, by `ask`. Runs when the database is open, and after each change."""

    def shown(self) -> None:
        """Start afresh: the screen is composed and has come to the top, for the first time or again."""

    def on_data_changed(self) -> None:
        """Read again after a change by this desk or another; at least every ten seconds."""
        self.load()

    def asked_for(self) -> None:
        """Start afresh if the screen's own key opened it, and not a way back to it.

        An old filter would hide rows, and would take digits that are meant for the list.
        """
        for box in self.query(FilterBox):
            box.leave()

    def row_known(self) -> tuple[object, ...]:
        """Return the records of the row under the cursor: patient, entry, appointment; `y` copies their numbers."""
        return ()

    def patient_shown(self) -> InHand | None:
        """Return the patient under the cursor, for the card and the forms of one patient; None for nobody."""
        return None

    def why_not(self, item: Command) -> str:
        """Return why a command of this screen cannot act on the row under the cursor; empty if it can."""
        del item
        return ""

    # Properties that a screen uses

    @property
    def host(self) -> Host:
        """The app, as screens see it."""
        return cast("Host", self.app)

    # Calls from the app

    def desk_state_changed(self) -> None:
        """Read the rows once the database is open; say so if it did not open."""
        if self.host.desk_state == "open":
            self._loaded = True
            self.load()
            self.host.screen_ready()
        self.frame.say_not_open()

    def go_back(self) -> bool:
        """Go back to the previous question of the bar, else leave the bar; return whether a bar was open."""
        return self.bars.go_back() or any(box.leave() for box in self.query(FilterBox))

    def is_ready_for(self, key: str) -> bool:
        """Hold keys until the rows are read, during an act, and Enter while results are on their way."""
        if not (self.stands and self._on_top and super().is_ready_for(key)) or self.bar.busy:
            return False
        state = self.host.desk_state
        if self.NEEDS_DESK and state in ("closed", "opening"):
            return False
        return state == "failed" or not self.questions.hold_back(key)

    def get_focusable_widget_at(self, x: int, y: int) -> Widget | None:
        """Keep the focus in an open bar on a click: the next letters are meant for the bar."""
        found = super().get_focusable_widget_at(x, y)
        outside = found is not None and self.bar not in found.ancestors_with_self
        return None if self.bar.is_open and outside else found

    # Textual's events

    def on_screen_resume(self, event: ScreenResume) -> None:
        """Read what may have changed while another screen was on top."""
        del event
        self._on_top = True
        self.frame.draw_letters()
        if self.stands:
            self.shown()
            self.host.screen_ready()
        if self._loaded:
            self.on_data_changed()
        elif self.stands:
            self.frame.say_not_open()

    def on_screen_suspend(self, event: ScreenSuspend) -> None:
        """Hold keys until the screen is on top again."""
        del event
        self._on_top = False
        self.frame.draw_letters()

    def compose(self) -> ComposeResult:
        """Make the lines around the body."""
        yield self.frame.header
        with Body(self.frame):
            yield from self.compose_body()
        yield Script(self.host.settings.desk.red_flag_words, self.host.settings.desk.red_flag_script)
        yield self.bar
        yield self.frame.status
        yield self.frame.footer
        yield TooSmall()

    def on_mount(self) -> None:
        """Draw the lines, and read the rows if the database is open already."""
        self.frame.draw()
        self.set_interval(CLOCK_SECONDS, self.frame.draw_header)
        self.watch(self, "focused", self.frame.draw_letters, init=False)
        self.focus_first()
        self.stands = True
        if self._on_top:
            self.shown()
        self.desk_state_changed()
        self.call_after_refresh(self.host.screen_ready)

    def on_resize(self, event: Resize) -> None:
        """Cover the screen if the terminal has too little room."""
        self.set_class(is_too_small(event.size.width, event.size.height), "-too-small")
        self.bar.fit_again()

    async def on_key(self, event: Key) -> None:
        """Pass a key that no widget has used to the typing on the list."""
        await self.typing.take(event)

    @on(BarChoicePicked)
    @on(BarClosed)
    @on(BarFitsNothing)
    @on(BarNumberTyped)
    @on(BarSubmitted)
    async def _hear_bar(self, message: Message) -> None:
        """Pass a message of the bar to the part that opened it."""
        await self.bars.hear(message)
