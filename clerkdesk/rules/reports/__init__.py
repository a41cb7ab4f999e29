"""Figures of the waiting list and of the work; as pure rules."""
