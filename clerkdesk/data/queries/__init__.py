"""Reads: frozen rows and plain columns for lists, cards and rules. Nothing is written here."""
