"""Patients as CSV, read and written."""
