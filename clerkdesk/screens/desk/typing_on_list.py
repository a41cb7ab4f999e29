"""The keys typed on a list: a letter opens its bar, a digit chooses, and a name or number goes to the one box."""

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
"""Keys handled on a list besides letters and digits: the filter's, and the plus of a telephone number."""


class IsTypedOn(Protocol):
    """A screen with lists that take letters and digits."""

    @property
    def host(self) -> Host:
        """The app, as screens see it."""

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
    """Gets every letter and digit that no open bar takes, and remembers those that may belong to one name or number."""

    def __init__(self, screen: IsTypedOn, bar: Bar, commands: ScreenCommands, say: Callable[[str, Tone], None]) -> None:
        """Take the screen, its bar, the commands that act there, and the function that says a sentence."""
        self._screen = screen
        self._bar = bar
        self._commands = commands
        self._say = say
        self._typed = TypedOnList()
        self.takes_key: Callable[[Key], bool] = _uses_no_key
        """Uses a letter or digit that no list command has, such as the number of a slot; returns whether it did."""
        self.gives_back_digits: Callable[[str], None] = _used_no_digits
        """Undoes the effect of digits that `takes_key` used, if they turn out to begin a number."""
        self.goes_to_words: Callable[[], bool] = _never
        """Whether a letter without a command begins words that the screen takes."""

    @property
    def takes_letters(self) -> bool:
        """Whether letters answer a question here: of the open bar, or of a field of a form."""
        return self._bar.is_open or is_typed_into(self._screen.focused)

    async def take(self, event: Key) -> None:
        """Open the bar of a letter, and send a key without an effect to the one box."""
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
        """Send a key to the one box, behind the keys typed right before it."""
        self._typed.forget()
        if before:
            self.gives_back_digits(before)
        await self._screen.host.to_one_box(before + shown)

    def _collect(self) -> None:
        """Ignore a key that continues a name, or was meant for a bar that did not open; say how to find the name."""
        self._typed.refuse()
        typed = self.name_typed(self._screen.host.keys_delivered)
        self._screen.host.refuse(f"“{typed}” does nothing here. {self.look_up_words()}", may_be_a_name=True)

    async def _press_letter(self, item: Command, before: str) -> None:
        """Carry out the command of a letter, or say why not; the letter and the keys right before it may be a name."""
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
        """Say why a digit does nothing; if another follows, both begin a number, which is looked up."""
        self._typed.refuse()
        self._screen.host.bell()
        self._say(sentence, "warning")

    # Names and numbers

    def look_up_words(self) -> str:
        """Return how to look up the typed keys, as a sentence; empty if they are no name."""
        typed = self._bar.typed.run if self._bar.is_open else self._typed
        return look_up_words(typed.name_up_to(self._screen.host.keys_delivered), self._screen.host.keymap)

    def name_typed(self, number: int) -> str:
        """Return the name typed right before a key of the desk: F2 takes it into the one box."""
        return self._bar.typed.name_up_to(number) if self._bar.is_open else self._typed.name_up_to(number)

    def forget(self) -> None:
        """Forget the typed keys: they have gone to the one box."""
        self._typed.forget()
        self._bar.typed.forget()

    def hand_to_bar(self) -> str:
        """Give the typed keys to the bar that opens, and start afresh; return the digits that opened the bar.

        The letter that opens a bar may be the first of a name.
        """
        digits = self._typed.digits_up_to(self._screen.host.keys_delivered)
        self._bar.typed.take_over(self._typed)
        self._typed = TypedOnList()
        return digits

    def go_on_from(self, digits: str, at: float, *, refused: bool = False) -> None:
        """Start with digits pressed elsewhere, the last of them at this time; further digits may make a number."""
        self._typed.go_on_from(digits, self._screen.host.keys_delivered, at)
        if refused:
            self._typed.refuse()

    # Keys without an effect elsewhere

    def hears_refused(self, key: Key) -> str:
        """Take a letter that did nothing in a sheet over this list; return how to look up the name it may belong to."""
        self._typed.before(key.character or "", self._screen.host.keys_delivered, key.time)
        self._typed.refuse()
        return self.look_up_words()

    def key_comes_again(self) -> None:
        """Note that the last key closed a sheet over this list, and comes again."""
        self._typed.passed_on(self._screen.host.keys_delivered)

    def key_refused(self, keys: str, at: float) -> str:
        """Note that the last key did nothing, and which letters and digits behind it were dropped.

        Returns how to find the name that they may be part of.
        """
        if self._bar.is_open:
            return ""
        self._typed.dropped(keys, at)
        return self.look_up_words()

    def why_not_enter(self, at: float) -> str:
        """Return why an Enter acts on no row, as a sentence: it ends a name typed on the list."""
        name = self._typed.name_up_to(self._screen.host.keys_delivered)
        if self._bar.is_open or not name or not self._typed.is_fresh(at):
            return ""
        return f"Enter right behind it does nothing. {self.look_up_words()}"
