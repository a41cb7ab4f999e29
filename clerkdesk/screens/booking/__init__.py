"""The booking screen, F3: the list in its order, the patient in hand, the slots that are legal for them, and the bars.

`screen` holds the parts: `working_list` shows the list that `waiting` reads and draws, `patient_beside` the patient
with their slots, `why_not` says why a letter can't act. The bars are those of `screens/acts`, and `specialty_bar`;
`why` and `choose_list` are the dialogs.
"""

from clerkdesk.screens.booking.screen import BookingScreen

__all__ = ["BookingScreen"]
