"""A clerk as lists and answers show them."""

from __future__ import annotations

from dataclasses import dataclass

from clerkdesk.rules.values.roles import ClerkRole


@dataclass(frozen=True, slots=True)
class ClerkRow:
    """A person who acts at a desk."""

    id: int
    username: str
    name: str
    role: ClerkRole
    team: str
    """Empty for nobody's team."""
    reception: str
    """Name of their reception desk; empty for none."""
    is_active: bool
    """False for somebody who has left: they act no more, and everything they did stays."""
