"""The contact bar: how a call, text or letter ended. It is never an offer; what it leads to is a rule's business."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from clerkdesk.screens.booking.questions import contact_steps
from clerkdesk.services.answers import Refused, WrongInput
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Kept

if TYPE_CHECKING:
    from clerkdesk.screens.host import Host
    from clerkdesk.services.contacts import ContactKept
    from clerkdesk.services.desk import Desk


@dataclass(frozen=True, slots=True)
class ToReach:
    """Whom an attempt was meant for."""

    patient_id: int
    entry_id: int | None
    """For which need; the one to be seen soonest where None."""
    name: str
    number: str = ""
    """As it is read out; the preferred one where empty."""


def contact_bar(host: Host, who: ToReach, done: Callable[[ContactKept], None]) -> BarSpec:
    """Return the bar that records an attempt to reach a patient; `done` gets the outcome."""

    async def commit(answer: BarAnswer) -> Kept | None:
        ring_at = datetime.fromisoformat(answer["ring_at"]) if answer["ring_at"] else None

        def write(desk: Desk) -> ContactKept | Refused | WrongInput:
            from clerkdesk.services.contacts import NewAttempt

            attempt = NewAttempt(
                patient_id=who.patient_id,
                entry_id=who.entry_id,
                result=answer["result"],
                ring_back_at=ring_at,
                note=answer["comment"],
            )
            return desk.contacts.tried(attempt)

        kept = await host.write(write)
        if isinstance(kept, Refused | WrongInput):
            return Kept(kept.sentence)
        done(kept)
        return None

    return BarSpec(
        "contact",
        "Contact tried with",
        who.name,
        commit,
        contact_steps(host.now),
        enter="records it",
        note=who.number,
        context={"patient": who.patient_id, "entry": who.entry_id},
    )
