"""The contact bar: the result of a call, text or letter. It is never an offer; the rules decide the consequences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from clerkdesk.rules.contact.attempts import voicemail_words
from clerkdesk.screens.acts.carrying_out import carry_out
from clerkdesk.screens.acts.offer_questions import contact_steps
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Kept
from clerkdesk.widgets.plain import joined

if TYPE_CHECKING:
    from clerkdesk.rules.contact.rows import WaysToReach
    from clerkdesk.screens.desk.host import Host
    from clerkdesk.services.contact.contacts import ContactKept
    from clerkdesk.services.desk.facade import Desk


@dataclass(frozen=True, slots=True)
class ToReach:
    """The patient of an attempt."""

    patient_id: int
    entry_id: int | None
    """Id of the need; None for the one to be seen soonest."""
    name: str
    number: str = ""
    """The number, as it is read out; empty for the preferred one."""
    obey: str = ""
    """The patient's wishes for contact."""


def what_to_obey(ways: WaysToReach) -> str:
    """Return the wishes to obey before ringing a patient: `no voicemail · safe contact: after 10:00` (R-720)."""
    line = ways.on("")
    allowed = False if ways.restricted else line.voicemail_allowed if line is not None else True
    note = f"safe contact: {ways.safe_contact_note}" if ways.safe_contact_note else ""
    return joined(("" if allowed else voicemail_words(allowed), note))


def contact_bar(host: Host, who: ToReach, done: Callable[[ContactKept], None]) -> BarSpec:
    """Return the bar that records an attempt to reach a patient; `done` gets the outcome."""

    async def commit(answer: BarAnswer) -> Kept | None:
        ring_at = datetime.fromisoformat(answer["ring_at"]) if answer["ring_at"] else None

        def write(desk: Desk) -> ContactKept | Refused | WrongInput:
            from clerkdesk.services.contact.contacts import NewAttempt

            attempt = NewAttempt(
                patient_id=who.patient_id,
                entry_id=who.entry_id,
                result=answer["result"],
                ring_back_at=ring_at,
                note=answer["comment"],
            )
            return desk.contact.tried(attempt)

        return await carry_out(host, write, done)

    return BarSpec(
        "contact",
        "Contact tried with",
        who.name,
        commit,
        contact_steps(host.now),
        enter="records it",
        note=joined((who.number, who.obey)),
        context={"patient": who.patient_id, "entry": who.entry_id},
    )
