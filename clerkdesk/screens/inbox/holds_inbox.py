"""What the parts of the inbox ask of the screen that holds them."""

from __future__ import annotations

from typing import Protocol

from clerkdesk.screens.acts.of_screen import HasApp, HasBars, HasHost, HasQuestions


class HoldsInbox(HasApp, HasHost, HasBars, HasQuestions, Protocol):
    """A screen that lists what waits for somebody."""

    def load(self) -> None:
        """Read the list again."""
