"""Clinics, F7: the week, a day, a session with its slots, and the free slots.

`screen` holds the parts: `timetable` shows one page and has the way back, `free_slot` offers the slot under
the cursor, `session_letters` act on a session or an appointment. `lines` reads the rows, `columns` draws them.
"""

from clerkdesk.screens.clinics.screen import ClinicsScreen

__all__ = ["ClinicsScreen"]
