"""The call, F8, over any screen: the caller, the patient, the acts for them, and the message.

`screen` holds the parts. Widgets: `caller` finds the patient of the call, `identity_ticks` ticks what a caller states,
`rows_pane` shows the rows that `view` reads, `message` holds the fields of the message, and `sheet` is the frame.
Objects: `patient` decides what the call may show, `acting` offers the acts, `forms` opens forms over the call,
`red_flags` watches the typed text, `steps` leads to the end of the call, `leaving` parks it, `writes` writes through
`record`, and `kept` saves the call against a crash. `kinds` tells a call from a message of another channel, which has
the same screen. `resuming` takes up a parked call or message.
"""

from clerkdesk.screens.call.kinds import CALL, LETTER
from clerkdesk.screens.call.resuming import resume_call, resume_letter
from clerkdesk.screens.call.screen import CallScreen

__all__ = ["CALL", "LETTER", "CallScreen", "resume_call", "resume_letter"]
