"""The call, F8, over anything: who rings, about whom, what is done for them, and what becomes a message.

`screen` puts it together; `box` takes what the caller says, `identity` the identifiers they state, `view` reads what is
shown once they are proved, `message` holds the message's fields; `record` and `writes` keep the call's own row, and
`resuming` takes a parked one up.
"""

from clerkdesk.screens.call.resuming import resume_call
from clerkdesk.screens.call.screen import CallScreen

__all__ = ["CallScreen", "resume_call"]
