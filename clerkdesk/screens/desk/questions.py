"""The questions of a screen to the database: one at a time for each subject; only the latest answer counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeVar

from clerkdesk.screens.desk.host import Host
from clerkdesk.widgets.row_table import tables_of

if TYPE_CHECKING:
    from textual.css.query import DOMQuery
    from textual.worker import Worker

    from clerkdesk.services.desk.facade import Desk

ResultT = TypeVar("ResultT")

_UNREAD = (
    "This could not be read. It is tried again by itself within ten seconds; leaving the screen and coming back tries "
    "at once."
)


class AsksQuestions(Protocol):
    """A screen that puts questions to the database."""

    WAITS_FOR: ClassVar[frozenset[str]]
    HOLDS_ENTER_FOR: ClassVar[frozenset[str]]
    BEFORE_A_BAR: ClassVar[frozenset[str]]
    ACTED_ON: ClassVar[frozenset[str]]

    @property
    def host(self) -> Host:
        """The app, as screens see it."""

    @property
    def is_attached(self) -> bool:
        """Whether the screen still exists."""

    def run_worker(self, work: Any, *, exit_on_error: bool) -> Worker[None]:
        """Run something beside the handling of keys."""

    def query(self, selector: Any) -> DOMQuery[Any]:
        """Return widgets of the screen."""


@dataclass(frozen=True, slots=True)
class _Question:
    work: Callable[[Desk], Any]
    apply: Callable[[Any], None]
    aside: bool


def _nothing() -> bool:
    return False


class Questions:
    """Numbers the questions of a screen, and drops the answers that come too late.

    While a question is on its way, only the latest of the newer ones is asked next: fast typing in a find box does not
    queue a search for each letter.
    """

    def __init__(self, screen: AsksQuestions) -> None:
        """Take the screen; no question is asked yet."""
        self._screen = screen
        self._latest: dict[str, _Question] = {}
        self._running: set[str] = set()
        self._workers: dict[str, Worker[None]] = {}
        self._answered: set[str] = set()
        self.read_up_to: int | None = None
        """The position in the change log up to which the rows for bars were read; None before the first read."""
        self.on_answered: Callable[[], object] = _nothing
        """Called after each answer: other keys may act."""
        self.waits_too: Callable[[], bool] = _nothing
        """Whether the screen waits for more than its questions, such as for its writes."""

    def ask(
        self, what: str, work: Callable[[Desk], ResultT], apply: Callable[[ResultT], None], *, aside: bool = False
    ) -> None:
        """Ask about `what`; `apply` gets the answer on the event loop, unless a newer question was asked.

        A question that is put aside gives way to every key.
        """
        self._latest[what] = _Question(work, apply, aside)
        if not self.is_pending(what):
            self._running.add(what)
            self._workers[what] = self._screen.run_worker(partial(self._run, what), exit_on_error=False)

    def wait_for(self, what: str) -> None:
        """Hold keys until the next answer about `what`, one of `WAITS_FOR`: the keys are meant for other rows."""
        self._answered.discard(what)

    def is_pending(self, what: str) -> bool:
        """Return whether an answer about `what` is still to come."""
        # A worker that is cancelled before its first step never reports its end.
        return what in self._running and not self._workers[what].is_cancelled

    @property
    def any_pending(self) -> bool:
        """Whether any answer is still to come."""
        return any(self.is_pending(what) for what in self._running) or self.waits_too()

    @property
    def any_awaited(self) -> bool:
        """Whether an answer is still to come that was not put aside: the next frame waits a moment for it."""
        awaited = (what for what in self._running if not self._latest[what].aside)
        return any(map(self.is_pending, awaited)) or self.waits_too()

    def hold_back(self, key: str) -> bool:
        """Return whether a key has to wait for an answer.

        Every key waits for the first answer about a subject of `WAITS_FOR`. Enter and Down wait for `HOLDS_ENTER_FOR`;
        letters, digits and Enter wait for the bar that an answer about `BEFORE_A_BAR` opens.
        """
        screen = self._screen
        waits = key in ("enter", "down") and any(map(self.is_pending, screen.HOLDS_ENTER_FOR))
        is_for_a_bar = (len(key) == 1 or key == "enter") and any(map(self.is_pending, screen.BEFORE_A_BAR))
        return waits or is_for_a_bar or not self._answered >= screen.WAITS_FOR

    async def _run(self, what: str) -> None:
        try:
            while (question := self._latest.get(what)) is not None:
                await self._answer(what, question)
                if self._latest.get(what) is question:
                    break
        finally:
            self._running.discard(what)
            self._answered.add(what)
            self._screen.host.screen_ready()

    def _marked(self, work: Callable[[Desk], Any]) -> Callable[[Desk], Any]:
        """Return a question that also notes its position in the change log: later changes are not in its answer."""

        def read(desk: Desk) -> Any:
            from clerkdesk.services.acts.meanwhile import Meanwhile

            self.read_up_to = Meanwhile(desk.context).mark()
            return work(desk)

        return read

    async def _answer(self, what: str, question: _Question) -> None:
        screen = self._screen
        try:
            work = self._marked(question.work) if what in screen.ACTED_ON else question.work
            answer = await (screen.host.read(work, aside=True) if question.aside else screen.host.read(work))
            if self._latest.get(what) is question and screen.is_attached:
                question.apply(answer)
                self.on_answered()
        except Exception as fault:
            screen.host.report(fault)
            for table in tables_of(screen):
                if what in screen.WAITS_FOR or not table.reading.is_done:
                    table.reading.fail(_UNREAD)
