"""The booking screen, F3: the list in its order, the patient in hand, the slots that are legal for them, and the bars.

`screen` puts it together; `waiting` draws the list, `patient` and `slots` the right half; `offering` runs the book bar
with its claim, holds, declines and reasons; `small_bars` and `contact` the others; `why` and `choose_list` the dialogs.
"""

from clerkdesk.screens.booking.screen import BookingScreen

__all__ = ["BookingScreen"]
