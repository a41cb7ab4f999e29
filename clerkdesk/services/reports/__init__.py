"""Figures of the waiting list and of the work; as acts and reads of the desk."""
