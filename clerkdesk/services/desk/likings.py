"""How a clerk likes the desk to look, kept for the clerk at whatever desk they sit.

It is nobody's record: it leaves no act behind, and is kept beside the drafts of the same clerk.
"""

from __future__ import annotations

from clerkdesk.services.acts.drafts import LIKING, Drafts

THEME = "theme"


def liked(drafts: Drafts, name: str) -> str:
    """Return what the clerk chose, or an empty text if they never chose."""
    return next((row.state for row in drafts.waiting(LIKING) if row.title == name), "")


def like(drafts: Drafts, name: str, value: str) -> None:
    """Keep what the clerk chose in place of what they chose before."""
    before = next((row.draft_id for row in drafts.waiting(LIKING) if row.title == name), None)
    drafts.keep_up(LIKING, value, title=name, draft_id=before)
