"""The calls of the booking screen to the services, each in one go on the writing or a reading thread.

It imports the services when needed: the screen paints before the database layer is loaded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.services.booking.slot_choices import Gone, SlotTaken

if TYPE_CHECKING:
    from clerkdesk.rules.booking.out_of_turn import PassedOver, ReasonGiven
    from clerkdesk.services.booking.claims import Held
    from clerkdesk.services.booking.offers import OfferAccepted, OfferDeclined
    from clerkdesk.services.booking.slot_choices import SlotChoices
    from clerkdesk.services.desk.facade import Desk

Refusal = SlotTaken | Refused | WrongInput


@dataclass(frozen=True, slots=True)
class Decline:
    """The patient's decline."""

    reason: str
    """Code of `local_offer_decline_reason`."""
    comment: str
    wait_until: date | None


def take_up(desk: Desk, entry_id: int, slot_id: int) -> Held | SlotTaken | Refused:
    """Take or prolong the claim on a patient and hold a place, in one transaction."""
    return desk.booking.take_up(entry_id, slot_id)


def hold(desk: Desk, entry_id: int, slot_id: int) -> Held | SlotTaken | Refused:
    """Hold a place for a patient whose bar has the claim."""
    return desk.booking.hold_slot(entry_id, slot_id)


def accept(
    desk: Desk, entry_id: int, slot_id: int, why_first: ReasonGiven, past_target: str
) -> OfferAccepted | Refusal:  # fmt: skip
    """Record that the offer was accepted, and book it, in one transaction."""
    from clerkdesk.services.booking.offers import DateOffered

    offer = DateOffered(entry_id, slot_id, comment=why_first.comment)
    return desk.booking.accept(offer, out_of_turn=why_first.code, past_target=past_target)


def what_is_met(desk: Desk, entry_id: int, slot_id: int) -> tuple[PassedOver, str]:
    """Return whom a booking would pass over, and the date that it would miss, as a sentence."""
    return desk.booking.who_is_before(entry_id, slot_id), desk.booking.past_which_target(entry_id, slot_id)


def decline(desk: Desk, entry_id: int, slot_id: int, said: Decline) -> OfferDeclined | Refused | WrongInput:
    """Record the decline of the offer, with its consequences, and free its place."""
    from clerkdesk.services.booking.offers import DateOffered, Declined

    offer = DateOffered(entry_id, slot_id, comment=said.comment)
    return desk.booking.decline(offer, Declined(said.reason, said.wait_until))


def look_again(desk: Desk, entry_id: int, shown: Sequence[int]) -> tuple[Mapping[int, Gone], SlotChoices | None]:
    """Return the state of the shown slots, and a fresh ranking."""
    fresh = desk.booking.slots(entry_id)
    return desk.booking.standing(entry_id, shown), None if isinstance(fresh, WrongInput) else fresh
