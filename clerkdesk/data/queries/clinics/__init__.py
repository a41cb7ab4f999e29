"""Clinics: their patterns, sessions and changes; as frozen rows read from the database."""
