"""Undo: the acts of a clerk, what each touched, and what came after; as frozen rows read from the database."""
