"""Keeps a clerk's display choices, for any desk.

They are not a record: they leave no act, and are kept beside the clerk's drafts.
"""

from __future__ import annotations

from clerkdesk.services.acts.drafts import LIKING, Drafts

THEME = "theme"


def liked(drafts: Drafts, name: str) -> str:
    """Return what the clerk chose, or an empty text if they never chose."""
    return next((row.state for row in drafts.waiting(LIKING) if row.title == name), "")


def like(drafts: Drafts, name: str, value: str) -> None:
    """Keep the clerk's choice in place of the earlier one."""
    before = next((row.draft_id for row in drafts.waiting(LIKING) if row.title == name), None)
    drafts.keep_up(LIKING, value, title=name, draft_id=before)
