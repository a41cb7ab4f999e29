"""All that a desk does about pathways: why they stand where they stand, and who is told that one ended."""

from __future__ import annotations

from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.pathways.clocks import Clocks
from clerkdesk.services.pathways.removal_tellings import RemovalTellings


class Pathways:
    """All that a desk does about pathways: why they stand where they stand, and who is told that one ended."""

    def __init__(self, context: ServiceContext) -> None:
        """Take what every act stands on."""
        clocks = Clocks(context)
        self.why = clocks.why
        removal_tellings = RemovalTellings(context)
        self.told_of_removal = removal_tellings.record
