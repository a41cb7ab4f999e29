"""What may be set, and where each setting came from. A leaf: nothing of clerkdesk is imported here."""

from clerkdesk.settings.model import Bands, DeskSettings, PolicySettings, PriorityBoost, Settings

__all__ = ["Bands", "DeskSettings", "PolicySettings", "PriorityBoost", "Settings"]
