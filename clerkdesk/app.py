"""The desk as a Textual app: its screens, its voice, and what becomes of errors.

Keys are in `clerkdesk.shell.keyed`, the database in `clerkdesk.shell.live`, commands in `clerkdesk.shell.commands`,
what is half done in `clerkdesk.shell.keeping`. What a screen shows and what an act does is in none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.css.query import NoMatches
from textual.events import Key, Paste
from textual.screen import Screen
from textual.worker import Worker, WorkerState

from clerkdesk.keys import Command, Keymap, check_keymap
from clerkdesk.log import Word, open_log, place_of
from clerkdesk.screens.desk.base import DeskScreen
from clerkdesk.screens.desk.host import InHand, PlaceToGive
from clerkdesk.screens.desk.registry import FIRST_SCREEN, FIRST_SCREENS, SCREENS, ScreenPlace
from clerkdesk.settings import Settings
from clerkdesk.settings.places import log_file
from clerkdesk.shell.keeping import KeepingApp
from clerkdesk.shell.key_gate import Typed, leading_word
from clerkdesk.widgets.columns import Tone
from clerkdesk.widgets.dialog import Question
from clerkdesk.widgets.guarded import SurvivesErrors
from clerkdesk.widgets.plain import joined
from clerkdesk.widgets.themes import THEMES
from clerkdesk.words.faults import is_foreseen, sentence_of

if TYPE_CHECKING:
    from clerkdesk.screens.desk.first_run import FirstRun
    from clerkdesk.services.desk.facade import Desk

_KEPT_IN_HAND = 10


def _palette_provider() -> Any:
    from clerkdesk.screens.desk.palette import RegistryProvider

    return RegistryProvider


def modes_of(places: Mapping[str, ScreenPlace]) -> dict[str, str | Callable[[], Screen[Any]]]:
    """Return the modes of a registry of screens; each is imported and made when it is first switched to."""
    return {name: partial(_make, place) for name, place in places.items() if not place.overlay}


def _make(place: ScreenPlace) -> Screen[Any]:
    return DeskScreen() if place.why_not() else place.make()


class ClerkDesk(SurvivesErrors, KeepingApp, inherit_bindings=False):
    """The desk. `open_desk` is called on a thread once the first screen has been painted."""

    CSS_PATH = Path(__file__).parent / "widgets" / "desk.tcss"
    TITLE = "clerkdesk"
    COMMANDS = {_palette_provider}  # noqa: RUF012 - Textual declares it as a class variable
    MODES = modes_of(SCREENS)
    DEFAULT_MODE = FIRST_SCREEN

    def __init__(
        self,
        open_desk: Callable[[], Desk] | None,
        *,
        settings: Settings | None = None,
        practice: bool = False,
        first_run: FirstRun | None = None,
    ) -> None:
        """Take how to open the desk, the settings in force, and whether this is the practice desk.

        Where there is no database yet, `open_desk` is None and `first_run` says what the clerk may choose.
        """
        self.settings = settings or Settings()
        super().__init__(Keymap.of(self.settings.keymap), practice=practice)
        self.twins_shown = self.settings.desk.footer_twins
        self.private = self.settings.desk.privacy
        self.modes_before = []
        self.unforeseen: list[str] = []
        """Type and place of every exception that nobody foresaw."""
        self._open_desk = open_desk
        if open_desk is not None:
            self.desk_state = "opening"
        self.why_not_open = ""
        self._first_run = first_run
        self._in_hand: list[InHand] = []
        self._taken_at = -1
        """How many keys had been delivered when somebody was taken in hand."""
        for theme in THEMES:
            self.register_theme(theme)
        known = [theme.name for theme in THEMES]
        self.theme = self.settings.desk.theme if self.settings.desk.theme in known else known[0]

    async def on_mount(self) -> None:
        """Open the database once the first screen has been painted."""
        if self._first_run is not None:
            from clerkdesk.screens.desk.first_run import FirstRunScreen

            await self.push_screen(FirstRunScreen(self._first_run, self.open_with))
        if self._open_desk is not None:
            self.screen.call_after_refresh(self.open_with, self._open_desk)

    def desk_opened(self) -> None:
        """Let every screen read its rows."""
        for screen in self.desk_screens():
            screen.refresh_lines_round()
            screen.desk_opened()
        self.run_worker(self.show_liked_theme(), exit_on_error=False)
        # What was said while the desk was being opened ends with it; this stays until the next key.
        problems = check_keymap(self.settings.keymap)[:1]
        for problem in problems:
            self.say(problem, "warning")
        if self.settings.specialty_policy:
            self.run_worker(self._warn_of_specialties(problems), exit_on_error=False)
        self.run_worker(self._begin(self.keys_delivered), exit_on_error=False)

    async def _begin(self, keys_before: int) -> None:
        """Offer what was half done; else show where this clerk's day begins, unless they have begun elsewhere."""
        if await self.offer() or self.desk is None:
            return
        first = FIRST_SCREENS.get(self.desk.office.clerk.role, FIRST_SCREEN)
        begun = self.keys_delivered > keys_before or self.gate.is_busy or len(self.screen_stack) > 1
        if first != self.current_mode and not begun:
            await self.open_screen(first)
            self.modes_before = []

    async def _warn_of_specialties(self, said: Sequence[str]) -> None:
        """Say which sections of the settings nothing goes by, behind what is wrong with them besides."""
        for_nobody = await self.read(lambda desk: desk.waiting_list.settings_for_nobody())
        if for_nobody:
            self.say(" ".join((*said, *for_nobody)), "warning")

    def desk_failed(self, fault: BaseException, open_desk: Callable[[], Desk]) -> None:
        """Offer another try: on the first run by its own screen, else by a question."""
        self.why_not_open = sentence_of(fault)
        for screen in self.desk_screens():
            screen.desk_failed()
        if self._first_run is not None:
            return

        def again(answer: bool | None) -> None:
            if answer:
                self.open_with(open_desk)

        question = Question("The desk could not be opened", self.why_not_open, enter="tries again", back="leaves it")
        self.push_screen(question, again)

    # What screens ask of the host

    @property
    def clerk_name(self) -> str:
        """The name of the clerk who acts."""
        return self.desk.office.clerk.display_name if self.desk is not None else self.settings.desk.clerk

    def now(self) -> datetime:
        """Return the rules' clock, naive local time; the machine's until the desk is open."""
        return self.desk.office.now() if self.desk is not None else datetime.now()

    @property
    def patients_in_hand(self) -> Sequence[InHand]:
        """The patients dealt with, the latest first, at most ten."""
        return tuple(self._in_hand)

    def take_shown_in_hand(self, name: str) -> None:
        """Take in hand whom the clerk sees under the cursor, where a screen about one patient is opened.

        Whom the key before this one settled stays in hand: the cursor has gone on to the next by itself.
        """
        settled = self._taken_at >= self.keys_delivered - 1
        top = next((screen for screen in reversed(self.screen_stack) if isinstance(screen, DeskScreen)), None)
        patient = top.patient_shown() if top is not None and self.PLACES[name].of_patient and not settled else None
        if patient is not None:
            self.take_in_hand(patient)

    def take_in_hand(self, patient: InHand) -> None:
        """Make this the patient in hand."""
        self._taken_at = self.keys_delivered
        known = next((other.label for other in self._in_hand if other == patient), "")
        if known.startswith(patient.label):
            # A list that shows the name alone takes no birth date off it: two people may have one name.
            patient = replace(patient, label=known)
        others = [other for other in self._in_hand if other != patient]
        self._in_hand = [patient, *others][:_KEPT_IN_HAND]

    async def open_card(
        self, patient: InHand, letter: str = "", row: str = "", place: PlaceToGive | None = None
    ) -> None:
        """Make this the patient in hand and open the card; a letter is typed again there, before what follows it."""
        self.take_in_hand(patient)
        typed = [Key(each, each) for each in letter]
        with self.gate.closed():
            self.gate.type_again(*typed)
            await self.open_screen("card")
        if isinstance(self.screen, DeskScreen) and self.screen.NAME == "card":
            if row:
                self.screen.go_to_row(row)
            if place is not None:
                self.screen.give_place(place)
        else:
            self.gate.take_back(*typed)

    async def open_visit(self, appointment_id: int, command: str, back_to: InHand | str | None = None) -> None:
        """Open the list of F6 on which an appointment stands, with the cursor on it, and carry out a command there.

        Once its bar is recorded or left, the clerk is back on the card of `back_to`, or on the screen of that name.
        """
        with self.gate.closed():
            await self.open_screen("today")
            if isinstance(self.screen, DeskScreen):
                self.screen.go_to_visit(appointment_id, command, back_to)

    async def to_one_box(self, text: str) -> None:
        """Open the one box and type a text into it; what was typed behind it follows."""
        await self._into_one_box(text, text, [Key(letter, letter) for letter in text])

    async def look_up(self, name: str) -> None:
        """Open the one box with a name that was typed elsewhere: it was asked for, and no message takes the name."""
        await self._into_one_box(name, "", [Key(letter, letter) for letter in name])

    async def pasted_beside_a_box(self, event: Paste) -> None:
        """Put what was pasted over a list into the one box; a question that a letter answers takes none of it."""
        top = self.screen
        if isinstance(top, DeskScreen) and not top.takes_letters:
            await self._into_one_box("What was pasted", event.text, [event])
        else:
            self.refuse("Nothing here takes what was pasted: it was left out.")

    async def _into_one_box(self, called: str, text: str, typed: Sequence[Typed]) -> None:
        if reason := self.PLACES["find"].why_not():
            self.refuse(f"{called} does nothing here. {reason}")
            return
        with self.gate.closed():
            self.gate.type_again(*typed)
            top = self.screen
            if text and isinstance(top, DeskScreen) and top.takes_words(text):
                return
            await self.run_command("find")
        top = self.screen
        in_a_box = isinstance(top, DeskScreen) and (top.NAME == "find" or hasattr(top, "command_find"))
        if not in_a_box:
            # Typed again anywhere but in a box, it would come back here.
            self.gate.take_back(*typed)
            self.refuse(f"{called} does nothing here; F1 lists what does.")

    def why_nothing_opens(self, item: Command) -> str:
        """Lead nowhere before there is a desk; where it could not be opened, offer another try."""
        if self._first_run is not None and self.desk_state != "open":
            from clerkdesk.screens.desk.first_run import NO_DESK, WITHOUT_A_DESK

            return "" if item.name in WITHOUT_A_DESK else NO_DESK
        if self.desk_state == "failed" and item.opens:
            return "The desk could not be opened, so nothing can be read. Leave it with Ctrl+Q and start it again."
        return ""

    async def open_screen(self, name: str, arguments: Sequence[str] = ()) -> None:
        """Switch to a screen, making it when it is first asked for, or lay it over the one beneath.

        What was typed behind the command of the screen is handed to it.
        """
        place = self.PLACES[name]
        if reason := place.why_not() or ("" if self._in_hand else place.nobody):
            self.refuse(reason)
            return
        await self._show_screen(name, place)
        if arguments and isinstance(self.screen, DeskScreen):
            self.screen.take_arguments(arguments)

    async def _show_screen(self, name: str, place: ScreenPlace) -> None:
        if place.overlay:
            await self._lay_over(name, place)
            return
        for screen in self.desk_screens():
            if name == screen.NAME and screen is not self.screen:
                screen.opening()
        self.lay_aside(name)
        if name != self.current_mode:
            left = self._screen_stacks[self.current_mode][0]
            behind = [self.current_mode] if not isinstance(left, DeskScreen) or left.is_gone_back_to else []
            self.modes_before = [*(mode for mode in self.modes_before if mode not in (name, *behind)), *behind]
            await self.switch_mode(name)
        self.tell_what_is_aside()

    async def _lay_over(self, name: str, place: ScreenPlace) -> None:
        made = [screen for screen in self.desk_screens() if name == screen.NAME]
        if made and not place.several:
            self.bring_here(made[-1])
        else:
            await self.push_screen(place.make())

    # Voice and errors

    def say(self, sentence: str, tone: Tone = "") -> None:
        """Show a sentence in the status line of the topmost screen that has one."""
        for screen in reversed(self.screen_stack):
            if hasattr(screen, "say"):
                screen.say(sentence, tone)
                break

    def refuse(self, sentence: str) -> None:
        """Say why not: bell, sentence, and the keys typed ahead are dropped, but not the one that leaves."""
        self._refuse(sentence, self.gate.drop())

    def refuse_key(self, sentence: str, *, may_be_a_name: bool) -> None:
        """Say why a letter does nothing; where a name may begin with it, letters typed ahead are not dropped."""
        self._refuse(sentence, self.gate.drop(but_a_word=may_be_a_name))

    def refusal(self, sentence: str, *, may_be_a_name: bool = False) -> str:
        """Ring the bell and drop the keys typed ahead; return what is to be said, where the caller says it."""
        return self._refusal(sentence, self.gate.drop(but_a_word=may_be_a_name))

    def _refuse(self, sentence: str, dropped: Sequence[Typed]) -> None:
        self.say(self._refusal(sentence, dropped), "warning")

    def _refusal(self, sentence: str, dropped: Sequence[Typed]) -> str:
        self.bell()
        word, kept = leading_word(dropped), ""
        if isinstance(self.screen, DeskScreen):
            typed = "".join(str(each.character) for each in word)
            kept = self.screen.key_refused(typed, word[-1].time if word else 0.0)
        if any(map(self.leaves, dropped)):
            self.call_later(self.run_command, "quit")
        lost = kept or ("(Keys typed ahead were dropped.)" if dropped else "")
        return sentence if lost and lost in sentence else joined((sentence, lost), " ")

    def report(self, fault: BaseException) -> None:
        """Turn an exception into a sentence, and into the log when nobody foresaw it."""
        self.note_fault(fault)
        if self.is_running:
            self.refuse(sentence_of(fault))

    def note_fault(self, fault: BaseException) -> None:
        """Write an exception that nobody foresaw into the log.

        While the desk is being left, an answer may come to a screen that is gone: that is no fault.
        """
        gone = isinstance(fault, NoMatches) and not self.is_running
        if not gone and not is_foreseen(fault):
            self._note(fault)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Report what a worker failed of."""
        if event.state == WorkerState.ERROR and event.worker.error is not None:
            self.report(event.worker.error)

    def _note(self, fault: BaseException) -> None:
        place = place_of(fault)
        self.unforeseen.append(place)
        open_log(log_file()).error("Unforeseen on the screen: %s", Word(place))

    def _handle_exception(self, error: Exception) -> None:
        """End where Textual would print a traceback with local variables; whoever started the desk says a sentence."""
        self._note(error)
        self.exit(return_code=1)
