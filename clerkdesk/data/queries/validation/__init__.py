"""Validation: which waits are looked at, and what the checks find; as frozen rows read from the database."""
