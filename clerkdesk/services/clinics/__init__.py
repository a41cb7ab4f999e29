"""Clinics: their patterns, sessions and changes; as acts and reads of the desk."""
