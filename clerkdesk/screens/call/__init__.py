"""The call, F8, over anything: who rings, about whom, what is done for them, and what becomes a message.

`screen` holds the parts: `caller` finds whom the call is about, `identity_ticks` takes what the caller states, `places`
shows what `view` reads of the patient, `message` holds the fields of the message, `red_flags` listens to both, and
`sheet` is the frame round them. `writes` writes what becomes known through `record`, and ends the call; `resuming`
takes up a parked call.
"""

from clerkdesk.screens.call.resuming import resume_call
from clerkdesk.screens.call.screen import CallScreen

__all__ = ["CallScreen", "resume_call"]
