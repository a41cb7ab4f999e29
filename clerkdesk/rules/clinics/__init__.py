"""Clinics: their patterns, sessions and changes; as pure rules."""
