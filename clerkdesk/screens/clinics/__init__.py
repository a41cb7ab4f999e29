"""Clinics, F7: the week, a day, a session with its slots, and what is unfilled. `lines` reads and draws them."""

from clerkdesk.screens.clinics.screen import ClinicsScreen

__all__ = ["ClinicsScreen"]
