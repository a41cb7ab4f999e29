"""Validation: which waits are looked at, and what the checks find; as pure rules."""
