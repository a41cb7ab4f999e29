"""What is typed on a list: a letter opens its bar, a digit chooses, and a name or number goes to the one box."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from textual.events import Key

from clerkdesk.keys import Command
from clerkdesk.screens.desk.host import Host
from clerkdesk.screens.desk.screen_commands import ScreenCommands
from clerkdesk.widgets.bar import Bar
from clerkdesk.widgets.columns import Tone
from clerkdesk.widgets.form import is_typed_into
from clerkdesk.widgets.plain import joined
from clerkdesk.widgets.row_table import tables_of
from clerkdesk.widgets.typed_on_list import TypedOnList, look_up_words

if TYPE_CHECKING:
    from textual.css.query import DOMQuery
    from textual.widget import Widget

_BEGINS_A_NUMBER = "/+"
"""Keys beside letters and digits that are looked at on a list: the filter's, and the plus of a telephone number."""


class IsTypedOn(Protocol):
    """A screen on whose lists letters and digits are typed."""

    @property
    def host(self) -> Host:
        """The app, as far as screens know it."""

    @property
    def focused(self) -> Widget | None:
        """The widget that has the focus."""

    def query(self, selector: Any) -> DOMQuery[Any]:
        """Return widgets of the screen."""


def _never() -> bool:
    return False


def _uses_no_key(key: Key) -> bool:
    del key
    return False


def _used_no_digits(digits: str) -> None:
    del digits


class TypingOnList:
    """Hears every letter and digit that no open bar takes, and remembers those that may be of one name or number."""

    def __init__(self, screen: IsTypedOn, bar: Bar, commands: ScreenCommands, say: Callable[[str, Tone], None]) -> None:
        """Take the screen, its bar, the commands that act there, and what says a sentence."""
        self._screen = screen
        self._bar = bar
        self._commands = commands
        self._say = say
        self._typed = TypedOnList()
        self.takes_key: Callable[[Key], bool] = _uses_no_key
        """Uses a letter or digit that no list command has, such as the number of a slot; answers whether it did."""
        self.gives_back_digits: Callable[[str], None] = _used_no_digits
        """Undoes what digits did that `takes_key` used, if they turn out to begin a number."""
        self.goes_to_words: Callable[[], bool] = _never
        """Whether a letter that does nothing begins words that the screen takes."""

    @property
    def takes_letters(self) -> bool:
        """Whether a letter answers what is asked here: the open bar, or a field of a form."""
        return self._bar.is_open or is_typed_into(self._screen.focused)

    async def take(self, event: Key) -> None:
        """Let a letter open its bar, and send what fits nothing to the one box."""
        shown = event.character
        if self._bar.is_open or shown is None or not (shown.isalnum() or shown in _BEGINS_A_NUMBER):
            return
        event.stop()
        host, typed = self._screen.host, self._typed
        item = host.keymap.on_list(event.key)
        before = typed.before(shown, host.keys_delivered, event.time)
        refused_before = typed.is_behind_a_refused_letter(before)
        if typed.goes_on_a_word(before) or (refused_before and (item is None or shown.isdecimal())):
            self._collect()
        elif not typed.goes_on_a_number and item is not None:
            await self._press_letter(item, before)
        elif typed.goes_on_a_number or not self.takes_key(event):
            await self._send_to_one_box(before, shown)

    async def _send_to_one_box(self, before: str, shown: str) -> None:
        """Send a key to the one box, behind what was typed right before it and goes with it."""
        self._typed.forget()
        if before:
            self.gives_back_digits(before)
        await self._screen.host.to_one_box(before + shown)

    def _collect(self) -> None:
        """Let a key do nothing that goes on a name, or was meant for a bar that did not open; say how it is found."""
        self._typed.refuse()
        typed = self.name_typed(self._screen.host.keys_delivered)
        self._screen.host.refuse(f"“{typed}” does nothing here. {self.look_up_words()}", may_be_a_name=True)

    async def _press_letter(self, item: Command, before: str) -> None:
        """Carry out the command of a letter, or say why not; it may be of a name, with what was typed right before."""
        host = self._screen.host
        reason = self._commands.why_not(item)
        if not reason:
            await host.run_command(item.name)
            return
        if self.goes_to_words():
            await self._send_to_one_box(before, item.key)
            return
        self._typed.refuse()
        acts_here = item.name in {each.name for each in self._commands.listed()}
        may_act = acts_here and any(table.rows for table in tables_of(self._screen))
        sentence = joined((reason, self.look_up_words()), " ")
        host.refuse(sentence, may_be_a_name=bool(before) or not may_act)

    def refuse_digit(self, sentence: str) -> None:
        """Say why a digit does nothing; where another follows, both begin a number, which is looked up."""
        self._typed.refuse()
        self._screen.host.bell()
        self._say(sentence, "warning")

    # Names and numbers

    def look_up_words(self) -> str:
        """Return how what was typed is looked up, as a sentence; empty where it is no name."""
        typed = self._bar.typed if self._bar.is_open else self._typed
        return look_up_words(typed.name_up_to(self._screen.host.keys_delivered), self._screen.host.keymap)

    def name_typed(self, number: int) -> str:
        """Return what was typed as a name, right before a key of the desk: F2 takes it into the one box."""
        return self._bar.name_up_to(number) if self._bar.is_open else self._typed.name_up_to(number)

    def forget(self) -> None:
        """Hear that what was typed has gone to the one box."""
        self._typed.forget()
        self._bar.typed.forget()

    def hand_to_bar(self) -> str:
        """Hand what was typed to the bar that opens, and begin anew; return the digits that opened it.

        The letter that opens a bar may be the first of a name.
        """
        digits = self._typed.digits_up_to(self._screen.host.keys_delivered)
        self._bar.typed, self._typed = self._typed, TypedOnList()
        return digits

    def go_on_from(self, digits: str, at: float, *, refused: bool = False) -> None:
        """Begin with digits that were pressed elsewhere, the last of them at this time; others may make a number."""
        self._typed.go_on_from(digits, self._screen.host.keys_delivered, at)
        if refused:
            self._typed.refuse()

    # What did nothing elsewhere

    def hears_refused(self, key: Key) -> str:
        """Take a letter that did nothing in a sheet over this list; return how the name it may be of is looked up."""
        self._typed.before(key.character or "", self._screen.host.keys_delivered, key.time)
        self._typed.refuse()
        return self.look_up_words()

    def key_comes_again(self) -> None:
        """Hear that the last key closed a sheet over this list, and comes once more."""
        self._typed.passed_on(self._screen.host.keys_delivered)

    def key_refused(self, keys: str, at: float) -> str:
        """Hear that the last key did nothing, and which letters and digits typed behind it were dropped.

        Returns how the name that they may be of is found.
        """
        if self._bar.is_open:
            return ""
        self._typed.dropped(keys, at)
        return self.look_up_words()

    def why_not_enter(self, at: float) -> str:
        """Return why an Enter acts on no row, as a sentence: it ends a name that was typed on the list."""
        name = self._typed.name_up_to(self._screen.host.keys_delivered)
        if self._bar.is_open or not name or not self._typed.is_fresh(at):
            return ""
        return f"Enter right behind it does nothing. {self.look_up_words()}"
