"""What may be set, and where each setting came from. A leaf: nothing of clerkdesk is imported here."""

from clerkdesk.settings.model import DeskSettings, Settings
from clerkdesk.settings.policy import Bands, PolicySettings, PriorityBoost

__all__ = ["Bands", "DeskSettings", "PolicySettings", "PriorityBoost", "Settings"]
