"""All booking of a desk: offers, held slots, bookings, moves and cancellations."""

from __future__ import annotations

from clerkdesk.rules.booking.calendar_entry import CalendarEntry
from clerkdesk.services.acts.answers import WrongInput
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.booking.bookings import Bookings
from clerkdesk.services.booking.calendar_entries import calendar_entry
from clerkdesk.services.booking.cancellations import Cancellations
from clerkdesk.services.booking.choosing import Choosing
from clerkdesk.services.booking.claims import Claims
from clerkdesk.services.booking.moves import Moves
from clerkdesk.services.booking.offers import Offers


class Booking:
    """All booking of a desk: offers, held slots, bookings, moves and cancellations."""

    def __init__(self, context: ServiceContext) -> None:
        """Take the service context."""
        self._context = context
        choosing = Choosing(context)
        self.slots = choosing.slots
        self.standing = choosing.standing
        self.slots_elsewhere = choosing.elsewhere
        claims = Claims(context)
        self.claim = claims.claim
        self.take_up = claims.take_up
        self.leave = claims.leave
        self.leave_all = claims.leave_all
        self.hold_slot = claims.hold
        self.let_slot_go = claims.let_go
        bookings = Bookings(context)
        self.book = bookings.book
        self.past_which_target = bookings.past_what
        self.who_is_before = bookings.who_is_before
        offers = Offers(context)
        self.accept = offers.accept
        self.decline = offers.decline
        moves = Moves(context)
        self.move = moves.move
        cancellations = Cancellations(context)
        self.cancel = cancellations.cancel
        self.preview_cancelling = cancellations.preview
        self.why_not_cancelled = cancellations.why_not

    def calendar_entry(self, reference: str) -> CalendarEntry | WrongInput:
        """Return a booking as an entry for the patient's own calendar."""
        return calendar_entry(self._context, reference)
