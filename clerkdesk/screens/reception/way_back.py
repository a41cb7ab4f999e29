"""The way from F6 back to the screen that asked for the bar of one appointment.

The bar opens on its list. After it, the cursor of that list may be on another patient, and letters would act on them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from clerkdesk.screens.desk.host import Host, InHand
from clerkdesk.widgets.columns import Tone


@dataclass(slots=True)
class WayBack:
    """An appointment whose bar another screen asked for, and the sentence to say there."""

    appointment_id: int
    to: InHand | str
    """The patient of the card, or the name of the screen."""
    has_stood: bool = False
    """Whether the bar has opened."""
    is_recorded: bool = False
    said: tuple[str, Tone] | None = None

    async def lead(self, host: Host) -> None:
        """Open the card, on the latest result or else on the appointment; repeat the last sentence there.

        Another screen keeps its state.
        """
        if isinstance(self.to, str):
            await host.open_screen(self.to)
        else:
            await self._lead_to_card(host, self.to)
        if self.said is not None:
            host.say(*self.said)

    async def _lead_to_card(self, host: Host, patient: InHand) -> None:
        latest = next(iter(host.patients_in_hand), None)
        begins = latest if self.is_recorded and latest == patient and latest is not None else None
        row = begins.row if begins is not None and begins.row else f"appointment:{self.appointment_id}"
        await host.open_card(replace(begins or patient, row=row), row=row)
