"""Navigation between screens: opens one by its name, with the cursor on a row, and goes back."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping, Sequence
from typing import Any, Protocol

from textual.events import Key
from textual.screen import Screen

from clerkdesk.keys import Keymap
from clerkdesk.screens.desk.abilities import GoesToRows, GoesToVisits, OffersGivenPlace, OpensAnew, TakesArguments
from clerkdesk.screens.desk.base import DeskScreen
from clerkdesk.screens.desk.host import InHand, PlaceToGive
from clerkdesk.screens.desk.registry import RegisteredScreen
from clerkdesk.shell.app_protocols import ShowsScreens, Speaks
from clerkdesk.shell.key_gate import KeyGate
from clerkdesk.shell.laid_aside import LaidAside, Stacks
from clerkdesk.shell.patients_in_hand import PatientsInHand


class SwitchesScreens(Speaks, ShowsScreens, Protocol):
    """The app, as navigation needs it."""

    def switch_mode(self, mode: str) -> Awaitable[Any]:
        """Show the screen of a mode."""

    def desk_screens(self) -> Sequence[DeskScreen]:
        """Return the screens that are made, beneath others and in every mode."""

    async def open_screen(self, name: str, arguments: Sequence[str] = ()) -> None:
        """Switch to a screen, or lay it over the one beneath."""


class Navigation:
    """Opens screens, and keeps the way back."""

    def __init__(
        self,
        app: SwitchesScreens,
        keymap: Keymap,
        *,
        registered: Mapping[str, RegisteredScreen],
        stacks: Stacks,
        patients: PatientsInHand,
        gate: KeyGate,
    ) -> None:
        """Take the app, the keys in force, the screens by name and by stack, the patients in hand, and the gate."""
        self._app = app
        self._keymap = keymap
        self._registered = registered
        self._stacks = stacks
        self._patients = patients
        self._gate = gate
        self.aside = LaidAside(stacks)
        self.modes_before: list[str] = []
        """The modes to which `back` returns, the last one first."""

    async def open_screen(self, name: str, arguments: Sequence[str] = ()) -> None:
        """Switch to a screen, made at its first use, or lay it over the one beneath.

        The screen gets the text typed after its command.
        """
        registered = self._registered[name]
        if reason := registered.why_not() or ("" if self._patients.first is not None else registered.nobody):
            self._app.refuse(reason)
            return
        await (self._lay_over(name, registered) if registered.overlay else self._switch_to(name))
        if arguments:
            self._hand_over(arguments)

    def _hand_over(self, arguments: Sequence[str]) -> None:
        """Hand the words behind a command to the screen that it opened."""
        top = self._app.screen
        if isinstance(top, TakesArguments):
            top.take_arguments(arguments)
        else:
            self._app.refuse(f"{top.TITLE} takes no words after its name; “{' '.join(arguments)}” was left out.")

    async def open_card(
        self, patient: InHand, letter: str = "", row: str = "", place: PlaceToGive | None = None
    ) -> None:
        """Make this the patient in hand and open the card, which gets a letter replayed before later keys.

        `row` is the key of the row for the cursor, such as `appointment:9`; the card offers `place`.
        """
        self._patients.take(patient)
        typed = [Key(each, each) for each in letter]
        with self._gate.closed():
            self._gate.type_again(*typed)
            await self._app.open_screen("card")
        top = self._app.screen
        if isinstance(top, DeskScreen) and top.NAME == "card":
            if row and isinstance(top, GoesToRows):
                top.go_to_row(row)
            if place is not None and isinstance(top, OffersGivenPlace):
                top.give_place(place)
        else:
            self._gate.take_back(*typed)

    async def open_visit(self, appointment_id: int, command: str, back_to: InHand | str | None = None) -> None:
        """Open the list of F6 with an appointment, put the cursor on it, and carry out a command there.

        After its bar the clerk is back on the card of `back_to`, or on the screen of that name.
        """
        with self._gate.closed():
            await self._app.open_screen("today")
            if isinstance(self._app.screen, GoesToVisits):
                self._app.screen.go_to_visit(appointment_id, command, back_to)

    async def go_back(self) -> None:
        """Close an open part of the screen, or the overlay; else go back to a screen laid aside or the previous one."""
        top = self._app.screen
        if isinstance(top, DeskScreen) and top.go_back():
            return
        if len(self._app.screen_stack) > 1:
            top.dismiss(None)
        elif self.aside.bring_back():
            return
        elif self.modes_before:
            await self._app.switch_mode(self.modes_before.pop())
        else:
            self._app.say(f"This is the first screen. {self._keymap.shown('quit')} leaves clerkdesk.")

    def forget_the_way(self) -> None:
        """Start the day here, with no screen before this one."""
        self.modes_before = []

    async def _switch_to(self, name: str) -> None:
        for screen in self._app.desk_screens():
            if name == screen.NAME and screen is not self._app.screen and isinstance(screen, OpensAnew):
                screen.opening()
        self.aside.lay_aside(name)
        current = self._stacks.current_mode
        if name != current:
            left: Screen[Any] = self._stacks.of(current)[0]
            behind = [current] if not isinstance(left, DeskScreen) or left.half_done.is_gone_back_to else []
            self.modes_before = [*(mode for mode in self.modes_before if mode not in (name, *behind)), *behind]
            await self._app.switch_mode(name)
        if told := self.aside.words(self._keymap.shown("back")):
            self._app.say(told)

    async def _lay_over(self, name: str, registered: RegisteredScreen) -> None:
        made = [screen for screen in self._app.desk_screens() if name == screen.NAME]
        if made and not registered.several:
            self.aside.bring_here(made[-1])
        else:
            await self._app.push_screen(registered.make())
