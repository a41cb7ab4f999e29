"""The reasons against a letter on the visit under the cursor of F6, as sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clerkdesk.keys.placeholders import key_for
from clerkdesk.rules.values.appointments import AppointmentStatus
from clerkdesk.screens.reception.steps import STEPS

if TYPE_CHECKING:
    from clerkdesk.keys import Keymap
    from clerkdesk.screens.reception.visits import Visit

ON_THE_CARD = frozenset({"book", "move", "contact", "review", "escalate"})
"""Letters with a bar on the card."""
_ON_THE_ROW = frozenset({"arrive", "cancel", "outcome", "take", "why", *STEPS, *ON_THE_CARD})


def why_not_on_visit(name: str, visit: Visit | None, keys: Keymap) -> str:
    """Return why the command of a letter can't act on a visit; empty if it can."""
    from clerkdesk.services.reception.arrivals import why_no_arrival, why_no_step

    if name not in _ON_THE_ROW:
        return ""
    if visit is None:
        return "Nobody is under the cursor."
    refusal = None
    if name == "left" and visit.appointment.status == AppointmentStatus.ARRIVED:
        called, seen, outcome, arrive = (keys.key_of(each) for each in ("called", "seen", "outcome", "arrive"))
        return (
            f"They have not been seen yet: {called} or {seen} first. If they left without being seen, {outcome} "
            f"records it; if they never came, {arrive} takes the arrival back."
        )
    if name == "arrive" and not visit.is_in_the_building:
        refusal = why_no_arrival(visit.appointment, visit.today)
    elif name in STEPS:
        refusal = why_no_step(visit.appointment, name)
    elif name == "take" and not visit.is_to_note:
        return f"{key_for('take')} takes note of a cancellation of today, and this is none."
    return refusal.sentence if refusal is not None else ""
