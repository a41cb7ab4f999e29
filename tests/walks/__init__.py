"""Walks over everything a clerk can do: what no act, in whatever order, may do to anybody's wait."""
