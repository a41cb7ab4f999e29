"""All that a desk does to put right what was recorded in error."""

from __future__ import annotations

from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.corrections.ending_correcting import EndingCorrections
from clerkdesk.services.corrections.start_requests import StartRequests


class Corrections:
    """All that a desk does to put right what was recorded in error."""

    def __init__(self, context: ServiceContext) -> None:
        """Take what every act stands on."""
        ending_corrections = EndingCorrections(context)
        self.was_cancelled = ending_corrections.was_cancelled
        self.was_missed = ending_corrections.was_missed
        self.why_not_ended_otherwise = ending_corrections.why_not
        start_requests = StartRequests(context)
        self.answer = start_requests.answer
