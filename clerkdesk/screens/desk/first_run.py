"""The first run, without a database: the clerk tries the practice desk, or makes a new desk here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.events import Key
from textual.widgets import Static

from clerkdesk.keys import Command
from clerkdesk.keys.placeholders import key_for
from clerkdesk.screens.desk.asking import AskedField, AskingScreen
from clerkdesk.screens.desk.base import DeskScreen
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Choice, ChoiceStep, Kept
from clerkdesk.widgets.plain import ACT, KEY, MUTED, plain

if TYPE_CHECKING:
    from clerkdesk.services.desk.facade import Desk


NO_DESK = "There is no desk yet: 1 tries the practice desk, 2 creates one here. This key acts after that."
WITHOUT_A_DESK = frozenset({"help", "back", "palette", "quit", "theme", "twins", "key_check", "map"})
"""Commands that need no desk."""


@dataclass(frozen=True, slots=True)
class FirstRun:
    """The choices of the clerk while no database exists."""

    path: str
    """Location of the new desk: a file, or the address of a server."""
    open_practice: Callable[[], Desk]
    """Builds and opens the practice desk."""
    create_here: Callable[[str], Desk]
    """Makes an empty desk at `path`, with one administrator who has this secret, and opens it."""
    wrong_secret: Callable[[str], str | None]
    """Returns what is wrong with a secret for the administrator, as a sentence; None if it will do."""


def _why_not_without_a_desk(item: Command) -> str:
    """Return why a command does nothing: all but a few need a desk."""
    return NO_DESK if item.name not in WITHOUT_A_DESK else ""


class FirstRunScreen(DeskScreen):
    """Lies over the first screen until a desk is open."""

    NAME = "first_run"
    TITLE = "Welcome to clerkdesk"
    ABOUT = "the first page of clerkdesk: no desk has been made on this machine yet"
    HINTS = (("1", "try the practice desk"), ("2", "create a desk here"))
    NEEDS_DESK = False
    CSS_PATH = "first_run.tcss"

    def __init__(self, choices: FirstRun, open_with: Callable[[Callable[[], Desk]], None]) -> None:
        """Take the choices, and the function that opens one on a thread."""
        super().__init__()
        self.typing.takes_key = self.takes_key
        self.commands.why_nowhere = _why_not_without_a_desk
        self._choices = choices
        self._open_with = open_with

    def compose_body(self) -> ComposeResult:
        """Show the choices and what follows from each."""
        yield Static(
            plain(
                ("There is no desk here yet.\n\n", ACT),
                ("1", KEY),
                "  Try the practice desk: a made-up hospital with its lists and clinics.\n"
                "   Nothing in it is real, nothing can go wrong. It takes a few seconds.\n\n",
                ("2", KEY),
                "  Create a desk here, for real patients. It begins with one administrator.\n",
                (f"   {self._choices.path}\n\n", MUTED),
                "What comes next in a new desk, on the command line:\n",
                ("   clerkdesk import clinics FILE", KEY),
                "    sites, clinics, weekly templates\n",
                ("   clerkdesk publish --until DATE", KEY),
                "   the slots of those clinics\n",
                ("   clerkdesk import ers FILE", KEY),
                "        referrals from e-RS\n\n",
                (key_for("help"), KEY),
                " helps on every screen.  ",
                (key_for("quit"), KEY),
                " leaves.",
            ),
            id="first-run",
        )

    def takes_key(self, key: Key) -> bool:
        """Ask again after the clerk leaves the bar."""
        self._ask(key.character or "")
        return True

    def go_back(self) -> bool:
        """Leave the bar only: without a desk, no screen lies beneath."""
        super().go_back()
        return True

    def _ask(self, key: str = "") -> None:
        desk = "create" if key == "2" else "practice"
        self.bars.open(
            BarSpec(
                name="first_run",
                act="Begin",
                subject="with",
                commit=self._begin,
                steps=(
                    ChoiceStep(
                        "desk",
                        "desk",
                        (Choice("1", "practice", "the practice desk"), Choice("2", "create", "a new desk here")),
                        default=desk,
                    ),
                ),
                enter="opens it",
            )
        )

    def desk_state_changed(self) -> None:
        """Close for the first screen of an open desk, and check which keys arrive; else ask again."""
        if self.host.desk_state == "open":
            self.dismiss(None)
            self.app.call_later(self.host.run_command, "key_check")
        else:
            self._ask()

    async def _begin(self, answer: BarAnswer) -> Kept | None:
        if answer["desk"] == "practice":
            self._open_with(self._choices.open_practice)
            self.frame.say("Composing the practice desk ...")
        else:
            self._ask_for_secret()
        return None

    def _ask_for_secret(self) -> None:
        """Ask the first administrator for a secret, twice, and make the desk."""

        async def enter(typed: Sequence[str]) -> str:
            secret, again = typed
            wrong = self._choices.wrong_secret(secret) or ("" if secret == again else "The two differ.")
            if not wrong:
                await page.go()
                self._open_with(partial(self._choices.create_here, secret))
                self.frame.say("Making the desk ...")
            return wrong

        page = AskingScreen(
            "A desk here",
            "Choose a secret for its administrator: 12 characters or more, such as four or five words.",
            (AskedField("Secret", is_hidden=True), AskedField("Once more", is_hidden=True)),
            enter,
            enter_words=f"makes the desk · {key_for('quit')} leaves",
        )
        self.app.push_screen(page)
