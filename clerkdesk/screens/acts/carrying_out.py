"""Carries out an act through the services; after a refusal the bar of the act stays open and says why."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from clerkdesk.screens.acts.confirming import kept_open
from clerkdesk.screens.acts.of_screen import HasApp, HasHost
from clerkdesk.services.acts.answers import Answer, Refused, WrongInput
from clerkdesk.widgets.beside import run_beside

if TYPE_CHECKING:
    from clerkdesk.screens.desk.host import Host
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.widgets.bar_spec import Kept

ResultT = TypeVar("ResultT")
AnswerT = TypeVar("AnswerT", bound=Answer)
OtherwiseT = TypeVar("OtherwiseT")


class Writes(Protocol):
    """Carries out acts off the event loop."""

    async def write(self, work: Callable[[Desk], ResultT]) -> ResultT:
        """Carry out an act."""


class WritesBehind(HasApp, HasHost, Protocol):
    """A screen that writes without waiting for the answer."""


async def carry_out(
    host: Host,
    work: Callable[[Desk], ResultT | Refused | WrongInput],
    done: Callable[[ResultT], Awaitable[None] | None],
    *,
    under: AbstractContextManager[None] | None = None,
) -> Kept | None:
    """Carry out an act; `done` gets its result, and is awaited if it is a coroutine.

    It returns the answer that keeps the bar open: the sentence of a refusal, with the question that would let the act
    go on and the wrong answer. None closes the bar. A form writes `under` its tries; a bar does so by itself.
    """
    return await carry_out_or(host, work, done, lambda refusal: kept_open(refusal, host), under=under)


async def carry_out_or(
    host: Writes,
    work: Callable[[Desk], ResultT | Refused | WrongInput],
    done: Callable[[ResultT], Awaitable[None] | None],
    refused: Callable[[Refused | WrongInput], OtherwiseT],
    *,
    under: AbstractContextManager[None] | None = None,
) -> OtherwiseT | None:
    """Carry out an act without a bar: `done` gets its result, and is awaited if it is a coroutine.

    After a refusal it returns the answer of `refused` to it; None if the act was done. The write is made `under` the
    tries of a form, if given.
    """
    with under or nullcontext():
        result = await host.write(work)
    if isinstance(result, Refused | WrongInput):
        return refused(result)
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
    run_beside(screen.app, screen.host.write, work)
