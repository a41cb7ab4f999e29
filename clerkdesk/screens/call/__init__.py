"""The call, F8, over anything: who rings, about whom, what is done for them, and what becomes a message.

`screen` puts it together; `box` takes what the caller says, `identity` the identifiers they state, `view` reads what is
shown once they are proved, `message` holds the message's fields, and `record` writes the call's own row.
"""

from clerkdesk.screens.call.screen import CallScreen, resume_call

__all__ = ["CallScreen", "resume_call"]
