"""The questions a screen puts to the database: one at a time for each subject, and only the latest answer counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clerkdesk.screens.desk.host import Host
from clerkdesk.widgets.row_table import RowTable

if TYPE_CHECKING:
    from textual.worker import Worker

    from clerkdesk.screens.desk.barred import Barred
    from clerkdesk.services.desk.facade import Desk

_UNREAD = (
    "This could not be read. It is tried again by itself within ten seconds; leaving the screen and coming back tries "
    "at once."
)


@dataclass(frozen=True, slots=True)
class _Question:
    work: Callable[[Desk], Any]
    apply: Callable[[Any], None]


class LatestAnswers:
    """Numbers the questions of a screen, so that an answer that comes too late is dropped.

    While a question is on its way, only the latest of those asked meanwhile is put next: typing fast in a find box does
    not queue a search for each letter.
    """

    def __init__(self, screen: Barred, host: Host) -> None:
        self._screen = screen
        self._host = host
        self._latest: dict[str, _Question] = {}
        self._running: set[str] = set()
        self._workers: dict[str, Worker[None]] = {}
        self._answered: set[str] = set()
        self.read_up_to: int | None = None
        """How far what is shown goes, in what the desks have written down."""

    def ask(self, what: str, work: Callable[[Desk], Any], apply: Callable[[Any], None]) -> None:
        """Ask about `what`; `apply` gets the answer on the event loop, if no later question was asked meanwhile."""
        self._latest[what] = _Question(work, apply)
        if not self.is_pending(what):
            self._running.add(what)
            self._workers[what] = self._screen.run_worker(self._run(what), exit_on_error=False)

    def is_pending(self, what: str) -> bool:
        """Tell whether an answer about `what` is still to come."""
        # A worker that is cancelled before its first step never says that it has ended.
        return what in self._running and not self._workers[what].is_cancelled

    def begin_anew(self, what: str) -> None:
        """Take what was answered about `what` for the answer to another question: the next one is still to come."""
        self._answered.discard(what)

    @property
    def any_pending(self) -> bool:
        """Whether any answer is still to come."""
        return any(self.is_pending(what) for what in self._running)

    def is_answered(self, what: str) -> bool:
        """Tell whether `what` was answered at least once, be it by an error."""
        return what in self._answered

    async def _run(self, what: str) -> None:
        try:
            while (question := self._latest.get(what)) is not None:
                await self._answer(what, question)
                if self._latest.get(what) is question:
                    break
        finally:
            self._running.discard(what)
            self._answered.add(what)
            self._host.screen_ready()

    def _marked(self, work: Callable[[Desk], Any]) -> Callable[[Desk], Any]:
        """Let it be known how far what is read goes: what others do from there on is not in it."""

        def read(desk: Desk) -> Any:
            from clerkdesk.services.acts.meanwhile import Meanwhile

            self.read_up_to = Meanwhile(desk.context).mark()
            return work(desk)

        return read

    async def _answer(self, what: str, question: _Question) -> None:
        try:
            answer = await self._host.read(
                self._marked(question.work) if what in self._screen.ACTED_ON else question.work
            )
            if self._latest.get(what) is question and self._screen.is_attached:
                question.apply(answer)
        except Exception as fault:
            self._host.report(fault)
            for table in self._screen.query(RowTable):
                if what in self._screen.WAITS_FOR or not table.is_answered:
                    table.set_unread(_UNREAD)
