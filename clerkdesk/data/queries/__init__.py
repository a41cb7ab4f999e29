"""Reads: frozen rows and plain columns for lists, cards and rules. This package writes nothing."""
