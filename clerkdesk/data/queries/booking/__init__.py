"""Booking: offers, slots, moves and cancellations; as frozen rows read from the database."""
