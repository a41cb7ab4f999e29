"""All work of a desk on pathways: explaining their state, and telling people of an end."""

from __future__ import annotations

from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.pathways.clocks import Clocks
from clerkdesk.services.pathways.removal_tellings import RemovalTellings


class Pathways:
    """All work of a desk on pathways: explaining their state, and telling people of an end."""

    def __init__(self, context: ServiceContext) -> None:
        """Take the service context."""
        clocks = Clocks(context)
        self.why = clocks.why
        removal_tellings = RemovalTellings(context)
        self.told_of_removal = removal_tellings.record
