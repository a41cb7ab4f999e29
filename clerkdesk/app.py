"""The desk as a Textual app: it holds the members that do the work, and leads Textual's events and screens to them.

Each member is a class in `clerkdesk.shell`: keys, database, navigation, half-done work, sentences. None of them knows
what a screen shows or what an act does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual.app import App
from textual.events import Click, Event, Key, Paste
from textual.screen import Screen
from textual.worker import Worker, WorkerState

from clerkdesk.keys import Command, Keymap
from clerkdesk.screens.desk.base import DeskScreen
from clerkdesk.screens.desk.host import InHand, PlaceToGive
from clerkdesk.screens.desk.registry import FIRST_SCREEN, SCREENS, RegisteredScreen
from clerkdesk.settings import Settings
from clerkdesk.shell.act_writer import ActWriter
from clerkdesk.shell.app_protocols import DeskState
from clerkdesk.shell.beginning import Beginning
from clerkdesk.shell.command_runner import CommandRunner
from clerkdesk.shell.database import DeskDatabase
from clerkdesk.shell.display import Display
from clerkdesk.shell.everywhere import Everywhere
from clerkdesk.shell.fault_reports import FaultReports
from clerkdesk.shell.half_done import HalfDone
from clerkdesk.shell.key_arrival import KeyArrival
from clerkdesk.shell.key_dispatch import KeyDispatch
from clerkdesk.shell.key_gate import Settled, Typed
from clerkdesk.shell.leaving import Leaving
from clerkdesk.shell.locking import GoesOn, Locking
from clerkdesk.shell.navigation import Navigation
from clerkdesk.shell.patients_in_hand import PatientsInHand
from clerkdesk.shell.recovery import Recovery
from clerkdesk.shell.screen_stacks import ScreenStacks
from clerkdesk.shell.sentences import Sentences
from clerkdesk.shell.stylesheet import DeskStylesheet
from clerkdesk.shell.theme_choice import ThemeChoice
from clerkdesk.shell.undoing import Undoing
from clerkdesk.shell.warming import Warming
from clerkdesk.widgets.columns import Tone
from clerkdesk.widgets.compositor import terminal_of
from clerkdesk.widgets.keys_in_force import show_keys_of
from clerkdesk.widgets.pressing import Pressed, clicked_keys
from clerkdesk.widgets.survives_errors import SurvivesErrors

if TYPE_CHECKING:
    from clerkdesk.screens.desk.first_run import FirstRun
    from clerkdesk.screens.desk.host import Host
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.shell.beginning import SignIn
    from clerkdesk.widgets.desk_app import DeskApp

ResultT = TypeVar("ResultT")


def _palette_provider() -> Any:
    from clerkdesk.screens.desk.palette import RegistryProvider

    return RegistryProvider


def modes_of(registered: Mapping[str, RegisteredScreen]) -> dict[str, str | Callable[[], Screen[Any]]]:
    """Return the modes of a registry of screens; each is imported and made at its first use."""
    return {name: partial(_make, each) for name, each in registered.items() if not each.overlay}


def _make(registered: RegisteredScreen) -> Screen[Any]:
    return DeskScreen() if registered.why_not() else registered.make()


class ClerkDesk(SurvivesErrors, App[None], inherit_bindings=False):
    """The desk. It calls `open_desk` on a thread after the first paint."""

    CSS_PATH = Path(__file__).parent / "widgets" / "desk.tcss"
    TITLE = "clerkdesk"
    COMMANDS = {_palette_provider}  # noqa: RUF012 - Textual declares it as a class variable
    ENABLE_COMMAND_PALETTE = False
    """Textual's own key would open it over the lock; ours opens it where commands act."""
    MODES = modes_of(SCREENS)
    DEFAULT_MODE = FIRST_SCREEN
    REGISTERED: ClassVar[Mapping[str, RegisteredScreen]] = SCREENS
    """The screens that commands open, by name."""

    def __init__(
        self,
        open_desk: Callable[[], Desk] | None,
        *,
        settings: Settings | None = None,
        practice: bool = False,
        first_run: FirstRun | None = None,
        about_settings: str = "",
        sign_in: SignIn | None = None,
    ) -> None:
        """Take how to open the desk, the settings in force, and whether this is the practice desk.

        Without a database `open_desk` is None and `first_run` has the clerk's choices.
        `about_settings` is a sentence on better settings, said once it is open; `sign_in` is how a clerk signs in.
        """
        super().__init__()
        self.stylesheet = DeskStylesheet(variables=self.get_css_variables())
        self.settings = settings or Settings()
        self.keymap = Keymap.of(self.settings.keymap)
        show_keys_of(self.keymap)
        self.practice = practice
        self.goes_on: GoesOn | None = None
        """Who acts once this desk has ended; None if nobody does."""
        self.left_unsaved = False
        """Whether the desk ended before the database confirmed a running write."""
        self.stacks = ScreenStacks(self)
        self.half_done = HalfDone(self)
        self.recovery = Recovery(self, self.REGISTERED, self.half_done)
        self._take_keys()
        self.database = DeskDatabase(
            self, opening=open_desk is not None, keys_go_first=lambda: self.gate.is_working_off
        )
        self.acts = ActWriter(
            self.database,
            self.sentences,
            screens=self,
            patients=self.patients,
            after_each=self.half_done.soon,
            lock=lambda: self.locking.command_lock(),
        )
        self.themes = ThemeChoice(self, self.settings.desk.theme)
        self._beginning = Beginning(
            self,
            self.settings,
            open_desk=open_desk,
            first_run=first_run,
            about_settings=about_settings,
            database=self.database,
            gate=self.gate,
            navigation=self.navigation,
            recovery=self.recovery,
            themes=self.themes,
            warming=Warming(self.database, self.REGISTERED),
            sign_in=sign_in,
            signed_in=lambda: self.locking.watch(),
        )
        self._take_commands()

    def _take_keys(self) -> None:
        """Make the members between a key and a sentence or a screen."""
        find = self.REGISTERED["find"]
        self.keys = KeyDispatch(
            self, self.keymap, self.stacks, why_no_one_box=find.why_not, after_each=self.half_done.soon
        )
        self.gate = self.keys.gate
        self._arrival = KeyArrival(self, self.keymap, self.keys)
        ask_to_leave = partial(self.call_later, self.run_command, "quit")
        self.sentences = Sentences(self, self.gate, self._arrival.leaves, ask_to_leave)
        self.faults = FaultReports(self)
        self.unforeseen = self.faults.unforeseen
        self.patients = PatientsInHand(lambda: self.gate.delivered)
        self.navigation = Navigation(
            self, self.keymap, registered=self.REGISTERED, stacks=self.stacks, patients=self.patients, gate=self.gate
        )

    def _take_commands(self) -> None:
        """Make the members that carry out the commands of every screen."""
        shown = self.settings.desk
        self.look = Display(self, self.keymap, private=shown.privacy, twins_shown=shown.footer_twins)
        self.leaving = Leaving(self, self.keymap, self.half_done.keep)
        self.locking = Locking(
            self, self.settings.policy.desk, self.leaving, self.half_done.keep, self.navigation.aside.bring_here
        )
        everywhere = Everywhere(self, self.keymap, self.navigation)
        self.commands = CommandRunner(
            self,
            (everywhere, Undoing(self, self.keymap, self.settings), self.look, self.themes, self.leaving, self.locking),
            registered=self.REGISTERED,
            patients=self.patients,
            why_nothing_opens=self._beginning.why_nothing_opens,
        )

    # What Textual calls

    async def on_event(self, event: Event) -> None:
        """Lead every key and paste from the terminal through the gate."""
        if isinstance(event, Key | Paste) and not event.is_forwarded:
            self.locking.heard_key()
            await self._arrival.take(event)
        else:
            await super().on_event(event)

    async def on_click(self, event: Click) -> None:
        """Press a clicked printed key."""
        await self._arrival.press(clicked_keys(event))

    async def on_pressed(self, event: Pressed) -> None:
        """Press the keys that a clicked text means."""
        await self._arrival.press(event.keys)

    async def on_settled(self, marker: Settled) -> None:
        """Return a marker from the queues to the gate."""
        await self.gate.on_settled(marker)

    async def on_mount(self) -> None:
        """Open the database after the first paint."""
        # Another program may have written to the terminal while this one was stopped.
        self.app_resume_signal.subscribe(self, lambda _: terminal_of(self.console).forget())
        await self._beginning.begin()

    async def on_unmount(self) -> None:
        """Wait for the running write, then close the database."""
        self.left_unsaved = not await self.database.close(at_once=self.leaving.at_once)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Report the exception of a worker."""
        if event.state == WorkerState.ERROR and event.worker.error is not None:
            self.report(event.worker.error)

    def _handle_exception(self, error: Exception) -> None:
        """End without Textual's traceback, which shows local variables; the caller of the desk says a sentence."""
        self.faults.write(error)
        self.exit(return_code=1)

    # For the members

    async def forward(self, event: Typed) -> None:
        """Hand a key or a paste to the widget that has the focus."""
        await super().on_event(event)

    async def write_silently(self, work: Callable[[Desk], ResultT]) -> ResultT:
        """Write something that is not an act and changes no list, such as the draft of a form."""
        return await self.database.write_silently(work)

    # For the screens

    @property
    def desk(self) -> Desk | None:
        """The open desk, for what needs no database: the clerk's name and the clock."""
        return self.database.desk

    @property
    def desk_state(self) -> DeskState:
        """Whether the database can be used."""
        return self.database.state

    @property
    def why_not_open(self) -> str:
        """Why the database could not be opened, as a sentence; empty if it is open or was not tried."""
        return self.database.why_not_open

    @property
    def private(self) -> bool:
        """Whether only initials are shown, for a public counter."""
        return self.look.private

    @property
    def twins_shown(self) -> bool:
        """Whether the footer shows the keys of the map in place of the function keys."""
        return self.look.twins_shown

    @property
    def clerk_name(self) -> str:
        """The name of the clerk who acts."""
        return self.desk.context.clerk.display_name if self.desk is not None else self.settings.desk.clerk

    def now(self) -> datetime:
        """Return the rules' clock, naive local time; the machine's until the desk is open."""
        return self.desk.context.now() if self.desk is not None else datetime.now()

    async def read(self, work: Callable[[Desk], ResultT], *, aside: bool = False) -> ResultT:
        """Run a query on a reading thread; raises what `work` raises. No key waits for one that is put aside."""
        return await (self.database.read_aside(work) if aside else self.database.read(work))

    async def write(self, work: Callable[[Desk], ResultT]) -> ResultT:
        """Carry out an act on the writing thread; the top screen hears of the change at once."""
        return await self.acts.write(work)

    def say(self, sentence: str, tone: Tone = "") -> None:
        """Show a sentence in the status line of the topmost screen that has one."""
        self.sentences.say(sentence, tone)

    def refuse(self, sentence: str, *, may_be_a_name: bool = False) -> None:
        """Refuse with bell and sentence, and drop the keys typed ahead, except the one that leaves.

        If a name may follow, letters typed ahead stay.
        """
        self.sentences.refuse(sentence, may_be_a_name=may_be_a_name)

    def refusal(self, sentence: str, *, may_be_a_name: bool = False) -> str:
        """Ring the bell and drop the keys typed ahead; return the sentence for the caller to say."""
        return self.sentences.refusal(sentence, may_be_a_name=may_be_a_name)

    def report(self, fault: BaseException) -> None:
        """Turn an exception into a sentence, and log an unforeseen one."""
        self.faults.report(fault)

    def note_fault(self, fault: BaseException) -> None:
        """Log an unforeseen exception."""
        self.faults.note(fault)

    @property
    def keys_delivered(self) -> int:
        """Number of delivered keys."""
        return self.gate.delivered

    @property
    def types_on(self) -> bool:
        """Whether a letter or a blank waits after the last key, as in words typed in one go."""
        return self.gate.types_on

    def screen_ready(self) -> None:
        """Deliver waiting keys, if the top screen takes them."""
        self.call_later(self.gate.let_through)

    @property
    def patients_in_hand(self) -> Sequence[InHand]:
        """The patients in hand, the latest first, at most ten."""
        return self.patients.latest_first

    def take_in_hand(self, patient: InHand) -> None:
        """Make this the patient in hand."""
        self.patients.take(patient)

    async def open_card(
        self, patient: InHand, letter: str = "", row: str = "", place: PlaceToGive | None = None
    ) -> None:
        """Make this the patient in hand and open the card, which gets a letter replayed before later keys."""
        await self.navigation.open_card(patient, letter, row, place)

    async def open_visit(self, appointment_id: int, command: str, back_to: InHand | str | None = None) -> None:
        """Open the list of F6 with an appointment, put the cursor on it, and carry out a command there."""
        await self.navigation.open_visit(appointment_id, command, back_to)

    async def open_screen(self, name: str, arguments: Sequence[str] = ()) -> None:
        """Switch to a screen, or lay it over the one beneath; `arguments` were typed after its command."""
        await self.navigation.open_screen(name, arguments)

    async def to_one_box(self, text: str) -> None:
        """Open the one box and type a text into it; later keys follow."""
        await self.keys.one_box.take(text)

    def bring_here(self, screen: Screen[Any]) -> None:
        """Lay an existing screen over the visible one, from any stack."""
        self.navigation.aside.bring_here(screen)

    def desk_screens(self) -> list[DeskScreen]:
        """Return all existing screens, beneath others and in every mode."""
        return self.stacks.desk_screens()

    async def run_command(self, name: str) -> None:
        """Carry out a command of the registry as if its key had been pressed."""
        await self.commands.run(name)

    def why_not(self, item: Command, screen: Screen[Any]) -> str:
        """Return why a command cannot act on a screen, as a sentence; empty if it can."""
        return self.commands.why_not(item, screen)


if TYPE_CHECKING:

    def _as_screens_see_it(app: ClerkDesk) -> Host:
        """Check the app against the Protocol that screens use."""
        return app

    def _as_widgets_see_it(app: ClerkDesk) -> DeskApp:
        """Check the app against the Protocol that widgets use."""
        return app
