"""The frame of a call over the previous screen: it draws the parts of the call, and passes keys to them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.events import Key, Resize
from textual.screen import Screen

from clerkdesk.keys.placeholders import key_for
from clerkdesk.screens.call import view as views
from clerkdesk.screens.call.caller import CallerFinder
from clerkdesk.screens.call.message import MessageForm
from clerkdesk.screens.call.red_flags import HeardFlags
from clerkdesk.screens.desk.base import DeskScreen
from clerkdesk.widgets.form import Form
from clerkdesk.widgets.plain import MUTED, joined, plain
from clerkdesk.widgets.script import Script
from clerkdesk.widgets.still_text import StillText
from clerkdesk.widgets.survives_errors import SurvivesErrors

if TYPE_CHECKING:
    from clerkdesk.keys import Keymap
    from clerkdesk.screens.call.identity_ticks import IdentityTicks
    from clerkdesk.screens.call.kinds import KindOfCall
    from clerkdesk.screens.call.patient import PatientInCall
    from clerkdesk.screens.call.record import CallerRecord
    from clerkdesk.screens.call.rows_pane import RowsPane
    from clerkdesk.screens.desk.host import Host
    from clerkdesk.services.card.cards import PatientCard
    from clerkdesk.widgets.bar import Bar

_WHAT_TO_TYPE = "Type what the caller says; Enter takes the person whom the line names."
_NO_ROWS = "Nothing is booked, nothing waits, and no message is open."


class CallSheet(SurvivesErrors, Container):
    """The caller, the patient with their rows, the acts done, and the message."""

    def __init__(
        self,
        caller: CallerFinder,
        identity: IdentityTicks,
        rows: RowsPane,
        patient: PatientInCall,
        bar: Bar,
        host: Host,
        kind: KindOfCall,
        record: CallerRecord,
    ) -> None:
        """Take the parts, the bar of the screen, the host, the kind of call, and its record."""
        super().__init__(id="call-frame")
        desk = host.settings.desk
        self.caller = caller
        self.identity = identity
        self.rows = rows
        self.message = MessageForm(desk, host.now, phone=kind.is_call)
        self._script = Script(desk.red_flag_words, desk.red_flag_script, id="script")
        self.flags = HeardFlags(desk.red_flag_words, caller, self.message, self._script)
        self.called = f"{kind.title} {host.now():%H:%M}"
        """`Call 09:42`."""
        self._patient = patient
        self._bar = bar
        self._host = host
        self._is_call = kind.is_call
        self._in_a_field = kind.in_a_field
        self._record = record
        self._about = Vertical(id="about")
        self._done = StillText(id="done")

    def compose(self) -> ComposeResult:
        """Make the parts one below the other."""
        yield self.caller
        with self._about:
            yield self.identity
            yield self.rows
        yield self._done
        yield self.message
        yield self._script

    def on_resize(self, event: Resize) -> None:
        """End the lines of the identifiers elsewhere."""
        del event
        if self._patient.card is not None:
            self.draw()

    @property
    def has_content(self) -> bool:
        """Whether any fact of the call is known, or any text typed."""
        return bool(self.caller.typed) or self.message.is_begun or self._patient.id is not None

    @property
    def is_kept(self) -> bool:
        """Whether the back key parks the call; an empty call is left."""
        return self.has_content or self._record.is_begun

    # Keys

    def takes_key(self, key: Key, refuse: Callable[[str], None]) -> bool:
        """Choose a person found, or tick an identifier; return whether it used the key. `refuse` says why not."""
        digit = key.character or ""
        if not digit.isdecimal():
            return False
        if not self.caller.found.has_focus:
            return self.rows.table.has_focus and self.identity.press(digit)
        if reason := self.caller.press(int(digit)):
            refuse(reason)
        return True

    def gives_back_digits(self, digits: str) -> None:
        """Remove the ticks of digits that began a number."""
        if self.rows.table.has_focus:
            self.identity.take_back(digits)

    def on_caller_finder_typed(self, event: CallerFinder.Typed) -> None:
        """Look for a red flag in the first line, and hide the list if there is nobody to choose."""
        self._draw_keys()
        if event.is_settled:
            self.draw()
        else:
            self.flags.draw()

    def on_caller_finder_typed_on(self, event: CallerFinder.TypedOn) -> None:
        """Begin the message with the words behind an identifier."""
        self.message.begin_with(event.said)

    def on_caller_finder_unsettled(self, event: CallerFinder.Unsettled) -> None:
        """Say what to do after an Enter that settled nobody."""
        if event.several:
            self._host.say(event.sentence)
        else:
            self._host.refuse(event.sentence)

    def on_message_form_heard(self) -> None:
        """Show the script as soon as a red flag is typed."""
        self._draw_keys()
        self.flags.draw()

    def on_form_incomplete(self, event: Form.Incomplete) -> None:
        """Say which field is missing."""
        event.stop()
        self._host.say(event.sentence, "warning")

    # Drawing

    def bar_opened(self) -> None:
        """Give the bar the room of the message, and the slots the room of the ticks."""
        self.add_class("-acting")
        self.draw()

    def bar_closed(self) -> None:
        """Show the message again; hide slots that are offered to nobody."""
        self.remove_class("-acting")
        if self.rows.choices is not None:
            self.rows.show_slots(None)

    def draw(self) -> None:
        """Draw every part again."""
        choosing, done = self.caller.is_open_question, self._patient.view.done
        self.border_title = plain(f"{self.called} · {self.beneath(named=True)}")
        self._draw_keys()
        self._about.display = not choosing
        self._done.update(plain(("✓ ", "bold $success"), "; ".join(done), (" · Enter closes the call", MUTED)))
        self._done.display = bool(done)
        self.rows.table.display = not choosing and self._patient.id is not None
        card = self._patient.card
        if card is not None:
            self._draw_patient(card)
        else:
            self.caller.draw("")
            # A line of its own has room for the whole text: beside the box the text would be cut.
            self.identity.say(self.caller.answers.sentence or _WHAT_TO_TYPE)
            self.rows.show((), "")
        self.flags.draw()

    def _draw_keys(self) -> None:
        keymap, is_open = self._host.keymap, self._bar.is_open
        words = keys_words(keymap, is_call=self._is_call, bar_is_open=is_open, is_kept=self.is_kept)
        self.border_subtitle = plain(words)
        screen, usual = self.screen, self._in_a_field
        if isinstance(screen, DeskScreen):
            screen.in_a_field = usual if self.is_kept else (*usual[:-1], (key_for("back"), "leaves it"))
            screen.frame.draw_letters()

    def _draw_patient(self, card: PatientCard) -> None:
        now, why_not = self._host.now(), self.identity.why_not_told
        self.caller.draw(views.caller_words(card.patient, self.caller.match, self.identity.related, now))
        # The clerk speaks differently to a caller about a patient who may have died, identified or not.
        warnings = (*views.death_of(card), *(() if why_not else views.warnings(card)))
        self.identity.draw(self.size.width, warnings, makes_room=self._bar.is_open)
        self.rows.show(self._patient.rows(now), why_not or _NO_ROWS)

    def beneath(self, *, named: bool) -> str:
        """Name the work that waits beneath; the patient is `named` only inside the frame, never where others see it."""
        stack: list[Screen[Any]] = self.app.screen_stack
        index = stack.index(self.screen) - 1 if self.screen in stack else len(stack) - 1
        screen = stack[index] if index >= 0 else None
        if not isinstance(screen, DeskScreen):
            return "what was open is kept"
        bar = screen.bar.spec
        if bar is not None and named:
            return f"“{bar.act} {bar.subject}” is kept"
        return f"{screen.called} is kept"


def keys_words(keymap: Keymap, *, is_call: bool, bar_is_open: bool, is_kept: bool) -> str:
    """Return the keys of the frame. With a bar open, the bar names the back key."""
    another = f"{keymap.shown('call')} another call on top" if is_call else ""
    back = keymap.shown("back")
    if bar_is_open:
        return another
    aside = "park" if is_call else "puts it aside"
    return joined((another, f"{back} {aside if is_kept else 'leaves it'}"))
