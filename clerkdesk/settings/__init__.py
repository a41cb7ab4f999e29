"""What a trust and a user may set, and where each value came from. This leaf imports nothing of clerkdesk."""

from clerkdesk.settings.model import DeskSettings, Settings
from clerkdesk.settings.policy import Bands, PolicySettings, PriorityBoost

__all__ = ["Bands", "DeskSettings", "PolicySettings", "PriorityBoost", "Settings"]
