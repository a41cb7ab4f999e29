"""Examining a desk: its database, its files and its disk."""
