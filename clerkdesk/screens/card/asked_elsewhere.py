"""Requests of other screens to the card before it is read: a command, or a slot of the timetable to offer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from clerkdesk.rules.booking.slot_search import SlotSearch
from clerkdesk.widgets.beside import run_beside
from clerkdesk.widgets.desk_app import app_of

if TYPE_CHECKING:
    from clerkdesk.screens.acts.booking_acts import BookingActs
    from clerkdesk.screens.card.holds_card import HoldsCard
    from clerkdesk.screens.desk.host import PlaceToGive
    from clerkdesk.services.booking.slot_choices import SlotChoices


class GoesOnWithDigits(Protocol):
    """The typing on the list."""

    def go_on_from(self, digits: str, at: float) -> None:
        """Start with digits pressed elsewhere, the last of them at this time."""


class AskedElsewhere:
    """Keeps a request until the card has been read."""

    def __init__(self, screen: HoldsCard, booking: BookingActs, typing: GoesOnWithDigits) -> None:
        """Take the screen, the acts that offer a slot, and the typing on its list."""
        self._screen = screen
        self._booking = booking
        self._typing = typing
        self._place: PlaceToGive | None = None
        self._command = ""

    def offer(self, place: PlaceToGive) -> None:
        """Offer a slot of the timetable for the need that it was chosen for, once the card is read."""
        self._place = place
        self._screen.go_to_row(f"entry:{place.entry_id}")

    def carry_out(self, command: str) -> None:
        """Carry out a command once the card is read."""
        self._command = command

    def card_read(self) -> None:
        """Carry out the request."""
        command, self._command = self._command, ""
        if command:
            run_beside(self._screen.app, self._screen.host.run_command, command)
        place, here = self._place, self._screen.under_cursor
        need = here.need if here is not None else None
        if place is None or need is None or need.key != place.entry_id:
            return
        self._place = None

        def offer(choices: SlotChoices) -> None:
            if place.digits:
                self._typing.go_on_from(place.digits, app_of(self._screen.bar).gate.typed_at)
            self._booking.offer(need, choices, place.slot_id)

        self._booking.with_slots(need.key, None, offer, SlotSearch(slot=place.slot_id))
