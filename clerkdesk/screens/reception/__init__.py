"""Today, F6: a reception's clinics in time order. `visits` reads and draws the rows, `listing` shows them.

`arriving` receives a patient, `steps` notes what becomes of them, `outcome_bar` and `missed_bar` cash up.
"""

from clerkdesk.screens.reception.screen import ReceptionScreen

__all__ = ["ReceptionScreen"]
