"""All corrections of a desk to records made in error."""

from __future__ import annotations

from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.corrections.endings import EndingCorrections
from clerkdesk.services.corrections.start_requests import StartRequests


class Corrections:
    """All corrections of a desk to records made in error."""

    def __init__(self, context: ServiceContext) -> None:
        """Take the service context."""
        ending_corrections = EndingCorrections(context)
        self.was_cancelled = ending_corrections.was_cancelled
        self.was_missed = ending_corrections.was_missed
        self.why_not_ended_otherwise = ending_corrections.why_not
        start_requests = StartRequests(context)
        self.answer = start_requests.answer
