"""Takes the held place for an offer or a move, and asks back what the services want to know first."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeVar

from clerkdesk.rules.booking.out_of_turn import OUT_OF_TURN, ReasonGiven
from clerkdesk.rules.booking.past_targets import PAST_TARGET
from clerkdesk.screens.acts.offer_questions import why_late
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.services.booking.slot_choices import SlotTaken
from clerkdesk.widgets.bar_spec import BarAnswer, Kept

if TYPE_CHECKING:
    from clerkdesk.screens.desk.host import Host
    from clerkdesk.services.desk.facade import Desk

ResultT = TypeVar("ResultT", contravariant=True)
PlaceT = TypeVar("PlaceT")

NOBODY_FIRST = ReasonGiven(None, "")
"""Said before anybody has asked why the patient goes first."""


class TakesPlace(Protocol[ResultT]):
    """An act that takes the place it holds."""

    def ask_why_first(self, ahead: int) -> None:
        """Ask why the patient goes before those ahead on the list, by their number."""

    async def lost(self, answer: SlotTaken | Refused) -> Kept | None:
        """Go on after the loss of the place; return None if the refusal is about something else."""

    def taken(self, result: ResultT) -> None:
        """Report the taken place."""


def read_why_first(answer: BarAnswer) -> ReasonGiven:
    """Return the answers to `turn_steps`."""
    return ReasonGiven(answer["reason"], answer["words"] or answer["comment"])


async def take_place(
    host: Host,
    act: TakesPlace[PlaceT],
    work: Callable[[Desk], PlaceT | SlotTaken | Refused | WrongInput],
    why_first: ReasonGiven,
) -> Kept | None:
    """Take the place, and return the answer that keeps the bar open; None closes the bar, or another one has opened.

    Args:
        host: of the screen.
        act: the offer or the move.
        work: takes the place, on the writing thread.
        why_first: the reason to go before others, which `work` states.
    """
    result = await host.write(work)
    if isinstance(result, Refused) and result.code == OUT_OF_TURN and why_first.code is None:
        act.ask_why_first(len(result.passed_over))
        return None
    if isinstance(result, Refused) and result.code == PAST_TARGET:
        return why_late(result.sentence)
    if isinstance(result, SlotTaken | Refused):
        return await act.lost(result) or Kept(result.sentence)
    if isinstance(result, WrongInput):
        return Kept(result.sentence)
    act.taken(result)
    return None
