"""Corrections of records made in error; as acts and reads of the desk."""
