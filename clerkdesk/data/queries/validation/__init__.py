"""Validation: the waits to validate, and the findings of the checks; as frozen rows read from the database."""
