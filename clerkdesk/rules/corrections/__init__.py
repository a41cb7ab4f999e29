"""Corrections of records made in error; as pure rules."""
