"""The call, F8, over anything: who rings, about whom, what is done for them, and what becomes a message.

`screen` holds the parts. Widgets: `caller` finds whom the call is about, `identity_ticks` takes what the caller states,
`places` shows what `view` reads of the patient, `message` holds the fields of the message, and `sheet` is the frame.
Objects: `patient` says what of the patient may be shown, `acting` offers the acts, `forms` opens forms over the call,
`red_flags` listens to what is typed, `steps` leads to the end of the call, `leaving` parks it, `writes` writes through
`record` what becomes known, and `kept` outlives a crash. `resuming` takes up a parked call.
"""

from clerkdesk.screens.call.resuming import resume_call
from clerkdesk.screens.call.screen import CallScreen

__all__ = ["CallScreen", "resume_call"]
