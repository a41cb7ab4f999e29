"""Validation: which waits are looked at, and what the checks find; as acts and reads of the desk."""
