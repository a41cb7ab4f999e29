"""Carries out a registry command: through the top screen, a member that acts everywhere, or by opening its screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from inspect import isawaitable
from typing import Any, Protocol

from textual.screen import Screen

from clerkdesk.keys import Command, command
from clerkdesk.keys.placeholders import key_for
from clerkdesk.screens.desk.base import DeskScreen
from clerkdesk.screens.desk.registry import RegisteredScreen
from clerkdesk.shell.patients_in_hand import PatientsInHand
from clerkdesk.widgets.ready_for_keys import is_covered

_COVERED_TOO = frozenset({"quit", "lock"})
"""Commands that act while the desk is locked, or asks who is there."""
_COVERED = "The desk is locked: sign in first."


class OpensScreens(Protocol):
    """The app, as the runner needs it."""

    @property
    def screen(self) -> Screen[Any]:
        """The top screen."""

    @property
    def screen_stack(self) -> Sequence[Screen[Any]]:
        """The screens of the current mode, the top one last."""

    def refuse(self, sentence: str) -> None:
        """Say why not: bell, sentence, and the keys that were typed ahead are dropped."""

    async def open_screen(self, name: str) -> None:
        """Switch to a screen, or lay it over the one beneath."""


class CommandRunner:
    """Finds who carries out a command. A screen comes before the members that act everywhere."""

    def __init__(
        self,
        app: OpensScreens,
        everywhere: Sequence[object],
        *,
        registered: Mapping[str, RegisteredScreen],
        patients: PatientsInHand,
        why_nothing_opens: Callable[[Command], str],
    ) -> None:
        """Take the app, the members that act everywhere, the screens by name, and the patients in hand.

        Each of `everywhere` has a method `command_<name>` for every command that it carries out. `why_nothing_opens`
        answers why a command cannot act while no desk is open; empty when it can.
        """
        self._app = app
        self._everywhere = everywhere
        self._registered = registered
        self._patients = patients
        self._why_nothing_opens = why_nothing_opens

    def why_not(self, item: Command, screen: Screen[Any]) -> str:
        """Return why a command cannot act on a screen, as a sentence; empty if it can, there or everywhere.

        The keys ask it, and help, palette and map, which list what acts.
        """
        reason = self._why_nothing_opens(item)
        if not reason and isinstance(screen, DeskScreen):
            reason = screen.commands.why_not(item)
        if reason or item.opens or self._handler(item.name, (screen, *self._everywhere)) is not None:
            return reason
        return f"{item.title} is not possible here; {key_for('help')} lists what is."

    async def run(self, name: str) -> None:
        """Carry out a command as if its key had been pressed; else say why not."""
        item, top = command(name), self._app.screen
        # The question whether to leave may lie on the cover, and may be left.
        passes = name in _COVERED_TOO or (name == "back" and not is_covered((top,)))
        covered = not passes and is_covered(self._app.screen_stack)
        reason = _COVERED if covered else self.why_not(item, top)
        handler = self._handler(name, (top, *self._everywhere))
        if reason:
            self._app.refuse(reason)
        elif handler is None:
            await self._open(item.opens)
        else:
            done = handler()
            if isawaitable(done):
                await done

    async def _open(self, name: str) -> None:
        """Open a screen by its own key; a screen about a patient opens on the one under the clerk's cursor."""
        before = self._app.screen
        seen = next((each for each in reversed(self._app.screen_stack) if isinstance(each, DeskScreen)), None)
        if seen is not None and self._registered[name].of_patient:
            self._patients.take_shown(seen.patient_shown())
        await self._app.open_screen(name)
        top = self._app.screen
        if isinstance(top, DeskScreen) and top is not before:
            top.asked_for()

    def _handler(self, name: str, holders: Sequence[object]) -> Callable[[], Any] | None:
        found = (_handler_of(each, name) for each in holders)
        return next((each for each in found if each is not None), None)


def _handler_of(holder: object, name: str) -> Callable[[], Any] | None:
    """Return the object that carries out a command; a screen may name one of its parts."""
    return (
        holder.commands.handler_of(name) if isinstance(holder, DeskScreen) else getattr(holder, f"command_{name}", None)
    )
