"""What every screen of the desk shares: it holds the parts that do the work, and leads Textual's events to them.

A screen gives its name and words, makes its middle in `compose_body`, reads its rows in `load`, and has a method
`command_<name>`, or a part that adds its commands, for each command of the registry that acts on it. The parts, each in
a module of its own beside this one:

- `questions`: questions to the database, and which keys wait for their answers
- `commands`: the commands that act here, and why one can not
- `typing`: letters and digits typed on a list
- `bars`: the bar at the bottom and the act behind its Enter; `bar` is the bar itself
- `frame`: header, status line and footer
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from textual.app import ComposeResult
from textual.events import Key, Resize, ScreenResume, ScreenSuspend
from textual.widget import Widget

from clerkdesk.keys import Command
from clerkdesk.keys.placeholders import key_for
from clerkdesk.screens.desk.bars import Bars
from clerkdesk.screens.desk.copying import copy_row
from clerkdesk.screens.desk.frame import CLOCK_SECONDS, Body, Frame, Pairs
from clerkdesk.screens.desk.host import Host, InHand, PlaceToGive
from clerkdesk.screens.desk.questions import Questions
from clerkdesk.screens.desk.screen_commands import ScreenCommands
from clerkdesk.screens.desk.typing_on_list import TypingOnList
from clerkdesk.widgets.bar import Bar
from clerkdesk.widgets.bar_messages import BarFitsNothing, BarNumberTyped, BarSubmitted
from clerkdesk.widgets.bar_spec import BarSpec
from clerkdesk.widgets.filter_box import FilterBox
from clerkdesk.widgets.lines import TooSmall, is_too_small
from clerkdesk.widgets.ready_for_keys import ReadyForKeys
from clerkdesk.widgets.row_table import tables_of
from clerkdesk.widgets.script import Script

if TYPE_CHECKING:
    from clerkdesk.services.desk.facade import Desk

ResultT = TypeVar("ResultT")


class DeskScreen(ReadyForKeys[Any]):
    """A screen with header, body, bar, status line and footer."""

    NAME: ClassVar[str] = ""
    """The screen's name in the registry of screens."""
    TITLE: ClassVar[str | None] = ""
    """What the header says until `frame.set_heading` is called."""
    ABOUT: ClassVar[str] = ""
    """Help: what follows "You are on", up to the full stop."""
    HINTS: ClassVar[tuple[tuple[str, str], ...]] = ()
    """Help: further keys of this screen with what they do, such as ("1-9", "choose a slot")."""
    WAITS_FOR: ClassVar[frozenset[str]] = frozenset()
    """Subjects of questions that must have been answered before the screen takes keys."""
    ACTED_ON: ClassVar[frozenset[str]] = frozenset()
    """Subjects of questions whose answers bars act on: what other desks do to that meanwhile is said before an act."""
    HOLDS_ENTER_FOR: ClassVar[frozenset[str]] = frozenset()
    """Subjects of questions whose answer Enter and Down wait for, such as the results of a find box."""
    BEFORE_A_BAR: ClassVar[frozenset[str]] = frozenset({"act", "escalation"})
    """Subjects of questions whose answer opens a bar: letters, digits and Enter are meant for it, and wait."""
    IN_A_FIELD: ClassVar[Pairs] = (
        ("Enter", "goes on"),
        ("Tab", "next field"),
        (key_for("back"), "back"),
    )
    """The keys that act while letters are typed into a field, for the status line."""
    COPY_ASKS: ClassVar[bool] = False
    """Whether it is asked which number is copied, where there are several."""
    IS_FORM: ClassVar[bool] = False
    """Whether it is a form, which is left for good once it was kept."""
    NEEDS_DESK: ClassVar[bool] = True
    """Whether the screen can do nothing until the database is open."""

    def __init__(self) -> None:
        """Begin without rows; `load` is called once the database is open."""
        super().__init__()
        self.bar = Bar()
        """The bar at the bottom."""
        self.witness = self.bar
        self.questions = Questions(self)
        self.commands = ScreenCommands(self)
        self.frame = Frame(self, self.bar, str(self.TITLE or ""), self.commands.listed)
        self.typing = TypingOnList(self, self.bar, self.commands, self.frame.say)
        self.bars = Bars(self, self.bar, self.typing, self.questions, self.frame.draw_letters)
        self.commands.add({"copy": partial(copy_row, self)})
        self.stands = False
        """Whether the screen has been made."""
        self._loaded = False
        self._on_top = False

    # For a screen to fill in

    def compose_body(self) -> ComposeResult:
        """Make the middle of the screen."""
        yield from ()

    def load(self) -> None:
        """Read the rows, by `ask`. Called when the database is open, and again whenever something changed."""

    def shown(self) -> None:
        """Begin again: the screen stands and has come to the top, for the first time or once more."""

    def opening(self) -> None:
        """Know that the screen is opened anew, and not come back to: `shown` follows where something lay over it."""

    def on_data_changed(self) -> None:
        """Read again after a change, by this desk or another; every ten seconds in any case."""
        self.load()

    def asked_for(self) -> None:
        """Begin again where that is wanted: its own key has opened the screen, and not a way back to it.

        A filter of an earlier visit would hide rows, and eat digits that were meant for the list.
        """
        for box in self.query(FilterBox):
            box.leave()

    def go_to_row(self, key: str) -> None:
        """Put the cursor on a row as soon as it has been read."""

    def go_to_visit(self, appointment_id: int, command: str, back_to: InHand | str | None = None) -> None:
        """Show the list on which an appointment stands, with the cursor on it, and carry out a command there.

        Once its bar is recorded or left, the clerk is back on the card of `back_to`, or on the screen of that name.
        """

    def do_when_read(self, command: str) -> None:
        """Carry out a command as soon as the patient has been read."""

    def give_place(self, place: PlaceToGive) -> None:
        """Offer a place that was chosen in the timetable, as soon as the patient has been read."""

    def is_call_about(self, patient_id: int) -> bool:
        """Tell whether this is an open call about a patient: what is done for them is a result of it."""
        del patient_id
        return False

    def as_result(self, work: Callable[[Desk], ResultT]) -> Callable[[Desk], ResultT]:
        """Return an act as one that is done in this call."""
        return work

    def privacy_changed(self) -> None:
        """Show initials only, or the names again, as `host.private` says."""

    def row_known(self) -> tuple[object, ...]:
        """Return what is known of the row under the cursor: patient, entry, appointment; `y` copies their numbers."""
        return ()

    def patient_shown(self) -> InHand | None:
        """Return the patient under the cursor, whom the card and the forms of one patient are about; None: nobody."""
        return None

    def takes_key(self, key: Key) -> bool:
        """Use a letter or digit that no list command has, such as the number of a slot; answer whether it was used."""
        del key
        return False

    def gives_back_digits(self, digits: str) -> None:
        """Undo what digits did that `takes_key` used, where they turn out to begin a number."""

    def take_arguments(self, arguments: Sequence[str]) -> None:
        """Take what was typed behind the command of this screen in the one box: `.list derm`."""
        self.host.refuse(f"{self.TITLE} takes no words after its name; “{' '.join(arguments)}” was left out.")

    def why_not(self, item: Command) -> str:
        """Return why a command of this screen can not act on what is under the cursor; empty when it can."""
        del item
        return ""

    def rebuild_bar(self, name: str, context: Mapping[str, Any]) -> BarSpec | None:
        """Declare again a bar that was written down, or None when what it was about is gone."""
        del name, context
        return None

    def takes_words(self, words: str) -> bool:
        """Make ready for words that were typed or pasted where no letter acts; else they go to the one box."""
        del words
        return False

    # For a screen to use

    @property
    def host(self) -> Host:
        """The app, as far as screens know it."""
        return cast("Host", self.app)

    @property
    def about(self) -> str:
        """What the clerk sees, for the help: it follows "You are on"."""
        return self.ABOUT

    # What the app asks

    def desk_opened(self) -> None:
        """Read the rows: the database is open."""
        self._loaded = True
        self.load()
        self.host.screen_ready()

    def desk_failed(self) -> None:
        """Say so, or offer another try where there is one: the database could not be opened."""
        self.frame.say_not_open()

    def go_back(self) -> bool:
        """Go back from a question of the bar to the one before, else leave it; answer whether there was anything."""
        return self.bars.go_back() or any(box.leave() for box in self.query(FilterBox))

    def is_ready_for(self, key: str) -> bool:
        """Hold keys until the rows are there, while an act is carried out, and Enter while results are on their way."""
        if not (self.stands and self._on_top and super().is_ready_for(key)) or self.bar.busy:
            return False
        state = self.host.desk_state
        if self.NEEDS_DESK and state in ("closed", "opening"):
            return False
        return state == "failed" or not self.questions.hold_back(key)

    def get_focusable_widget_at(self, x: int, y: int) -> Widget | None:
        """Let no click take the focus from an open bar: the letters that follow are meant for it."""
        found = super().get_focusable_widget_at(x, y)
        outside = found is not None and self.bar not in found.ancestors_with_self
        return None if self.bar.is_open and outside else found

    # State

    def get_state(self) -> dict[str, Any]:
        """Return everything half done on this screen: the bar, and where each list with an id stands."""
        tables = {table.id: table.get_state() for table in tables_of(self) if table.id}
        words = self.half_done_words
        return {"screen": self.NAME, "words": words, "bar": self.bar.get_state(), "tables": tables}

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Put back what `get_state` returned."""
        for table in tables_of(self):
            if table.id in state.get("tables", {}):
                table.set_state(state["tables"][table.id])
        kept = state.get("bar")
        if kept:
            self.bars.reopen(kept)

    @property
    def is_half_done(self) -> bool:
        """Whether anything here would be lost with the desk: an open bar, or a form that was begun."""
        return self.bar.is_open

    @property
    def is_gone_back_to(self) -> bool:
        """Whether the key that goes back leads here: not to a form that was kept, or in which nothing was typed."""
        return self.is_half_done or not self.IS_FORM

    @property
    def half_done_words(self) -> str:
        """What is half done here, without names: `“Book” on Booking`."""
        spec = self.bar.spec
        return f"“{spec.act}” on {self.TITLE}" if spec is not None else f"the form “{self.TITLE}”"

    def keep_up(self, desk: Desk, state: Mapping[str, Any]) -> dict[str, Any] | None:
        """Write down what `get_state` returned, and return by what it is found again. Runs on the writing thread."""
        del desk
        return {"screen": self.NAME, "words": state.get("words", self.TITLE), "state": dict(state)}

    # Wiring

    def on_screen_resume(self, event: ScreenResume) -> None:
        """Read what may have changed while another screen was on top."""
        del event
        self._on_top = True
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

    def compose(self) -> ComposeResult:
        """Make the lines round the body."""
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
        if self.host.desk_state == "open":
            self.desk_opened()
        self.frame.say_not_open()
        self.begin()
        self.call_after_refresh(self.host.screen_ready)

    def begin(self) -> None:
        """Do what a screen does once all of it is there; a screen that adds to it calls the one above first."""

    def on_resize(self, event: Resize) -> None:
        """Cover the screen when it has too little room."""
        self.set_class(is_too_small(event.size.width, event.size.height), "-too-small")
        self.bar.fit_again()

    async def on_key(self, event: Key) -> None:
        """Lead a key that no widget has used to what is typed on the list."""
        await self.typing.take(event)

    def on_bar_closed(self) -> None:
        """Lead the end of a bar to the part that opened it."""
        self.bars.closed()

    def on_bar_fits_nothing(self, event: BarFitsNothing) -> None:
        """Lead a key that picks nothing to the part that says so."""
        self.bars.fits_nothing(event)

    async def on_bar_number_typed(self, event: BarNumberTyped) -> None:
        """Lead a number that was typed in a bar to the part that has it looked up."""
        await self.bars.look_up_number(event)

    def on_bar_submitted(self, event: BarSubmitted) -> None:
        """Lead the Enter of a bar to the part that carries out its act."""
        self.bars.carry_out(event)
