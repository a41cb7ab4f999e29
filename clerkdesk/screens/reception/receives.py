"""What the bars of the reception ask of the screen that they are opened on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from clerkdesk.screens.acts.of_screen import HasBars, HasHost

if TYPE_CHECKING:
    from clerkdesk.screens.reception.visits import Visit
    from clerkdesk.widgets.columns import Tone


class Receives(HasHost, HasBars, Protocol):
    """A list of the day's visits, on which patients are received."""

    @property
    def private(self) -> bool:
        """Whether only initials are shown."""

    def name_of(self, visit: Visit) -> str:
        """Return a patient's name as it may be shown here."""

    def born(self, visit: Visit) -> str:
        """Return a patient's birth date and age; empty for a public counter."""

    def done(self, sentence: str) -> None:
        """Say what was recorded; the cursor stays with the patient."""

    def received(self, sentence: str, tone: Tone) -> None:
        """Say that a patient has arrived, and where they sit."""

    def settled(self, visit: Visit, sentence: str, tone: Tone, entry_id: int | None = None) -> None:
        """Say what was recorded, and go on to the next visit that waits for its outcome."""
