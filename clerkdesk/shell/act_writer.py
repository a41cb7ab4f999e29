"""Writes the clerk's acts: reports a long wait, adds the act to an open call, and updates drafts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Protocol, TypeVar

from clerkdesk.screens.desk.abilities import OpenCall
from clerkdesk.shell.app_protocols import HasDeskScreens, ShowsScreens
from clerkdesk.shell.database import DeskDatabase
from clerkdesk.shell.patients_in_hand import PatientsInHand
from clerkdesk.shell.sentences import Sentences

if TYPE_CHECKING:
    from clerkdesk.services.desk.facade import Desk

ResultT = TypeVar("ResultT")

_LONG_SECONDS = 1.0
"""Seconds of waiting for an act after which the clerk is told why."""
_WAITS_TO_WRITE = "Saving; another desk is busy. It goes on by itself…"


class ClerkHasEnded(Exception):
    """The clerk of this desk has ended meanwhile, on another desk; nothing was done."""

    sentence = "You act here no more: an administrator has ended your sign-in. Nothing was done. Ask them."


class ShowsCalls(ShowsScreens, HasDeskScreens, Protocol):
    """Knows the existing screens, calls among them, and the one on top."""


class ActWriter:
    """Carries out the acts of the clerk."""

    def __init__(
        self,
        database: DeskDatabase,
        sentences: Sentences,
        *,
        screens: ShowsCalls,
        patients: PatientsInHand,
        after_each: Callable[[], None],
        lock: Callable[[], Awaitable[None]],
    ) -> None:
        """Take the database, the sayer of sentences, the screens, and the patients in hand.

        `after_each` is called once an act is done, since it may complete half-done work; `lock` locks the desk.
        """
        self._database = database
        self._sentences = sentences
        self._screens = screens
        self._patients = patients
        self._after_each = after_each
        self._lock = lock

    async def write(self, work: Callable[[Desk], ResultT]) -> ResultT:
        """Carry out an act on the writing thread; the top screen hears of the change at once.

        An act on the screen of a call is a result of that call, and so is one about its patient on any screen.
        """
        with self._sentences.said_after(_LONG_SECONDS, _WAITS_TO_WRITE):
            try:
                result = await self._database.write(_by_whoever_still_acts(self.in_the_open_call(work)))
            except ClerkHasEnded:
                await self._lock()
                raise
        self._after_each()
        return result

    def in_the_open_call(self, work: Callable[[Desk], ResultT]) -> Callable[[Desk], ResultT]:
        """Return the act as a result of the call on top, or else of the one about the patient in hand, if any."""
        in_hand = self._patients.first
        calls = [screen for screen in self._screens.desk_screens() if isinstance(screen, OpenCall)]
        on_top = [call for call in calls if call is self._screens.screen]
        about = [call for call in calls if in_hand is not None and call.is_call_about(in_hand.patient_id)]
        chosen = on_top or about
        return chosen[-1].as_result(work) if chosen else work


def _by_whoever_still_acts(work: Callable[[Desk], ResultT]) -> Callable[[Desk], ResultT]:
    """Return the act, refused if its clerk has ended: a desk may stay open for days after its sign-in."""

    def carry_out(desk: Desk) -> ResultT:
        if desk.asks_for_secrets and not desk.clerks.still_acts():
            raise ClerkHasEnded
        return work(desk)

    return carry_out
