"""Queries over the people who act at the desks."""
