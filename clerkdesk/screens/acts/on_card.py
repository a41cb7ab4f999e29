"""Letters that open their bar on the patient's card, for lists that show patients without their needs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Protocol

from clerkdesk.screens.acts.of_screen import HasHost

if TYPE_CHECKING:
    from clerkdesk.screens.desk.host import InHand

_LETTERS = ("book", "move", "cancel", "contact", "review", "escalate", "arrive", "outcome")
"""Commands that the card carries out; the registry says which of their letters act on a list."""


class ShowsPatients(HasHost, Protocol):
    """A list with patients."""

    def patient_shown(self) -> InHand | None:
        """Return the patient under the cursor, or None."""


class OnCard:
    """Opens the card of the patient under the cursor of a list."""

    def __init__(self, screen: ShowsPatients, opens: Callable[[str], Awaitable[None]] | None = None) -> None:
        """Take the list; `opens` opens the card and presses a letter there, if that needs more work."""
        self._screen = screen
        self._opens = opens

    @property
    def letters(self) -> dict[str, Callable[[], Awaitable[None]]]:
        """Command with a bar on the card -> its function."""
        return {name: partial(self._carry_out, name) for name in _LETTERS}

    async def open(self, letter: str = "") -> None:
        """Open the card of the patient under the cursor, and press a letter there."""
        if self._opens is not None:
            await self._opens(letter)
            return
        patient = self._screen.patient_shown()
        if patient is not None:
            await self._screen.host.open_card(patient, letter, patient.row)

    async def _carry_out(self, name: str) -> None:
        await self.open(self._screen.host.keymap.key_of(name))
