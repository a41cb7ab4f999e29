"""Checks in the database before a bar opens: a reason against it is shown, and no bar opens."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeVar

from clerkdesk.screens.acts.acts_here import ACT
from clerkdesk.screens.acts.of_screen import HasHost, HasQuestions
from clerkdesk.services.acts.answers import Refused, WrongInput

if TYPE_CHECKING:
    from clerkdesk.screens.desk.host import Host
    from clerkdesk.services.desk.facade import Desk

    Refuse = Callable[[str], None]

AnswerT = TypeVar("AnswerT")


class AsksFirst(HasHost, HasQuestions, Protocol):
    """A screen that checks before it opens a bar."""


def ask_why_not(
    screen: AsksFirst, why_not: Callable[[Desk], str], go_on: Callable[[], None], refuse: Refuse | None = None
) -> None:
    """Check whether something can't be done, and go on if it can.

    Args:
        screen: the screen of the bar.
        why_not: returns the reason as a sentence, empty if there is none; it runs on a reading thread.
        go_on: opens the bar.
        refuse: says the reason; by default the host does.
    """

    def answered(reason: str) -> None:
        if reason:
            (refuse or screen.host.refuse)(reason)
        else:
            go_on()

    screen.questions.ask(ACT, why_not, answered)


def unless_refused(
    host: Host, go_on: Callable[[AnswerT], None], refuse: Refuse | None = None
) -> Callable[[AnswerT | Refused | WrongInput], None]:
    """Return a function that takes an answer of the services, says a refusal, and passes other answers on."""

    def take(answer: AnswerT | Refused | WrongInput) -> None:
        if isinstance(answer, Refused | WrongInput):
            (refuse or host.refuse)(answer.sentence)
        else:
            go_on(answer)

    return take
