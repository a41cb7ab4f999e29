"""The writes of a call: during it, and at its end before the screen closes.

`record` has the row of the call, and the writes of each kind of caller.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeVar

from clerkdesk.screens.acts.carrying_out import carry_out_or
from clerkdesk.screens.call.as_result import done_in
from clerkdesk.screens.desk.tries import Tries
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.widgets.beside import RunsWork, run_beside
from clerkdesk.words.answers import named

if TYPE_CHECKING:
    from clerkdesk.screens.call.record import CallerRecord
    from clerkdesk.services.contact.calls import CallerDetails
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.services.inbox.inbox import NewMessage
    from clerkdesk.widgets.columns import Tone

ResultT = TypeVar("ResultT")
_GONE_ON_ELSEWHERE = frozenset({"closed", "open_elsewhere"})
"""Codes of the refusals for a call that has ended, or is open, at another desk."""


class WritesAndSays(Protocol):
    """The interface of the host for a call."""

    @property
    def private(self) -> bool:
        """Whether only initials are shown."""

    async def write(self, work: Callable[[Desk], ResultT]) -> ResultT:
        """Carry out an act off the event loop."""

    def say(self, sentence: str, tone: Tone = "") -> None:
        """Show a sentence in the status line of the top screen."""

    def refuse(self, sentence: str) -> None:
        """Refuse with a sentence."""

    def report(self, fault: BaseException) -> None:
        """Turn an exception into a sentence."""

    def screen_ready(self) -> None:
        """Tell the key gate that the top screen may be ready."""


class CallToLeave(Protocol):
    """The screen of a call."""

    @property
    def app(self) -> RunsWork:
        """The app, which finishes the writes."""

    @property
    def host(self) -> WritesAndSays:
        """The host for the call's writes."""

    def dismiss(self, result: None) -> object:
        """Go back to the screen beneath."""


class CallWrites:
    """Writes the known facts about a caller, and ends or parks the call."""

    def __init__(self, screen: CallToLeave, record: CallerRecord, whose: Callable[[], str]) -> None:
        """Take the screen, the record of the caller, and a function that returns name and birth date of the patient."""
        self._screen = screen
        self._whose = whose
        self.record = record
        self.is_leaving = False
        """Whether the last write of this call is on its way."""
        self._pending = 0
        self._tries = Tries()

    @property
    def is_waiting(self) -> bool:
        """Whether a write is on its way."""
        return self.is_leaving or self._pending > 0

    # During the call

    def describe(self, details: CallerDetails) -> None:
        """Note the caller and the patient."""
        self._note(lambda desk: self.record.describe(desk, details))

    def tick(self, ticks: Sequence[str]) -> None:
        """Note the stated identifiers."""
        self._note(lambda desk: self.record.tick(desk, ticks))

    def _note(self, work: Callable[[Desk], object]) -> None:
        """Write something whose answer matters only if it is a refusal."""
        run_beside(self._screen.app, self._write, work)

    async def _write(self, work: Callable[[Desk], object]) -> None:
        self._pending += 1
        try:
            refused = await carry_out_or(
                self._screen.host, done_in(self.record, work), lambda _: None, lambda refusal: refusal.sentence
            )
        finally:
            self._pending -= 1
        if refused is not None:
            self._screen.host.refuse(refused)

    # At the end

    def take(self, new: NewMessage) -> None:
        """Record the message, and close the screen."""
        self._leave_with(lambda desk: self.record.take(desk, new), lambda taken: taken.sentence, answers=(new,))

    def close(self, told: str, ended_with: str = "") -> None:
        """End the call, with the clerk's words or the acts done in it, and say `told`."""
        self._leave_with(lambda desk: self.record.close(desk, ended_with), lambda _: told, answers=(ended_with,))

    def park(self, state: str, title: str, patient_id: int | None, told: str, tone: Tone) -> None:
        """Park the call in its current state; only close the screen of a call that has gone on at another desk."""
        self._leave_with(
            lambda desk: self.record.park(desk, state, title, patient_id),
            lambda _: told,
            tone,
            answers=(state, title, patient_id),
            parks=True,
        )

    def _leave_with(
        self,
        write: Callable[[Desk], ResultT | Refused | WrongInput],
        told: Callable[[ResultT], str],
        tone: Tone = "good",
        *,
        answers: Sequence[object],
        parks: bool = False,
    ) -> None:
        """Write the end of this call, then go back to the screen beneath and say so there."""
        if not self.is_leaving:
            self.is_leaving = True
            run_beside(self._screen.app, self._write_and_leave, write, told, tone, answers, parks=parks)

    async def _write_and_leave(
        self,
        write: Callable[[Desk], ResultT | Refused | WrongInput],
        told: Callable[[ResultT], str],
        tone: Tone,
        answers: Sequence[object],
        *,
        parks: bool,
    ) -> None:
        host = self._screen.host
        refused: str | None = None
        try:
            refused = await carry_out_or(
                host,
                done_in(self.record, write),
                lambda answer: self._leave(named("" if host.private else self._whose(), told(answer)), tone),
                partial(self._refused, parks=parks),
                under=self._tries.of(*answers),
            )
        except Exception as fault:
            host.report(fault)
        self.is_leaving = False
        if refused:
            host.refuse(refused)
        host.screen_ready()

    def _leave(self, sentence: str, tone: Tone) -> None:
        """Go back to the screen beneath, and say a sentence there."""
        self._screen.dismiss(None)
        self._screen.host.say(sentence, tone)

    def _refused(self, refusal: Refused | WrongInput, *, parks: bool) -> str:
        """Return the refusal if the call stays open; empty if the clerk can only leave it."""
        if parks and refusal.code in _GONE_ON_ELSEWHERE:
            # Another desk has ended or taken up the call.
            self._leave(f"{refusal.sentence} What is typed here is part of no call.", "warning")
            return ""
        return refusal.sentence
