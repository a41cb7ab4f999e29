"""A page that covers everything and asks who is there: to sign in, behind the lock, and for the first secret."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.events import Key, ScreenSuspend
from textual.widgets import Input, Static
from textual.widgets.input import Selection

from clerkdesk.widgets.beside import run_beside
from clerkdesk.widgets.desk_app import app_of
from clerkdesk.widgets.desk_input import DeskInput
from clerkdesk.widgets.dialog import Dialog
from clerkdesk.widgets.plain import ALERT, KEY, MUTED, plain
from clerkdesk.widgets.ready_for_keys import ReadyForKeys
from clerkdesk.widgets.seen_since import SeenSince
from clerkdesk.words.faults import sentence_of
from clerkdesk.words.ways import in_keys

if TYPE_CHECKING:
    from clerkdesk.screens.desk.host import Host

Enter = Callable[[Sequence[str]], Awaitable[str]]
"""Takes what was typed in each field; returns what is wrong, as a sentence, or an empty text once it has gone on."""
_NEXT, _BEFORE = ("down", "tab"), ("up", "shift+tab")


@dataclass(frozen=True, slots=True)
class AskedField:
    """One field of the page."""

    label: str
    value: str = ""
    is_hidden: bool = False
    """Whether what is typed shows as dots, and is not kept after a try."""


class AskingScreen(ReadyForKeys[None]):
    """Covers everything, takes every key but the one that leaves, and goes once what was typed is right."""

    TAKES_EVERY_KEY = True
    COVERS_THE_DESK = True
    CSS_PATH = "asking.tcss"

    def __init__(
        self,
        title: str,
        sentence: str,
        asked: Sequence[AskedField],
        enter: Enter,
        *,
        enter_words: str,
        comes_back: Callable[[AskingScreen], None] | None = None,
    ) -> None:
        """Take title, sentence and fields, and what Enter does.

        `comes_back` is called when something else than a question of the desk covers the page.
        """
        super().__init__()
        self._title = title
        self._sentence = sentence
        self._asked = tuple(asked)
        self._enter = enter
        self._comes_back = comes_back
        self._inputs = [DeskInput(id=f"asked-{number}") for number in range(len(self._asked))]
        self._told = Static("", id="asking-told")
        self._is_trying = False
        self._goes = False
        self.witness = self._keys = SeenSince(plain(("Enter", KEY), f" {enter_words}"))

    @property
    def called(self) -> str:
        """The title of the page."""
        return f"“{self._title}”"

    def compose(self) -> ComposeResult:
        """Show the fields in a frame."""
        frame = Vertical(id="asking")
        frame.border_title = plain(self._title)
        with frame:
            yield Static(plain((self._sentence, MUTED)))
            yield from self._fields()
            yield self._told
            yield self._keys

    def _fields(self) -> Iterator[Horizontal]:
        for each, field in zip(self._asked, self._inputs, strict=True):
            yield Horizontal(Static(each.label), field, classes="asked")

    def on_mount(self) -> None:
        """Fill in what is known."""
        for each, field in zip(self._asked, self._inputs, strict=True):
            field.set_state({"value": each.value})
            field.password = each.is_hidden

    def focus_first(self) -> None:
        """Focus the first empty field."""
        if self.focused is None:
            self.set_focus(next((each for each in self._inputs if not each.value), self._inputs[-1]))

    async def go(self) -> None:
        """Give what lies beneath back."""
        self._goes = True
        await self.dismiss(None)

    def on_screen_suspend(self, event: ScreenSuspend) -> None:
        """Cover the desk again, if it was not the clerk's question whether to leave that came on top."""
        del event
        if self._comes_back is not None and not self._goes and not isinstance(self.app.screen, Dialog):
            self._comes_back(self)

    def on_key(self, event: Key) -> None:
        """Go from field to field."""
        step = 1 if event.key in _NEXT else -1 if event.key in _BEFORE else 0
        if step:
            event.stop()
            event.prevent_default()
            here = next((number for number, each in enumerate(self._inputs) if each.has_focus), 0)
            there = self._inputs[(here + step) % len(self._inputs)]
            self.set_focus(there)
            # What is typed there replaces what stands there, such as the name of the clerk before.
            there.selection = Selection(0, len(there.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Try what was typed, or go to the first field that is empty."""
        event.stop()
        if self._is_trying:
            return
        for each, field in zip(self._asked, self._inputs, strict=True):
            if not field.value.strip():
                self._tell(f"{each.label}: type it, then Enter." if field is event.input else "")
                self.set_focus(field)
                return
        self._is_trying = True
        self._told.update(plain(("One moment ...", MUTED)))
        run_beside(self.app, self._try)

    async def _try(self) -> None:
        try:
            wrong = await self._enter([each.value for each in self._inputs])
        except Exception as fault:
            cast("Host", self.app).note_fault(fault)
            wrong = sentence_of(fault)
        self._is_trying = False
        if wrong and self.is_attached:
            hidden = [field for each, field in zip(self._asked, self._inputs, strict=True) if each.is_hidden]
            for field in hidden:
                field.begin_empty()
            if hidden:
                self.set_focus(hidden[0])
            self._tell(wrong)

    def _tell(self, sentence: str) -> None:
        said = in_keys(sentence, app_of(self).keymap)
        self._told.update(plain((f"! {said}", ALERT)) if said else "")
        if said:
            self.app.bell()


def clerk_and_secret(username: str, *, asks_for_secret: bool) -> tuple[AskedField, ...]:
    """Return the fields of a sign-in; only a live desk asks for a secret."""
    clerk = AskedField("Clerk", username)
    return (clerk, AskedField("Secret", is_hidden=True)) if asks_for_secret else (clerk,)
