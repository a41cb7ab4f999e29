"""The Protocol between the bars of reception and their screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from clerkdesk.screens.acts.of_screen import HasBars, HasHost

if TYPE_CHECKING:
    from clerkdesk.screens.reception.visits import Visit
    from clerkdesk.widgets.columns import Tone


class Receives(HasHost, HasBars, Protocol):
    """A list of the day's visits, for receiving patients."""

    @property
    def private(self) -> bool:
        """Whether only initials are shown."""

    def name_of(self, visit: Visit) -> str:
        """Return a patient's name, or only initials for a public counter."""

    def born(self, visit: Visit) -> str:
        """Return a patient's birth date and age; empty for a public counter."""

    def done(self, sentence: str) -> None:
        """Report an act; the cursor stays with the patient."""

    def received(self, sentence: str, tone: Tone) -> None:
        """Report an arrival, and where the patient sits."""

    def settled(self, visit: Visit, sentence: str, tone: Tone, entry_id: int | None = None) -> None:
        """Report an act, and go on to the next visit without an outcome."""
