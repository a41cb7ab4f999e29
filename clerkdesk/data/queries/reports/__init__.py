"""Figures of the waiting list and of the work; as frozen rows read from the database."""
