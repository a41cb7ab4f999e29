"""Booking: offers, slots, moves and cancellations; as pure rules."""
