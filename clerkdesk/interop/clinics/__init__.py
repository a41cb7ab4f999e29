"""Clinic templates in TOML."""
