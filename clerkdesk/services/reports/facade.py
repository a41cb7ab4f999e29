"""All reports of a desk on its lists and its work."""

from __future__ import annotations

from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.reports.oversight import Oversight
from clerkdesk.services.reports.reports import Reports


class ReportsOfDesk:
    """All reports of a desk on its lists and its work."""

    def __init__(self, context: ServiceContext) -> None:
        """Take the service context."""
        oversight = Oversight(context)
        self.moved_starts = oversight.moved_starts
        self.removals = oversight.removals
        reports = Reports(context)
        self.ptl = reports.ptl
