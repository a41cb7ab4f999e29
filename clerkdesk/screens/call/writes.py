"""What a call writes: behind the clerk's back while it lasts, and last of all before it goes from the screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from clerkdesk.screens.call.panes import CallPanes
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.widgets.columns import Tone
from clerkdesk.words.answers import named

if TYPE_CHECKING:
    from clerkdesk.services.desk.facade import Desk

ResultT = TypeVar("ResultT")
_GONE_ON_ELSEWHERE = frozenset({"closed", "open_elsewhere"})
"""Codes of the refusals of a call that this desk has no part in any more."""


class CallWrites(CallPanes):
    """A call that can write."""

    def __init__(self) -> None:
        """Begin with nothing to write."""
        super().__init__()
        self.is_leaving = False
        """Whether the last thing of this call is being written."""
        self.is_being_parked = False
        """Whether that is what stands in it, to be taken up later."""
        self._writes = 0
        self.questions.waits_too = lambda: self.is_leaving or self._writes > 0

    def leave_with(self, write: Callable[[Desk], ResultT], told: Callable[[ResultT], str], tone: Tone = "good") -> None:
        """Write the last thing of this call, then go back to the screen beneath and say so there."""
        if not self.is_leaving:
            self.is_leaving = True
            self.app.run_worker(self._write_and_leave(write, told, tone), exit_on_error=False)

    async def _write_and_leave(
        self, write: Callable[[Desk], ResultT], told: Callable[[ResultT], str], tone: Tone
    ) -> None:
        sentence = ""
        try:
            answer = await self.host.write(write)
        except Exception as fault:
            self.host.report(fault)
        else:
            sentence = answer.sentence if isinstance(answer, Refused | WrongInput) else ""
            if not sentence:
                self.dismiss(None)
                whose = "" if self.host.private else self.patient_label
                self.host.say(named(whose, told(answer)), tone)
            elif self.is_being_parked and isinstance(answer, Refused) and answer.code in _GONE_ON_ELSEWHERE:
                # It was ended, or taken up, at another desk: here it can only be left.
                self.dismiss(None)
                self.host.say(f"{answer.sentence} What is typed here is part of no call.", "warning")
                sentence = ""
        self.is_being_parked = False
        self.is_leaving = False
        if sentence:
            self.host.refuse(sentence)
        self.host.screen_ready()

    def note(self, work: Callable[[Desk], object]) -> None:
        """Write something whose answer matters only where it is a refusal."""
        self.app.run_worker(self._write(work), exit_on_error=False)

    async def _write(self, work: Callable[[Desk], object]) -> None:
        self._writes += 1
        try:
            answer = await self.host.write(work)
        finally:
            self._writes -= 1
        if isinstance(answer, Refused | WrongInput):
            self.host.refuse(answer.sentence)
