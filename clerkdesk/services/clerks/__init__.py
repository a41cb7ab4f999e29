"""The people who act at the desks."""
