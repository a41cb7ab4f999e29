"""The claim of an open bar, which keeps other desks from its patient until it closes (law 10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clerkdesk.screens.acts.carrying_out import write_behind
from clerkdesk.services.acts.answers import Refused
from clerkdesk.widgets.beside import run_beside

if TYPE_CHECKING:
    from clerkdesk.screens.acts.acts_here import ActsHere
    from clerkdesk.services.booking.claims import Claimed
    from clerkdesk.services.desk.facade import Desk


class BarClaim:
    """Takes the claim as a bar opens and gives it back as the bar closes; the bar names another desk that has it."""

    def __init__(self, screen: ActsHere) -> None:
        self._screen = screen
        self._entry_id: int | None = None

    def take(self, entry_id: int | None) -> None:
        """Claim the need of a bar in the background; a bar without a need claims nothing."""
        self._entry_id = entry_id
        if entry_id is not None:
            run_beside(self._screen.app, self._take, entry_id)

    def give_back(self) -> None:
        """Give the claim back to the other desks."""
        entry_id, self._entry_id = self._entry_id, None
        if entry_id is not None:
            write_behind(self._screen, lambda desk: desk.booking.leave(entry_id))

    async def _take(self, entry_id: int) -> None:
        def take(desk: Desk) -> Claimed | Refused:
            return desk.booking.claim(entry_id)

        answer = await self._screen.host.write(take)
        if isinstance(answer, Refused) and self._entry_id == entry_id and self._screen.bar.is_open:
            self._screen.bar.tell(answer.sentence)
