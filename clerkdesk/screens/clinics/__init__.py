"""Clinics, F7: the week, a day, a session with its slots, and what is unfilled.

`screen` holds the parts: `timetable` shows one place and knows the way back, `free_slot` offers the slot under the
cursor, `session_letters` act on a session or an appointment. `lines` reads and draws the rows.
"""

from clerkdesk.screens.clinics.screen import ClinicsScreen

__all__ = ["ClinicsScreen"]
