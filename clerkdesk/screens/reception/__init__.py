"""Today, F6: a reception's clinics in time order.

`screen` holds the parts: `visit_list` shows the rows that `visits` reads and draws, `visit_acts` has the letters,
`visit_bars` opens their bars and goes on after an act, `asked_for_visit` brings the clerk here for one appointment and
leads back. The bars themselves: `arriving`, `steps`, `outcome_bar`, `missed_bar`.
"""

from clerkdesk.screens.reception.screen import ReceptionScreen

__all__ = ["ReceptionScreen"]
