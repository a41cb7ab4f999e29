"""Booking: offers, slots, moves and cancellations; as acts and reads of the desk."""
