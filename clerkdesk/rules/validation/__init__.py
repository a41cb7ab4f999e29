"""Validation: the waits to validate, and the findings of the checks; as pure rules."""
