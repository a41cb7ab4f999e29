"""Carries out the act of a bar through the services; after a refusal the bar stays open and says why."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from clerkdesk.screens.acts.confirming import kept_open
from clerkdesk.screens.acts.of_screen import HasApp, HasHost
from clerkdesk.services.acts.answers import Answer, Refused, WrongInput

if TYPE_CHECKING:
    from clerkdesk.screens.desk.host import Host
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.widgets.bar_spec import Kept

ResultT = TypeVar("ResultT")
AnswerT = TypeVar("AnswerT", bound=Answer)


class WritesBehind(HasApp, HasHost, Protocol):
    """A screen that writes without waiting for the answer."""


async def carry_out(
    host: Host,
    work: Callable[[Desk], ResultT | Refused | WrongInput],
    done: Callable[[ResultT], Awaitable[None] | None],
) -> Kept | None:
    """Carry out an act; `done` gets its result, and is awaited if it is a coroutine.

    It returns the answer that keeps the bar open: the sentence of a refusal, with the question that would let the act
    go on and the wrong answer. None closes the bar.
    """
    result = await host.write(work)
    if isinstance(result, Refused | WrongInput):
        return kept_open(result, host)
    follows = done(result)
    if follows is not None:
        await follows
    return None


async def carry_out_and_say(
    host: Host, work: Callable[[Desk], AnswerT | Refused | WrongInput], say: Callable[[str], None]
) -> Kept | None:
    """Carry out an act and say the sentence of its answer; returns as `carry_out` does."""
    return await carry_out(host, work, lambda result: say(result.sentence))


def write_behind(screen: WritesBehind, work: Callable[[Desk], Any]) -> None:
    """Write without waiting for the answer, such as giving back a claim."""
    screen.app.run_worker(screen.host.write(work), exit_on_error=False)
