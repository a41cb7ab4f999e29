"""What every screen of the desk shares: the lines round it, the bar, questions to the database, and the key gate.

A screen gives its name and words, makes its middle in `compose_body`, reads its rows in `load`, and has a method
`command_<name>`, or an entry in `letters`, for each command of the registry that acts on it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual.app import ComposeResult
from textual.containers import Container
from textual.events import Key, Resize, ScreenResume, ScreenSuspend

from clerkdesk.keys import Command, acts_on, letters_of
from clerkdesk.keys.placeholders import key_for
from clerkdesk.screens.desk.barred import Barred
from clerkdesk.screens.desk.copying import copy_number, numbers_of
from clerkdesk.screens.desk.host import InHand, PlaceToGive
from clerkdesk.screens.desk.latest_answers import LatestAnswers
from clerkdesk.widgets.bar import Bar
from clerkdesk.widgets.columns import Tone
from clerkdesk.widgets.fields import Field
from clerkdesk.widgets.filter_box import FilterBox
from clerkdesk.widgets.form import Form
from clerkdesk.widgets.lines import FooterLine, HeaderLine, StatusLine, TooSmall, is_too_small
from clerkdesk.widgets.plain import joined
from clerkdesk.widgets.script import Script

if TYPE_CHECKING:
    from clerkdesk.services.desk.facade import Desk

ResultT = TypeVar("ResultT")
Handler = Callable[[], "Awaitable[None] | None"]
"""Carries out a command."""

_CLOCK_SECONDS = 5
_NOT_OPEN = (
    f"The desk is not open, so nothing is shown here. {key_for('quit')} leaves it; start "
    "clerkdesk again once that is put right."
)
_BEGINS_A_NUMBER = "/+"
"""Keys beside letters and digits that are looked at on a list: the filter's, and the plus of a telephone number."""
_IN_A_BAR = (("Escape", "back"), ("Tab", "next question"), ("Shift+Tab", "the one before"))


class DeskScreen(Barred):
    """A screen with header, body, bar, status line and footer."""

    NAME: ClassVar[str] = ""
    """The screen's name in the registry of screens."""
    TITLE: ClassVar[str | None] = ""
    """What the header says until `heading` is set."""
    ABOUT: ClassVar[str] = ""
    """Help: what follows "You are on", up to the full stop."""
    HINTS: ClassVar[tuple[tuple[str, str], ...]] = ()
    """Help: further keys of this screen with what they do, such as ("1-9", "choose a slot")."""
    HOLDS_ENTER_FOR: ClassVar[frozenset[str]] = frozenset()
    """Subjects of `ask` whose answer Enter and Down wait for, such as the results of a find box."""
    BEFORE_A_BAR: ClassVar[frozenset[str]] = frozenset({"act", "escalation"})
    """Subjects of `ask` whose answer opens a bar: letters, digits and Enter are meant for it, and wait."""
    IN_A_FIELD: ClassVar[tuple[tuple[str, str], ...]] = (
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
        self._headings: tuple[str, ...] = (str(self.TITLE or ""),)
        self._latest: LatestAnswers | None = None
        self._loaded = False
        self._stands = False
        self._on_top = False
        self.letters: dict[str, Handler] = {}
        """What commands do that parts of the screen carry out; a method `command_<name>` goes before it."""

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

    # For a screen to use

    def ask(self, what: str, work: Callable[[Desk], ResultT], apply: Callable[[ResultT], None]) -> None:
        """Put a question to the database; `apply` gets the answer unless a later question about `what` was asked."""
        self._latest = self._latest or LatestAnswers(self, self.host)
        self._latest.ask(what, work, apply)

    def wait_for(self, what: str) -> None:
        """Hold keys until the next answer about `what`, one of `WAITS_FOR`: they are meant for other rows."""
        if self._latest is not None:
            self._latest.begin_anew(what)

    def set_heading(self, heading: str, *shorter: str) -> None:
        """Say in the header what is on the screen, in the first form that has room. No patient is named there."""
        self._headings = (heading, *shorter)
        self._draw_header()

    def say(self, sentence: str, tone: Tone = "") -> None:
        """Show a sentence in the status line."""
        self.query_one(StatusLine).show(sentence, tone)

    def list_commands(self) -> list[Command]:
        """Return the list letters that act here: those of the registry that this screen carries out."""
        able = [item for item in letters_of(self.NAME) if self.handler_of(item.name) is not None]
        own = type(self).command_filter is not DeskScreen.command_filter
        return [item for item in able if item.name != "filter" or own or self.query(FilterBox)]

    @property
    def about(self) -> str:
        """What the clerk sees, for the help: it follows "You are on"."""
        return self.ABOUT

    @property
    def is_waiting(self) -> bool:
        """Whether an answer of the database is still to come."""
        return self._latest is not None and self._latest.any_pending

    @property
    def read_up_to(self) -> int | None:
        """How far what bars act on goes, in what the desks have written down; None where nothing was read for them."""
        return self._latest.read_up_to if self._latest is not None else None

    @property
    def stands(self) -> bool:
        """Whether the screen has been made."""
        return self._stands

    def is_asking(self, what: str) -> bool:
        """Whether an answer about `what` is still to come."""
        return self._latest is not None and self._latest.is_pending(what)

    # What the app asks

    def handler_of(self, name: str) -> Handler | None:
        """Return what carries out a command here, by its name: a method of the screen, or a part that it holds."""
        return getattr(self, f"command_{name}", None) or self.letters.get(name)

    def why_not(self, item: Command) -> str:
        """Return why a command can not act here, as a sentence; empty when it can. Screens add their own reasons."""
        if item.scope != "list":
            return ""
        key, title = self.host.keymap.shown(item.name), item.title.lower()
        if item.name not in {each.name for each in self.list_commands()}:
            there = (
                "; on the patient's card it does" if acts_on(item, "card") else f"; {key_for('help')} lists what does"
            )
            return f"{key} ({title}) does not act on this screen{there}."
        return ""

    def go_back(self) -> bool:
        """Go back from a question of the bar to the one before, else leave it; answer whether there was anything."""
        if self.bar.is_open:
            spec = self.bar.spec
            if not self.bar.busy and spec is not None and not self.bar.step_back():
                self.bar.close()
                self.host.say(f"Left: {spec.act.rstrip(':')} {spec.subject}. Nothing was recorded.")
            return True
        return any(box.leave() for box in self.query(FilterBox))

    def desk_opened(self) -> None:
        """Read the rows: the database is open."""
        self._loaded = True
        self.load()
        self.host.screen_ready()

    def desk_failed(self) -> None:
        """Say so, or offer another try where there is one: the database could not be opened."""
        self._say_not_open()

    def is_ready_for(self, key: str) -> bool:
        """Hold keys until the rows are there, while an act is carried out, and Enter while results are on their way."""
        if not (self._stands and self._on_top and super().is_ready_for(key)) or self.bar.busy:
            return False
        if self.NEEDS_DESK and self.host.desk_state in ("closed", "opening"):
            return False
        if self.host.desk_state == "failed":
            return True
        latest = self._latest
        if latest is None:
            return not self.WAITS_FOR
        held = key in ("enter", "down") and any(latest.is_pending(what) for what in self.HOLDS_ENTER_FOR)
        opens = len(key) == 1 or key == "enter"
        opening = opens and any(latest.is_pending(what) for what in self.BEFORE_A_BAR)
        return not held and not opening and all(latest.is_answered(what) for what in self.WAITS_FOR)

    def refresh_lines_round(self) -> None:
        """Draw header and footer again, after the theme, the keys or the clerk changed."""
        self._draw_header()
        self.query_one(FooterLine).show(self.host.keymap, twins=self.host.twins_shown)
        self._draw_letters()

    # State

    def get_state(self) -> dict[str, Any]:
        """Return everything half done on this screen: the bar, and where each list with an id stands."""
        tables = {table.id: table.get_state() for table in self._tables() if table.id}
        words = self.half_done_words
        return {"screen": self.NAME, "words": words, "bar": self.bar.get_state(), "tables": tables}

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Put back what `get_state` returned."""
        for table in self._tables():
            if table.id in state.get("tables", {}):
                table.set_state(state["tables"][table.id])
        kept = state.get("bar")
        if kept:
            self.reopen_bar(kept)

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
        if self._stands:
            self.bar.not_seen()
            self.shown()
            self.host.screen_ready()
        if self._loaded:
            self.on_data_changed()
        elif self._stands:
            self._say_not_open()

    def on_screen_suspend(self, event: ScreenSuspend) -> None:
        """Hold keys until the screen is on top again."""
        del event
        self._on_top = False

    def compose(self) -> ComposeResult:
        """Make the lines round the body."""
        yield HeaderLine()
        with Container(id="body"):
            yield from self.compose_body()
        yield Script(self.host.settings.desk.red_flag_words, self.host.settings.desk.red_flag_script)
        yield Bar()
        yield StatusLine()
        yield FooterLine()
        yield TooSmall()

    def on_mount(self) -> None:
        """Draw the lines, and read the rows if the database is open already."""
        self.refresh_lines_round()
        self.set_interval(_CLOCK_SECONDS, self._draw_header)
        self.focus_first()
        self._stands = True
        if self._on_top:
            self.shown()
        if self.host.desk_state == "open":
            self.desk_opened()
        self._say_not_open()
        self.begin()
        self.call_after_refresh(self.host.screen_ready)

    def begin(self) -> None:
        """Do what a screen does once all of it is there; a screen that adds to it calls the one above first."""

    def on_resize(self, event: Resize) -> None:
        """Cover the screen when it has too little room."""
        self.set_class(is_too_small(event.size.width, event.size.height), "-too-small")
        self.bar.fit_again()

    def on_descendant_focus(self) -> None:
        """Show the keys that act where the focus is."""
        self._draw_letters()

    async def on_key(self, event: Key) -> None:
        """Let a letter open its bar, and send what fits nothing to the one box."""
        shown = event.character
        if self.bar.is_open or shown is None or not (shown.isalnum() or shown in _BEGINS_A_NUMBER):
            return
        event.stop()
        item = self.host.keymap.on_list(event.key)
        before = self._on_list.before(shown, self.host.keys_delivered, event.time)
        refused_before = self._on_list.is_behind_a_refused_letter(before)
        if self._on_list.goes_on_a_word(before) or (refused_before and (item is None or shown.isdecimal())):
            self._collect()
        elif not self._on_list.goes_on_a_number and item is not None:
            await self._press_letter(item, before)
        elif self._on_list.goes_on_a_number or not self.takes_key(event):
            self._on_list.forget()
            if before:
                self.gives_back_digits(before)
            await self.host.to_one_box(before + shown)

    def _collect(self) -> None:
        """Let a key do nothing that goes on a name, or was meant for a bar that did not open; say how it is found."""
        self._on_list.refuse()
        typed = self.name_typed(self.host.keys_delivered)
        self.host.refuse(f"“{typed}” does nothing here. {self._look_up_words()}", may_be_a_name=True)

    async def _press_letter(self, item: Command, before: str) -> None:
        """Carry out the command of a letter, or say why not; it may be of a name, with what was typed right before."""
        reason = self.why_not(item)
        if not reason:
            await self.host.run_command(item.name)
            return
        self._on_list.refuse()
        acts_here = item.name in {each.name for each in self.list_commands()}
        may_act = acts_here and any(table.rows for table in self._tables())
        sentence = joined((reason, self._look_up_words()), " ")
        self.host.refuse(sentence, may_be_a_name=bool(before) or not may_act)

    def refuse_digit(self, sentence: str) -> None:
        """Say why a digit does nothing; where another follows, both begin a number, which is looked up."""
        self._on_list.refuse()
        self.app.bell()
        self.say(sentence, "warning")

    def command_copy(self) -> None:
        """Copy a number of the row under the cursor; where a patient is in hand, a bar asks which."""
        copy_number(self, numbers_of(*self.row_known()), asks=self.COPY_ASKS)

    def command_filter(self) -> None:
        """Open the filter box of the list."""
        for box in self.query(FilterBox):
            box.open()

    def on_field_wrong(self, event: Field.Wrong) -> None:
        """Say in full what is wrong in a field."""
        event.stop()
        self.say(event.sentence, "warning")

    def _draw_letters(self) -> None:
        """Show in the status line what can be pressed, as long as there is nothing to say."""
        keys = self.host.keymap
        letters = [(keys.shown(item.name), item.label) for item in self.list_commands()]
        shown = self.IN_A_FIELD if self._in_a_field else letters
        self.query_one(StatusLine).show_letters(_IN_A_BAR if self.bar.is_open else shown)

    @property
    def takes_letters(self) -> bool:
        """Whether a letter answers what is asked here: the open bar, or a field of a form."""
        return self.bar.is_open or self._in_a_field

    @property
    def _in_a_field(self) -> bool:
        """Whether a letter that is typed is a letter of what is being filled in."""
        focused = self.focused
        if focused is None:
            return False
        return focused.check_consume_key("a", "a") or any(isinstance(each, Form) for each in focused.ancestors)

    def _say_not_open(self) -> None:
        """Say in every list that the desk could not be opened, and what to do: nothing is being read."""
        if self.host.desk_state == "failed":
            for table in self._tables():
                table.set_unread(joined((self.host.why_not_open, _NOT_OPEN), " "))

    def _draw_header(self) -> None:
        who = joined((self.host.clerk_name, f"{self.host.now():%H:%M}"), " ")
        for header in self.query(HeaderLine):
            header.show(*self._headings, practice=self.host.practice, who=who)
