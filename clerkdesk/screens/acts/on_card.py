"""Letters that open their bar on the patient's card, from lists that show patients but not their places."""

from __future__ import annotations

from clerkdesk.screens.desk.base import DeskScreen


class ActsOnCard(DeskScreen):
    """The base of such lists. Which of the letters act on a screen is the registry's to say."""

    async def open_card_of_row(self, letter: str = "") -> None:
        """Open the card of the patient under the cursor, and press a letter there."""
        patient = self.patient_shown()
        if patient is not None:
            await self.host.open_card(patient, letter, patient.row)

    async def command_book(self) -> None:
        """Book on the card."""
        await self._on_card("book")

    async def command_move(self) -> None:
        """Move on the card."""
        await self._on_card("move")

    async def command_cancel(self) -> None:
        """Cancel on the card."""
        await self._on_card("cancel")

    async def command_contact(self) -> None:
        """Note a contact on the card."""
        await self._on_card("contact")

    async def command_review(self) -> None:
        """Ask for a review on the card."""
        await self._on_card("review")

    async def command_escalate(self) -> None:
        """Escalate on the card."""
        await self._on_card("escalate")

    async def command_arrive(self) -> None:
        """Arrive from the card."""
        await self._on_card("arrive")

    async def command_outcome(self) -> None:
        """Record the outcome from the card."""
        await self._on_card("outcome")

    async def _on_card(self, name: str) -> None:
        await self.open_card_of_row(self.host.keymap.key_of(name))
