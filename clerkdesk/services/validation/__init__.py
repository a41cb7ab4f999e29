"""Validation: the waits to validate, and the findings of the checks; as acts and reads of the desk."""
